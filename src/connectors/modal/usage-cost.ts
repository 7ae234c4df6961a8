import { t } from '@vscode/l10n';
import type { UsageCost, TimeWindow, PlatformUsage } from '../insight.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { dollars } from '../money.ts';
import type { NanoUsd } from '../domain.ts';
import type { ModalApi } from './api.ts';
import { sumDollars } from './billing.ts';
import type { Message } from './wire.ts';

/** For the whole report. */
const timeoutMs = 60_000;
const hour = 3_600_000;
/** How late the report may be is not documented: hours that are younger may be missing from it. */
const settledAfter = 6 * hour;

type Item = Message<'workspaceBillingReport'>;

export interface Billed {
  cost?: UsageCost;
  other: PlatformUsage['other'];
  absent: string[];
  /** This plan or role has no report. */
  gated?: true;
}

/** What an app cost in a window, by Modal's bill of whole hours (UTC). */
export async function readCost(
  api: ModalApi,
  appId: string,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<Billed> {
  const start = Math.floor(window.from / hour) * hour;
  const end = Math.ceil(window.to / hour) * hour;
  const request = {
    startTimestamp: new Date(start),
    endTimestamp: new Date(end),
    resolution: 'h',
    appIds: [appId],
  };
  const items: Item[] = [];
  try {
    for await (const item of api.stream('workspaceBillingReport', request, { signal, timeoutMs })) {
      const at = item.interval?.getTime();
      if (item.objectId === appId && at !== undefined && at >= start && at < end) items.push(item);
    }
  } catch (error) {
    if (isCancelled(error) || signal?.aborted) throw error;
    return unreadable(PlatformError.from(error, 'modal'));
  }
  return billed(items, window, api.clock.now());
}

function billed(items: readonly Item[], window: TimeWindow, now: number): Billed {
  const inside = items.filter((item) => share(item, window) === 1);
  const floor = sumDollars(inside.map(({ cost }) => cost));
  const all = sumDollars(items.map(({ cost }) => cost));
  if (floor === undefined || all === undefined)
    return { other: [], absent: [t('Modal’s bill has an amount that cannot be read.')] };
  const settled = Math.ceil(window.to / hour) * hour <= now - settledAfter;
  const even = inside.length === items.length;
  const cut = items.filter((item) => share(item, window) < 1);
  const estimate = cut.reduce(
    (sum, item) => sum + Math.round((sumDollars([item.cost]) ?? 0) * share(item, window)),
    floor,
  );
  return {
    cost: {
      floor,
      ...(settled ? { ceiling: all, estimate } : {}),
      source: { kind: 'platform', readAt: now },
      explained: [
        t(
          'From Modal’s bill: whole hours (UTC) of this app with all its containers, CPU and memory included. An earlier app of the same name is not in it.',
        ),
        ...(even
          ? []
          : [
              settled
                ? t(
                    'The window begins or ends within an hour: “at least” leaves that hour out, “at most” takes all of it, the estimate takes its share.',
                  )
                : t('The window begins or ends within an hour, which is left out.'),
            ]),
        ...(settled
          ? []
          : [t('Modal’s bill comes late: the last hours may be missing, so this is the least it cost.')]),
      ],
    },
    other: resources(inside),
    absent: [],
  };
}

/** Of the hour that is within the window: 0 to 1. */
function share({ interval }: Item, { from, to }: TimeWindow): number {
  const at = interval?.getTime() ?? 0;
  return Math.max(0, Math.min(at + hour, to) - Math.max(at, from)) / hour;
}

function resources(items: readonly Item[]): PlatformUsage['other'] {
  const amounts = new Map<string, string[]>();
  for (const { costByResource } of items)
    for (const [name, amount] of Object.entries(costByResource))
      amounts.set(name, [...(amounts.get(name) ?? []), amount]);
  return [...amounts].flatMap(([name, parts]) => {
    const sum = sumDollars(parts);
    return sum === undefined || sum === 0 ? [] : [{ label: t`Cost of ${name}`, value: cost(sum) }];
  });
}

/** Which code says that a plan has no report is not documented: it may not, it cannot now, there is none. */
const gates = new Set<string>(['forbidden', 'conflict', 'unsupported']);

function unreadable({ code, message }: PlatformError): Billed {
  return gates.has(code)
    ? { other: [], absent: [gatedText], gated: true }
    : { other: [], absent: [t`Modal’s bill could not be read: ${message}`] };
}

export const gatedText = t('Modal’s bill by app needs a Team plan, or a role that may read it.');

/** What the environment has used in this billing cycle: all of it, not only one app. */
export async function readCycle(
  api: ModalApi,
  environment: string,
  signal?: AbortSignal,
): Promise<PlatformUsage['other']> {
  const { items } = await api.call('environmentList', {}, { signal });
  const found = items.find(({ name }) => name === environment);
  if (!found) return [];
  const { currentCycleUsage: used, cycleBudgetDollars: budget } = found;
  if (used <= 0 && budget === undefined) return [];
  return [
    { label: t`All of ${environment} in this billing cycle`, value: dollars(used * 1e9) },
    ...(budget === undefined
      ? []
      : [{ label: t`Budget of ${environment} for a cycle`, value: dollars(budget * 1e9) }]),
  ];
}

const cost = (nano: NanoUsd): string => dollars(nano, nano < 10_000_000 ? 6 : 2);
