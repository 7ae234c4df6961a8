import { t } from '@vscode/l10n';
import type { TimeWindow, UsageCost } from '../connector.ts';
import type { HourlyPrice, NanoUsd } from '../domain.ts';
import { exactly } from '../money.ts';
import type { EventRecord } from './record.ts';
import { spansOf } from './spans.ts';
import type { Present, Span } from './spans.ts';

export interface EventFacts {
  window: TimeWindow;
  now: number;
  record: EventRecord;
  /** As it is now; absent: it is gone. */
  present?: Present | undefined;
  instanceType?: string | undefined;
  price?: HourlyPrice | undefined;
}

/**
 * What a window cost by the platform's events: ready replicas × price × time between events. No call tells a bill
 * per deployment; only ready replicas are billed, draining ones included (docs.together.ai:
 * docs/dedicated-endpoints/pricing).
 */
export function costOfEvents(facts: EventFacts): UsageCost {
  const { price, instanceType, record, present, window } = facts;
  if (!price) return nothing(unpriced(instanceType, present));
  if (record.undated) return nothing(t('An event of Together AI has no time, so its events tell no cost.'));
  const spans = spansOf(record.words, present);
  const { words } = record;
  const newest = words.at(-1)?.at ?? -Infinity;
  // Events from a time to come: the platform's clock is ahead by that much at least, and so may the window be.
  const ahead = Math.max(0, newest - facts.now);
  const end = Math.min(window.to, facts.now);
  const inner = integral(spans, { from: window.from + ahead, to: end });
  const outer = integral(spans, { from: window.from, to: end + ahead });
  const floor = amount(price, inner.least, 'down');
  const ceiling = outer.most === undefined ? undefined : amount(price, outer.most, 'up');
  const known = ceiling !== undefined;
  if (floor === undefined || (!known && inner.least === 0)) return nothing(unknown(facts));
  const likely = known && ahead === 0 ? inner.likely : undefined;
  const estimate = likely === undefined ? undefined : amount(price, likely, 'down');
  return {
    floor,
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(estimate === undefined ? {} : { estimate }),
    source: price.source,
    explained: [
      t(
        'From Together AI’s events of this deployment: replicas, times the price of one now, times the time between two events. Reserved and earlier prices are not in them.',
      ),
      t('At least: the time in which an event says that all replicas are ready.'),
      ...(known
        ? [t('At most: while replicas start, leave or are in trouble, all that the events allow.')]
        : [t`No upper bound: ${unknown(facts)}`]),
      ...(estimate === undefined
        ? []
        : [
            t(
              'Estimate: replicas count from the event that says that they are ready, to the one that ends them.',
            ),
          ]),
      ...(ahead > 0
        ? [
            t`The clock of this computer is at least ${Math.ceil(ahead / 1000)} s behind Together AI’s: the bounds allow for that.`,
          ]
        : []),
      t('How Together AI rounds a part of a minute is not documented, so nothing is rounded here.'),
    ],
  };
}

const nothing = (why: string): UsageCost => ({ explained: [why] });

function unpriced(instanceType: string | undefined, present: Present | undefined): string {
  if (instanceType !== undefined)
    return t`The price of ${instanceType} is not known, so neither is the cost.`;
  return present
    ? t('The hardware is not known, so neither is the cost.')
    : t('It is no longer there, so its hardware is not known, and neither is the cost.');
}

/** Why the events do not tell how many replicas there were at most. */
function unknown({ record, window }: EventFacts): string {
  const { reaches, cut } = record;
  if (reaches === undefined) return t('Together AI has no events of this deployment.');
  if (cut) return t`Together AI has so many events that only those since ${stamp(reaches)} were read.`;
  if (reaches > window.from && record.words[0]?.kind !== 'created')
    return t`Together AI’s events begin at ${stamp(reaches)}: what was before is not told.`;
  return t('Together AI’s events do not tell each change of the number of replicas in that time.');
}

const stamp = (at: number): string => t`${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

interface ReplicaMs {
  least: number;
  most?: number | undefined;
  likely?: number | undefined;
}

function integral(spans: readonly Span[], { from, to }: TimeWindow): ReplicaMs {
  const sum: ReplicaMs = { least: 0, most: 0, likely: 0 };
  for (const [index, span] of spans.entries()) {
    const end = Math.min(spans[index + 1]?.from ?? Infinity, to);
    const ms = end - Math.max(span.from, from);
    if (ms <= 0) continue;
    sum.least += span.least * ms;
    sum.most = plus(sum.most, span.most, ms);
    sum.likely = plus(sum.likely, span.likely, ms);
  }
  return sum;
}

const plus = (sum: number | undefined, count: number | undefined, ms: number): number | undefined =>
  sum === undefined || count === undefined ? undefined : sum + count * ms;

/** Undefined where it is more than a number holds exactly: counts that no fleet has make no bound. */
function amount(
  { perReplicaHour }: HourlyPrice,
  replicaMs: number,
  round: 'up' | 'down',
): NanoUsd | undefined {
  const product = BigInt(Math.round(perReplicaHour)) * BigInt(Math.round(replicaMs));
  return exactly((product + (round === 'up' ? 3_599_999n : 0n)) / 3_600_000n);
}
