import { t } from '@vscode/l10n';
import type { Log } from '../../connectors/connector.ts';
import { fixed } from '../../connectors/locale.ts';
import type { HistorySize } from '../metrics/types.ts';
import type { Backend } from './changes.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

/** Days that samples are kept, where the setting is no number between the two ends. */
export const retention = { default: 90, min: 1, max: 730 } as const;
/** Days that sums per hour and per day are kept. */
const hourDays = 400;
const dayDays = 3650;
/** Megabytes that the history may have in use, where the setting is no number from 1 on. */
const sizeDefault = 500;

/** By age: each instant is the first of what stays. */
export interface Limits {
  /** Single requests, and readings of the status. */
  samples: number;
  minute: number;
  hour: number;
  day: number;
}

/** Keeps the history within its age and its size, in many small steps. */
export class Pruner {
  readonly #daysSet: () => number;
  readonly #sizeSet: () => number;
  #last = { at: 0, days: 0 };
  /** Something is too old, or was a moment ago. */
  #aging = false;
  /** More was in use than may be: the oldest goes until it is a tenth less, and not a little at each turn. */
  #shedding = false;

  constructor(days: (() => number) | undefined, sizeMB: (() => number) | undefined) {
    this.#daysSet = days ?? (() => retention.default);
    this.#sizeSet = sizeMB ?? (() => sizeDefault);
  }

  /** One step. Whether there is more to do soon. */
  tick(backend: Backend, now: number, log: Log): boolean {
    this.#aging ||= this.#isDue(now);
    if (this.#aging) {
      this.#aging = backend.trim(limitsOf(now, this.#days));
      if (!this.#aging) log.info(describe(this.history(backend)));
    }
    this.#shedding = backend.bytes() > (this.#shedding ? 0.9 : 1) * this.#maxBytes && backend.shed();
    return this.#aging || this.#shedding;
  }

  /** How much is kept, and how much may be. */
  history(backend: Backend): HistorySize {
    const oldest = backend.oldest();
    return {
      bytes: backend.bytes(),
      maxBytes: this.#maxBytes,
      ...(oldest === undefined ? {} : { oldest }),
      days: this.#days,
    };
  }

  /** Once a day, and when another time was chosen. */
  #isDue(now: number): boolean {
    const days = this.#days;
    const since = now - this.#last.at;
    // A day in the future is from before the clock was set back.
    if (days === this.#last.days && since >= 0 && since < dayMs) return false;
    this.#last = { at: now, days };
    return true;
  }

  get #days(): number {
    const days = this.#daysSet();
    if (!Number.isFinite(days)) return retention.default;
    return Math.min(Math.max(Math.round(days), retention.min), retention.max);
  }

  get #maxBytes(): number {
    const size = this.#sizeSet();
    return (size >= 1 ? size : sizeDefault) * 1024 * 1024;
  }
}

function limitsOf(now: number, days: number): Limits {
  const samples = now - days * dayMs;
  return {
    samples,
    // An hour has all of its minutes or none, a day all of its hours.
    minute: Math.floor(samples / hourMs) * hourMs,
    // What is finer never stays longer than what is coarser.
    hour: Math.floor(now / dayMs - Math.max(hourDays, days)) * dayMs,
    day: now - dayDays * dayMs,
  };
}

function describe({ bytes, oldest, days }: HistorySize): string {
  const reach = oldest === undefined ? t('empty') : t`back to ${new Date(oldest).toISOString().slice(0, 10)}`;
  return t`History: ${fixed(bytes / 1024 / 1024, 1)} MB, ${reach}, kept for ${days} days.`;
}
