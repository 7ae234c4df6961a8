import { t } from '@vscode/l10n';
import type { Action, DeploymentStatus } from '../../connectors/domain.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { count, perHour, plural } from '../../webviews/shared/format.ts';
import type { CommandId, RowFact } from '../ids.ts';
import type { DeploymentEntry, Entry, HiddenEntry, PartEntry, ProblemEntry } from './arrange.ts';
import { asPick, inLine } from '../plainText.ts';

/** One row as the editor draws it, in plain data. */
export interface Row {
  label: string;
  description?: string;
  icon?: { id: string; color?: string };
  /** Space-separated facts that menus test. */
  contextValue: string;
  accessibility: string;
  collapsible: 'none' | 'expanded' | 'collapsed';
  command?: { id: CommandId; title: string; argument?: string };
}

/** More stopped ones than this start folded: they cost nothing and hide what does. */
const foldStoppedAbove = 10;

export const statusWords: Record<DeploymentStatus, string> = {
  active: t('Active'),
  deploying: t('Deploying'),
  failed: t('Failed'),
  pending: t('Draft'),
  stopped: t('Stopped'),
};

const statusIcons: Record<DeploymentStatus, { id: string; color: string }> = {
  active: { id: 'pass-filled', color: 'testing.iconPassed' },
  deploying: { id: 'loading~spin', color: 'charts.blue' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  pending: { id: 'edit', color: 'charts.yellow' },
  stopped: { id: 'stop-circle', color: 'disabledForeground' },
};

/** Whatever it is called: each text is one line that shows all that it says. */
export function row(entry: Entry): Row {
  const { label, description, accessibility, ...rest } = rowOf(entry);
  return {
    ...rest,
    label: inLine(label),
    ...(description === undefined ? {} : { description: inLine(description) }),
    accessibility: inLine(accessibility, 1000),
  };
}

function rowOf(entry: Entry): Row {
  switch (entry.kind) {
    case 'deployment':
      return deploymentRow(entry);
    case 'part':
      return partRow(entry);
    case 'problem':
      return problemRow(entry);
    case 'status': {
      const label = groupLabel(entry.status);
      const fold = entry.status === 'stopped' && entry.count > foldStoppedAbove;
      return {
        label,
        description: String(entry.count),
        contextValue: 'status',
        accessibility: `${label}, ${plural(entry.count, 'deployment')}`,
        collapsible: fold ? 'collapsed' : 'expanded',
      };
    }
    case 'platform':
      return {
        label: entry.label,
        description: [entry.account, String(entry.count)].filter(Boolean).join(' · '),
        icon: { id: 'cloud' },
        contextValue:
          entry.serversLabel === undefined ? facts('platform') : facts('platform', 'takesServers'),
        accessibility: [entry.label, entry.account, plural(entry.count, 'deployment')]
          .filter(Boolean)
          .join(', '),
        collapsible: entry.count === 0 ? 'none' : 'expanded',
      };
    case 'more': {
      const label = t('Load More');
      const rest = t`${count(entry.rest)} not shown`;
      return {
        label,
        description: rest,
        icon: { id: 'ellipsis' },
        contextValue: 'more',
        accessibility: `${label}, ${rest}`,
        collapsible: 'none',
        command: { id: 'slipway.loadMore', title: label, argument: entry.group },
      };
    }
    case 'hidden': {
      const label = entry.all
        ? t('No deployment matches the filter')
        : t`${entry.count} hidden by the filter`;
      const filter = filterText(entry);
      return {
        label,
        description: [filter, t('click to clear')].filter(Boolean).join(' · '),
        icon: { id: 'filter' },
        contextValue: 'hidden',
        accessibility: t`${label}: ${filter}. Activate to clear the filter.`,
        collapsible: 'none',
        command: { id: 'slipway.clearFilter', title: t('Clear Filter') },
      };
    }
  }
}

function deploymentRow({ view, showPlatform, children }: DeploymentEntry): Row {
  const said = view.busy?.step ?? summary(view);
  return {
    label: nameOf(view),
    description: [said, showPlatform].filter(Boolean).join(' · '),
    icon: icon(view),
    contextValue: deploymentFacts(view),
    accessibility: [
      nameOf(view),
      showPlatform,
      view.busy?.step ?? spokenStatus(view),
      view.origin?.label,
      view.model.name,
      spokenReplicas(view),
      spokenPrice(view),
      view.notDeleted ? t('could not be deleted') : undefined,
      view.stale ? t('not up to date') : undefined,
      children.length > 0 ? plural(children.length, 'part') : undefined,
    ]
      .filter(Boolean)
      .join(', '),
    collapsible: children.length > 0 ? 'collapsed' : 'none',
    ...(view.draft && {
      command: { id: 'slipway.continueDraft', title: t('Continue Draft'), argument: view.key },
    }),
  };
}

const partIcons = { function: 'symbol-method', server: 'server-process' } as const;

function partRow({ part: { name, kind, url, instanceType, note }, testable }: PartEntry): Row {
  const words: RowFact[] = ['part'];
  if (url !== undefined) words.push('hasUrl');
  if (testable && url !== undefined) words.push('testable');
  return {
    label: name,
    description: [instanceType, note].filter(Boolean).join(' · '),
    icon: { id: partIcons[kind] },
    contextValue: facts(...words),
    accessibility: [name, kind, instanceType, note].filter(Boolean).join(', '),
    collapsible: 'none',
  };
}

/** A deployment in a list to choose from: as on its row, with its status in words, as there is no group. */
export function choice(view: DeploymentView): Required<Pick<Row, 'label' | 'description' | 'icon'>> {
  const facts = [view.busy?.step ?? statusWords[view.status], price(view), view.model.name];
  return {
    ...asPick({ label: nameOf(view), description: facts.filter(Boolean).join(' · ') }),
    icon: icon(view),
  };
}

/** A draft may have no name yet; a row must. */
export const nameOf = ({ name }: DeploymentView): string => name || t('Unnamed draft');

/** What costs comes first: a narrow side bar cuts off the end. */
const summary = (view: DeploymentView): string =>
  [
    view.notDeleted ? t('not deleted') : undefined,
    replicas(view),
    price(view),
    view.detail.inferred ? t('inferred') : undefined,
    view.origin?.label,
    noTraffic(view),
    shortModel(view.model.name),
    view.stale ? t('not up to date') : undefined,
  ]
    .filter(Boolean)
    .join(' · ');

/** Without its publisher; the tooltip has it in full. */
const shortModel = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Serving of at most; what the platform did not say is left out, what Slipway concluded has a tilde. */
function replicas({ replicas: { ready, readyInferred, max }, status }: DeploymentView): string | undefined {
  if (status === 'pending' || (status === 'stopped' && !ready)) return undefined;
  if (ready === undefined) return max === undefined ? undefined : t`max ${max}`;
  // While it drains, a maximum of 0 is already set: "2/0" would say nothing.
  const said = max === undefined || max < ready ? String(ready) : `${ready}/${max}`;
  return readyInferred ? `~${said}` : said;
}

function spokenReplicas({ replicas: { ready, readyInferred, max }, status }: DeploymentView) {
  if (ready === undefined || (status === 'stopped' && ready === 0)) return undefined;
  const said =
    max === undefined || max < ready ? plural(ready, 'replica') : t`${ready} of ${plural(max, 'replica')}`;
  return readyInferred ? t`${said} inferred` : said;
}

const spokenStatus = ({ status, detail }: DeploymentView): string =>
  detail.inferred ? t`${statusWords[status]} (inferred)` : statusWords[status];

/** What it costs now: the price of its ready replicas. Unknown is not said as zero. */
function price(view: DeploymentView): string | undefined {
  const cost = costNow(view);
  return cost && `${cost.sure ? '' : cost.atLeast ? '≥ ' : '~'}${perHour(cost.perHour)}`;
}

function spokenPrice(view: DeploymentView): string | undefined {
  const cost = costNow(view);
  return cost && `${cost.sure ? '' : cost.atLeast ? t('at least ') : t('about ')}${perHour(cost.perHour)}`;
}

function costNow({ price: known, replicas: { ready, readyInferred, min }, status }: DeploymentView) {
  if (!known) return undefined;
  if (ready) return { perHour: known.perReplicaHour * ready, sure: readyInferred !== true, atLeast: false };
  // Not reported: what it keeps running at the least is known all the same.
  const least = ready === undefined && status === 'active' ? min : undefined;
  return least ? { perHour: known.perReplicaHour * least, sure: false, atLeast: true } : undefined;
}

const noTraffic = ({ status, trafficShare }: DeploymentView): string | undefined =>
  status === 'active' && trafficShare === 0 ? t('no traffic') : undefined;

function icon({ status, busy, draft, notDeleted, registered }: DeploymentView): {
  id: string;
  color?: string;
} {
  // What waits for a quarter of an hour does not spin.
  if (busy) return { id: busy.cancellable && busy.action === 'remove' ? 'watch' : 'loading~spin' };
  if (draft?.problem || notDeleted) return { id: 'warning', color: 'list.warningForeground' };
  const usual = statusIcons[status];
  // Told apart from what the platform hosts; one that fails or comes up looks like every other.
  return registered && (status === 'active' || status === 'stopped') ? { ...usual, id: 'server' } : usual;
}

const actionFacts: [Action, RowFact][] = [
  ['test', 'testable'],
  ['stop', 'stoppable'],
  ['start', 'startable'],
  ['update', 'updatable'],
  ['remove', 'removable'],
];

/** While an action runs no other is offered; looking is always possible. */
export function deploymentFacts(view: DeploymentView): string {
  const words: RowFact[] = ['deployment'];
  if (view.draft && view.busy?.cancellable) return facts(...words, 'cancellableDeploy');
  if (view.draft) return view.busy ? facts(...words) : facts(...words, 'draft');
  for (const [action, fact] of actionFacts) if (!view.busy && view.allowed[action] === true) words.push(fact);
  if (!view.busy && view.restartable === true) words.push('restartable');
  if (!view.busy && view.routable === true) words.push('routable');
  if (view.busy?.cancellable) words.push('cancellable');
  if (!view.busy && view.registered) words.push('server');
  if (view.endpoint) words.push('hasUrl');
  if (view.dashboardUrl) words.push('hasDashboard');
  // What its log says includes what happened to it.
  words.push(view.followable ? 'hasLogs' : 'hasEvents');
  // A server of the person's own is as it was started: nothing here ever changed it.
  if (!view.registered) words.push('hasReleases');
  return `${facts(...words)} ${view.status} ${view.platform}`;
}

function problemRow({ label, problem, platform, away }: ProblemEntry): Row {
  const credential = problem.code === 'unauthorized' || problem.code === 'forbidden';
  const say = problem.message.startsWith(label) ? problem.message : `${label}: ${problem.message}`;
  const key = away ? t('click to connect') : t('click to update the key');
  const hint = credential ? key : (problem.hint ?? t('click to try again'));
  return {
    label: say,
    description: hint,
    icon: { id: 'warning', color: 'list.warningForeground' },
    contextValue: credential ? facts('problem') : 'trouble',
    accessibility: `${say} ${hint}`,
    collapsible: 'none',
    command: credential
      ? { id: 'slipway.connect', title: t('Update the Key'), argument: platform }
      : { id: 'slipway.refresh', title: t('Try Again') },
  };
}

/** "Active, Failed · Modal · “llama”". */
const filterText = ({ filter: { statuses, platforms, text } }: HiddenEntry): string =>
  [statuses.map(groupLabel).join(', '), platforms.join(', '), text && `“${text}”`]
    .filter(Boolean)
    .join(' · ');

export const groupLabel = (status: DeploymentStatus): string =>
  status === 'pending' ? t('Drafts') : statusWords[status];

const facts = (...words: RowFact[]): string => words.join(' ');
