import type { FleetView } from '../deployments/types.ts';
import { perHour, plural } from '../../webviews/format.ts';

/** "3 active · 1 deploying · 1 failed": what there is none of is left out. */
export function statistics({ counts }: FleetView): string {
  return (['active', 'deploying', 'failed', 'stopped', 'pending'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => (status === 'pending' ? plural(counts.pending, 'draft') : `${counts[status]} ${status}`))
    .join(' · ');
}

/** "3 active · $4.20/h". */
export function burnText(fleet: FleetView): string {
  const { burn } = fleet;
  const active = `${fleet.counts.active} active`;
  if (burn.perHour === 0) return burn.atLeast ? `${active} · price unknown` : active;
  return `${active} · ${burn.atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`;
}
