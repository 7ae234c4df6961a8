import type { SimClock } from '../../kit/clock.ts';

interface Line {
  readonly name: string;
  readonly replicas: number;
  readonly since: number;
  until: number | undefined;
  readonly nanoUsdPerHour: number | undefined;
}

export interface Cost {
  /** Milliseconds with at least one replica: what the platform calls active time. */
  readonly activeMs: number;
  readonly replicaMs: number;
  /** Integer nano-dollars; undefined when any of the time has no price. */
  readonly nanoUsd: number | undefined;
}

/** The truth about time and money: every change of the number of replicas, to the simulated millisecond. */
export class Ledger {
  readonly #clock: SimClock;
  readonly #lines: Line[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  record(name: string, replicas: number, nanoUsdPerHour?: number): void {
    const open = this.#lines.findLast((line) => line.name === name && line.until === undefined);
    const price = nanoUsdPerHour ?? open?.nanoUsdPerHour ?? this.#lastPrice(name);
    if (open?.replicas === replicas && open.nanoUsdPerHour === price) return;
    const now = this.#clock.now();
    if (open) open.until = now;
    if (replicas > 0) {
      this.#lines.push({ name, replicas, since: now, until: undefined, nanoUsdPerHour: price });
    }
  }

  /** Time before the simulator's own start, for what is seeded. */
  backdate(name: string, replicas: number, ms: number, nanoUsdPerHour: number | undefined): void {
    const now = this.#clock.now();
    this.#lines.unshift({ name, replicas, since: now - ms, until: now, nanoUsdPerHour });
  }

  lines(): Line[] {
    return this.#lines.map((line) => ({ ...line }));
  }

  names(): string[] {
    return [...new Set(this.#lines.map(({ name }) => name))];
  }

  cost({ name, from = 0, to }: { name?: string; from?: number; to?: number } = {}): Cost {
    const now = this.#clock.now();
    let activeMs = 0;
    let replicaMs = 0;
    let priced: bigint | undefined = 0n;
    for (const line of this.#lines) {
      if (name !== undefined && line.name !== name) continue;
      const ms = Math.min(line.until ?? now, to ?? now) - Math.max(line.since, from);
      if (ms <= 0) continue;
      activeMs += ms;
      replicaMs += ms * line.replicas;
      if (line.nanoUsdPerHour === undefined) priced = undefined;
      else if (priced !== undefined) {
        priced += BigInt(Math.round(ms)) * BigInt(line.replicas) * BigInt(line.nanoUsdPerHour);
      }
    }
    return {
      activeMs,
      replicaMs,
      nanoUsd: priced === undefined ? undefined : Number((priced + 1_800_000n) / 3_600_000n),
    };
  }

  #lastPrice(name: string): number | undefined {
    return this.#lines.findLast((line) => line.name === name)?.nanoUsdPerHour;
  }
}
