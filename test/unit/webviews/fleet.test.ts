import assert from 'node:assert/strict';
import fc from 'fast-check';
import { burnRate } from '../../../src/extension/deployments/views.ts';
import { bestOf, labelsOf, measures, timesOf } from '../../../src/webviews/metrics/compared.ts';
import { comparisonCsv, comparisonJson } from '../../../src/webviews/metrics/comparedFiles.ts';
import { fleetCsv, fleetJson } from '../../../src/webviews/metrics/fleetFiles.ts';
import { filtered } from '../../../src/webviews/metrics/fleetFilter.ts';
import {
  burnOf,
  extentOf,
  hourly,
  joined,
  placeOf,
  type Row,
} from '../../../src/webviews/metrics/fleetRows.ts';
import type { PlatformView } from '../../../src/extension/deployments/types.ts';
import type { CostReport, DeploymentView, FleetRow, MetricsReport } from '../../../src/webviews/protocol.ts';
import { rowAfter } from '../../../src/webviews/ui/windowed.ts';
import { deployment, dollars, price } from '../deployments/builders.ts';

const now = Date.UTC(2026, 10, 26, 10);
const minute = 60_000;

const view = (name: string, over: Partial<DeploymentView> = {}): DeploymentView => ({
  ...deployment(name, { price: price(1) }),
  ...{ key: `together:${name}`, notes: {}, name },
  ...over,
});
const unknown: CostReport = { basis: 'unknown', atLeast: false, sources: [] };
const measured = (name: string, over: Partial<FleetRow> = {}): FleetRow => ({
  ...{ key: `together:${name}`, requests: 0, tokens: 0, cost: unknown },
  ...over,
});
const row = (name: string, over: Partial<DeploymentView> = {}, of?: Partial<FleetRow>): Row => ({
  ...{ deployment: view(name, over), platformName: 'Together AI' },
  measured: of && measured(name, of),
});
const names = (rows: readonly Row[]) => rows.map((one) => one.deployment.name);

describe('How much of the fleet is known', () => {
  const platform = (over: Partial<PlatformView>): PlatformView => ({
    ...{ id: 'together', displayName: 'Together AI', connected: true, problems: [], reading: false },
    ...over,
  });

  it('is nothing until something was read or remembered, and a part until all was', () => {
    const extent = (...platforms: PlatformView[]) => extentOf({ platforms });
    assert.equal(extent(), 'none');
    assert.equal(extent(platform({ connected: false, lastReadAt: now })), 'none');
    assert.equal(extent(platform({})), 'none');
    assert.equal(extent(platform({ lastReadAt: now }), platform({})), 'part');
    assert.equal(extent(platform({ rememberedAt: now }), platform({ connected: false })), 'all');
    assert.equal(extent(platform({ lastReadAt: now })), 'all');
  });
});

describe('The filter of the fleet', () => {
  it('finds every word of a text in name, model, platform or tag, in any case', () => {
    const rows = [row('Support-Bot'), row('search', { notes: { tags: ['Support', 'eu'] } }), row('eval')];
    assert.deepEqual(names(filtered(rows, { text: 'SUPPORT' }, now)), ['Support-Bot', 'search']);
    assert.deepEqual(names(filtered(rows, { text: ' support eu ' }, now)), ['search']);
    assert.deepEqual(names(filtered(rows, { text: 'together' }, now)), names(rows));
    assert.equal(filtered(rows, { text: '  ' }, now), rows);
  });

  it('takes for idle what runs, is older than an hour, and was sent nothing in it', () => {
    const rows = [
      row('old', {}, { lastRequestAt: now - 61 * minute }),
      row('never', {}, {}),
      row('busy', {}, { lastRequestAt: now - 59 * minute }),
      row('young', { createdAt: now - 10 * minute }, {}),
      row('stopped', { status: 'stopped', replicas: { ready: 0 } }, {}),
      row('not-read'),
    ];
    assert.deepEqual(names(filtered(rows, { only: 'idle' }, now)), ['old', 'never']);
  });

  it('takes for unpriced what has neither price, and no draft', () => {
    const { price: _price, ...bare } = view('bare');
    const draft = { id: 'd', platform: 'together', spec: {}, createdAt: 0, updatedAt: 0 } as never;
    const rows = [row('priced'), row('bare'), row('draft')];
    const [, second, third] = rows;
    if (second) second.deployment = bare;
    if (third) third.deployment = { ...bare, name: 'draft', draft };
    assert.deepEqual(names(filtered(rows, { only: 'unpriced' }, now)), ['bare']);
  });
});

describe('A part of the fleet', () => {
  it('burns what the definition for all of it says', () => {
    const replicas = fc.record({ ready: fc.nat(3), min: fc.nat(2) }, { requiredKeys: [] });
    const one = fc.record({
      ...{ replicas, priced: fc.boolean(), byToken: fc.boolean() },
      status: fc.constantFrom('pending', 'deploying', 'active', 'failed', 'stopped'),
    });
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const rows = all.map(({ replicas: of, priced, byToken, status }, i): Row => {
          const { price: known, ...rest } = view(`d${String(i)}`);
          const made = {
            ...rest,
            ...{ status, replicas: of },
            ...(priced && known ? { price: known } : {}),
            ...(byToken ? { serverless: true as const } : {}),
          };
          return { deployment: made, platformName: '', measured: undefined };
        });
        const { perHour, atLeast } = burnRate(rows.map((each) => each.deployment));
        assert.deepEqual(burnOf(rows), { known: perHour, atLeast });
      }),
    );
  });

  it('costs per hour what bills, whatever its status', () => {
    assert.equal(hourly(row('draining', { status: 'stopped', replicas: { ready: 2 } })), dollars(2));
    assert.equal(hourly(row('stopped', { status: 'stopped', replicas: {} })), 0);
    assert.equal(hourly(row('not-counted', { replicas: { min: 1 } })), undefined);
  });

  it('is joined by key, and named by its platform', () => {
    const origin = { id: 's', label: 'LoRAX server' };
    const fleet = {
      deployments: [view('a', { origin }), view('b')],
      platforms: [],
      counts: { pending: 0, deploying: 0, active: 2, failed: 0, stopped: 0 },
      burn: { perHour: 0, atLeast: false },
    };
    const rows = joined(fleet, [measured('b', { requests: 7 })]);
    assert.deepEqual(
      rows.map((each) => [placeOf(each), each.measured?.requests]),
      [
        ['together, LoRAX server', undefined],
        ['together', 7],
      ],
    );
  });

  it('is saved as it is shown, with every digit, and without what is unknown', () => {
    const cost: CostReport = { ...unknown, basis: 'time', observed: 123_456_789, atLeast: true };
    const rows = [row('a', { replicas: { ready: 1 } }, { requests: 3, cost, lastRequestAt: now }), row('b')];
    const lines = fleetCsv(rows).split('\r\n');
    assert.match(lines[1] ?? '', /,3,,,0,0\.123456789,,true,,,,2026-11-26T10:00:00Z,1$/);
    assert.match(lines[2] ?? '', /,,,,,,,,,,,1$/);
    const file = JSON.parse(fleetJson(rows, { from: now - minute, to: now })) as {
      deployments: Record<string, unknown>[];
    };
    assert.equal(file.deployments[0]?.['perHourNow'], dollars(1));
    assert.ok(file.deployments[1] && !('measuredBySlipway' in file.deployments[1]));
  });
});

const report = (over: Partial<MetricsReport> = {}): MetricsReport => ({
  ...{ deployment: 'together:a', window: { from: now - minute, to: now }, computedAt: now, errors: [] },
  ...{ exact: true, covered: { from: now - minute, to: now }, series: [], bucketMs: 1000 },
  requests: { total: 1, ok: 1, failed: 0, cancelled: 0, perMinute: 1 },
  latency: { n: 0, histogram: [] },
  firstToken: { n: 0, histogram: [] },
  tokens: { input: 0, output: 0, total: 0, unknown: 0, estimated: 0 },
  cost: unknown,
  ...over,
});
const paid = (observed: number, perRequest: number, more: Partial<CostReport> = {}): MetricsReport =>
  report({ cost: { ...unknown, basis: 'time', observed, perRequest, ...more } });
const line = (title: string) => measures.find((one) => one.title === title) ?? assert.fail();

describe('The cheapest of a comparison', () => {
  const best = (...reports: MetricsReport[]) => bestOf(line('Per request'), reports);

  it('is one whose upper bound is below all others', () => {
    assert.equal(best(paid(10, 5), paid(10, 4)), 1);
    assert.equal(best(paid(10, 5), paid(10, 4, { perRequestAtMost: 4.8 })), 1);
    assert.equal(best(paid(10, 5), paid(10, 4, { perRequestAtMost: 5.2 })), undefined);
  });

  it('is none of which nothing was observed, if it may have cost something all the same', () => {
    assert.equal(best(paid(10, 5), paid(0, 0, { ceiling: 60, perRequestAtMost: 6 })), undefined);
    assert.equal(best(paid(10, 5), paid(0, 0)), 1);
  });

  it('is none that may cost more than is known, but another may', () => {
    assert.equal(best(paid(10, 5), paid(10, 4, { atLeast: true })), undefined);
    assert.equal(best(paid(10, 5, { atLeast: true }), paid(10, 4)), 1);
    assert.equal(best(paid(10, 5), report()), undefined);
  });

  it('says "at least" where it is', () => {
    const bound = paid(10, 4_000_000_000, { atLeast: true });
    assert.equal(line('Per request').words(4_000_000_000, bound), '≥ $4.00');
    assert.equal(line('Cost').words(1e9, paid(1e9, 1, { ceiling: 2e9 })), '$1.00 – $2.00');
    const each = paid(0, 0, { ceiling: 2e9, perRequestAtMost: 1e9 });
    assert.equal(line('Per request').words(0, each), '$0.00 – $1.00');
    const tokens = { input: 5, output: 5, total: 10, unknown: 1, estimated: 0 };
    assert.equal(line('In').words(5, report({ tokens })), '≥ 5');
  });
});

describe('A comparison of deployments', () => {
  it('tells those of one name apart', () => {
    const two = [view('a'), view('b'), view('c', { name: 'a' })];
    assert.deepEqual(labelsOf(two), [`a (${two[0]?.id ?? ''})`, 'b', `a (${two[2]?.id ?? ''})`]);
  });

  it('has the moments of all series once, in their order', () => {
    const at = (...times: number[]) =>
      report({ series: times.map((time) => ({ at: time, ok: 0, failed: 0, tokensIn: 0, tokensOut: 0 })) });
    assert.deepEqual(timesOf([at(3, 5), at(1, 3), at()]), [1, 3, 5]);
  });

  it('is saved with money in dollars, and without what is unknown', () => {
    const compared = { deployments: [view('a'), view('b')], reports: [paid(1_500_000_000, 240), report()] };
    const lines = comparisonCsv(compared).split('\r\n');
    assert.equal(lines[0], 'group,measure,unit,a,b');
    assert.ok(lines.includes('Cost,Cost,usd,1.5,'));
    assert.ok(lines.includes('Cost,Per request,usd,0.00000024,'));
    assert.ok(lines.includes('Latency,P95,ms,,'));
    const file = JSON.parse(comparisonJson(compared)) as { deployments: { window: { to: string } }[] };
    assert.equal(file.deployments[1]?.window.to, '2026-11-26T10:00:00Z');
  });
});

describe('The keys of a table', () => {
  it('never lead out of it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'),
        fc.integer({ min: -1, max: 30 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 20 }),
        (key, at, count, page) => {
          const to = rowAfter(key, at, count, page);
          assert.ok(count === 0 ? to === undefined : to !== undefined && to >= 0 && to < count);
        },
      ),
    );
  });
});
