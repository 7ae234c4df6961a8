import { t } from '@vscode/l10n';
import type { TimeWindow, UsageCost } from '../connector.ts';
import type { HourlyPrice, NanoUsd } from '../domain.ts';
import { dollars } from '../money.ts';
import type { PastRelease } from './history.ts';
import type { Run } from './runs.ts';

/** A run that waited longer than this waited for an instance to boot, or in a queue. */
const bootsAfter = 10_000;
const idle = { least: 60, most: 300 };

/** A time in which one release was current; without settings where that release is not known. */
interface Stretch {
  from: number;
  to: number;
  release?: PastRelease;
}

export interface CostFacts {
  window: TimeWindow;
  now: number;
  releases: readonly PastRelease[];
  runs: readonly Run[];
  /** False where runs are missing: then there is no estimate from them. */
  allRuns: boolean;
  price: (sku: string) => HourlyPrice | undefined;
}

/**
 * What the window cost, from settings and runs: no call of the platform tells a bill. All online time is billed,
 * setup and idle too, so the time of predictions alone is not the cost (replicate.com/docs/billing).
 */
export function costOf(facts: CostFacts): UsageCost {
  const stretches = stretchesOf(facts);
  const known = stretches.flatMap(({ from, to, release }) => (release ? [{ from, to, release }] : []));
  const gaps = stretches.length > known.length;
  const unpriced = known.find(({ release: { max, hardware } }) => max !== 0 && !priceFor(facts, hardware));
  if (unpriced) {
    const sku = unpriced.release.hardware;
    return {
      explained: [
        sku === undefined
          ? t('The hardware is not known, so neither is the cost.')
          : t`The price of ${sku} is not known, so neither is the cost.`,
      ],
    };
  }
  if (stretches.length === 0 && datedOf(facts.releases).length > 0)
    return { floor: 0, ceiling: 0, estimate: 0, explained: [t('It was not there yet, so it cost nothing.')] };
  if (known.length === 0)
    return { explained: [t('The settings of that time are not known here, so neither is the cost.')] };
  const settings = known.every(({ release: { min, max } }) => min !== undefined && max !== undefined);
  const sum = (count: (release: PastRelease) => number) =>
    known.reduce((total, { from, to, release }) => {
      const price = priceFor(facts, release.hardware);
      return price ? total + amount(price, count(release) * (to - from)) : total;
    }, 0);
  const floor = sum(({ min = 0, max = min }) => Math.min(min, max));
  const ceiling = gaps || !settings ? undefined : sum(({ max = 0 }) => max);
  const work = worked(facts, known);
  const estimate =
    !facts.allRuns || gaps
      ? undefined
      : Math.min(Math.max(floor, work.active + work.setup), ceiling ?? Infinity);
  const source = known.map(({ release }) => priceFor(facts, release.hardware)).find((price) => price)?.source;
  return {
    floor,
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(estimate === undefined ? {} : { estimate }),
    ...(source ? { source } : {}),
    explained: [
      t('At least: the minimum of instances over the time, at the price of the hardware.'),
      ...(ceiling === undefined ? [] : [t('At most: the maximum of instances over the time.')]),
      ...(gaps
        ? [t('A part of the releases was made elsewhere and is not known, so there is no upper bound.')]
        : []),
      ...(estimate === undefined
        ? facts.allRuns
          ? []
          : [t('No estimate: not all predictions of that time could be read.')]
        : [
            t`Estimate: the time of predictions (${dollars(work.active, 4)}) and of waiting more than 10 s for an instance, which includes queueing (${dollars(work.setup, 4)}); at least the minimum.`,
          ]),
      ...(known.some(({ release: { min, max } }) => min === 0 && max !== 0)
        ? [
            t`Not in the estimate: idle instances before they go offline, roughly ${idle.least} to ${idle.most} s after each busy stretch.`,
          ]
        : []),
      t('Instances that run several predictions at once cost less than the estimate.'),
      t('The bill itself is only at https://replicate.com/account/billing.'),
    ],
  };
}

function priceFor({ price }: CostFacts, sku: string | undefined): HourlyPrice | undefined {
  return sku === undefined ? undefined : price(sku);
}

function stretchesOf({ window, now, releases }: CostFacts): Stretch[] {
  const end = Math.min(window.to, now);
  const stretches: Stretch[] = [];
  const dated = datedOf(releases);
  const [first] = dated;
  // Before its first release there was nothing; before any other, one that is not known.
  if (first && first.number > 1) stretches.push({ from: window.from, to: first.at });
  for (const [index, release] of dated.entries()) {
    const next = dated[index + 1];
    const stretch = { from: release.at, to: next?.at ?? end };
    // Between two numbers that do not follow, nobody knows how long this one was current.
    const certain = next ? next.number === release.number + 1 : release.number === releases.at(-1)?.number;
    stretches.push(certain ? { ...stretch, release } : stretch);
  }
  return stretches
    .map((stretch) => ({
      ...stretch,
      from: Math.max(stretch.from, window.from),
      to: Math.min(stretch.to, end),
    }))
    .filter(({ from, to }) => to > from);
}

/** A release without its time is as good as not known. */
function datedOf(releases: readonly PastRelease[]): (PastRelease & { at: number })[] {
  return releases.flatMap(({ at, ...release }) => (at === undefined ? [] : [{ ...release, at }]));
}

function worked(
  facts: CostFacts,
  stretches: readonly Required<Stretch>[],
): { active: NanoUsd; setup: NanoUsd } {
  let active = 0;
  let setup = 0;
  for (const { created, started, predict } of facts.runs) {
    const at = started ?? created ?? facts.window.from;
    const stretch = stretches.find(({ from, to }) => at >= from && at < to) ?? stretches.at(-1);
    const price = priceFor(facts, stretch?.release.hardware);
    if (!price) continue;
    active += amount(price, predict ?? 0);
    // The two times were recorded in the wrong order: a negative wait is none.
    const waited = started === undefined || created === undefined ? 0 : Math.max(0, started - created);
    if (waited > bootsAfter) setup += amount(price, waited);
  }
  return { active, setup };
}

function amount({ perReplicaHour }: HourlyPrice, ms: number): NanoUsd {
  return Number((BigInt(Math.round(perReplicaHour)) * BigInt(Math.round(ms))) / 3_600_000n);
}
