import { t } from '@vscode/l10n';
import type { FleetView } from '../deployments/types.ts';
import { axisTime, perHour } from '../../webviews/shared/format.ts';

/** "7 of 12 active · 1 deploying · 2 failed": one line of a narrow side bar. Empty where there is nothing. */
export function statistics({ counts, deployments: { length: total } }: FleetView): string {
  if (total === 0) return '';
  return [
    t`${counts.active} of ${total} active`,
    ...(counts.deploying > 0 ? [t`${counts.deploying} deploying`] : []),
    ...(counts.failed > 0 ? [t`${counts.failed} failed`] : []),
  ].join(' · ');
}

/** "as of 14:02": rows of an earlier window, before anything was read in this one. */
export function asOf({ platforms }: FleetView, now: number): string | undefined {
  const times = platforms.flatMap(({ connected, rememberedAt }) => (connected ? (rememberedAt ?? []) : []));
  if (times.length === 0) return undefined;
  const oldest = Math.min(...times);
  const today = new Date(oldest).toDateString() === new Date(now).toDateString();
  return t`as of ${axisTime(oldest, today ? 0 : Infinity)}`;
}

/** "3 active · $4.20/h". What was never read is not nothing. */
export function burnText(fleet: FleetView): string {
  const { burn, platforms } = fleet;
  const connected = platforms.filter((platform) => platform.connected);
  const isRead = connected.some(({ lastReadAt, rememberedAt }) => lastReadAt ?? rememberedAt);
  if (connected.length > 0 && !isRead) return t('not read yet');
  const active = t`${fleet.counts.active} active`;
  if (burn.perHour === 0) return burn.atLeast ? t`${active} · price unknown` : active;
  return `${active} · ${burn.atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`;
}
