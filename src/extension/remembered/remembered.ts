import { t } from '@vscode/l10n';
import { createHash } from 'node:crypto';
import type { Clock, Log } from '../../connectors/connector.ts';
import type { Deployment } from '../../connectors/domain.ts';
import { redactValue } from '../../connectors/redact.ts';
import type { Redact } from '../../connectors/redact.ts';
import { FleetFile, type Kept } from './fleetFile.ts';

/** A list that has not changed is written this often, for the time that it is from. */
const everyMs = 15_000;
/** What was not read for so long is no help any more. */
const keptMs = 30 * 86_400_000;

export interface RememberedOptions {
  /** Where the file lives (global storage). */
  folder: string;
  clock: Clock;
  log: Log;
  redact: Redact;
}

/** What another window, or this one before it was closed, has read of an account. */
export interface Memento {
  /** ms since epoch. */
  readAt: number;
  rows: Deployment[];
  gone: string[];
}

/**
 * The last known lists, shared by all windows: a window shows them before its first answer comes, and while another
 * one has the focus and reads. Accounts are told apart by a print of what they are connected with. No method throws:
 * without the file, each window knows what it reads itself.
 */
export class Remembered {
  readonly #options: RememberedOptions;
  /** By print: what this window has read of it from the file, and last wrote to it. */
  readonly #seen = new Map<string, { seq: number; wroteAt: number }>();
  #file: FleetFile | undefined;
  #broken = false;
  #version = 0;

  constructor(options: RememberedOptions) {
    this.#options = options;
  }

  /** Names what an account is connected with, without telling it. Undefined: nothing can be kept. */
  print(means: string): string | undefined {
    const salt = this.#try((file) => file.salt());
    if (salt === undefined) return undefined;
    return createHash('sha256').update(`${salt} ${means}`).digest('hex').slice(0, 32);
  }

  /** Everything that is known of an account. */
  recall(print: string): Memento | undefined {
    return this.#read(print, 0);
  }

  /** What other windows have read since the last look: undefined for most looks, which cost one number. */
  news(prints: readonly string[]): Map<string, Memento> | undefined {
    const version = this.#try((file) => file.version());
    if (version === undefined || version === this.#version) return undefined;
    this.#version = version;
    return new Map(
      prints.flatMap((print) => {
        const memento = this.#read(print, this.#seen.get(print)?.seq ?? 0);
        return memento ? [[print, memento] as const] : [];
      }),
    );
  }

  /** Whether the account is known to the file: else all its rows have to be kept, and not only what changed. */
  has(print: string): boolean {
    return this.#try((file) => file.has(print)) ?? false;
  }

  keep(print: string, { readAt, rows, gone }: Memento): void {
    const seen = this.#seen.get(print);
    const changes = rows.length + gone.length > 0;
    if (!changes && seen && readAt - seen.wroteAt < everyMs && readAt >= seen.wroteAt) return;
    const kept: Kept[] = [
      ...rows.map((row) => ({ id: row.id, body: this.#body(row) })),
      ...gone.map((id) => ({ id, body: undefined })),
    ];
    const seq = this.#try((file) => file.keep(print, readAt, kept));
    if (seq === undefined) return;
    // What others wrote between the last look and this writing is still to be read.
    const mine = changes && (!seen || seq === seen.seq + 1);
    this.#seen.set(print, { seq: mine ? seq : (seen?.seq ?? 0), wroteAt: readAt });
  }

  forget(print: string): void {
    this.#seen.delete(print);
    this.#try((file) => file.forget(print));
  }

  dispose(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#broken = true;
  }

  #read(print: string, after: number): Memento | undefined {
    const since = this.#try((file) => file.since(print, after));
    if (!since) return undefined;
    this.#seen.set(print, { seq: since.seq, wroteAt: since.readAt });
    const { readAt } = since;
    return {
      readAt,
      rows: since.rows.flatMap(({ id, body }) => (body === undefined ? [] : parsed(id, body, readAt))),
      gone: since.rows.flatMap(({ id, body }) => (body === undefined ? [id] : [])),
    };
  }

  /** Without values of environment variables, which may be keys that look like none. */
  #body({ config, ...row }: Deployment): string {
    const { environment, ...rest } = config;
    const lacks = environment !== undefined && Object.keys(environment).length > 0;
    const kept: Deployment = {
      ...row,
      config: rest,
      allowed: lacks && row.allowed.update === true ? { ...row.allowed, update: notRead } : row.allowed,
    };
    return JSON.stringify(redactValue(kept, this.#options.redact));
  }

  #try<T>(use: (file: FleetFile) => T): T | undefined {
    if (this.#broken) return undefined;
    try {
      this.#file ??= this.#open();
      return use(this.#file);
    } catch (error) {
      // Locked for a moment is no reason to give up.
      this.#options.log.debug(`The last known lists: ${String(error)}`);
      this.#broken = this.#file === undefined;
      return undefined;
    }
  }

  #open(): FleetFile {
    const { folder, clock } = this.#options;
    const file = FleetFile.open(folder);
    file.forgetBefore(clock.now() - keptMs);
    return file;
  }
}

const notRead = { no: t('It has not been read again yet.') };

/** A row that something else has spoiled is left out. */
function parsed(id: string, body: string, readAt: number): Deployment[] {
  try {
    return [{ ...(JSON.parse(body) as Deployment), id, readAt }];
  } catch {
    return [];
  }
}
