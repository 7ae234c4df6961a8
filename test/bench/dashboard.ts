import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { systemClock } from '../../src/connectors/clock.ts';
import { ExactSpread } from '../../src/extension/metrics/percentile.ts';
import { MetricsService } from '../../src/extension/metrics/service.ts';
import { Sketch } from '../../src/extension/metrics/sketch.ts';
import { decodeTally } from '../../src/extension/metrics/tallyBytes.ts';
import type { MetricsReport, RequestSample } from '../../src/extension/metrics/types.ts';
import { Store } from '../../src/extension/store/store.ts';
import { silent } from '../unit/deployments/builders.ts';
import { distributions, latency, random } from './latencies.ts';
import { median, tell } from './measure.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const key = 'together:deployment-of-the-bench';
const batch = 1000;
/** 115 a second for a day: a minute or more to write, and 1.7 GB. Fewer make the ratio smaller, and not the query. */
const requests = Number(process.env['SLIPWAY_BENCH_REQUESTS'] ?? 10_000_000);

/** A day that begins and ends within a minute, as one until now does, and half a minute before it. */
const first = Math.floor(1_800_000_000_000 / dayMs) * dayMs;
const window = { from: first + 30_500, to: first + 30_500 + dayMs };

function request(i: number, sentAt: number): RequestSample {
  const endMs = latency();
  const failed = i % 50 === 0;
  return {
    id: `0197a3c4-5b6d-7e8f-9a0b-${i.toString(16).padStart(12, '0')}`,
    deployment: key,
    sentAt,
    outcome: failed ? 'error' : 'ok',
    ...(failed ? { errorCode: 'rate-limited' } : {}),
    firstByteMs: endMs * 0.2,
    firstTokenMs: endMs * (0.2 + 0.1 * random()),
    lastTokenMs: endMs * 0.99,
    endMs,
    usage: { input: i % 500, output: 1 + (i % 300) },
    tokenSource: 'reported',
    cost: 1000 + (i % 700),
    costSource: { kind: 'user' },
  };
}

export async function benchDashboard(folder: () => string): Promise<void> {
  const place = folder();
  const store = new Store({ folder: place, clock: systemClock, log: silent, maxSizeMB: () => 100_000 });
  fill(store);
  floorOfRecording(join(folder(), 'floor.db'));
  const metrics = new MetricsService({
    store,
    clock: systemClock,
    deployments: { get: () => undefined, fleet: () => ({ deployments: [] }) },
    pollSeconds: () => 5,
  });
  const report = metrics.report(key, window, 1440);
  const query = await each(() => metrics.report(key, window, 1440));
  const panel = await each(() => metrics.report(key, window));
  const db = new DatabaseSync(join(place, 'slipway.db'), { readOnly: true });
  db.exec('PRAGMA cache_size = -16384');
  const stored = db.prepare(
    'SELECT tally FROM request_minute WHERE deployment = ? AND start >= ? AND start < ? ORDER BY start',
  );
  stored.setReturnArrays(true);
  const floor = await each(() => readAndMerge(stored));
  const raw = await median(() => rawQuery(db, report), 1, 0);
  db.close();
  store.dispose();
  const of = `${requests} requests of one deployment in a day`;
  tell(
    'dashboard.query',
    query,
    'ms',
    `Counts, sums, percentiles, distribution, and a point per minute of ${of}`,
  );
  tell(
    'dashboard.query.floor',
    floor,
    'ms',
    'Reading and merging the 1440 stored sums per minute of it, and no more',
  );
  tell('dashboard.query.panel', panel, 'ms', 'The same with the sixty points that the panel shows');
  tell(
    'dashboard.raw',
    raw,
    'ms',
    `From single requests: counts and sums per minute by SQLite, durations read minute by minute and sorted as numbers`,
  );
  tell('dashboard.ratio', raw / query, 'ratio', 'Single requests against sums, in this run');
  benchAccuracy();
}

/** Ten at a time: processor time is told in steps of some milliseconds. */
const each = async (run: () => unknown): Promise<number> =>
  (await median(() => {
    for (let i = 0; i < 10; i++) run();
  })) / 10;

/** All through the store, as tests are recorded. */
function fill(store: Store): void {
  let micros = 0;
  for (let i = 0; i < requests; i += batch) {
    const some = Array.from({ length: batch }, (_, k) => request(i + k, sentAt(i + k)));
    const start = process.threadCpuUsage();
    for (const one of some) store.recordRequest(one);
    store.flush();
    const { user, system } = process.threadCpuUsage(start);
    micros += user + system;
  }
  tell('dashboard.record', micros / requests, 'us/sample', `Recorded ${batch} at a time, with all sums`);
}

/** Half a minute more than the window. */
const sentAt = (i: number): number => first + 500 + Math.floor((i / requests) * (dayMs + 30_000));

/** The same rows into the same table, and no sums. */
function floorOfRecording(path: string): void {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec(`CREATE TABLE request_sample (deployment TEXT NOT NULL, sent_at INTEGER NOT NULL, id TEXT NOT NULL,
    outcome TEXT NOT NULL, error_code TEXT, first_byte_ms REAL, first_token_ms REAL, last_token_ms REAL,
    end_ms REAL NOT NULL, tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER, tokens_reasoning INTEGER,
    token_source TEXT, cost INTEGER, cost_source TEXT, PRIMARY KEY (deployment, sent_at, id)) STRICT, WITHOUT ROWID`);
  const insert = db.prepare(`INSERT INTO request_sample VALUES (${Array(16).fill('?').join(', ')})`);
  const count = Math.min(requests, 300_000);
  let micros = 0;
  for (let i = 0; i < count; i += batch) {
    const rows = Array.from({ length: batch }, (_, k) => rowOf(request(i + k, sentAt(i + k))));
    const start = process.threadCpuUsage();
    db.exec('BEGIN IMMEDIATE');
    for (const row of rows) insert.run(...row);
    db.exec('COMMIT');
    const { user, system } = process.threadCpuUsage(start);
    micros += user + system;
  }
  db.close();
  tell('dashboard.record.floor', micros / count, 'us/sample', 'A bare prepared insert of the same rows');
}

const rowOf = (made: RequestSample): SQLInputValue[] => [
  ...[made.deployment, made.sentAt, made.id, made.outcome, made.errorCode ?? null],
  ...[made.firstByteMs!, made.firstTokenMs!, made.lastTokenMs!, made.endMs],
  ...[made.usage!.input!, made.usage!.output!, null, null, 'reported', made.cost!, '{"kind":"user"}'],
];

function readAndMerge(stored: StatementSync): Sketch {
  const merged = new Sketch();
  for (const [tally] of stored.all(key, first, first + dayMs) as unknown as Uint8Array[][])
    merged.merge(decodeTally(tally as Uint8Array).latency);
  return merged;
}

/**
 * The fastest way over single requests that we found: sorting 10 million rows within SQLite (ORDER BY … LIMIT 1
 * OFFSET) takes several times as long. Without the times to the first token, which the report has too.
 */
function rawQuery(db: DatabaseSync, report: MetricsReport): void {
  const sums = db.prepare(
    `SELECT sent_at / ${minuteMs} AS minute, count(*) AS n, sum(outcome = 'ok') AS ok, sum(tokens_in) AS tokens_in,
      sum(tokens_out) AS tokens_out, sum(cost) AS cost, sum(end_ms) AS ms
      FROM request_sample WHERE deployment = ? AND sent_at >= ? AND sent_at < ? GROUP BY minute`,
  );
  const durations = db.prepare(
    "SELECT end_ms FROM request_sample WHERE deployment = ? AND sent_at >= ? AND sent_at < ? AND outcome = 'ok'",
  );
  durations.setReturnArrays(true);
  const n = sums.all(key, window.from, window.to).reduce((total, row) => total + Number(row['n']), 0);
  const all = new Float64Array(requests);
  let length = 0;
  for (let at = first; at < window.to; at += minuteMs) {
    const rows = durations.all(key, Math.max(at, window.from), Math.min(at + minuteMs, window.to));
    const minute = Float64Array.from(rows as unknown as number[][], (row) => row[0] as number).sort();
    all.set(minute, length);
    length += minute.length;
  }
  const sorted = all.subarray(0, length).sort();
  const p99 = sorted[Math.ceil(0.99 * length) - 1] as number;
  if (n !== report.requests.total || length !== report.latency.n)
    throw new Error('Both ways count differently.');
  if (Math.abs((report.latency.p99 ?? 0) / p99 - 1) > 0.005)
    throw new Error('The percentile is too far off.');
}

/** The largest error of a percentile over many shapes of latency, against exact nearest rank. */
function benchAccuracy(): void {
  const percentages = [1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9];
  let worst = 0;
  for (const draw of distributions)
    for (const count of [100, 3000, 100_000]) {
      const [sketch, exact] = [new Sketch(), new ExactSpread()];
      for (let i = 0; i < count; i++) {
        const value = draw();
        sketch.add(value);
        exact.add(value);
      }
      const right = exact.ranks(percentages);
      for (const [i, value] of sketch.ranks(percentages).entries())
        worst = Math.max(worst, Math.abs(value / (right[i] as number) - 1));
    }
  tell(
    'sketch.error',
    worst * 100,
    '%',
    `The largest of ${percentages.length} percentiles over ${distributions.length} shapes`,
  );
}
