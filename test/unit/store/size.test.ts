import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { levels } from '../../../src/extension/metrics/history.ts';
import { migrate, migrations } from '../../../src/extension/store/migrations.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { sample, silent } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from './temp.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const hour = 3600_000;
const day = 24 * hour;
const megabyte = 1024 * 1024;

/** How many requests are known to each level, from single ones to days. */
const known = (store: Store): number[] => [
  store.requests(all).length,
  ...store.readRequests(({ source }) =>
    levels.toReversed().map((level) => source.counts(level, all).reduce((sum, { n }) => sum + n, 0)),
  ),
];

/** Ticks as when something is recorded now and then. */
async function pass(store: Store, clock: ManualClock, seconds: number): Promise<void> {
  store.memory('tick').set('at', String(clock.now()));
  store.recordTest({
    ...{ id: 't', deployment: 'd', text: '' },
    request: { prompt: '', stream: false },
    sample: sample('t'),
  });
  await clock.advance(seconds * 1000);
}

describe('The size of the history', () => {
  afterEach(cleanTemp);

  it('stays below its limit: the oldest single requests go, step by step, and sums stay', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    let limit = 100;
    const store = new Store({ folder, clock, log: silent, maxSizeMB: () => limit });
    const count = 30_000;
    for (let i = 0; i < count; i++) {
      const deployment = i % 3 === 0 ? 'together:a' : 'together:b';
      store.recordRequest(
        sample(`${i}`.padStart(36, '0'), { deployment, sentAt: clock.now() - (count - i) * 1000 }),
      );
      if (i % 1000 === 0) store.flush();
    }
    await pass(store, clock, 2);
    assert.deepEqual(known(store), [count, count, count, count]);
    limit = 2;
    const before = pagesOf(folder);
    const { bytes, maxBytes } = store.history();
    assert.ok(bytes > 2 * megabyte && maxBytes === 2 * megabyte);
    await pass(store, clock, 1);
    const [once] = known(store) as [number];
    assert.ok(once < count && once >= count - 5000, `${count - once} in one step`);
    await pass(store, clock, 60);
    const [left, ...sums] = known(store) as [number];
    assert.ok(store.size() <= 1.8 * megabyte && store.size() > megabyte, 'a tenth below, and not more');
    assert.deepEqual(sums, [count, count, count]);
    const kept = store.requests(all).map(({ id }) => Number(id));
    assert.ok(
      Math.min(...kept) > count - left - 3600,
      'of all deployments the newest ones stay, give or take an hour',
    );
    assert.ok(pagesOf(folder) < 0.8 * before, 'room went back to the disk');
    assert.equal(store.history().oldest, store.requests(all)[0]?.sentAt);
    limit = 1;
    await pass(store, clock, 60);
    assert.ok(store.size() < megabyte);
    assert.deepEqual(known(store).slice(2), [count, count]);
    store.dispose();
  }).timeout(30_000);

  it('takes sums per minute when no single request is left, and never those per hour', async () => {
    const clock = new ManualClock();
    let limit = 100;
    const store = new Store({ folder: tempFolder(), clock, log: silent, maxSizeMB: () => limit });
    for (let i = 0; i < 9000; i++)
      store.recordRequest(
        sample(`${i}`, { sentAt: clock.now() - i * 60_000, endMs: i, firstTokenMs: i / 2 }),
      );
    await pass(store, clock, 2);
    limit = 1;
    await pass(store, clock, 60);
    const [single, minutes, hours, days] = known(store) as [number, number, number, number];
    assert.deepEqual([single, hours, days], [0, 9000, 9000]);
    assert.ok(minutes > 0 && minutes < 9000);
    assert.ok(store.size() < megabyte);
    store.dispose();
  }).timeout(30_000);

  it('goes by age too: single ones and minutes as set, hours 400 days, days ten years', async () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    for (const age of [1, 80, 100, 390, 410, 3600, 3660])
      store.recordRequest(sample(`${age}`, { sentAt: clock.now() - age * day }));
    await clock.advance(2000);
    assert.deepEqual(known(store), [2, 2, 4, 6]);
  });

  it('is said with what may be kept', () => {
    const store = new Store({
      ...{ folder: tempFolder(), clock: new ManualClock(), log: silent },
      ...{ maxSizeMB: () => Number.NaN, retentionDays: () => 100_000 },
    });
    const { bytes, ...rest } = store.history();
    assert.ok(bytes > 0 && bytes < megabyte);
    assert.deepEqual(rest, { maxBytes: 500 * megabyte, days: 730 });
    store.recordRequest(sample('r', { sentAt: 5 }));
    assert.equal(store.history().oldest, 5);
    store.dispose();
    assert.equal(store.history().bytes, 0);
  });
});

describe('A history of the first format', () => {
  afterEach(cleanTemp);

  it('is taken over with all of its requests, and their sums', () => {
    const folder = tempFolder();
    const db = new DatabaseSync(join(folder, 'slipway.db'));
    migrate(db, migrations.slice(0, 1));
    const insert = db.prepare(
      `INSERT INTO request_sample (id, deployment, sent_at, outcome, end_ms, tokens_in, cost, cost_source)
        VALUES (?, ?, ?, 'ok', ?, 7, ?, '{"kind":"user"}')`,
    );
    db.exec('BEGIN');
    for (let i = 0; i < 12_000; i++)
      insert.run(`r${i}`, i % 2 === 0 ? 'together:a' : 'together:b', 1_800_000_000_000 + i * 5000, i, i);
    db.exec('COMMIT');
    db.close();
    const store = tempStore(folder);
    assert.equal(store.problem, undefined);
    assert.deepEqual(known(store), [12_000, 12_000, 12_000, 12_000]);
    const cost = store.readRequests(({ source }) =>
      source.rollups('day', all, 'together:b').reduce((sum, rollup) => sum + rollup.tally().cost, 0),
    );
    assert.equal(cost, 6000 ** 2);
    assert.deepEqual(store.requests({ from: 1_800_000_005_000, to: 1_800_000_005_001 }), [
      sample('r1', {
        ...{ deployment: 'together:b', sentAt: 1_800_000_005_000, endMs: 1, usage: { input: 7 } },
        ...{ cost: 1, costSource: { kind: 'user' } },
      }),
    ]);
  });
});

function pagesOf(folder: string): number {
  const db = new DatabaseSync(join(folder, 'slipway.db'));
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  db.close();
  return pages;
}
