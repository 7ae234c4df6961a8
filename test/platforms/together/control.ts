import { SimControl } from '../kit/control.ts';
import type { FaultBook, FaultRule } from '../kit/faults.ts';
import type { RequestLog } from '../kit/requestLog.ts';
import type { Instants } from './inference/instants.ts';
import { fail, heal, reconcile, settle } from './lifecycle.ts';
import type { Cost } from './ledger.ts';
import type { Modes, Pace } from './options.ts';
import { rateLimitFault, type RateLimit } from './rateLimit.ts';
import { fill } from './seeds.ts';
import type { TokenBill } from './tokenLedger.ts';
import type { Deployment, Fate } from './types.ts';
import type { World } from './world.ts';

/** What a test (or `POST /control/…`) may do to the simulator behind the platform's back. */
export class Control extends SimControl {
  readonly world: World;

  constructor(world: World, faults: FaultBook, log: RequestLog) {
    super(world.clock, faults, log);
    this.world = world;
  }

  setPace(pace: 'instant' | Pace): void {
    this.world.pace = pace === 'instant' ? { ttftMs: 0, tokensPerSecond: Infinity } : pace;
  }

  /** When a request came and its first token went, by the id in its answer; times are of `machineTime`. */
  instants(id: string): Instants | undefined {
    return this.world.instants.of(id);
  }

  setModes(modes: Partial<Modes>): void {
    Object.assign(this.world.modes, modes);
  }

  /** A 429 of the serverless kind; see `RateLimit` for where its word may stand. */
  addRateLimit(rule: Omit<FaultRule, 'fault'>, limit: RateLimit = {}): number {
    return this.addFault({ ...rule, fault: rateLimitFault(limit) });
  }

  /** The exact cost in a range of simulated time. */
  cost(options: { deploymentId?: string; from?: number; to?: number } = {}): Cost {
    return this.world.ledger.cost(options);
  }

  costs(range: { from?: number; to?: number } = {}): Record<string, Cost> {
    return this.world.ledger.perDeployment(range);
  }

  /** The exact bill of the serverless models, by token. */
  tokenBill(options: { model?: string; from?: number; to?: number } = {}): TokenBill {
    return this.world.tokenLedger.bill(options);
  }

  ledger(): ReturnType<World['ledger']['lines']> {
    return this.world.ledger.lines();
  }

  /** What the next deployment to be created will go through. */
  scriptNext(fate: Fate): void {
    this.world.fates.push(fate);
  }

  /** Changes the fate of a deployment whose replicas are still coming up, or of its next start. */
  script(idOrName: string, fate: Fate): void {
    const deployment = this.deployment(idOrName);
    deployment.fate = fate;
    if (fate.kind === 'failed' || fate.kind === 'rejected') {
      const { message = 'Timed out waiting for readiness' } = fate;
      this.world.clock.after(fate.kind === 'failed' ? (fate.afterMs ?? 0) : 0, () =>
        fail(this.world, deployment, message),
      );
      if (this.world.clock.speed === 0) this.advance(0);
    }
  }

  heal(idOrName: string): void {
    heal(this.world, this.deployment(idOrName));
  }

  /** One serving replica dies and has to start again. */
  crashReplica(idOrName: string, fate?: Fate): void {
    const deployment = this.deployment(idOrName);
    const victim = deployment.replicas.find(({ phase }) => phase === 'ready');
    if (!victim) throw new Error(`${idOrName} has no ready replica`);
    if (fate) deployment.fate = fate;
    deployment.replicas = deployment.replicas.filter((replica) => replica !== victim);
    this.world.emit(
      { type: 'pod.log', level: 'ERROR', endpointId: deployment.endpointId, deploymentId: deployment.id },
      {
        replicaId: victim.id,
        containerName: 'engine',
        logExcerpt: 'CUDA error: an illegal memory access was encountered',
      },
    );
    reconcile(this.world, deployment);
  }

  /** Load the autoscaler sees; totals for the per-replica metrics, plain values for the others. */
  setLoad(idOrName: string, load: Record<string, number>): void {
    this.deployment(idOrName).load = load;
  }

  setGpuQuota(gpuType: string, limit: number): void {
    this.world.quota.set(gpuType, limit);
  }

  /** The platform itself has (or no longer has) none of this GPU left. */
  setSoldOut(gpuType: string, soldOut = true): void {
    if (soldOut) this.world.soldOut.add(gpuType);
    else this.world.soldOut.delete(gpuType);
  }

  /** A new price for an instance type; open ledger lines are split at this moment. */
  setPrice(instanceType: string, centsPerHour: number | undefined): void {
    const type = this.world.instanceTypes.get(instanceType);
    if (!type) throw new Error(`no instance type ${instanceType}`);
    type.priceCentsPerHour = centsPerHour;
    for (const deployment of this.world.deployments.values()) settle(this.world, deployment);
  }

  /** Makes a rollout pause by itself when it reaches a step. */
  troubleRollout(id: string, trouble: { atStep: number; category: string; message?: string }): void {
    const rollout = this.world.rollouts.get(id);
    if (!rollout) throw new Error(`no rollout ${id}`);
    rollout.trouble = trouble;
  }

  fillDeployments(count: number, prefix?: string): void {
    fill(this.world, count, prefix);
  }

  /** By `dep_…` id, full name or last part of the name. */
  deployment(idOrName: string): Deployment {
    const found =
      this.world.deployments.get(idOrName) ??
      [...this.world.deployments.values()].find((one) =>
        [one.shortName, this.world.deploymentName(one)].includes(idOrName),
      );
    if (!found) throw new Error(`no deployment ${idOrName}`);
    return found;
  }
}
