import type { DeploymentStatus, PlatformId } from '../protocol.ts';
import type { Row } from './fleetRows.ts';

/** Which rows are wanted; absent = all. Kept over a reload. */
export interface FleetFilter {
  text?: string;
  status?: DeploymentStatus;
  platform?: PlatformId;
  only?: Only;
}

export const onlies = ['running', 'idle', 'unpriced'] as const;
export type Only = (typeof onlies)[number];

const hourMs = 3_600_000;

/** The rows that a filter lets through, in their order. */
export function filtered(rows: readonly Row[], filter: FleetFilter, now: number): readonly Row[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !filter.status && !filter.platform && !filter.only) return rows;
  return rows.filter(
    (row) =>
      (!filter.status || row.deployment.status === filter.status) &&
      (!filter.platform || row.deployment.platform === filter.platform) &&
      (!filter.only || passes[filter.only](row, now)) &&
      words.every((word) => textOf(row).includes(word)),
  );
}

const runs = ({ deployment: { replicas, status } }: Row): boolean =>
  replicas.ready === undefined ? status === 'active' : replicas.ready > 0;

const passes: Record<Only, (row: Row, now: number) => boolean> = {
  running: runs,
  // Nothing was sent from here for an hour; what is younger has not been idle for one.
  idle: (row, now) =>
    runs(row) &&
    row.measured !== undefined &&
    Math.max(row.measured.lastRequestAt ?? 0, row.deployment.createdAt ?? 0) < now - hourMs,
  unpriced: ({ deployment: { price, tokenPrice, draft } }) => !price && !tokenPrice && !draft,
};

function textOf({ deployment: { name, model, notes, group, origin }, platformName }: Row): string {
  return [name, model.name, model.base, group, origin?.label, platformName, ...(notes.tags ?? [])]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
}
