import { SimControl } from '../kit/control.ts';
import type { FaultBook, FaultRule } from '../kit/faults.ts';
import type { RequestLog } from '../kit/requestLog.ts';
import type { Subscription } from './account.ts';
import { makeDeployment } from './create.ts';
import { fail, setReplicas } from './lifecycle.ts';
import type { Engine, SeenRequest } from './lorax/engine.ts';
import type { Cost } from './lorax/ledger.ts';
import type { PredibaseModes } from './options.ts';
import { type Trouble, troubleRule } from './troubles.ts';
import type { Deployment, Fate } from './types.ts';
import type { World } from './world.ts';

/** What a test (or `POST /control/…`) may do to the platform behind its back. Deployments go by name. */
export class PredibaseControl extends SimControl {
  readonly world: World;

  constructor(world: World, faults: FaultBook, log: RequestLog) {
    super(world.clock, faults, log);
    this.world = world;
  }

  /** `codes` may be given in part. */
  setModes({
    codes,
    ...modes
  }: Partial<Omit<PredibaseModes, 'codes'>> & { codes?: Partial<PredibaseModes['codes']> }): void {
    Object.assign(this.world.modes, modes);
    this.world.modes.codes = { ...this.world.modes.codes, ...codes };
  }

  setSubscription(change: Partial<Subscription>): void {
    this.world.subscription = { ...this.world.subscription, ...change };
  }

  /** One of the platform's own forms of failure. */
  addTrouble(rule: Omit<FaultRule, 'fault'>, trouble: Trouble): number {
    return this.addFault(troubleRule(rule, trouble));
  }

  cost(options: { name?: string; from?: number; to?: number } = {}): Cost {
    return this.world.ledger.cost(options);
  }

  costs(range: { from?: number; to?: number } = {}): Record<string, Cost> {
    const { ledger } = this.world;
    return Object.fromEntries(ledger.names().map((name) => [name, ledger.cost({ ...range, name })]));
  }

  /** What the next deployment to be created will go through. */
  scriptNext(fate: Fate): void {
    this.world.fates.push(fate);
  }

  /** What this one will go through when it is woken. */
  script(name: string, fate: Fate | undefined): void {
    this.deployment(name).fate = fate;
  }

  failNow(name: string, message?: string): void {
    fail(this.world, this.deployment(name), message);
  }

  /** Says this word in place of the status, known to anybody or not; `undefined` says the truth again. */
  sayStatus(name: string, status: string | undefined): void {
    this.deployment(name).statusInstead = status;
  }

  /** Replicas come or go, whatever the platform says of its status. */
  setReplicas(name: string, replicas: number): void {
    setReplicas(this.world, this.deployment(name), replicas);
  }

  /** Idle deployments `bulk-0001` and so on, for lists that are long. */
  addMany(count: number): void {
    for (let at = 1; at <= count; at += 1) {
      const name = `bulk-${String(at).padStart(4, '0')}`;
      const deployment = makeDeployment(this.world, {
        name,
        description: null,
        config: { baseModel: 'qwen3-8b' },
      });
      deployment.status = 'standby';
    }
  }

  /** The inference server behind a deployment: its state, metrics and the tokens it saw. */
  engine(name: string): Engine {
    return this.deployment(name).engine;
  }

  seen(name: string): SeenRequest[] {
    return [...this.engine(name).seen];
  }

  /** Tokens that reached an address which must not see them. */
  leakedTokens(): number {
    return this.world.leakedTokens;
  }

  deployment(name: string): Deployment {
    const found = this.world.deployments.get(name);
    if (!found) throw new Error(`no deployment ${name}`);
    return found;
  }
}
