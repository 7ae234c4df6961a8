import type { DatabaseSync } from 'node:sqlite';
import type { RequestSample } from '../../metrics/types.ts';
import { columns, requestFrom } from '../requestRow.ts';
import { RollupTables } from '../rollupTables.ts';
import { Statements } from '../statements.ts';

const tables = `
ALTER TABLE request_sample RENAME TO request_before;

-- In the order in which a window of one deployment is read, and nothing beside it to keep up to date.
CREATE TABLE request_sample (
  deployment TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  error_code TEXT,
  first_byte_ms REAL,
  first_token_ms REAL,
  last_token_ms REAL,
  end_ms REAL NOT NULL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  tokens_cached INTEGER,
  tokens_reasoning INTEGER,
  token_source TEXT,
  cost INTEGER,
  cost_source TEXT,
  PRIMARY KEY (deployment, sent_at, id)
) STRICT, WITHOUT ROWID;

-- With row ids: a page holds two large rows then, and without them none whole.
CREATE TABLE request_minute (
  deployment TEXT NOT NULL,
  start INTEGER NOT NULL,
  n INTEGER NOT NULL,
  tally BLOB NOT NULL,
  PRIMARY KEY (deployment, start)
) STRICT;
CREATE TABLE request_hour (
  deployment TEXT NOT NULL,
  start INTEGER NOT NULL,
  n INTEGER NOT NULL,
  tally BLOB NOT NULL,
  PRIMARY KEY (deployment, start)
) STRICT;
CREATE TABLE request_day (
  deployment TEXT NOT NULL,
  start INTEGER NOT NULL,
  n INTEGER NOT NULL,
  tally BLOB NOT NULL,
  PRIMARY KEY (deployment, start)
) STRICT;

-- Every deployment with requests, and when its last one was sent.
CREATE TABLE request_last (deployment TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

INSERT INTO request_sample
  SELECT deployment, sent_at, id, outcome, error_code, first_byte_ms, first_token_ms, last_token_ms, end_ms,
    tokens_in, tokens_out, tokens_cached, tokens_reasoning, token_source, cost, cost_source
  FROM request_before ORDER BY deployment, sent_at, id;
DROP TABLE request_before;
`;

/** Requests in the order in which they are read, and their sums. */
export function rollups(db: DatabaseSync): void {
  db.exec(tables);
  const sums = new RollupTables(new Statements(db));
  for (const samples of everyRequest(db)) sums.add(samples);
}

/** Some thousand at a time, by their columns' names: one that came with a later format is not there yet. */
function* everyRequest(db: DatabaseSync): Iterable<RequestSample[]> {
  for (const { name } of db.prepare('PRAGMA table_info(request_sample)').all())
    if (!columns.includes(String(name))) throw new Error(`Nothing reads ${String(name)} any more.`);
  let some: RequestSample[] = [];
  for (const row of db.prepare('SELECT * FROM request_sample').iterate()) {
    some.push(requestFrom(columns.map((name) => row[name] ?? null)));
    if (some.length < 5000) continue;
    yield some;
    some = [];
  }
  yield some;
}
