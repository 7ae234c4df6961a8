import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSource } from '../metrics/history.ts';
import type { StatusSample, TestRun, WatchStretch } from '../metrics/types.ts';
import { isEmptyNotes, testsKept } from './changes.ts';
import type { Backend, Change } from './changes.ts';
import { migrate } from './migrations.ts';
import type { Step } from './migrations.ts';
import type { Limits } from './pruner.ts';
import { RequestTables } from './requestTables.ts';
import { Statements } from './statements.ts';
import { StatusTable } from './statusTable.ts';

/** How long a statement waits for another window's transaction; each lasts a few milliseconds. */
const busyMs = 1000;
/** A busy day of sums per minute stays in memory from one refresh of a chart to the next. */
const cacheKB = 16 * 1024;
/** Pages given back to the disk at once. */
const vacuumPages = 500;

/** The Node that runs this has no `node:sqlite` (before 22.13). */
export class NoSqlite extends Error {}

/** The history in one SQLite file, shared by all windows. */
export class SqliteBackend implements Backend {
  readonly #db: DatabaseSync;
  readonly #sql: Statements;
  readonly #requests: RequestTables;
  readonly #statuses: StatusTable;

  constructor(path: string, steps?: readonly Step[]) {
    // Taken at first use, not imported: loading it costs activation time, and an older host has none.
    // TypeScript says it is always there; an old host says otherwise.
    const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
    if (!sqlite) throw new NoSqlite('This editor has no built-in SQLite.');
    this.#db = new sqlite.DatabaseSync(path, { timeout: busyMs });
    this.#sql = new Statements(this.#db);
    this.#requests = new RequestTables(this.#sql);
    this.#statuses = new StatusTable(this.#sql);
    try {
      // Before the first table, or never: space can go back to the disk without writing the file anew.
      if (this.#sql.pragma('page_count') === 0) this.#db.exec('PRAGMA auto_vacuum = INCREMENTAL');
      // WAL: readers never wait for a writer. NORMAL: a killed process loses nothing that was committed.
      this.#db.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = ${-cacheKB}`,
      );
      migrate(this.#db, steps);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  apply(changes: readonly Change[]): void {
    this.#write(() => {
      for (const change of changes) this.#applyOne(change);
      this.#requests.add(changes.flatMap((change) => (change.kind === 'request' ? [change.sample] : [])));
    });
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

  #applyOne(change: Change): void {
    switch (change.kind) {
      case 'request':
        // All of them together: see `apply`.
        return;
      case 'status':
        this.#statuses.add(change.sample);
        return;
      case 'watch':
        this.#statuses.watched(change.stretch);
        return;
      case 'void':
        this.#statuses.forgetAfter(change.scope, change.after);
        return;
      case 'test': {
        const { id, deployment, sample } = change.run;
        const run = JSON.stringify(change.run);
        this.#sql.insert('test_run', { id, deployment, sent_at: Math.round(sample.sentAt), run });
        this.#sql.run(
          `DELETE FROM test_run WHERE deployment = ? AND id NOT IN
            (SELECT id FROM test_run WHERE deployment = ? ORDER BY sent_at DESC, rowid DESC LIMIT ${testsKept})`,
          deployment,
          deployment,
        );
        return;
      }
      case 'clear-tests':
        this.#sql.run('DELETE FROM test_run WHERE deployment = ?', change.deployment);
        return;
      case 'draft':
        this.#sql.insert('draft', { id: change.draft.id, draft: JSON.stringify(change.draft) });
        return;
      case 'draft-gone':
        this.#sql.run('DELETE FROM draft WHERE id = ?', change.id);
        return;
      case 'notes':
        if (isEmptyNotes(change.notes))
          this.#sql.run('DELETE FROM note WHERE deployment = ?', change.deployment);
        else this.#sql.insert('note', { deployment: change.deployment, notes: JSON.stringify(change.notes) });
        return;
      case 'memory':
        if (change.value === undefined) this.#sql.run('DELETE FROM memory WHERE key = ?', change.key);
        else this.#sql.insert('memory', { key: change.key, value: change.value });
        return;
    }
  }

  readRequests<T>(read: (source: RequestSource) => T): T {
    this.#db.exec('BEGIN');
    try {
      return read(this.#requests);
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    return this.#statuses.within(window, deployment);
  }

  statusesOfAll(window: TimeWindow): StatusSample[] {
    return this.#statuses.ofAll(window);
  }

  watches(window: TimeWindow): WatchStretch[] {
    return this.#statuses.watches(window);
  }

  statusesSince(at: number): StatusSample[] {
    return this.#statuses.since(at);
  }

  tests(deployment: DeploymentKey): TestRun[] {
    return this.#sql
      .all('SELECT run FROM test_run WHERE deployment = :deployment ORDER BY sent_at DESC, rowid DESC', {
        deployment,
      })
      .flatMap((row) => parsed<TestRun>(row['run']));
  }

  drafts(): Draft[] {
    return this.#sql
      .all('SELECT draft FROM draft ORDER BY rowid', {})
      .flatMap((row) => parsed<Draft>(row['draft']));
  }

  notes(): Map<DeploymentKey, LocalNotes> {
    return new Map(
      this.#sql
        .all('SELECT * FROM note', {})
        .flatMap((row) =>
          parsed<LocalNotes>(row['notes']).map((notes): [string, LocalNotes] => [
            String(row['deployment']),
            notes,
          ]),
        ),
    );
  }

  memory(key: string): string | undefined {
    const row = this.#sql.all('SELECT value FROM memory WHERE key = :key', { key })[0];
    return row && String(row['value']);
  }

  facts(prefix: string): Map<string, string> {
    const rows = this.#sql.all('SELECT * FROM memory WHERE substr(key, 1, length(:prefix)) = :prefix', {
      prefix,
    });
    return new Map(rows.map((row) => [String(row['key']), String(row['value'])]));
  }

  version(): number {
    return this.#sql.pragma('data_version');
  }

  bytes(): number {
    const used = this.#sql.pragma('page_count') - this.#sql.pragma('freelist_count');
    return used * this.#sql.pragma('page_size');
  }

  oldest(): number | undefined {
    return earlier(this.#requests.oldest(), this.#statuses.oldest());
  }

  trim(limits: Limits): boolean {
    return this.#deleting(() => {
      const more = this.#statuses.prune(limits.samples);
      return this.#requests.trim(limits) || more;
    });
  }

  shed(): boolean {
    return this.#deleting(() => this.#requests.shed());
  }

  #deleting(step: () => boolean): boolean {
    const more = this.#write(step);
    // A bounded part of what became free goes back to the disk; files of older versions keep it for later use.
    this.#db.exec(`PRAGMA incremental_vacuum(${vacuumPages})`);
    return more;
  }

  close(): void {
    this.#sql.clear();
    if (this.#db.isOpen) this.#db.close();
  }
}

/** A row that something else has spoiled is left out; it must not hide the others. */
function parsed<T>(text: SQLOutputValue | undefined): T[] {
  try {
    return [JSON.parse(String(text)) as T];
  } catch {
    return [];
  }
}

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
