import assert from 'node:assert/strict';
import { busyMinutes } from '../../../src/extension/metrics/busy.ts';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import type { RequestSample } from '../../../src/extension/metrics/types.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { sample, silent } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';
import { assertReport, assertRow } from './assertTrue.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const base = 1_800_000_000_000;
const key = 'together:busy';

/** The same numbers in each run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = generator(7);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Shapes that a latency takes: one hump, two, a cache in front, whole milliseconds only, all the same. */
const shapes: (() => number)[] = [
  () => 300 * Math.exp(0.6 * normal()),
  () => (random() < 0.7 ? 80 : 4000) * Math.exp(0.2 * normal()),
  () => (random() < 0.5 ? 0.2 + 0.1 * random() : 900 + 100 * random()),
  () => Math.round(20 * (1 - random()) ** -0.9),
  () => 250,
];

/** Three days: busy hours, quiet ones, and one in which nothing is sent. */
function history(count: number): RequestSample[] {
  return Array.from({ length: count }, (_, i): RequestSample => {
    const at = Math.floor((random() + random()) * 1.5 * day);
    const sentAt = base + (at >= day && at < day + hour ? at + hour : at);
    const endMs = (shapes[Math.floor(at / (12 * hour)) % shapes.length] as () => number)();
    const outcome = random() < 0.03 ? 'error' : random() < 0.02 ? 'cancelled' : 'ok';
    return sample(`r${i}`, {
      ...{ deployment: i % 20 === 0 ? 'together:quiet' : key, sentAt, outcome, endMs },
      ...(outcome === 'error' ? { errorCode: random() < 0.5 ? 'timeout' : 'network' } : {}),
      ...(random() < 0.8 ? { firstTokenMs: endMs * random(), lastTokenMs: endMs } : {}),
      ...(random() < 0.9 ? { usage: { input: i % 700, output: i % 300 }, tokenSource: 'reported' } : {}),
      ...(random() < 0.9 ? { cost: i % 9973, costSource: { kind: 'user' } } : {}),
    });
  });
}

function write(store: Store, all: readonly RequestSample[]): void {
  for (const [i, made] of all.entries()) {
    store.recordRequest(made);
    if (i % 997 === 0) store.flush();
  }
  store.flush();
}

function service(store: Store): MetricsService {
  const deployments = { get: () => undefined, fleet: () => ({ deployments: [] }) };
  return new MetricsService({
    store,
    clock: new ManualClock(base + 9 * day),
    deployments,
    pollSeconds: () => 5,
  });
}

const own = (all: readonly RequestSample[], of = key) => all.filter(({ deployment }) => deployment === of);

describe('The metrics of more requests than are read one by one', () => {
  afterEach(cleanTemp);
  const all = history(90_000);

  it('have every count and sum right, and percentiles to half a percent', () => {
    const [store, other] = twoWindows();
    write(store, all.slice(0, 50_000));
    write(other, all.slice(40_000));
    const metrics = service(store);
    const windows = [
      { from: base - day, to: base + 9 * day },
      { from: base + 1, to: base + 3 * day - 1 },
      ...Array.from({ length: 6 }, () => {
        const from = base + Math.floor(random() * day);
        return { from, to: from + day + Math.floor(random() * day) };
      }),
    ];
    for (const window of windows) {
      const report = metrics.report(key, window);
      assert.equal(report.exact, report.requests.total <= 20_000);
      assert.deepEqual(report.covered, window);
      assertReport(report, own(all));
      assertReport(metrics.report('together:quiet', window), own(all, 'together:quiet'));
      for (const row of metrics.fleet(window)) assertRow(row, all, window, 0.005);
    }
    const minutes = { from: base + 30_000, to: base + day + 30_000 };
    const fine = metrics.report(key, minutes, 1440);
    assert.equal(fine.bucketMs, minute);
    assertReport(fine, own(all));
    const short = metrics.report(key, { from: base + 1.4 * day, to: base + 1.4 * day + 5 * minute });
    assert.ok(short.exact && short.bucketMs < minute);
    assertReport(short, own(all));
  }).timeout(120_000);

  it('are wider at an edge of which only whole hours or days are left, and say so', async () => {
    const folder = tempFolder();
    write(tempStore(folder), all);
    const late = new ManualClock(base + 2.5 * day);
    const store = new Store({ folder, clock: late, log: silent, retentionDays: () => 1 });
    store.recordRequest(sample('now', { deployment: 'together:other', sentAt: late.now() }));
    for (let i = 0; i < 60; i++) await late.advance(1000);
    const kept = base + 1.5 * day;
    assert.ok(own(store.requests({ from: 0, to: kept })).length === 0, 'single ones are gone');
    const metrics = service(store);
    const within = (from: number, to: number) => {
      const report = metrics.report(key, { from, to });
      assertReport(report, own(all));
      return report;
    };
    const cut = base + 0.3 * day + 12_345;
    const start = (at: number, unit: number) => Math.floor(at / unit) * unit;
    assert.deepEqual(within(cut, base + 2 * day).covered, { from: start(cut, hour), to: base + 2 * day });
    const old = within(cut, cut + 2 * hour);
    assert.deepEqual(old.covered, { from: start(cut, hour), to: start(cut, hour) + 3 * hour });
    assert.equal(old.exact, false);
    assert.ok(old.bucketMs >= hour, 'no finer than what is kept');
    const straddling = within(kept - hour, kept + hour);
    assert.equal(straddling.exact, false);
    const recent = within(kept + 2 * hour, kept + 3 * hour);
    assert.ok(recent.exact);
    const busy = (from: number, to: number) =>
      store.readRequests(({ source }) => busyMinutes(source, { from, to }, key).get(key));
    assert.equal(busy(cut, cut + hour), undefined);
    assert.ok((busy(kept + 2 * hour, kept + 3 * hour)?.length ?? 0) > 50);
    store.dispose();
  }).timeout(120_000);
});

function twoWindows(): [Store, Store] {
  const folder = tempFolder();
  return [tempStore(folder), tempStore(folder)];
}
