import { t } from '@vscode/l10n';
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorData } from '../../connectors/errors.ts';
import type { Backend } from './changes.ts';
import { MemoryBackend } from './inMemory.ts';
import { NewerFormat } from './migrations.ts';
import { NoSqlite, SqliteBackend } from './sqlite.ts';

export const fileName = 'slipway.db';

export interface Opened {
  backend: Backend;
  problem?: ErrorData;
  /** The stand-in for a file that may be opened later: what it holds goes there then. */
  standIn?: MemoryBackend;
}

/** Opens the history in `folder`. Never throws: what cannot be opened is stood in for, with the reason. */
export function openBackend(folder: string, now: number): Opened {
  const path = join(folder, fileName);
  try {
    // Prompts and answers are private: for this user only, where the system knows such a thing.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const backend = open(path);
    chmodSync(path, 0o600);
    return { backend };
  } catch (error) {
    if (!isCorrupt(error)) return standIn(error);
    return startFresh(path, now);
  }
}

/** A damaged file is kept beside a new one: its owner may want to rescue it. */
export function startFresh(path: string, now: number): Opened {
  try {
    // Another window may have replaced it a moment ago.
    try {
      return { backend: open(path) };
    } catch {
      const aside = `${path}.damaged-${now}`;
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      return { backend: open(path), problem: damaged(aside) };
    }
  } catch (error) {
    return standIn(error);
  }
}

function standIn(error: unknown): Opened {
  const backend = new MemoryBackend();
  return { backend, problem: problemOf(error), ...(isOutside(error) ? { standIn: backend } : {}) };
}

function open(path: string): SqliteBackend {
  const backend = new SqliteBackend(path);
  // A damaged header shows at once; this touches the tables too.
  backend.drafts();
  return backend;
}

/** SQLite's result code (sqlite.org/rescode.html), without its extension. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

export const isCorrupt = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === 11 || code === 26; // SQLITE_CORRUPT, SQLITE_NOTADB
};

/** Trouble around the file, not with what was written: worth another try later. */
export const isOutside = (error: unknown): boolean => {
  const code = resultCode(error);
  // BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL
  return code !== undefined && [5, 6, 7, 8, 10, 13, 14, 15].includes(code);
};

const meanwhile = t('Until then, tests and metrics of this window are not kept.');

export function problemOf(error: unknown): ErrorData {
  if (error instanceof NewerFormat)
    return {
      code: 'unsupported',
      message: t`The history was written by a newer version of Slipway (format ${error.found}, this one knows ${error.known}).`,
      hint: t`Update Slipway here too. ${meanwhile}`,
    };
  if (error instanceof NoSqlite)
    return {
      code: 'unsupported',
      message: t('This version of the editor has no built-in SQLite, which keeps the history.'),
      hint: t`Update the editor. ${meanwhile}`,
    };
  const reason = error instanceof Error ? error.message : String(error);
  const code = resultCode(error);
  if (code === 5 || code === 6)
    return {
      code: 'unavailable',
      message: t('The history is locked by another program.'),
      hint: t`Close what holds it and reload the window. ${meanwhile}`,
    };
  if (code === 13)
    return {
      code: 'unavailable',
      message: t('The disk is full: the history cannot be written.'),
      hint: t('Make some room; what waits is written then. Until then it is lost when the window closes.'),
    };
  return {
    code: 'unavailable',
    message: t`The history cannot be opened: ${reason}.`,
    hint: t`Check that Slipway's storage folder can be written and has space, then reload the window. ${meanwhile}`,
  };
}

function damaged(aside: string): ErrorData {
  return {
    code: 'malformed',
    message: t('The history was damaged and a new one was started.'),
    hint: t`The old one is kept as ${aside}.`,
  };
}
