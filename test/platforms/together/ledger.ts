import type { SimClock } from '../kit/clock.ts';

interface Line {
  readonly deploymentId: string;
  readonly hardware: string;
  readonly ready: number;
  readonly since: number;
  until: number | undefined;
  /** Undefined when no instance type carries a price for the hardware. */
  readonly centsPerHour: number | undefined;
}

export interface Cost {
  /** Ready replicas × milliseconds. */
  readonly replicaMs: number;
  /** Integer nano-dollars, rounded once at the end; undefined when any priced second is unknown. */
  readonly nanoUsd: number | undefined;
}

/** The truth about cost: every change of ready replicas, to the simulated millisecond. */
export class Ledger {
  readonly #clock: SimClock;
  readonly #lines: Line[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  record(deploymentId: string, hardware: string, ready: number, centsPerHour: number | undefined): void {
    const now = this.#clock.now();
    const open = this.#lines.findLast(
      (line) => line.deploymentId === deploymentId && line.until === undefined,
    );
    if (open?.ready === ready && open.centsPerHour === centsPerHour) return;
    if (open) open.until = now;
    if (ready > 0) {
      this.#lines.push({ deploymentId, hardware, ready, since: now, until: undefined, centsPerHour });
    }
  }

  /** Replica time before the simulator's own start, for seeded deployments. */
  backdate(line: Omit<Line, 'until'> & { until: number }): void {
    this.#lines.unshift({ ...line });
  }

  lines(): (Line & { until: number | undefined })[] {
    return this.#lines.map((line) => ({ ...line }));
  }

  cost(options: { deploymentId?: string; from?: number; to?: number } = {}): Cost {
    const now = this.#clock.now();
    const { deploymentId, from = 0, to = now } = options;
    let replicaMs = 0;
    let centMs = 0n;
    let known = true;
    for (const line of this.#lines) {
      if (deploymentId !== undefined && line.deploymentId !== deploymentId) continue;
      const ms = Math.min(line.until ?? now, to) - Math.max(line.since, from);
      if (ms <= 0) continue;
      replicaMs += ms * line.ready;
      if (line.centsPerHour === undefined) known = false;
      else centMs += BigInt(Math.round(ms)) * BigInt(line.ready) * BigInt(line.centsPerHour);
    }
    // One cent per hour is 10^7 nano-dollars per 3.6 × 10^6 ms, that is 25/9 per millisecond.
    return { replicaMs, nanoUsd: known ? Number((centMs * 25n + 4n) / 9n) : undefined };
  }

  perDeployment(range: { from?: number; to?: number } = {}): Record<string, Cost> {
    const ids = new Set(this.#lines.map(({ deploymentId }) => deploymentId));
    return Object.fromEntries([...ids].map((id) => [id, this.cost({ ...range, deploymentId: id })]));
  }
}
