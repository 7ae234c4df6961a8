import type { SimClock } from '../../kit/clock.ts';
import { type Gpu, rateOf, regionPercent } from './rates.ts';

interface Line {
  readonly key: string;
  readonly appId: string;
  readonly gpu: Gpu;
  readonly region: string | undefined;
  readonly from: number;
  until: number | undefined;
}

export interface Window {
  readonly app?: string;
  readonly from?: number;
  readonly to?: number;
}

export interface Cost {
  readonly containerMs: number;
  /** Pico-dollars. */
  readonly pico: bigint;
  readonly byResource: ReadonlyMap<string, bigint>;
}

/** The true bill: every container from its start to its end. */
export class Ledger {
  readonly #clock: SimClock;
  readonly #lines: Line[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  open(key: string, line: { appId: string; gpu: Gpu; region: string | undefined; from?: number }): void {
    this.#lines.push({ key, from: this.#clock.now(), until: undefined, ...line });
  }

  close(key: string, at = this.#clock.now()): void {
    const line = this.#lines.find((one) => one.key === key && one.until === undefined);
    if (line) line.until = at;
  }

  /** Every app that was ever billed. */
  apps(): string[] {
    return [...new Set(this.#lines.map(({ appId }) => appId))];
  }

  cost({ app, from = 0, to = this.#clock.now() }: Window = {}): Cost {
    const byResource = new Map<string, bigint>();
    let containerMs = 0;
    let pico = 0n;
    for (const line of this.#lines) {
      if (app !== undefined && line.appId !== app) continue;
      const ms = Math.min(line.until ?? this.#clock.now(), to) - Math.max(line.from, from);
      if (ms <= 0) continue;
      containerMs += ms;
      for (const [resource, rate] of rateOf(line.gpu)) {
        const cost = (rate * BigInt(Math.round(ms)) * regionPercent(line.region)) / 100n;
        byResource.set(resource, (byResource.get(resource) ?? 0n) + cost);
        pico += cost;
      }
    }
    return { containerMs, pico, byResource };
  }
}
