/** Which adapter a request names. Pure. */
import { t } from '@vscode/l10n';
import type { AdapterChoice, AdapterForm, InvokeRequest } from '../protocol.ts';

export interface AdapterPick {
  /** Empty: none, the base model answers. */
  id: string;
  /** Where the server gets it from; empty where it knows by itself. */
  source: string;
  /** It was written and not chosen from a list. */
  typed?: boolean;
}

export const baseModel: AdapterPick = { id: '', source: '' };
export const mostCompared = 4;

/** There are two at least to choose from: the base model, and one that is listed or can be named. */
export const comparable = ({ choices, freeText }: AdapterForm): boolean => choices.length > 0 || freeText;

export const samePick = (a: AdapterPick, b: AdapterPick): boolean => a.id === b.id && a.source === b.source;

export function pickOf({ id, source = '' }: AdapterChoice): AdapterPick {
  return { id, source };
}

export function listedChoice({ choices }: AdapterForm, pick: AdapterPick): AdapterChoice | undefined {
  return choices.find((choice) => samePick(pickOf(choice), pick));
}

/** As an earlier request named it: from the list where it is there, else as if it had been typed. */
export function pickOfRequest(
  { adapter, adapterSource }: Partial<InvokeRequest>,
  form: AdapterForm | undefined,
): AdapterPick {
  if (adapter === undefined || adapter === '' || form === undefined) return baseModel;
  const exact = { id: adapter, source: adapterSource ?? '' };
  if (listedChoice(form, exact) !== undefined) return exact;
  if (form.freeText) return { ...exact, source: adapterSource ?? usualSource(form), typed: true };
  const sameId = form.choices.find(({ id }) => id === adapter);
  return sameId === undefined ? baseModel : pickOf(sameId);
}

export const usualSource = ({ sources }: AdapterForm): string => sources[0]?.id ?? '';

/** What goes into a request. */
export function namedIn(pick: AdapterPick): Pick<InvokeRequest, 'adapter' | 'adapterSource'> {
  const id = pick.id.trim();
  if (id === '') return {};
  return { adapter: id, ...(pick.source === '' ? {} : { adapterSource: pick.source }) };
}

export function pickProblem(pick: AdapterPick): string | undefined {
  return pick.typed === true && pick.id.trim() === ''
    ? t('Write the adapter’s id, or choose none.')
    : undefined;
}

export function nameOfPick(pick: AdapterPick, form: AdapterForm | undefined): string {
  if (pick.id.trim() === '') return t('Base model');
  return (form === undefined ? undefined : listedChoice(form, pick)?.name) ?? pick.id.trim();
}
