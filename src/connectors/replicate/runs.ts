import * as v from 'valibot';
import type { Memory } from '../connector.ts';
import { Notebook } from './notebook.ts';
import type { WirePrediction } from './wire.ts';

/** Per deployment; a list from the platform reaches further where more is asked for. */
const most = 200;

const optionalNumber = v.optional(v.number());
const runSchema = v.object({
  id: v.string(),
  status: v.string(),
  created: optionalNumber,
  started: optionalNumber,
  ended: optionalNumber,
  predict: optionalNumber,
  total: optionalNumber,
  input: optionalNumber,
  output: optionalNumber,
  firstToken: optionalNumber,
  fault: v.optional(v.string()),
});

/** What stays of a prediction: no inputs, no outputs. Times in ms since epoch, durations in ms. */
export interface Run {
  id: string;
  status: string;
  created?: number | undefined;
  started?: number | undefined;
  ended?: number | undefined;
  /** Time of work, without waiting. */
  predict?: number | undefined;
  /** From creation to completion. */
  total?: number | undefined;
  /** Tokens. */
  input?: number | undefined;
  output?: number | undefined;
  firstToken?: number | undefined;
  /** The platform's error code, or `model` for an error of the model's own code. */
  fault?: string | undefined;
}

const terminal = new Set(['succeeded', 'failed', 'canceled', 'aborted']);

/** A word that we do not know is no end (the schema has six; official texts list fewer). */
export const isOver = (status: string): boolean => terminal.has(status);

/** Codes of faults of the platform, in front of the text (replicate.com/docs/reference/error-codes). */
export function faultCode(error: unknown): string | undefined {
  return typeof error === 'string' ? /^E\d{4}\b/.exec(error)?.[0] : undefined;
}

/** Longer than any run may take: what is more is no time, and would be a cost. */
const longestSeconds = 1_000_000;

/** Models may put anything into `metrics`: a number is read only where there is one. */
export function toRun(wire: WirePrediction): Run {
  const { id, status, created_at: created, started_at: started, completed_at: ended, metrics, error } = wire;
  const number = (name: string, most = Number.MAX_SAFE_INTEGER) => {
    const value = metrics?.[name];
    return typeof value === 'number' && value >= 0 && value <= most ? value : undefined;
  };
  const tokens = (name: string) => {
    const value = number(name);
    return Number.isInteger(value) ? value : undefined;
  };
  const ms = (name: string) => {
    const seconds = number(name, longestSeconds);
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  };
  const fault = status === 'failed' ? (faultCode(error) ?? 'model') : undefined;
  return defined({
    id,
    status,
    created,
    started,
    ended,
    predict: ms('predict_time'),
    total: ms('total_time'),
    input: tokens('input_token_count'),
    output: tokens('output_token_count'),
    firstToken: ms('time_to_first_token'),
    fault,
  });
}

/**
 * Whether data removal took the metrics along is not documented: what was known once stays. So does an end: of two
 * readings of one run the older one may come last.
 */
export function merged(before: Run | undefined, now: Run): Run {
  if (!before) return now;
  return isOver(before.status) && !isOver(now.status) ? { ...now, ...before } : { ...before, ...now };
}

/** The predictions that were made from here, by deployment: known exactly, whatever lists say. */
export class OwnRuns {
  readonly #runs: Notebook<Run[]>;

  constructor(memory: Memory) {
    this.#runs = new Notebook<Run[]>(memory, 'runs', v.array(runSchema));
  }

  /** Oldest first. */
  of(key: string): Run[] {
    return this.#runs.get(key) ?? [];
  }

  keep(key: string, run: Run): void {
    const known = this.of(key);
    const at = known.findIndex(({ id }) => id === run.id);
    const next = at === -1 ? [...known, run] : known.with(at, merged(known[at], run));
    this.#runs.set(key, next.slice(-most));
  }

  forget(key: string): void {
    this.#runs.set(key, undefined);
  }
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
