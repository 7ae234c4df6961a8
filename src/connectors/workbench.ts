/**
 * The machine that a person works on, for platforms that are deployed to by a program of the person's own
 * (Modal: Python). Every method rejects with a PlatformError only; what is missing says how to get it.
 */
export interface Workbench {
  /** One of the person's files by a name such as `my_llm.py`; nothing is written. */
  file(name: string, signal?: AbortSignal): Promise<WorkFile>;
  /**
   * Writes a generated file. One that exists with other contents is the person's: they are shown the difference
   * and asked. Rejects with `cancelled` when they want neither.
   */
  save(name: string, text: string, signal?: AbortSignal): Promise<SavedFile>;
  /** The Python that the person uses. Rejects with `unsupported` when there is none. */
  python(signal?: AbortSignal): Promise<Python>;
  /** Runs a program to its end. An abort interrupts it (SIGINT), then kills it; the promise still tells how it ended. */
  run(command: Command, signal?: AbortSignal): Promise<Ending>;
}

export interface WorkFile {
  /** Absolute. */
  path: string;
  /** As people know it: relative to the folder that is open. */
  shown: string;
  /** Absent: there is no such file. */
  text?: string;
}

export interface SavedFile extends WorkFile {
  text: string;
  /** `kept`: the person's own version stays and is what is used. */
  outcome: 'written' | 'same' | 'kept';
}

export interface Python {
  /** The program, then what has to come before its arguments (Windows: `py`, `-3`). */
  program: string;
  args: string[];
  /** Where it was found, for people: "the setting slipway.modal.python", "the Python extension", "PATH". */
  source: string;
}

export interface Command {
  program: string;
  /** A list, never a line for a shell. */
  args: string[];
  folder: string;
  /** Set beside what the editor's own environment has; undefined removes one. May hold secrets: never logged. */
  env: Record<string, string | undefined>;
  /** Each line as it comes, without its end. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void;
  /** How long an interrupted program may take to end by itself. */
  graceMs?: number;
  /** It is interrupted after this; `Ending.timedOut` says so. */
  timeoutMs?: number;
}

export interface Ending {
  /** Absent: it was ended by a signal. */
  code?: number;
  timedOut?: true;
  /** What it said, the last 200 lines of each. */
  stdout: string[];
  stderr: string[];
}
