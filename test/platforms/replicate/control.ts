import { SimControl } from '../kit/control.ts';
import type { FaultBook } from '../kit/faults.ts';
import type { RequestLog } from '../kit/requestLog.ts';
import type { Cost } from './ledger.ts';
import type { Modes } from './options.ts';
import type { RateLimiter } from './rateLimit.ts';
import { release } from './routes/deployments.ts';
import { reconcile } from './runs/instances.ts';
import { fill, outsideRun } from './seeds.ts';
import type { Deployment, Fate, Json, Release, RunFate } from './types.ts';
import type { World } from './world.ts';

/** What a test (or `POST /control/…`) may do to the simulator behind the platform's back. */
export class Control extends SimControl {
  readonly world: World;
  readonly #limiter: RateLimiter;

  constructor(world: World, faults: FaultBook, log: RequestLog, limiter: RateLimiter) {
    super(world.clock, faults, log);
    this.world = world;
    this.#limiter = limiter;
  }

  setModes(modes: Partial<Modes>): void {
    Object.assign(this.world.modes, modes);
  }

  /** Forgets what was used of the rate limits. */
  refillLimits(): void {
    this.#limiter.refill();
  }

  /** The exact cost in a range of simulated time. */
  cost(options: { deployment?: string; from?: number; to?: number } = {}): Cost {
    return this.world.ledger.cost(options);
  }

  costs(range: { from?: number; to?: number } = {}): Record<string, Cost> {
    return this.world.ledger.perDeployment(range);
  }

  ledger(): ReturnType<World['ledger']['lines']> {
    return this.world.ledger.lines();
  }

  /** What the next prediction does instead of its plan. */
  scriptNextRun(fate: RunFate): void {
    this.world.runFates.push(fate);
  }

  /** What a deployment's coming instances go through. */
  script(key: string, fate: Fate): void {
    this.deployment(key).fate = fate;
  }

  heal(key: string): void {
    const deployment = this.deployment(key);
    deployment.fate = undefined;
    reconcile(this.world, deployment);
  }

  /** Somebody else changes the deployment: one release more. `{min: 0, max: 0}` is the web's Disable button. */
  changeOutside(key: string, change: Partial<Pick<Release, 'version' | 'hardware' | 'min' | 'max'>>): void {
    const deployment = this.deployment(key);
    release(this.world, deployment, { ...deployment.release, ...change });
  }

  /** Somebody else runs it; answers the prediction's id. */
  runOutside(key: string, input: Json): string {
    return outsideRun(this.world, this.deployment(key), input);
  }

  /** Takes a deployment away without asking whether it may go. */
  removeOutside(key: string): void {
    this.changeOutside(key, { min: 0, max: 0 });
    this.world.deployments.delete(key);
  }

  fillDeployments(count: number, prefix?: string): void {
    fill(this.world, count, prefix);
  }

  /** The hardware an account may choose. */
  setHardware(username: string, skus: readonly string[]): void {
    const account = this.world.accounts.find((one) => one.username === username);
    if (!account) throw new Error(`no account ${username}`);
    account.skus.splice(0, account.skus.length, ...skus);
  }

  /** By `owner/name`. */
  deployment(key: string): Deployment {
    const found = this.world.deployments.get(key);
    if (!found) throw new Error(`no deployment ${key}`);
    return found;
  }
}
