import type { Clock, Log } from '../../connectors/connector.ts';
import type { Redact } from '../../connectors/redact.ts';
import { isPrecious, lighter } from './changes.ts';
import type { Backend, Change } from './changes.ts';
import type { HistoryFile } from './historyFile.ts';
import { forKeeping } from './keep.ts';
import { isCorrupt, isOutside, problemOf, resultCode } from './open.ts';
import type { Pruner } from './pruner.ts';

/** Samples wait at most this long in memory, and are written together. */
const flushMs = 1000;
/** While the file cannot be written: more samples than this are not held; the oldest go first. */
const pendingMax = 20_000;

export interface JournalOptions {
  file: HistoryFile;
  pruner: Pruner;
  clock: Clock;
  log: Log;
  redact: Redact;
}

/**
 * What waits to be written, in its order. Each reading is preceded by writing it, so that one reads what one
 * wrote; what cannot be written goes on waiting. No method throws.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #file: HistoryFile;
  readonly #closing = new AbortController();
  #waiting: Change[] = [];
  #timer = false;
  #disposed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#file = options.file;
  }

  /** Only while the file cannot be written is anything left here after a reading. */
  get waiting(): readonly Change[] {
    return this.#waiting;
  }

  /** Within a second, together with others. */
  later(change: Change): void {
    this.#queue(change);
    this.#arm();
  }

  /** Written when this returns, if it can be. */
  now(change: Change): void {
    this.#queue(change);
    this.flush();
  }

  /** Writes what waits. On failure it goes on waiting, and the file's `problem` says so. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const { backend } = this.#file;
    const changes = this.#waiting;
    this.#waiting = [];
    try {
      backend.apply(changes);
      this.#file.works();
    } catch (error) {
      this.#failed(error, changes);
    }
  }

  /** What cannot be read just now is `otherwise`. */
  read<T>(read: (backend: Backend) => T, otherwise: T): T {
    if (this.#disposed) return otherwise;
    this.flush();
    try {
      const answer = read(this.#file.backend);
      if (this.#waiting.length === 0) this.#file.works();
      return answer;
    } catch (error) {
      this.#failed(error, []);
      // What could not be read now is news when it can.
      this.#file.forgetVersion();
      return otherwise;
    }
  }

  dispose(): void {
    this.#closing.abort();
    this.flush();
    this.#disposed = true;
  }

  #queue(change: Change): void {
    if (this.#disposed) return;
    this.#waiting.push(forKeeping(change, this.#options.redact));
    if (this.#waiting.length > pendingMax) this.#waiting = lighter(this.#waiting, pendingMax * 0.9);
  }

  #arm(): void {
    if (this.#timer || this.#closing.signal.aborted) return;
    this.#timer = true;
    this.#options.clock.sleep(flushMs, this.#closing.signal).then(
      () => {
        this.#timer = false;
        this.#prune();
        this.#retry();
      },
      () => undefined, // disposed: dispose() has flushed
    );
  }

  /** The reading writes what waits. */
  #prune(): void {
    const { pruner, clock, log } = this.#options;
    if (this.read((backend) => pruner.tick(backend, clock.now(), log), false)) this.#arm();
  }

  #retry(): void {
    const meanwhile = this.#file.retry();
    if (!meanwhile) return;
    this.#waiting = meanwhile.concat(this.#waiting);
    this.flush();
    // What the file held all along is news to whoever has read the stand-in.
    this.#file.forgetVersion();
  }

  #failed(error: unknown, changes: Change[]): void {
    if (isCorrupt(error)) {
      this.#file.replace();
      this.#oneByOne(changes);
    } else if (isOutside(error)) {
      const waiting = resultCode(error) === 13 ? this.#savePrecious(changes) : changes; // SQLITE_FULL
      this.#waiting = waiting.concat(this.#waiting);
      this.#file.fails(problemOf(error), error instanceof Error ? error : undefined);
      if (this.#waiting.length > 0) this.#arm();
    } else {
      this.#oneByOne(changes);
    }
  }

  /** Where a whole batch does not fit, a draft may. Returns what has to wait. */
  #savePrecious(changes: Change[]): Change[] {
    let full = false;
    return changes.filter((change) => {
      if (!isPrecious(change)) return true;
      // In their order: a draft that was discarded must not come back.
      full ||= !this.#fits(change);
      return full;
    });
  }

  #fits(change: Change): boolean {
    try {
      this.#file.backend.apply([change]);
      return true;
    } catch {
      return false;
    }
  }

  /** One change that cannot be written must not keep the others out. */
  #oneByOne(changes: Change[]): void {
    for (const change of changes) {
      try {
        this.#file.backend.apply([change]);
      } catch (error) {
        this.#options.log.warn(`History: a ${change.kind} was left out: ${String(error)}`);
      }
    }
  }
}
