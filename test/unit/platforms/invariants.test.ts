import assert from 'node:assert/strict';
import fc from 'fast-check';
import { counts } from '../../platforms/together/world.ts';
import { deploy, type Lab, openLab, word } from './lab.ts';

type Act =
  | { kind: 'advance'; ms: number }
  | { kind: 'bounds'; min: number; max: number }
  | { kind: 'crash' | 'heal' | 'stall' | 'delete' | 'split' }
  | { kind: 'load'; load: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 2_000_000 }) }),
  fc.record({ kind: fc.constant('bounds' as const), min: fc.nat(4), max: fc.nat(6) }),
  fc.record({ kind: fc.constantFrom('crash', 'heal', 'stall', 'delete', 'split') }),
  fc.record({ kind: fc.constant('load' as const), load: fc.nat(100) }),
);

/** Whatever is done in whatever order, the platform's own story has to hold together. */
describe('the simulator, whatever is done to it', () => {
  it('keeps states, counts, shares and money consistent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 15 }), async (acts) => {
        const lab = await openLab({ seed: 'empty' });
        try {
          const at = await deploy(lab, 'a', { minReplicas: 1, maxReplicas: 3 });
          let billed = 0;
          for (const one of acts) {
            await perform(lab, at, one);
            const cost = lab.sim.control.cost({ deploymentId: at.dep });
            assert.ok(cost.replicaMs >= billed);
            assert.equal(cost.nanoUsd, Math.round((cost.replicaMs * 549 * 25) / 9));
            billed = cost.replicaMs;
            consistent(lab, at.dep);
          }
          const crashed = lab.sim.control.requests().filter(({ status }) => status === 500);
          assert.deepEqual(crashed, []);
          assert.deepEqual(lab.problems, []);
        } finally {
          await lab.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

async function perform(
  lab: Lab,
  at: { dep: string; path: string; endpoint: string },
  one: Act,
): Promise<void> {
  const { control } = lab.sim;
  const deployment = control.world.deployments.get(at.dep);
  if (one.kind === 'advance') control.advance(one.ms);
  if (!deployment) return;
  const autoscaling = one.kind === 'bounds' ? { minReplicas: one.min, maxReplicas: one.max } : undefined;
  if (autoscaling) await lab.call('PATCH', at.path, { autoscaling });
  if (one.kind === 'crash' && deployment.replicas.some(({ phase }) => phase === 'ready'))
    control.crashReplica(at.dep);
  if (one.kind === 'stall') control.script(at.dep, { kind: 'startupStalled' });
  if (one.kind === 'heal') control.heal(at.dep);
  if (one.kind === 'load') control.setLoad(at.dep, { inflight_requests: one.load });
  if (one.kind === 'delete') await lab.call('DELETE', at.path);
  if (one.kind === 'split') {
    await lab.call('PATCH', at.endpoint, { trafficSplit: [{ deploymentId: at.dep, weight: 1 }] });
    const { data } = await lab.want(200, 'GET', `${at.endpoint}/deployments`);
    for (const seen of Object.values(data!)) word(seen['etag']);
  }
}

function consistent(lab: Lab, id: string): void {
  const deployment = lab.sim.control.world.deployments.get(id);
  if (!deployment) return;
  const { scheduled, ready } = counts(deployment);
  const { state, desired, autoscaling } = deployment;
  assert.ok(ready <= scheduled);
  if (state !== 'FAILED') assert.ok(desired >= autoscaling.minReplicas && desired <= autoscaling.maxReplicas);
  if (state === 'READY') assert.equal(ready, desired);
  if (state === 'PROVISIONING') assert.equal(scheduled, 0);
  if (state === 'STOPPED' || state === 'FAILED') assert.equal(scheduled, 0);
  if (state === 'STOPPING') assert.equal(desired, 0);
  const open = lab.sim.control.ledger().find((line) => line.deploymentId === id && line.until === undefined);
  assert.equal(open?.ready ?? 0, ready);
}
