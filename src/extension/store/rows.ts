import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** Samples as rows and back. Absent is NULL, never 0. */
export type Row = Record<string, SQLOutputValue>;
/** A row as a list of its columns. */
export type List = SQLOutputValue[];
export type Values = Record<string, SQLInputValue>;

export function numberFrom<K extends string>(row: Row, column: string, key: K): Partial<Record<K, number>> {
  const value = row[column];
  return value === null || value === undefined ? {} : ({ [key]: Number(value) } as Record<K, number>);
}
