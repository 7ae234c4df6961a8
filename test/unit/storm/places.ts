import type { Deployment } from '../../../src/connectors/domain.ts';
import type { LogEntry, Revision } from '../../../src/connectors/insight.ts';
import { eventsText } from '../../../src/extension/commands/eventsText.ts';
import { releaseItem, rollbackQuestion } from '../../../src/extension/commands/releasesText.ts';
import { routeQuestion } from '../../../src/extension/commands/trafficText.ts';
import { deleteCancelled, deleteQuestion, stopQuestion } from '../../../src/extension/commands/wording.ts';
import type { DeploymentView } from '../../../src/extension/deployments/types.ts';
import { described, logged, logLines, ownLine } from '../../../src/extension/logs/logText.ts';
import { asPick, inBlock, inLine, inNote, inPick } from '../../../src/extension/plainText.ts';
import { tooltip as statusTooltip } from '../../../src/extension/statusBar/tooltip.ts';
import { choice, row } from '../../../src/extension/tree/rows.ts';
import type { Entry } from '../../../src/extension/tree/arrange.ts';
import { partTooltip, problemTooltip, tooltip } from '../../../src/extension/tree/tooltip.ts';
import { comparisonCsv } from '../../../src/webviews/metrics/comparedFiles.ts';
import { fleetCsv, fleetJson } from '../../../src/webviews/metrics/fleetFiles.ts';
import { fleet, view } from '../tree/builders.ts';

/** A kind of place on the screen, and what of a hostile text gets there. */
export type Kind = 'line' | 'block' | 'pick' | 'note' | 'markdown' | 'log' | 'csv' | 'json';

/** A deployment that has the text wherever a platform can put one. */
export const hostileView = (text: string): DeploymentView =>
  view({
    name: text,
    group: text,
    key: `together:${text}`,
    origin: { id: 'x', label: text },
    detail: { word: text, message: text, notes: [text] },
    model: { id: text, name: text, kind: 'adapter', base: text },
    instanceType: { id: text, label: text },
    release: text,
    error: text,
    legacy: text,
    notes: { description: text, tags: [text] },
    consequences: { stop: text, remove: text, update: text },
    endpoint: { url: `https://x.test/${text}`, model: text },
  });

export function placesOf(text: string): [kind: Kind, where: string, shown: string][] {
  const one = hostileView(text);
  return [...tree(one, text), ...lists(one, text), ...notes(one, text), ...logs(text), ...files(one)];
}

type Places = [Kind, string, string][];

function tree(one: DeploymentView, text: string): Places {
  const part = { id: text, name: text, kind: 'server' as const, url: text, instanceType: text, note: text };
  const problem = { code: 'invalid' as const, message: text, hint: text };
  const entries = [
    { kind: 'deployment', view: one, showPlatform: text, platformName: text, children: [] },
    { kind: 'part', part, testable: true },
    { kind: 'problem', label: text, problem, platform: 'together', away: false },
    { kind: 'platform', label: text, account: text, count: 1 },
  ] as unknown as Entry[];
  const rows = entries.map(row).flatMap(({ label, description = '', accessibility }): Places => [
    ['line', 'tree label', label],
    ['line', 'tree description', description],
    ['line', 'tree, spoken', accessibility],
  ]);
  return [
    ...rows,
    ['markdown', 'tooltip', tooltip(one, 2000, text)],
    ['block', 'part tooltip', partTooltip(part)],
    ['block', 'problem tooltip', problemTooltip(problem)],
    [
      'markdown',
      'status bar tooltip',
      withoutOwnLinks(statusTooltip({ fleet: fleet([one]), idle: [one.key] })),
    ],
  ];
}

/** The links to stop something are Slipway's own; what is in them must not end them. */
const withoutOwnLinks = (markdown: string): string =>
  markdown
    .replace(/\[Stop\]\(command:slipway\.stop\?[%\w.~-]*\)/g, '')
    .replaceAll('**', '')
    .replace(/_As far as .*_/, '');

function lists(one: DeploymentView, text: string): Places {
  const revision: Revision = {
    id: text,
    label: text,
    current: false,
    detail: text,
    author: text,
    rollback: { no: text },
  };
  const { detail = '', ...release } = releaseItem(revision);
  const chosen = choice(one);
  const picked = asPick({ label: text, description: text, detail: text });
  const texts = [
    chosen.label,
    chosen.description,
    release.label,
    release.description,
    ...Object.values(picked),
  ];
  return [
    ...texts.map((shown): Places[number] => ['pick', 'list to choose from', shown]),
    ['pick', 'release detail', detail.replaceAll('$(circle-slash)', '')],
    ['pick', 'status bar text', inPick(text, 60)],
    ['line', 'panel title', inLine(text, 100)],
  ];
}

function notes(one: DeploymentView, text: string): Places {
  const questions = [
    stopQuestion(one, text),
    deleteQuestion(one, text, true),
    rollbackQuestion(one, { id: text, label: text, current: false, detail: text }),
    routeQuestion(one, { requests: [], shares: [{ name: text, after: 1 }] }),
  ];
  return [
    ...questions.flatMap(({ message, detail }): Places => [
      ['block', 'question', inBlock(message)],
      ['block', 'question detail', inBlock(detail)],
    ]),
    ['note', 'error', inNote(`It failed: ${text}`)],
    ['note', 'information', inNote(deleteCancelled(one))],
  ];
}

function logs(text: string): Places {
  const entry: LogEntry = {
    id: text,
    at: 1,
    level: 'error',
    type: text,
    message: text,
    excerpt: text,
    part: text,
    container: text,
  };
  return [
    ['log', 'events', eventsText([entry])],
    ['log', 'log page', logLines(entry, new Map([[text, text]])).join('\n')],
    [
      'log',
      'line of its own',
      ownLine(described({ part: text, container: text, text }, new Map([[text, text]])), 1),
    ],
    ['log', 'Slipway’s log', logged(text)],
  ];
}

function files(one: Deployment & DeploymentView): Places {
  const rows = [{ deployment: one, platformName: one.name }] as unknown as Parameters<typeof fleetCsv>[0];
  return [
    ['csv', 'fleet CSV', fleetCsv(rows)],
    ['csv', 'comparison CSV', comparisonCsv({ deployments: [one], reports: [] })],
    ['json', 'fleet JSON', fleetJson(rows, { from: 0, to: 1 })],
  ];
}
