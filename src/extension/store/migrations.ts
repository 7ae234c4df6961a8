import { t } from '@vscode/l10n';
import type { DatabaseSync } from 'node:sqlite';
import { tables } from './migrations/1-tables.ts';
import { rollups } from './migrations/2-rollups.ts';
import { watch } from './migrations/3-watch.ts';

/** SQL, or what SQL alone cannot do. */
export type Step = string | ((db: DatabaseSync) => void);

/**
 * One entry per format of the file, applied in order and never edited once released: `PRAGMA user_version`
 * holds how many of them a file has seen.
 */
export const migrations: readonly Step[] = [tables, rollups, watch];

/** The file was written by a later Slipway: nothing here may touch it. */
export class NewerFormat extends Error {
  readonly found: number;
  readonly known: number;

  constructor(found: number, known: number) {
    super(t`The history has format ${found}; this version knows formats up to ${known}.`);
    this.name = 'NewerFormat';
    this.found = found;
    this.known = known;
  }
}

/** Brings a file to the newest format, one transaction per step. Two windows may start at once. */
export function migrate(db: DatabaseSync, steps: readonly Step[] = migrations): void {
  for (;;) {
    const version = formatOf(db);
    if (version > steps.length) throw new NewerFormat(version, steps.length);
    if (version === steps.length) return;
    db.exec('BEGIN IMMEDIATE');
    try {
      // Read again under the lock: the other window may have been quicker.
      const step = formatOf(db) === version ? steps[version] : undefined;
      if (step !== undefined) {
        if (typeof step === 'string') db.exec(step);
        else step(db);
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
