import type { SimClock } from '../kit/clock.ts';
import { hardware } from './hardware.ts';

interface Line {
  readonly deployment: string;
  readonly sku: string;
  readonly instances: number;
  readonly since: number;
  until: number | undefined;
}

export interface Cost {
  /** Online instances × milliseconds: setup, idle and active alike. */
  readonly instanceMs: number;
  /** Integer nano-dollars; undefined when the hardware's price is on no list. */
  readonly nanoUsd: number | undefined;
}

/** The true bill of the deployments, which the platform's API never shows. */
export class Ledger {
  readonly #clock: SimClock;
  readonly #lines: Line[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  record(deployment: string, sku: string, instances: number): void {
    const now = this.#clock.now();
    const open = this.#lines.findLast(
      (line) => line.deployment === deployment && line.until === undefined && line.sku === sku,
    );
    if (open?.instances === instances) return;
    if (open) open.until = now;
    if (instances > 0) this.#lines.push({ deployment, sku, instances, since: now, until: undefined });
  }

  /** Instance time before the simulator's own start, for seeded deployments. */
  backdate(line: { deployment: string; sku: string; instances: number; since: number; until: number }): void {
    this.#lines.unshift({ ...line });
  }

  lines(): Readonly<Line>[] {
    return this.#lines.map((line) => ({ ...line }));
  }

  cost(options: { deployment?: string; from?: number; to?: number } = {}): Cost {
    const now = this.#clock.now();
    const { deployment, from = 0, to = now } = options;
    let instanceMs = 0;
    let nanoUsd: number | undefined = 0;
    for (const line of this.#lines) {
      if (deployment !== undefined && line.deployment !== deployment) continue;
      const ms = Math.min(line.until ?? now, to) - Math.max(line.since, from);
      if (ms <= 0) continue;
      instanceMs += ms * line.instances;
      const rate = hardware[line.sku]?.microUsdPerSecond;
      // A micro-dollar per second is a nano-dollar per millisecond.
      nanoUsd =
        rate === undefined || nanoUsd === undefined ? undefined : nanoUsd + ms * line.instances * rate;
    }
    return { instanceMs, nanoUsd };
  }

  perDeployment(range: { from?: number; to?: number } = {}): Record<string, Cost> {
    const names = new Set(this.#lines.map(({ deployment }) => deployment));
    return Object.fromEntries([...names].map((name) => [name, this.cost({ ...range, deployment: name })]));
  }
}
