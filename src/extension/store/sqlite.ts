import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSample, StatusSample, TestRun } from '../metrics/types.ts';
import { isEmptyNotes, testsKept } from './changes.ts';
import type { Backend, Change } from './changes.ts';
import { migrate } from './migrations.ts';
import { requestFromRow, requestToRow, statusFromRow, statusToRow } from './rows.ts';
import type { Row, Values } from './rows.ts';

/** How long a statement waits for another window's transaction; each lasts a few milliseconds. */
const busyMs = 1000;

/** The Node that runs this has no `node:sqlite` (before 22.13). */
export class NoSqlite extends Error {}

/** The history in one SQLite file, shared by all windows. */
export class SqliteBackend implements Backend {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** By table: a table's rows always name all of its columns. */
  readonly #inserts = new Map<string, StatementSync>();

  constructor(path: string, steps?: readonly string[]) {
    // Taken at first use, not imported: loading it costs activation time, and an older host has none.
    // TypeScript says it is always there; an old host says otherwise.
    const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
    if (!sqlite) throw new NoSqlite('This editor has no built-in SQLite.');
    this.#db = new sqlite.DatabaseSync(path, { timeout: busyMs });
    try {
      // WAL: readers never wait for a writer. NORMAL: a killed process loses nothing that was committed.
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      migrate(this.#db, steps);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  apply(changes: readonly Change[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const change of changes) this.#applyOne(change);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #applyOne(change: Change): void {
    switch (change.kind) {
      case 'request':
        this.#insert('request_sample', requestToRow(change.sample));
        return;
      case 'status':
        this.#insert('status_sample', statusToRow(change.sample));
        return;
      case 'test': {
        const { id, deployment, sample } = change.run;
        const run = JSON.stringify(change.run);
        this.#insert('test_run', { id, deployment, sent_at: Math.round(sample.sentAt), run });
        this.#run(
          `DELETE FROM test_run WHERE deployment = ? AND id NOT IN
            (SELECT id FROM test_run WHERE deployment = ? ORDER BY sent_at DESC, rowid DESC LIMIT ${testsKept})`,
          deployment,
          deployment,
        );
        return;
      }
      case 'clear-tests':
        this.#run('DELETE FROM test_run WHERE deployment = ?', change.deployment);
        return;
      case 'draft':
        this.#insert('draft', { id: change.draft.id, draft: JSON.stringify(change.draft) });
        return;
      case 'draft-gone':
        this.#run('DELETE FROM draft WHERE id = ?', change.id);
        return;
      case 'notes':
        if (isEmptyNotes(change.notes)) this.#run('DELETE FROM note WHERE deployment = ?', change.deployment);
        else this.#insert('note', { deployment: change.deployment, notes: JSON.stringify(change.notes) });
        return;
      case 'memory':
        if (change.value === undefined) this.#run('DELETE FROM memory WHERE key = ?', change.key);
        else this.#insert('memory', { key: change.key, value: change.value });
        return;
      case 'prune':
        this.#run('DELETE FROM request_sample WHERE sent_at < ?', change.before);
        this.#run('DELETE FROM status_sample WHERE at < ?', change.before);
        return;
    }
  }

  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[] {
    const where = deployment === undefined ? '' : 'deployment = :deployment AND';
    return this.#all(
      `SELECT * FROM request_sample WHERE ${where} sent_at >= :from AND sent_at < :to ORDER BY sent_at, rowid`,
      { from: window.from, to: window.to, ...(deployment === undefined ? {} : { deployment }) },
    ).map(requestFromRow);
  }

  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[] {
    return this.#all(
      `SELECT * FROM status_sample WHERE deployment = :deployment
        AND at >= coalesce((SELECT max(at) FROM status_sample WHERE deployment = :deployment AND at < :from), :from)
        AND at <= coalesce((SELECT min(at) FROM status_sample WHERE deployment = :deployment AND at >= :to), :to)
        ORDER BY at`,
      { deployment, from: window.from, to: window.to },
    ).map(statusFromRow);
  }

  statusesSince(at: number): StatusSample[] {
    return this.#all('SELECT * FROM status_sample WHERE at > :at ORDER BY at', { at }).map(statusFromRow);
  }

  tests(deployment: DeploymentKey): TestRun[] {
    return this.#all(
      'SELECT run FROM test_run WHERE deployment = :deployment ORDER BY sent_at DESC, rowid DESC',
      {
        deployment,
      },
    ).flatMap((row) => parsed<TestRun>(row['run']));
  }

  drafts(): Draft[] {
    return this.#all('SELECT draft FROM draft ORDER BY rowid', {}).flatMap((row) =>
      parsed<Draft>(row['draft']),
    );
  }

  notes(): Map<DeploymentKey, LocalNotes> {
    return new Map(
      this.#all('SELECT * FROM note', {}).flatMap((row) =>
        parsed<LocalNotes>(row['notes']).map((notes): [string, LocalNotes] => [
          String(row['deployment']),
          notes,
        ]),
      ),
    );
  }

  memory(key: string): string | undefined {
    const row = this.#all('SELECT value FROM memory WHERE key = :key', { key })[0];
    return row && String(row['value']);
  }

  facts(prefix: string): Map<string, string> {
    const rows = this.#all('SELECT * FROM memory WHERE substr(key, 1, length(:prefix)) = :prefix', {
      prefix,
    });
    return new Map(rows.map((row) => [String(row['key']), String(row['value'])]));
  }

  version(): number {
    return this.#pragma('data_version');
  }

  bytes(): number {
    return this.#pragma('page_count') * this.#pragma('page_size');
  }

  oldest(): number | undefined {
    const sql =
      'SELECT min(at) AS at FROM (SELECT min(sent_at) AS at FROM request_sample UNION ALL SELECT min(at) FROM status_sample)';
    const at = this.#all(sql, {})[0]?.['at'];
    return typeof at === 'number' ? at : undefined;
  }

  close(): void {
    this.#statements.clear();
    this.#inserts.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  /** A second write of the same thing replaces it, so that a batch can be written again after a failure. */
  #insert(table: string, values: Values): void {
    let statement = this.#inserts.get(table);
    if (!statement) {
      const columns = Object.keys(values);
      const update = columns.map((column) => `${column} = excluded.${column}`).join(', ');
      statement = this.#db.prepare(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((c) => `:${c}`).join(', ')})
          ON CONFLICT DO UPDATE SET ${update}`,
      );
      this.#inserts.set(table, statement);
    }
    statement.run(values);
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#prepare(sql).run(...values);
  }

  #all(sql: string, values: Values): Row[] {
    return this.#prepare(sql).all(values);
  }

  #pragma(name: string): number {
    return Number(this.#prepare(`PRAGMA ${name}`).get()?.[name]);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
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
