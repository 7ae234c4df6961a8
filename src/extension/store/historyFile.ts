import { join } from 'node:path';
import type { Clock, Log } from '../../connectors/connector.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { Emitter } from '../events.ts';
import type { Event } from '../events.ts';
import type { Backend, Change } from './changes.ts';
import { fileName, openBackend, startFresh } from './open.ts';
import type { Opened } from './open.ts';

/** How often a file that could not be opened is tried again. */
const retryMs = 30_000;
/** No file has it: whatever is read next is news. */
const unseen = -1;

export interface HistoryFileOptions {
  /** Where the database lives (global storage); made when missing. */
  folder: string;
  clock: Clock;
  log: Log;
}

/** The file, opened at first use, or memory in its place while it cannot be; and why, in `problem`. */
export class HistoryFile {
  readonly problemChanged: Event<ErrorData | undefined>;
  readonly #problemChanged = new Emitter<ErrorData | undefined>();
  readonly #options: HistoryFileOptions;
  #opened: Opened | undefined;
  #openedAt = 0;
  #problem: ErrorData | undefined;
  #version = 0;

  constructor(options: HistoryFileOptions) {
    this.#options = options;
    this.problemChanged = this.#problemChanged.event;
  }

  get backend(): Backend {
    return this.#open().backend;
  }

  /** Why history is not kept. Opens the file when nobody has yet. */
  get problem(): ErrorData | undefined {
    this.#open();
    return this.#problem;
  }

  /** Another program may have let go of it. Then: what was kept in memory meanwhile, which has to be written now. */
  retry(): Change[] | undefined {
    const standIn = this.#opened?.standIn;
    const now = this.#now;
    if (!standIn || now - this.#openedAt < retryMs) return undefined;
    this.#openedAt = now;
    const opened = openBackend(this.#options.folder, now);
    if (opened.standIn) return undefined;
    this.#use(opened);
    // Already without secrets and of bounded size.
    return standIn.everything();
  }

  /** It is damaged: another one in its place. */
  replace(): void {
    this.#opened?.backend.close();
    this.#use(startFresh(join(this.#options.folder, fileName), this.#now));
  }

  /** Reading and writing work as far as they can. */
  works(): void {
    this.#setProblem(this.#opened?.problem);
  }

  /** They do not just now. */
  fails(problem: ErrorData, cause: Error | undefined): void {
    this.#setProblem(problem, cause);
  }

  /** Takes note of a version. Whether it is another than the one before: what is in the file is news then. */
  heard(version: number): boolean {
    const changed = version !== this.#version;
    this.#version = version;
    return changed;
  }

  /** The version that is no news. */
  get version(): number {
    return this.#version;
  }

  /** What is in it is news to whoever reads next, whether anybody wrote or not. */
  forgetVersion(): void {
    this.#version = unseen;
  }

  close(): void {
    this.#opened?.backend.close();
    this.#problemChanged.dispose();
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  #open(): Opened {
    if (!this.#opened) this.#use(openBackend(this.#options.folder, this.#now));
    // Asked again: whoever hears of a problem may write, and find that the file is damaged.
    return this.#opened as unknown as Opened;
  }

  #use(opened: Opened): void {
    this.#opened = opened;
    this.#openedAt = this.#now;
    this.#version = opened.backend.version();
    if (opened.problem) this.#options.log.warn(`${opened.problem.message} ${opened.problem.hint ?? ''}`);
    this.#setProblem(opened.problem);
  }

  #setProblem(problem: ErrorData | undefined, cause?: Error): void {
    if (problem?.message === this.#problem?.message) return;
    this.#problem = problem;
    // Once, and not at each of the tries that follow.
    if (cause !== undefined) this.#options.log.warn(`History not written: ${cause.message}`);
    this.#problemChanged.fire(problem);
  }
}
