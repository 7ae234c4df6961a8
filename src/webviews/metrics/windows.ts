import { t } from '@vscode/l10n';
import { locale } from '../../connectors/locale.ts';
import type { Host } from '../host.ts';
import type { MetricsCalls, MetricsEvents, TimeWindow } from '../protocol.ts';
import type { Sort } from '../ui/SortableTable.tsx';
import type { FleetFilter } from './fleetFilter.ts';

/** `past` in a sentence: what was sent, spent or computed in it. */
export const windows = [
  { value: '15m', label: '15 min', past: t('in the last 15 minutes'), ms: 15 * 60_000 },
  { value: '1h', label: '1 h', past: t('in the last hour'), ms: 3_600_000 },
  { value: '24h', label: '24 h', past: t('in the last 24 hours'), ms: 86_400_000 },
  { value: '7d', label: '7 d', past: t('in the last 7 days'), ms: 7 * 86_400_000 },
  { value: '30d', label: '30 d', past: t('in the last 30 days'), ms: 30 * 86_400_000 },
] as const;

export type WindowId = (typeof windows)[number]['value'];

export interface MetricsView {
  window: WindowId;
  /** Fixed windows, each within or instead of the one before; the last is shown. */
  fixed: TimeWindow[];
  sort: Sort;
  filter: FleetFilter;
  /** Deployments to compare, by key, and whether they are compared now. */
  chosen: string[];
  comparing: boolean;
}

export type MetricsHost = Host<MetricsCalls, MetricsEvents, MetricsView>;

/** The window that ends now. */
export function windowNow(id: WindowId): TimeWindow {
  const to = Date.now();
  const ms = windows.find(({ value }) => value === id)?.ms ?? 3_600_000;
  return { from: to - ms, to };
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** As far back as sums per hour are kept. */
const longest = 400 * dayMs;
/** Steps back that are remembered. */
const stepsMost = 10;

/** Why a window cannot be shown, or undefined. */
export function windowProblem({ from, to }: TimeWindow, now: number): string | undefined {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return t('Choose a beginning and an end.');
  if (from >= to) return t('The end must come after the beginning.');
  if (to > now + minuteMs) return t('The end is in the future.');
  if (to - from < minuteMs) return t('Choose at least a minute.');
  if (to - from > longest) return t('Choose at most 400 days.');
  return undefined;
}

/** The steps after a closer look at a stretch: never less than a minute of it, and nothing that is yet to come. */
export function zoomed(steps: readonly TimeWindow[], stretch: TimeWindow, now: number): TimeWindow[] {
  const middle = (stretch.from + stretch.to) / 2;
  const half = Math.max(stretch.to - stretch.from, minuteMs) / 2;
  const to = Math.min(Math.round(middle + half), now);
  const from = Math.min(Math.round(middle - half), to - minuteMs);
  return stepTo(steps, { from, to });
}

/** One step on; the oldest are forgotten. */
export const stepTo = (steps: readonly TimeWindow[], window: TimeWindow): TimeWindow[] =>
  [...steps, window].slice(-stepsMost);

/** "Nov 26, 10:05 – 10:20"; the day of the end only where it is another, years only where they differ. */
export function windowInWords({ from, to }: TimeWindow): string {
  const year =
    new Date(from).getFullYear() === new Date(to).getFullYear() ? {} : { year: 'numeric' as const };
  const day = (at: number) =>
    new Date(at).toLocaleString(locale(), { month: 'short', day: 'numeric', ...year });
  const time = (at: number) =>
    new Date(at).toLocaleString(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const end = day(from) === day(to) ? time(to) : `${day(to)}, ${time(to)}`;
  return `${day(from)}, ${time(from)} – ${end}`;
}

/** A moment as `datetime-local` has it, by the clock of this computer; and back. NaN for what is none. */
export const toLocal = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * minuteMs).toISOString().slice(0, 16);
export const fromLocal = (text: string): number => (text === '' ? NaN : new Date(text).getTime());
