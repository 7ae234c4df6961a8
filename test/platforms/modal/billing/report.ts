import type { World } from '../world.ts';
import { decimal } from './rates.ts';

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;

export const monthStart = (at: number): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
};
export const monthEnd = (start: number): number => {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
};

export interface ReportItem {
  readonly appId: string;
  readonly start: number;
  readonly cost: string;
  readonly byResource: Record<string, string>;
}

/** Whole UTC intervals only, and nothing of the hours that are not settled yet. */
export function reportItems(
  world: World,
  asked: { since: number; until: number; resolution: string; apps: readonly string[] },
): ReportItem[] {
  const size = asked.resolution === 'h' ? hourMs : dayMs;
  const settled = world.clock.now() - world.modes.billingLagHours * hourMs;
  const items: ReportItem[] = [];
  for (let start = Math.floor(asked.since / size) * size; start + size <= asked.until; start += size) {
    if (start + size > settled) break;
    for (const app of asked.apps) {
      const { pico, byResource } = world.ledger.cost({ app, from: start, to: start + size });
      if (pico === 0n) continue;
      const resources = [...byResource].map(([name, part]) => [name, decimal(part)]);
      items.push({
        appId: app,
        start,
        cost: decimal(pico),
        byResource: Object.fromEntries(resources) as Record<string, string>,
      });
    }
  }
  return items;
}
