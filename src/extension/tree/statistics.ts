import type { FleetView } from '../deployments/types.ts';
import { perHour } from '../../webviews/format.ts';

/** "7 of 12 active · 1 deploying · 2 failed": one line of a narrow side bar. Empty where there is nothing. */
export function statistics({ counts, deployments: { length: total } }: FleetView): string {
  if (total === 0) return '';
  const also = (['deploying', 'failed'] as const).filter((status) => counts[status] > 0);
  return [`${counts.active} of ${total} active`, ...also.map((status) => `${counts[status]} ${status}`)].join(
    ' · ',
  );
}

/** "3 active · $4.20/h". */
export function burnText(fleet: FleetView): string {
  const { burn } = fleet;
  const active = `${fleet.counts.active} active`;
  if (burn.perHour === 0) return burn.atLeast ? `${active} · price unknown` : active;
  return `${active} · ${burn.atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`;
}
