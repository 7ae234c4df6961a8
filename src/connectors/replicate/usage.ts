import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { PlatformUsage, TimeWindow } from '../connector.ts';
import { fixed } from '../locale.ts';
import { costOf } from './cost.ts';
import type { Deployments } from './deployments.ts';
import { keyOf } from './ids.ts';
import type { Key } from './ids.ts';
import { modelRef } from './mapping.ts';
import { isOver, merged, toRun } from './runs.ts';
import type { Run } from './runs.ts';
import { scan } from './scan.ts';
import type { Scan } from './scan.ts';
import { clockTime } from './units.ts';

const mostPages = 10;

/** The figures of a window, from the list of predictions and what was made from here. */
export async function readUsage(
  deployments: Deployments,
  key: Key,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<PlatformUsage> {
  const { api, own, history, hardware } = deployments;
  const id = keyOf(key);
  const remembered = new Map(own.of(id).map((run) => [run.id, run]));
  const [scanned, row] = await allOrNone(
    signal,
    (within) => scan(api, key, window, new Set(remembered.keys()), mostPages, within),
    // A change made elsewhere since the last list counts from when it was made.
    (within) => deployments.row(key, within),
  );
  for (const wire of scanned.runs) {
    const run = merged(remembered.get(wire.id), toRun(wire));
    // Whether metrics outlive the data is not documented: what is ours is kept as soon as it is seen.
    if (remembered.has(wire.id)) own.keep(id, run);
    remembered.set(wire.id, run);
  }
  const runs = [...remembered.values()].filter(
    ({ created }) => created !== undefined && created >= window.from && created < window.to,
  );
  const model = modelRef(row.current_release?.model);
  const cost = costOf({
    window,
    now: api.clock.now(),
    releases: history.of(id),
    runs,
    allRuns: scanned.cutOffAt === undefined && scanned.named,
    price: (sku) => hardware.price(sku, model),
  });
  const unknown = runs.length === 0 && !scanned.named;
  return {
    ...(unknown ? { other: [], series: [] } : figures(runs)),
    window,
    readAt: api.clock.now(),
    cost,
    absent: absentIn(scanned),
  };
}

function figures(runs: readonly Run[]): Omit<PlatformUsage, 'window' | 'readAt' | 'absent'> {
  const count = (status: string) => runs.filter((run) => run.status === status).length;
  const ended = runs.filter(({ status }) => status === 'succeeded');
  const input = total(runs.map((run) => run.input));
  const output = total(runs.map((run) => run.output));
  const latency = spread(ended.flatMap((run) => totalTime(run) ?? []));
  const firstToken = spread(ended.flatMap((run) => run.firstToken ?? []));
  const predict = total(runs.map((run) => run.predict));
  const waits = runs.flatMap(({ created, started }) =>
    created === undefined || started === undefined ? [] : Math.max(0, started - created),
  );
  return {
    basis: t('From the list of predictions, without those that Replicate does not tell apart.'),
    requests: { total: runs.length, succeeded: count('succeeded'), failed: count('failed') },
    ...(input === undefined && output === undefined
      ? {}
      : {
          tokens: {
            ...(input === undefined ? {} : { input }),
            ...(output === undefined ? {} : { output }),
          },
        }),
    ...(latency ? { latency } : {}),
    ...(firstToken ? { firstToken } : {}),
    failures: failuresOf(runs),
    other: [
      { label: t('Cancelled'), value: String(count('canceled')) },
      { label: t('Never started before the deadline'), value: String(count('aborted')) },
      { label: t('Not over yet'), value: String(runs.filter(({ status }) => !isOver(status)).length) },
      ...(predict === undefined ? [] : [{ label: t('Time of predictions'), value: seconds(predict) }]),
      ...(waits.length === 0
        ? []
        : [{ label: t('Longest wait for an instance'), value: seconds(Math.max(...waits)) }]),
    ],
    series: [],
  };
}

/** The metric may be missing, and was recorded slightly below the time of the work in it. */
function totalTime({ total: said, predict, created, ended }: Run): number | undefined {
  const measured = created === undefined || ended === undefined ? undefined : Math.max(0, ended - created);
  const known = said ?? measured;
  return known === undefined ? undefined : Math.max(known, predict ?? 0);
}

function failuresOf(runs: readonly Run[]): NonNullable<PlatformUsage['failures']> {
  const counts = new Map<string, number>();
  for (const { status, fault } of runs) {
    if (status !== 'failed') continue;
    const label = fault === undefined || fault === 'model' ? t('Error of the model') : fault;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => b.count - a.count);
}

function total(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

function spread(values: readonly number[]): PlatformUsage['latency'] | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    average: Math.round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length),
    p50: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
  };
}

const seconds = (ms: number): string => `${fixed(ms / 1000, 1)} s`;

function absentIn({ cutOffAt, named }: Scan): string[] {
  return [
    ...(cutOffAt === undefined
      ? []
      : [
          t`The account has many predictions: only those since ${new Date(cutOffAt).toISOString().slice(0, 10)} ${clockTime(cutOffAt)} were read.`,
        ]),
    ...(named
      ? []
      : [
          t(
            'No prediction of that time says that it went through a deployment, so only those made from here are counted.',
          ),
        ]),
    t('Replicate reports no instances, utilization or queue: see the page of the deployment.'),
    t('Replicate has no bill per deployment.'),
  ];
}
