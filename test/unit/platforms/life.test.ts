import assert from 'node:assert/strict';
import { deploy, type Lab, message, openLab, stateOf, word } from './lab.ts';

const hour = 3_600_000;

describe('a deployment’s life', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const status = async (path: string): Promise<unknown> => (await lab.want(200, 'GET', path))['status'];

  it('goes through its states with their messages and counts', async () => {
    const { path } = await deploy(lab, 'a', { minReplicas: 2, maxReplicas: 2 });
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_PROVISIONING',
      message: 'Scheduling replicas',
    });
    lab.sim.control.advance(120_000);
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_SCALING',
      message: 'Starting replicas',
      scheduledReplicas: 2,
    });
    lab.sim.control.advance(480_000);
    const ready = { scheduledReplicas: 2, readyReplicas: 2 };
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_READY',
      message: 'All replicas ready',
      ...ready,
    });
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 1, maxReplicas: 1 } });
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_SCALING',
      message: 'Scaling down',
      ...ready,
    });
    lab.sim.control.advance(20_000);
    assert.equal(await stateOf(lab, path), 'READY');
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 0, maxReplicas: 0 } });
    assert.equal(await stateOf(lab, path), 'STOPPING');
    lab.sim.control.advance(20_000);
    assert.deepEqual(await status(path), { state: 'DEPLOYMENT_STATE_STOPPED', message: '' });
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 1, maxReplicas: 1 } });
    assert.equal(await stateOf(lab, path), 'PROVISIONING');
  });

  it('finds no capacity, says so and heals', async () => {
    lab.sim.control.scriptNext({ kind: 'noCapacity', healAfterMs: hour });
    const { path } = await deploy(lab, 'a');
    lab.sim.control.advance(120_000);
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_DEGRADED',
      message: 'Cannot place replicas: insufficient GPU capacity',
    });
    lab.sim.control.advance(hour + 600_000);
    assert.equal(await stateOf(lab, path), 'READY');
  });

  it('fails for good after six hours without ever being ready', async () => {
    lab.sim.control.scriptNext({ kind: 'noCapacity' });
    const { path } = await deploy(lab, 'a');
    lab.sim.control.advance(6 * hour - 1);
    assert.equal(await stateOf(lab, path), 'DEGRADED');
    lab.sim.control.advance(1);
    assert.deepEqual(await status(path), {
      state: 'DEPLOYMENT_STATE_FAILED',
      message: 'Timed out waiting for readiness',
    });
    const again = await lab.want(400, 'PATCH', path, { autoscaling: { minReplicas: 1, maxReplicas: 2 } });
    assert.equal(
      message(again),
      'the deployment is in a terminal FAILED state and cannot be restarted; create a new deployment',
    );
    await lab.want(200, 'DELETE', path);
  });

  it('stays degraded, not failed, once it has served', async () => {
    const { path, dep } = await deploy(lab, 'a');
    lab.sim.control.advance(600_000);
    lab.sim.control.crashReplica(dep, { kind: 'startupStalled' });
    lab.sim.control.advance(8 * hour);
    assert.equal(await stateOf(lab, path), 'DEGRADED');
    lab.sim.control.heal(dep);
    lab.sim.control.advance(600_000);
    assert.equal(await stateOf(lab, path), 'READY');
  });

  it('is rejected at once, or fails later, as scripted', async () => {
    lab.sim.control.scriptNext({ kind: 'rejected' });
    const { path } = await deploy(lab, 'a');
    assert.equal(await stateOf(lab, path), 'FAILED');
    lab.sim.control.scriptNext({ kind: 'failed', afterMs: 1000 });
    const later = await deploy(lab, 'b');
    assert.equal(await stateOf(lab, later.path), 'PROVISIONING');
    lab.sim.control.advance(1000);
    assert.equal(await stateOf(lab, later.path), 'FAILED');
  });

  it('is billed to the millisecond for what is ready, draining included', async () => {
    const { dep, path } = await deploy(lab, 'a', { minReplicas: 2, maxReplicas: 2 });
    lab.sim.control.advance(600_000);
    assert.deepEqual(lab.sim.control.cost({ deploymentId: dep }), { replicaMs: 0, nanoUsd: 0 });
    lab.sim.control.advance(hour);
    assert.equal(lab.sim.control.cost({ deploymentId: dep }).nanoUsd, 2 * 5_490_000_000);
    lab.sim.control.setPrice('1xnvidia-h100-80gb', 600);
    lab.sim.control.advance(hour);
    assert.equal(lab.sim.control.cost({ deploymentId: dep }).nanoUsd, 2 * 11_490_000_000);
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 0, maxReplicas: 0 } });
    lab.sim.control.advance(hour);
    const drained = 20_000 + 40_000;
    assert.equal(lab.sim.control.cost({ deploymentId: dep }).replicaMs, 4 * hour + drained);
    assert.equal(lab.sim.control.costs()[dep]?.nanoUsd, 2 * 11_490_000_000 + 100_000_000);
  });

  it('has no cost where no instance type gives a price', async () => {
    await lab.close();
    lab = await openLab();
    const { id } = lab.sim.control.deployment('thinking');
    assert.equal(lab.sim.control.cost({ deploymentId: id }).nanoUsd, undefined);
    assert.ok(lab.sim.control.cost({ deploymentId: id }).replicaMs > hour);
  });

  it('scales up by doubling at most, down by one a minute, inside its windows', async () => {
    const { dep, path, endpoint } = await deploy(lab, 'a', {
      minReplicas: 1,
      maxReplicas: 8,
      scaleDownWindow: '120s',
    });
    lab.sim.control.advance(600_000);
    lab.sim.control.setLoad(dep, { inflight_requests: 64 });
    const desired = async (): Promise<number> =>
      Number((await lab.want(200, 'GET', path))['desiredReplicas']);
    lab.sim.control.advance(60_000);
    const seen = [await desired()];
    for (let left = 4; left > 0; left -= 1) {
      lab.sim.control.advance(15_000);
      seen.push(await desired());
    }
    assert.deepEqual(seen, [2, 4, 8, 8, 8]);
    lab.sim.control.advance(600_000);
    lab.sim.control.setLoad(dep, { inflight_requests: 0 });
    lab.sim.control.advance(120_000);
    assert.equal(await desired(), 8);
    lab.sim.control.advance(120_000);
    assert.ok((await desired()) >= 6);
    lab.sim.control.advance(900_000);
    assert.equal(await desired(), 1);
    const events = await lab.want(200, 'GET', `${endpoint}/events?types=deployment.scaled&limit=500`);
    const first = Object.values(events['data']!).at(-1)!;
    assert.deepEqual([first['oldReplicas'], first['newReplicas'], first['source']], [1, 2, 'autoscaler']);
  });

  it('leaves a trail of events that can be filtered', async () => {
    const { endpoint, dep } = await deploy(lab, 'a');
    lab.sim.control.advance(600_000);
    const types = async (query: string): Promise<string[]> => {
      const { data } = await lab.want(200, 'GET', `${endpoint}/events?${query}`);
      return Object.values(data!).map((event) => word(event['type']));
    };
    assert.equal((await types('limit=500')).at(-1), 'endpoint.created');
    assert.deepEqual(await types('sourceKinds=SOURCE_KIND_ENDPOINT'), ['endpoint.created']);
    assert.ok(!(await types(`deploymentIds=${dep}`)).includes('endpoint.created'));
    assert.deepEqual(await types('types=deployment.created,endpoint.created'), [
      'deployment.created',
      'endpoint.created',
    ]);
    const since = new Date(lab.sim.control.now()).toISOString();
    assert.ok((await types(`since=${since}`)).length > 0);
    assert.deepEqual(await types(`since=${since}&until=${since}`), []);
    assert.deepEqual(await types('minLevel=LEVEL_ERROR'), []);
    await lab.want(400, 'GET', `${endpoint}/events?deploymentIds=dep_other`);
  });
});
