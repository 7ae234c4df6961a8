import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { List, Row, Values } from './rows.ts';

/** The statements of one connection, each prepared once. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** By table: a table's rows always name all of its columns. */
  readonly #inserts = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** A second write of the same thing replaces it, so that a batch can be written again after a failure. */
  insert(table: string, values: Values): void {
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

  /** How many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  all(sql: string, values: Values): Row[] {
    return this.#prepare(sql).all(values);
  }

  /** Rows as lists of their columns, which takes half the time: for what is read by the thousand. */
  lists(sql: string, values: Values): List[] {
    const statement = this.#prepare(sql);
    statement.setReturnArrays(true);
    return statement.all(values) as unknown as List[];
  }

  /** The number in the column `least` of the only row, if there is one. */
  least(sql: string): number | undefined {
    const least = this.#prepare(sql).get()?.['least'];
    return typeof least === 'number' ? least : undefined;
  }

  pragma(name: string): number {
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

  /** Before the connection closes. */
  clear(): void {
    this.#statements.clear();
    this.#inserts.clear();
  }
}
