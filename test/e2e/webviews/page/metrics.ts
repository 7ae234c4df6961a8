import { definitions } from '../../../../src/extension/metrics/definitions.ts';
import type {
  CostReport,
  DeploymentStatus,
  DeploymentView,
  Distribution,
  FleetRow,
  FleetView,
  MetricsCalls,
  MetricsEvents,
  MetricsReport,
  PlatformUsage,
  Spend,
  TimeWindow,
} from '../../../../src/webviews/protocol.ts';
import { metricsValidators } from '../../../../src/webviews/validators.ts';
import * as data from './data.ts';
import * as huge from './huge.ts';
import * as modal from './modal.ts';
import { common, failIf, later, scenario, serve, unavailable } from './fakeHost.ts';

/** Nothing was read yet, so nothing is known. */
const unread = scenario === 'unread';
const empty = unread || scenario === 'empty';
const many = scenario === 'huge';
const single = new URLSearchParams(location.search).has('key');

const others: DeploymentView[] = [
  {
    ...data.deployment,
    key: 'together:ep_3/dep_4',
    name: 'llama-70b-eval',
    status: 'deploying',
    replicas: { min: 1, max: 1, ready: 0 },
  },
  { ...data.stopped, key: 'together:ep_5/dep_6', name: 'gpt-oss-20b-sandbox' },
  {
    ...data.deployment,
    key: 'together:ep_7/dep_8',
    name: 'gemma-vision-beta',
    status: 'failed',
    replicas: {},
  },
];

const inferred = scenario === 'inferred';
const { price: _, ...unpriced } = data.deployment;
const shown = inferred
  ? data.pictures
  : scenario === 'modal'
    ? modal.deployment
    : empty
      ? unpriced
      : data.deployment;

/** What a platform's connector can add up where the platform itself counts nothing. */
const fromPredictions = (window: TimeWindow): PlatformUsage => ({
  window,
  readAt: Date.now() - 4000,
  basis: 'from the list of predictions, which Replicate keeps for one hour',
  requests: { total: 240, succeeded: 231, failed: 9 },
  tokens: {},
  latency: { average: 4200, p50: 3900, p95: 9100 },
  failures: [
    { label: 'E8765 (the model ran out of memory)', count: 6 },
    { label: 'The input was refused', count: 3 },
  ],
  cost: {
    floor: 0,
    estimate: 1_840_000_000,
    ceiling: 7_020_000_000,
    source: { kind: 'bundled', date: '2026-07-01' },
    explained: [
      'At least: the minimum of instances, all the time',
      'Estimate: the time that predictions ran and started up',
      'At most: the maximum of instances, all the time',
    ],
  },
  other: [{ label: 'Median time in the queue', value: '1.2 s' }],
  series: [],
  absent: ['Replicate has no billing API: its own page shows the bill.'],
});

const justRead = { lastReadAt: Date.now() - 4000, reading: false };

const deployments = empty
  ? []
  : many
    ? huge.deployments
    : [data.deployment, ...others, ...(inferred ? [data.pictures, data.lorax] : [])];
const counted = (status: DeploymentStatus) => deployments.filter((one) => one.status === status).length;

const fleet: FleetView = {
  deployments,
  platforms: [
    {
      id: 'together',
      displayName: 'Together AI',
      connected: true,
      problems: scenario === 'failing' ? [unavailable] : [],
      ...(unread ? { reading: true } : justRead),
    },
    ...(scenario === 'modal' || many
      ? [{ id: 'modal' as const, displayName: 'Modal', connected: true, problems: [], ...justRead }]
      : []),
    ...(inferred
      ? (['replicate', 'predibase'] as const).map((id) => ({
          id,
          displayName: id === 'replicate' ? 'Replicate' : 'Predibase',
          connected: true,
          problems: [],
          ...justRead,
        }))
      : []),
  ],
  counts: {
    pending: 0,
    deploying: counted('deploying'),
    active: counted('active'),
    failed: counted('failed'),
    stopped: counted('stopped'),
  },
  burn: { perHour: empty ? 0 : 10_980_000_000, atLeast: !empty },
};

const cost: CostReport = empty
  ? { basis: 'unknown', atLeast: false, sources: [] }
  : {
      basis: 'time',
      observed: 9_140_000_000,
      ceiling: 10_980_000_000,
      coverage: 0.832,
      atLeast: false,
      perRequest: 120_000_000,
      perRequestAtMost: 144_000_000,
      perMillionTokens: 196_000_000_000,
      perMillionTokensAtMost: 236_000_000_000,
      idleShare: 0.42,
      breakEven: {
        serverlessModel: 'Qwen/Qwen3-8B',
        tokensPerHour: 27_400_000,
        inputShare: 0.67,
        seenPerHour: 56_000,
      },
      sources: [data.read],
    };

const nothing: Distribution = { n: 0, histogram: [] };

function report(window: TimeWindow): MetricsReport {
  const buckets = 30;
  const bucketMs = (window.to - window.from) / buckets;
  const wave = (at: number, size: number): number =>
    Math.round(size * (1 + Math.sin(at / 3)) * (at % 7 ? 1 : 0.3));
  return {
    deployment: data.deployment.key,
    window,
    computedAt: Date.now(),
    requests: empty
      ? { total: 0, ok: 0, failed: 0, cancelled: 0, perMinute: 0 }
      : {
          total: 84,
          ok: 76,
          failed: 5,
          cancelled: 3,
          successRate: 76 / 81,
          errorRate: 5 / 81,
          perMinute: 1.4,
        },
    errors: empty
      ? []
      : [
          { code: 'rate-limited', count: 3 },
          { code: 'unavailable', count: 2 },
        ],
    exact: true,
    covered: window,
    latency: empty
      ? nothing
      : {
          n: 76,
          average: 903,
          p50: 812,
          p95: 1890,
          p99: 2410,
          min: 402,
          max: 2410,
          histogram: [400, 500, 640, 800, 1000, 1250, 1600, 2000, 2500].map((upTo, at) => ({
            upTo,
            count: [1, 6, 14, 19, 15, 9, 6, 4, 2][at] ?? 0,
          })),
        },
    firstToken: empty ? nothing : { n: 70, average: 201, p50: 184, p95: 390, p99: 512, histogram: [] },
    ...(empty ? {} : { tokensPerSecond: 88.4 }),
    tokens: empty
      ? { input: 0, output: 0, total: 0, unknown: 0, estimated: 0 }
      : { input: 31_204, output: 15_388, total: 46_592, averagePerRequest: 613.1, unknown: 2, estimated: 0 },
    cost,
    series: Array.from({ length: buckets }, (_, at) => ({
      at: window.from + at * bucketMs,
      ok: empty ? 0 : wave(at, 3),
      failed: empty ? 0 : at % 11 === 4 ? 1 : 0,
      tokensIn: empty ? 0 : wave(at, 1200),
      tokensOut: empty ? 0 : wave(at, 600),
      ...(empty || at % 9 === 8
        ? {}
        : { p50: 700 + wave(at, 120), p95: 1400 + wave(at, 300), p99: 1900 + wave(at, 400) }),
      ...(empty ? {} : { cost: 183_000_000 * (at > 12 ? 2 : 1) }),
    })),
    bucketMs,
  };
}

/** The same of another deployment: more of everything. */
function slower(of: MetricsReport, key: string): MetricsReport {
  const { latency, cost: paid } = of;
  // Of a large fleet each is a little different.
  const more = many ? 1 + (Number(/\d+$/.exec(key)?.[0] ?? 0) % 7) / 7 : 1;
  return {
    ...of,
    deployment: key,
    requests: {
      ...{ total: 262, ok: 240, failed: 14, cancelled: 8, perMinute: 4.4 },
      ...{ successRate: 240 / 254, errorRate: 14 / 254 },
    },
    latency: { ...latency, n: 240, average: 1204, p50: 1100 * more, p95: 2600 * more, p99: 3900 * more },
    cost: { ...paid, perRequest: 80_000_000, perRequestAtMost: 96_000_000, idleShare: 0.31 / more },
    series: of.series.map((point) => ({
      ...point,
      ok: Math.round(point.ok * 2 * more),
      ...(point.p95 === undefined || point.p99 === undefined
        ? {}
        : { p95: point.p95 * 1.4 * more, p99: point.p99 * 1.4 * more }),
    })),
  };
}

const rpc = serve<MetricsCalls, MetricsEvents>(metricsValidators, () => ({
  ...common,
  load: (_input, signal) =>
    later({ ...(single ? { deployment: shown } : {}), fleet, refreshSeconds: 1, definitions }, signal, 20),
  report: ({ key, window }, signal) => {
    failIf(scenario === 'failing', { code: 'malformed', message: 'The store could not be read.' });
    const made = report(window);
    return later(key === data.deployment.key ? made : slower(made, key), signal);
  },
  spend: (_input, signal) =>
    later<Spend>(
      {
        today: { known: 21_400_000_000, upTo: 24_100_000_000, atLeast: false },
        month: { known: 402_700_000_000, atLeast: true },
        forecast: { known: 1_204_000_000_000, atLeast: true },
        monthFrom: Date.now() - 20 * 86_400_000,
        monthTo: Date.now() + 10 * 86_400_000,
      },
      signal,
    ),
  history: (_input, signal) =>
    later(
      { bytes: 12_400_000, maxBytes: 524_288_000, oldest: Date.now() - 41 * 86_400_000, days: 90 },
      signal,
    ),
  save: (_input, signal) => later({ saved: true }, signal),
  openSetting: (_input, signal) => later(undefined, signal),
  platformReport: ({ window }, signal) =>
    later(
      scenario === 'failing'
        ? { problem: unavailable }
        : inferred
          ? { usage: fromPredictions(window) }
          : scenario === 'modal'
            ? { usage: modal.usageOf(window) }
            : empty
              ? { absent: 'Together AI counts nothing for this deployment yet.' }
              : {
                  usage: {
                    window,
                    readAt: Date.now() - 4000,
                    requests: { total: 1200, succeeded: 1197, failed: 3 },
                    tokens: { input: 90_000, output: 41_000 },
                    latency: { p50: 900, p90: 2100, p99: 4200 },
                    firstToken: { p50: 180 },
                    other: [{ label: 'Average batch size', value: '3.2' }],
                    series: [
                      {
                        name: 'Requests per second',
                        points: Array.from({ length: 24 }, (_, at) => ({
                          at: window.from + (at * (window.to - window.from)) / 24,
                          value: 0.01 + 0.004 * Math.sin(at / 4),
                        })),
                      },
                    ],
                    absent: [
                      'Together AI reports no average latency and no P95.',
                      'Together AI reports no cost.',
                    ],
                  },
                },
      signal,
    ),
  fleet: (_input, signal) =>
    later<FleetRow[]>(
      many
        ? huge.rows
        : [
            {
              ...{ key: data.deployment.key, requests: 84, successRate: 76 / 81, p95: 1890, tokens: 46_592 },
              ...{ cost, lastRequestAt: Date.now() - 40_000 },
            },
            ...[...others, ...(inferred ? [data.pictures, data.lorax] : [])].map(({ key }) => ({
              key,
              requests: 0,
              tokens: 0,
              cost: { basis: 'unknown' as const, atLeast: false, sources: [] },
            })),
          ],
      signal,
    ),
  refresh: (_input, signal) => later(undefined, signal, 50),
}));

Object.assign(window, {
  disconnect: () =>
    rpc.emit('standing', { state: 'disconnected', platform: 'together', platformName: 'Together AI' }),
});
Object.assign(window, { record: () => rpc.emit('recorded', { key: data.deployment.key }) });
Object.assign(window, {
  remove: (gone: string) =>
    rpc.emit('fleet', { ...fleet, deployments: fleet.deployments.filter(({ key }) => key !== gone) }),
});
