import { t } from '@vscode/l10n';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { NoSqlite } from '../store/sqlite.ts';
import { Statements } from '../store/statements.ts';
import { isCorrupt } from '../store/open.ts';

export const fleetFileName = 'fleet.db';

const format = 1;
/** How long a statement waits for another window's transaction. */
const busyMs = 250;

const tables = `
CREATE TABLE source (print TEXT PRIMARY KEY, read_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE row (
  print TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body TEXT,
  PRIMARY KEY (print, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX row_by_seq ON row (print, seq);
CREATE TABLE salt (value TEXT NOT NULL) STRICT;
INSERT INTO salt VALUES (lower(hex(randomblob(16))));
PRAGMA user_version = ${format};
`;

/** One row of a list, or that it is gone. */
export interface Kept {
  id: string;
  body: string | undefined;
}

export interface Since {
  readAt: number;
  /** Of the newest row. */
  seq: number;
  rows: Kept[];
}

/**
 * The last lists of all accounts, in a file that all windows share. Nothing in it is precious: what cannot be opened
 * is made anew. Throws what SQLite throws.
 */
export class FleetFile {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;

  private constructor(path: string) {
    // Taken at first use, as the store does.
    const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
    if (!sqlite) throw new NoSqlite(t('This editor has no built-in SQLite.'));
    this.#db = new sqlite.DatabaseSync(path, { timeout: busyMs });
    this.#sql = new Statements(this.#db);
    try {
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      this.#prepare();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  static open(folder: string): FleetFile {
    const path = join(folder, fleetFileName);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      return opened(path);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      return opened(path);
    }

    function opened(at: string): FleetFile {
      const file = new FleetFile(at);
      chmodSync(at, 0o600);
      return file;
    }
  }

  #prepare(): void {
    if (this.#sql.pragma('user_version') === format) return;
    this.#write(() => {
      // Another window may have been faster, or another version of Slipway has kept other things.
      if (this.#sql.pragma('user_version') === format) return;
      for (const table of ['source', 'row', 'salt']) this.#db.exec(`DROP TABLE IF EXISTS ${table}`);
      this.#db.exec(tables);
    });
  }

  /** Mixed into what is kept of a key, so that it says nothing elsewhere. */
  salt(): string {
    return String(this.#sql.all('SELECT value FROM salt', {})[0]?.['value']);
  }

  /** Changes when another window writes. */
  version(): number {
    return this.#sql.pragma('data_version');
  }

  /** Rows that are newer than `seq`; undefined when nothing is kept. */
  since(print: string, seq: number): Since | undefined {
    const [source] = this.#sql.all('SELECT read_at FROM source WHERE print = :print', { print });
    if (!source) return undefined;
    const rows = this.#sql.all(
      'SELECT id, seq, body FROM row WHERE print = :print AND seq > :seq ORDER BY seq',
      { print, seq },
    );
    return {
      readAt: Number(source['read_at']),
      seq: Number(rows.at(-1)?.['seq'] ?? seq),
      rows: rows.map(({ id, body }) => ({
        id: String(id),
        body: typeof body === 'string' ? body : undefined,
      })),
    };
  }

  has(print: string): boolean {
    return this.#sql.all('SELECT 1 FROM source WHERE print = :print', { print }).length > 0;
  }

  /** Returns the number of this writing. */
  keep(print: string, readAt: number, rows: readonly Kept[]): number {
    return this.#write(() => {
      const [last] = this.#sql.all('SELECT max(seq) AS seq FROM row WHERE print = :print', { print });
      const seq = Number(last?.['seq'] ?? 0) + 1;
      this.#sql.run('INSERT OR REPLACE INTO source (print, read_at) VALUES (?, ?)', print, readAt);
      for (const { id, body } of rows)
        this.#sql.run(
          'INSERT OR REPLACE INTO row (print, id, seq, body) VALUES (?, ?, ?, ?)',
          ...[print, id, seq, body ?? null],
        );
      return rows.length > 0 ? seq : seq - 1;
    });
  }

  forget(print: string): void {
    this.#write(() => {
      this.#sql.run('DELETE FROM row WHERE print = ?', print);
      this.#sql.run('DELETE FROM source WHERE print = ?', print);
    });
  }

  /** Accounts that nobody has read for so long, and rows that have been gone for so long. */
  forgetBefore(at: number): void {
    for (const { print } of this.#sql.all('SELECT print FROM source WHERE read_at < :at', { at }))
      this.forget(String(print));
  }

  #write<T>(write: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const answer = write();
      this.#db.exec('COMMIT');
      return answer;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#sql.clear();
    if (this.#db.isOpen) this.#db.close();
  }
}
