import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** Samples as rows and back. Absent is NULL, never 0. */
export type Row = Record<string, SQLOutputValue>;
/** A row as a list of its columns. */
export type List = SQLOutputValue[];
export type Values = Record<string, SQLInputValue>;
