import type { Host } from '../host.ts';
import type { MetricsCalls, MetricsEvents, TimeWindow } from '../protocol.ts';
import type { Sort } from '../ui/SortableTable.tsx';
import type { FleetFilter } from './fleetFilter.ts';

export const windows = [
  { value: '15m', label: '15 min', ms: 15 * 60_000 },
  { value: '1h', label: '1 h', ms: 3_600_000 },
  { value: '24h', label: '24 h', ms: 86_400_000 },
  { value: '7d', label: '7 d', ms: 7 * 86_400_000 },
  { value: '30d', label: '30 d', ms: 30 * 86_400_000 },
] as const;

export type WindowId = (typeof windows)[number]['value'];

export interface MetricsView {
  window: WindowId;
  sort: Sort;
  filter: FleetFilter;
  /** Deployments to compare, by key, and whether they are compared now. */
  chosen: string[];
  comparing: boolean;
}

export type MetricsHost = Host<MetricsCalls, MetricsEvents, MetricsView>;

export function windowMs(id: WindowId): number {
  return windows.find(({ value }) => value === id)?.ms ?? 3_600_000;
}

/** The window that ends now. */
export function windowNow(id: WindowId): TimeWindow {
  const to = Date.now();
  return { from: to - windowMs(id), to };
}
