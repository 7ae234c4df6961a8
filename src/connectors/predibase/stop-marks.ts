import type { Clock, Memory } from '../context.ts';
import { parsed } from './error-body.ts';

export interface StopMark {
  /** The minimum of replicas before the stop. */
  min: number | undefined;
  /** Of the deployment that was stopped: a new one of the same name is another. */
  uuid?: string | undefined;
  at: number;
  /** No replica was left since. */
  emptied: boolean;
}

const settling = 10 * 60_000;

/** What Predibase does not keep: that a minimum of 0 was meant as a stop, and what it was before. */
export class StopMarks {
  readonly #memory: Memory;
  readonly #clock: Clock;

  constructor(memory: Memory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  /** Undefined too when the mark is of an earlier deployment, or somebody else has raised the minimum since. */
  read(name: string, uuid?: string, minReplicas?: number): StopMark | undefined {
    const mark = markOf(this.#memory.get(key(name)));
    if (!mark) return undefined;
    const other = mark.uuid !== undefined && uuid !== undefined && mark.uuid !== uuid;
    const raised = minReplicas !== undefined && minReplicas > 0;
    if (!other && !raised) return mark;
    // Right after the stop an older reading may still come; later it is another's doing, and ends the stop.
    if (other || this.#clock.now() - mark.at > settling) this.clear(name);
    return undefined;
  }

  set(name: string, min: number | undefined, uuid: string | undefined, emptied: boolean): void {
    const mark: StopMark = { min, uuid, at: this.#clock.now(), emptied };
    this.#memory.set(key(name), JSON.stringify(mark));
  }

  /** Seen without a replica: from now on one that is there was woken. */
  emptied(name: string, mark: StopMark): void {
    if (!mark.emptied) this.#memory.set(key(name), JSON.stringify({ ...mark, emptied: true }));
  }

  clear(name: string): void {
    this.#memory.set(key(name), undefined);
  }
}

const key = (name: string) => `predibase.stop.${name}`;

function markOf(text: string | undefined): StopMark | undefined {
  const value = text === undefined ? undefined : parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { min, uuid, at, emptied } = value as Record<string, unknown>;
  return {
    min: typeof min === 'number' ? min : undefined,
    ...(typeof uuid === 'string' ? { uuid } : {}),
    at: typeof at === 'number' ? at : 0,
    emptied: emptied === true,
  };
}
