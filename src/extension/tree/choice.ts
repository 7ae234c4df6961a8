import { platformIds, statuses } from '../../connectors/domain.ts';
import type { FleetFilter } from '../deployments/types.ts';

export const groupings = ['status', 'platform', 'flat'] as const;
export type Grouping = (typeof groupings)[number];

/** How a person has arranged the tree. */
export interface TreeChoice {
  grouping: Grouping;
  filter: FleetFilter;
}

export const defaultChoice: TreeChoice = { grouping: 'status', filter: {} };

/** What was kept by any earlier version, as a choice of this one; what it does not know is dropped. */
export function parseChoice(kept: unknown): TreeChoice {
  if (!isRecord(kept)) return defaultChoice;
  const filter = isRecord(kept['filter']) ? kept['filter'] : {};
  return {
    grouping: groupings.find((grouping) => grouping === kept['grouping']) ?? defaultChoice.grouping,
    filter: cleanFilter({
      statuses: statuses.filter((status) => includes(filter['statuses'], status)),
      platforms: platformIds.filter((platform) => includes(filter['platforms'], platform)),
      ...(typeof filter['text'] === 'string' && { text: filter['text'] }),
    }),
  };
}

/** The filter without the parts that let everything through. */
export function cleanFilter(filter: FleetFilter): FleetFilter {
  const text = filter.text?.trim() ?? '';
  return {
    ...(filter.statuses && partial(filter.statuses, statuses) && { statuses: filter.statuses }),
    ...(filter.platforms && partial(filter.platforms, platformIds) && { platforms: filter.platforms }),
    ...(text !== '' && { text }),
  };
}

export const isFiltering = (filter: FleetFilter): boolean => Object.keys(filter).length > 0;

const partial = (chosen: readonly unknown[], all: readonly unknown[]): boolean =>
  chosen.length > 0 && chosen.length < all.length;

const includes = (list: unknown, item: unknown): boolean => Array.isArray(list) && list.includes(item);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
