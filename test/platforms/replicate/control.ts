import type { SimClock } from '../kit/clock.ts';
import type { FaultBook, FaultRule } from '../kit/faults.ts';
import type { LoggedRequest, RequestLog } from '../kit/requestLog.ts';
import type { Cost } from './ledger.ts';
import type { Modes } from './options.ts';
import type { RateLimiter } from './rateLimit.ts';
import { release } from './routes/deployments.ts';
import { reconcile } from './runs/instances.ts';
import { fill, outsideRun } from './seeds.ts';
import type { Deployment, Fate, Json, Release, RunFate } from './types.ts';
import type { World } from './world.ts';

/** What a test (or `POST /control/…`) may do to the simulator behind the platform's back. */
export class Control {
  readonly world: World;
  readonly #clock: SimClock;
  readonly #faults: FaultBook;
  readonly #log: RequestLog;
  readonly #limiter: RateLimiter;

  constructor(world: World, faults: FaultBook, log: RequestLog, limiter: RateLimiter) {
    this.world = world;
    this.#clock = world.clock;
    this.#faults = faults;
    this.#log = log;
    this.#limiter = limiter;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Lets a platform duration pass; everything due on the way happens in order. */
  advance(ms: number): void {
    this.#clock.advance(ms);
  }

  /** What platform durations are divided by on a live clock; 0 stops it and makes it manual. */
  setSpeed(speed: number): void {
    this.#clock.setSpeed(speed);
  }

  setModes(modes: Partial<Modes>): void {
    Object.assign(this.world.modes, modes);
  }

  addFault(rule: FaultRule): number {
    return this.#faults.add(rule);
  }

  removeFault(id: number): boolean {
    return this.#faults.remove(id);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  faults(): ReturnType<FaultBook['list']> {
    return this.#faults.list();
  }

  /** Forgets what was used of the rate limits. */
  refillLimits(): void {
    this.#limiter.refill();
  }

  requests(match: { method?: string; path?: string | RegExp } = {}): LoggedRequest[] {
    return this.#log.list(match);
  }

  clearRequests(): void {
    this.#log.clear();
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
