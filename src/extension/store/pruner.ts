const dayMs = 24 * 3600_000;

/** Days that samples are kept, where the setting is no number between the two ends. */
export const retention = { default: 90, min: 1, max: 730 } as const;

/** When old samples are due to go: once a day, and when another time was chosen. */
export class Pruner {
  readonly #days: () => number;
  #last = { at: 0, days: 0 };

  constructor(days: (() => number) | undefined) {
    this.#days = days ?? (() => retention.default);
  }

  /** What is older goes, and how many days stay; undefined when nothing is due. */
  due(now: number): { before: number; days: number } | undefined {
    const days = bounded(this.#days());
    const since = now - this.#last.at;
    // A day in the future is from before the clock was set back.
    if (days === this.#last.days && since >= 0 && since < dayMs) return undefined;
    this.#last = { at: now, days };
    return { before: now - days * dayMs, days };
  }
}

function bounded(days: number): number {
  if (!Number.isFinite(days)) return retention.default;
  return Math.min(Math.max(Math.round(days), retention.min), retention.max);
}
