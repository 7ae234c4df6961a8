import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'valibot';
import type { HourlyPrice } from '../../../../src/connectors/index.ts';
import { costOf } from '../../../../src/connectors/replicate/cost.ts';
import type { PastRelease } from '../../../../src/connectors/replicate/history.ts';
import { skuFacts, tablePrice } from '../../../../src/connectors/replicate/prices.ts';
import { toRun } from '../../../../src/connectors/replicate/runs.ts';
import { deployment, prediction } from '../../../../src/connectors/replicate/wire.ts';
import { chat, closeBenches, collect, images, memoryOf, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';

const hour = 60 * 60_000;
const lastHour = ({ sim }: Bench) => ({ from: sim.control.now() - hour, to: sim.control.now() + 1 });

describe('Replicate connector: usage', () => {
  afterEach(closeBenches);

  for (const deploymentField of ['name', 'full'] as const)
    it(`counts predictions of everybody and its own ones once: ${deploymentField}`, async () => {
      const bench = await openBench({ modes: { deploymentField } });
      await collect(bench.connector.invoke(chat, question));
      bench.sim.control.scriptNextRun({ kind: 'fails', error: 'E6716: timeout' });
      await collect(bench.connector.invoke(chat, question));
      const usage = await bench.connector.usage!(chat, lastHour(bench));
      assert.deepEqual(usage.requests, { total: 5, succeeded: 4, failed: 1 });
      assert.deepEqual(usage.failures, [{ label: 'E6716', count: 1 }]);
      assert.match(usage.basis ?? '', /list of predictions/);
      assert.ok((usage.tokens?.output ?? 0) > 10);
      assert.ok((usage.latency?.p50 ?? 0) > 0);
      assert.ok((usage.firstToken?.average ?? 0) > 0);
    });

  it('counts only its own ones, and says so, where predictions name no deployment', async () => {
    const bench = await openBench({ modes: { deploymentField: 'absent' } });
    await collect(bench.connector.invoke(chat, question));
    const usage = await bench.connector.usage!(chat, lastHour(bench));
    assert.equal(usage.requests?.total, 1);
    assert.ok(usage.absent.some((text) => text.includes('only those made from here')));
    assert.equal(usage.cost?.estimate, undefined);
  });

  it('tells nothing known from nothing done', async () => {
    const { connector, sim } = await openBench({ modes: { deploymentField: 'absent' } });
    const now = sim.control.now();
    assert.equal((await connector.usage!(chat, { from: now - hour, to: now })).requests, undefined);
    const long = { from: now - 30 * hour, to: now - 29 * hour };
    assert.equal((await connector.usage!(chat, long)).requests?.total, 0);
    assert.notEqual((await connector.usage!(chat, long)).cost?.estimate, undefined);
  });

  for (const removedMetrics of ['kept', 'dropped'] as const)
    it(`keeps what it measured itself when data are removed: ${removedMetrics} (trap 9)`, async () => {
      const bench = await openBench({ modes: { removedMetrics } });
      await collect(bench.connector.invoke(chat, question));
      bench.sim.control.advance(2 * hour);
      const later = bench.again({ memory: memoryOf(bench.memory) });
      const window = { from: bench.sim.control.now() - 3 * hour, to: bench.sim.control.now() };
      const { tokens } = await later.usage!(chat, window);
      assert.ok((tokens?.output ?? 0) >= 11);
    });

  it('says back to when it read, and gives no estimate then', async () => {
    const bench = await openBench({ modes: { pageSize: 1 } });
    for (let count = 0; count < 14; count++) bench.sim.control.runOutside(images, { prompt: 'x' });
    const usage = await bench.connector.usage!(images, lastHour(bench));
    assert.ok(usage.absent.some((text) => text.includes('only those since')));
    assert.equal(usage.cost?.estimate, undefined);
    assert.ok(usage.cost?.explained.some((text) => text.startsWith('No estimate')));
    assert.equal(bench.sent({ path: '/v1/predictions' }).length, 10);
  });

  it('brackets what the platform really bills', async () => {
    const bench = await openBench();
    const { connector, sim } = bench;
    const from = sim.control.now();
    await connector.list();
    await collect(connector.invoke(images, { prompt: '', stream: true, inputs: {} }));
    sim.control.advance(hour / 2);
    await connector.update(chat, { maxReplicas: 4 });
    sim.control.advance(hour / 2);
    const window = { from, to: sim.control.now() };
    for (const id of [chat, images]) {
      const { cost } = await connector.usage!(id, window);
      const { nanoUsd = 0 } = sim.control.cost({ deployment: id, ...window });
      const { floor = 0, ceiling = 0, estimate = 0 } = cost!;
      assert.ok(floor <= nanoUsd && nanoUsd <= ceiling, `${floor} ≤ ${nanoUsd} ≤ ${ceiling}`);
      assert.ok(floor <= estimate && estimate <= ceiling);
      assert.equal(cost?.source?.kind, 'bundled');
    }
  });

  it('counts what somebody else changed from when it was made, listed since or not', async () => {
    const bench = await openBench();
    const { connector, sim } = bench;
    await connector.list();
    sim.control.changeOutside(chat, { min: 0, max: 1 });
    sim.control.advance(2 * hour);
    const { cost } = await connector.usage!(chat, lastHour(bench));
    assert.equal(cost?.floor, 0);
  });

  it('knows no cost without a price, which is not 0', async () => {
    const bench = await openBench();
    bench.sim.control.setHardware('acme', ['gpu-b300']);
    bench.sim.control.changeOutside(chat, { hardware: 'gpu-b300' });
    bench.sim.control.advance(hour);
    const { cost } = await bench.connector.usage!(chat, lastHour(bench));
    assert.deepEqual(Object.keys(cost!), ['explained']);
    assert.match(cost?.explained[0] ?? '', /gpu-b300 is not known/);
    const priced = bench.again({ prices: { 'gpu-b300': { perHour: 1_000_000_000 } } });
    assert.equal((await priced.usage!(chat, lastHour(bench))).cost?.source?.kind, 'user');
  });
});

describe('Replicate connector: cost from settings', () => {
  const price: HourlyPrice = { perReplicaHour: 3_600_000_000, source: { kind: 'user' } };
  const window = { from: 0, to: 10 * hour };
  const release = (number: number, at: number, min: number, max: number): PastRelease => ({
    number,
    at,
    min,
    max,
    version: 'v',
    hardware: 'cpu',
  });
  const of = (releases: PastRelease[], more = {}) =>
    costOf({ window, now: window.to, releases, runs: [], allRuns: true, price: () => price, ...more });

  it('adds up minimum and maximum over the releases of the time', () => {
    const { floor, ceiling, estimate } = of([release(1, hour, 0, 2), release(2, 6 * hour, 1, 3)]);
    assert.equal(floor, 4 * 3_600_000_000);
    assert.equal(ceiling, (5 * 2 + 4 * 3) * 3_600_000_000);
    assert.equal(estimate, floor);
  });

  it('adds the time of work and of boots, and never runs below zero', () => {
    const runs = [
      { id: 'a', status: 'succeeded', created: hour, started: hour + 120_000, predict: 60_000 },
      { id: 'b', status: 'failed', created: hour, started: hour + 9_000, predict: 1_000 },
      { id: 'c', status: 'succeeded', created: hour + 5_000, started: hour, predict: 1_000 },
    ];
    assert.equal(of([release(1, 0, 0, 1)], { runs }).estimate, 182 * 1_000_000);
  });

  it('cuts the estimate at the ceiling', () => {
    const runs = [{ id: 'a', status: 'succeeded', created: 0, started: 0, predict: 100 * hour }];
    const { estimate, ceiling } = of([release(1, 0, 0, 1)], { runs });
    assert.equal(estimate, ceiling);
  });

  it('gives no upper bound where a part of the releases is not known', () => {
    for (const releases of [[release(3, hour, 1, 1)], [release(1, 0, 0, 1), release(4, hour, 1, 1)]]) {
      const { floor, ceiling, estimate, explained } = of(releases);
      assert.equal(floor, 9 * 3_600_000_000);
      assert.equal(ceiling, undefined);
      assert.equal(estimate, undefined);
      assert.ok(explained.some((text) => text.includes('not known')));
    }
    assert.deepEqual(Object.keys(of([])), ['explained']);
  });

  it('costs nothing when it was stopped, known or not', () => {
    assert.equal(of([release(1, 0, 0, 0)], { price: () => undefined }).ceiling, 0);
  });

  it('costs nothing before it was there', () => {
    const { floor, ceiling, estimate } = of([release(1, 11 * hour, 1, 2)]);
    assert.deepEqual([floor, ceiling, estimate], [0, 0, 0]);
  });

  it('counts no time twice where a release does not say when it was made', () => {
    const undated = { ...release(3, 0, 2, 2), at: undefined };
    const { floor, ceiling } = of([release(1, 0, 1, 1), release(2, 2 * hour, 1, 1), undated]);
    assert.equal(floor, 2 * 3_600_000_000, 'only what is sure');
    assert.equal(ceiling, undefined);
    assert.equal(of([{ ...undated, number: 1 }]).floor, undefined);
  });

  it('takes no number of the platform for more than it can be', () => {
    const odd = parse(deployment, {
      owner: 'a',
      name: 'b',
      current_release: { configuration: { min_instances: -1, max_instances: 1e300 } },
    });
    const { min_instances: min, max_instances: max } = odd.current_release?.configuration ?? {
      min_instances: 0,
    };
    assert.deepEqual([min, max], [undefined, undefined]);
    const run = parse(prediction, { id: 'a', metrics: { predict_time: 1e300, output_token_count: 1e300 } });
    assert.deepEqual(toRun(run), { id: 'a', status: 'unknown' });
  });

  it('always has floor ≤ estimate ≤ ceiling', () => {
    const releases = fc
      .array(fc.record({ min: fc.nat(2), more: fc.integer({ min: -2, max: 3 }), length: fc.nat(9 * hour) }), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) => {
        let at = 0;
        return parts.map(({ min, more, length }, index) =>
          release(index + 1, (at += length), min, Math.max(0, min + more)),
        );
      });
    const runs = fc.array(
      fc.record({
        id: fc.string(),
        status: fc.constant('succeeded'),
        created: fc.nat(9 * hour),
        started: fc.nat(9 * hour),
        predict: fc.nat(hour),
      }),
    );
    fc.assert(
      fc.property(releases, runs, (all, done) => {
        const { floor, ceiling, estimate } = of(all, { runs: done });
        if (floor === undefined) return;
        assert.ok(floor <= (estimate ?? floor) && (estimate ?? floor) <= (ceiling ?? Infinity));
        assert.ok(
          [floor, ceiling, estimate].every((value) => value === undefined || Number.isSafeInteger(value)),
        );
      }),
    );
  });
});

describe('Replicate connector: prices', () => {
  it('are the page’s, exact, with their date', () => {
    const perHour = (sku: string) => tablePrice(sku)?.perReplicaHour;
    assert.equal(perHour('cpu-small'), 90_000_000);
    assert.equal(perHour('gpu-t4'), 810_000_000);
    assert.equal(perHour('gpu-h100-8x'), 43_920_000_000);
    assert.equal(perHour('gpu-2x-l40s'), perHour('gpu-l40s-2x'));
    assert.equal(skuFacts('gpu-a100-large-2x')?.gpuMemoryGb, 160);
    for (const sku of ['gpu-b300', 'toString', '__proto__', ''])
      assert.equal(tablePrice(sku), undefined, sku);
  });
});
