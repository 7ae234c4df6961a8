import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FieldChoice, LogFilters, LogQuery, LogSource } from '../../connectors/connector.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { LogRequest } from './logReader.ts';
import { example, parseRange } from './range.ts';
import { asPick, inLine, inPick } from '../plainText.ts';

type Narrowing = 'text' | 'part' | 'container' | 'source';
type Item = vscode.QuickPickItem &
  ({ minutes: number } | { ask: 'follow' | 'range' | Narrowing } | { ask?: undefined });

const sources: Record<LogSource, string> = {
  stdout: t('Standard output'),
  stderr: t('Standard error'),
  system: t('The platform’s own lines'),
};

const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** Which part of a log is wanted. What it can be narrowed to is read only when it is to be narrowed. */
export async function askLog(
  { name }: DeploymentView,
  filters: () => Promise<LogFilters | undefined>,
  now: () => number,
): Promise<LogRequest | undefined> {
  const title = t`Logs of ${inLine(name)}`;
  const labels = new Map<string, string>();
  let reading: Promise<LogFilters | undefined> | undefined;
  const read = () => (reading ??= filters());
  let narrowed: LogQuery = {};
  for (;;) {
    const picked = await vscode.window.showQuickPick(items(narrowed, labels), { title });
    if (!picked) return undefined;
    if ('minutes' in picked) {
      const since = now() - picked.minutes * 60_000;
      return { query: { ...narrowed, since }, follow: false, labels };
    }
    if (picked.ask === undefined) continue;
    if (picked.ask === 'follow') return { query: narrowed, follow: true, labels };
    if (picked.ask === 'range') {
      const range = await askRange(title, now);
      if (range) return { query: { ...narrowed, ...range }, follow: false, labels };
      continue;
    }
    narrowed = await narrow(picked.ask, narrowed, { title, read, labels });
  }
}

function items(narrowed: LogQuery, labels: ReadonlyMap<string, string>): Item[] {
  const chosen = (value: string | undefined): string =>
    value === undefined ? 'all' : inPick(labels.get(value) ?? value);
  return [
    { label: t('$(sync) Follow from now'), ask: 'follow' },
    { label: t('$(history) Last 15 minutes'), minutes: 15 },
    { label: t('$(history) Last hour'), minutes: 60 },
    { label: t('$(history) Last day'), minutes: 24 * 60 },
    { label: t('$(calendar) Range…'), ask: 'range' },
    separator(t('Narrow it first')),
    { label: t('$(search) Search…'), description: narrowed.text ?? '', ask: 'text' },
    { label: t('$(symbol-method) By function…'), description: chosen(narrowed.part), ask: 'part' },
    { label: t('$(package) By container…'), description: chosen(narrowed.container), ask: 'container' },
    {
      label: t('$(filter) By source…'),
      description: narrowed.source ? sources[narrowed.source] : t('all'),
      ask: 'source',
    },
  ];
}

interface Narrower {
  title: string;
  read: () => Promise<LogFilters | undefined>;
  labels: Map<string, string>;
}

/** The query with this part asked anew; as it was when the person changed their mind. */
async function narrow(
  what: Narrowing,
  query: LogQuery,
  { title, read, labels }: Narrower,
): Promise<LogQuery> {
  const { [what]: before, ...others } = query;
  if (what === 'text') {
    const text = await vscode.window.showInputBox({
      title,
      prompt: t('Shows lines that hold this text. Leave it empty to show all.'),
      value: before ?? '',
    });
    if (text === undefined) return query;
    return text.trim() === '' ? others : { ...others, text: text.trim() };
  }
  const choices = read().then((filters) => choicesFor(what, filters));
  const listed = choices.then((all) => [
    { label: t('All'), value: undefined },
    ...all.map(({ label, detail, value }) => ({ ...asPick({ label, description: detail ?? '' }), value })),
  ]);
  // Shown at once, with a sign that it is being read.
  const picked = await vscode.window.showQuickPick(listed, { title });
  if (!picked) return query;
  const { value, label } = picked;
  if (value === undefined) return others;
  labels.set(value, label);
  return { ...others, [what]: value };
}

function choicesFor(what: 'part' | 'container' | 'source', filters: LogFilters | undefined): FieldChoice[] {
  if (what === 'part') return filters?.parts ?? [];
  if (what === 'container') return filters?.containers ?? [];
  return (filters?.sources ?? []).map((value) => ({ value, label: sources[value] }));
}

async function askRange(
  title: string,
  now: () => number,
): Promise<{ since: number; until?: number } | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: t`From when, and to when? ${example}`,
    placeHolder: '2h to 30m',
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const range = typed.trim() === '' ? undefined : parseRange(typed, now());
      return typeof range === 'string' ? range : undefined;
    },
  });
  const range = text === undefined || text.trim() === '' ? undefined : parseRange(text, now());
  return typeof range === 'object' ? range : undefined;
}
