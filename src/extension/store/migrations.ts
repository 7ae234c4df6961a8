import type { DatabaseSync } from 'node:sqlite';

/**
 * One entry per format of the file, applied in order and never edited once released: `PRAGMA user_version`
 * holds how many of them a file has seen.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE request_sample (
    id TEXT PRIMARY KEY,
    deployment TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
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
    cost_source TEXT
  ) STRICT;
  CREATE INDEX request_by_deployment ON request_sample (deployment, sent_at);
  CREATE INDEX request_by_time ON request_sample (sent_at);

  CREATE TABLE status_sample (
    deployment TEXT NOT NULL,
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    ready INTEGER,
    price INTEGER,
    price_source TEXT,
    PRIMARY KEY (deployment, at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX status_by_time ON status_sample (at);

  CREATE TABLE test_run (
    id TEXT PRIMARY KEY,
    deployment TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    run TEXT NOT NULL
  ) STRICT;
  CREATE INDEX test_by_deployment ON test_run (deployment, sent_at);

  CREATE TABLE draft (id TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
  CREATE TABLE note (deployment TEXT PRIMARY KEY, notes TEXT NOT NULL) STRICT;
  CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
];

/** The file was written by a later Slipway: nothing here may touch it. */
export class NewerFormat extends Error {
  readonly found: number;
  readonly known: number;

  constructor(found: number, known: number) {
    super(`The history has format ${found}; this version knows formats up to ${known}.`);
    this.name = 'NewerFormat';
    this.found = found;
    this.known = known;
  }
}

/** Brings a file to the newest format, one transaction per step. Two windows may start at once. */
export function migrate(db: DatabaseSync, steps: readonly string[] = migrations): void {
  for (;;) {
    const version = formatOf(db);
    if (version > steps.length) throw new NewerFormat(version, steps.length);
    if (version === steps.length) return;
    db.exec('BEGIN IMMEDIATE');
    try {
      // Read again under the lock: the other window may have been quicker.
      const step = formatOf(db) === version ? steps[version] : undefined;
      if (step !== undefined) {
        db.exec(step);
        db.exec(`PRAGMA user_version = ${version + 1}`);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
}

const formatOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
