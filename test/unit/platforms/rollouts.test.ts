import assert from 'node:assert/strict';
import { deploy, errorCode, type Lab, message, openLab, qwen, stateOf, type Wire, word } from './lab.ts';

describe('rollouts and experiments', () => {
  let lab: Lab;
  let at: { endpoint: string; path: string; source: string; target: string };
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
    const { endpoint, dep, path } = await deploy(lab, 'a', { minReplicas: 2, maxReplicas: 2 });
    const other = await lab.want(200, 'POST', `${endpoint}/deployments`, {
      name: 'two',
      ...qwen,
      autoscaling: {},
    });
    at = { endpoint, path, source: dep, target: word(other['id']) };
    lab.sim.control.advance(600_000);
    await split([{ deploymentId: dep, weight: 1 }]);
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const split = (trafficSplit: unknown[]): Promise<Wire> =>
    lab.want(200, 'PATCH', `${at.endpoint}?updateMask=trafficSplit`, { trafficSplit });
  const create = async (more: object = { canary: {} }): Promise<string> => {
    const pair = { sourceDeploymentId: at.source, targetDeploymentId: at.target };
    const made = await lab.want(200, 'POST', `${at.endpoint}/rollouts`, { ...pair, ...more });
    return `${at.endpoint}/rollouts/${word(made['id'])}`;
  };
  const stateAt = async (path: string): Promise<string> =>
    word((await lab.want(200, 'GET', path))['state']).replace('ROLLOUT_STATE_', '');

  it('lock the split, the pair and the endpoint while they live, even pending', async () => {
    const rollout = await create();
    const id = rollout.split('/').at(-1)!;
    const denied = await lab.want(409, 'PATCH', at.endpoint, {
      trafficSplit: [{ deploymentId: at.source, weight: 2 }],
    });
    assert.equal(message(denied), `cannot update traffic_split while rollout ${id} is active`);
    const pair = { sourceDeploymentId: at.source, targetDeploymentId: at.target };
    const second = await lab.want(409, 'POST', `${at.endpoint}/rollouts`, { ...pair, blueGreen: {} });
    assert.match(message(second), new RegExp(`${id} is ROLLOUT_STATE_PENDING`));
    await lab.want(409, 'DELETE', at.path);
    await lab.want(400, 'PATCH', at.path, { autoscaling: { minReplicas: 0, maxReplicas: 0 } });
    assert.equal((await lab.want(200, 'GET', at.endpoint))['activeRolloutId'], id);
    await lab.want(400, 'POST', `${rollout}/cancel`, {});
    const revert = { reason: 'x', disposition: 'CANCEL_DISPOSITION_REVERT' };
    assert.equal(message(await lab.want(400, 'POST', `${rollout}/cancel`, revert)), 'FAILED_PRECONDITION');
    await lab.want(200, 'DELETE', rollout);
    assert.equal((await lab.want(200, 'GET', at.endpoint))['activeRolloutId'], undefined);
  });

  it('end with the source stopped at weight 0 and the target’s maximum raised', async () => {
    const rollout = await create({
      canary: { steps: [{ traffic: 25 }, { traffic: 100 }], stepInterval: '60s' },
    });
    await lab.want(200, 'POST', `${rollout}/start`);
    lab.sim.control.advance(30_000);
    const shares = (await lab.want(200, 'GET', at.endpoint))['deployments']!;
    const byId = Object.fromEntries(
      Object.values(shares).map((one) => [word(one['id']), one['estimatedEffectiveTrafficShare']]),
    );
    assert.deepEqual(byId, { [at.source]: 0.75, [at.target]: 0.25 });
    lab.sim.control.advance(600_000);
    assert.equal(await stateAt(rollout), 'COMPLETED');
    assert.equal(await stateOf(lab, at.path), 'STOPPED');
    const done = await lab.want(200, 'GET', at.endpoint);
    assert.deepEqual(done['trafficSplit'], [
      { deploymentId: at.source, weight: 0 },
      { deploymentId: at.target, weight: 1 },
    ]);
    const target = await lab.want(200, 'GET', `${at.endpoint}/deployments/${at.target}`);
    assert.equal(target['autoscaling']!['maxReplicas'], 2);
    assert.match(message(await lab.want(400, 'DELETE', at.path)), /weight 0/);
  });

  it('pause, resume, get into trouble, are promoted or cancelled', async () => {
    const rollout = await create();
    lab.sim.control.troubleRollout(rollout.split('/').at(-1)!, { atStep: 1, category: 'METRIC_REGRESSION' });
    await lab.want(200, 'POST', `${rollout}/start`);
    lab.sim.control.advance(200_000);
    const paused = await lab.want(200, 'GET', rollout);
    assert.equal(paused['state'], 'ROLLOUT_STATE_SYSTEM_PAUSED');
    assert.equal(paused['status']!['condition']!['category'], 'ROLLOUT_FAILURE_CATEGORY_METRIC_REGRESSION');
    await lab.want(200, 'POST', `${rollout}/resume`, { etag: word(paused['etag']) });
    assert.equal(errorCode(await lab.want(409, 'POST', `${rollout}/pause`, { etag: 'W0' })), 'ABORTED');
    await lab.want(200, 'POST', `${rollout}/pause`, { reason: 'lunch' });
    assert.equal(await stateAt(rollout), 'PAUSING');
    lab.sim.control.advance(5_000);
    assert.equal(await stateAt(rollout), 'PAUSED');
    await lab.want(200, 'POST', `${rollout}/cancel`, { reason: 'enough' });
    lab.sim.control.advance(5_000);
    assert.equal(await stateAt(rollout), 'CANCELED');
    assert.equal(Object.keys((await lab.want(200, 'GET', at.endpoint))['trafficSplit']!).length, 2);
    const next = await create({ blueGreen: {} });
    await lab.want(200, 'POST', `${next}/start`);
    await lab.want(200, 'POST', `${next}/promote`, {});
    lab.sim.control.advance(60_000);
    assert.equal(await stateAt(next), 'COMPLETED');
  });

  it('refuse plans that cannot be', async () => {
    const pair = { sourceDeploymentId: at.source, targetDeploymentId: at.target };
    const gate = { name: 'router_error_rate', stat: 'METRIC_STAT_TYPE_AVG', window: '300s' };
    const check = { value: 0.05, operator: 'THRESHOLD_OPERATOR_LT' };
    for (const plan of [
      {},
      { canary: {}, rolling: {} },
      { canary: { steps: [{ traffic: 50 }, { traffic: 25 }, { traffic: 100 }] } },
      { canary: { steps: [{ traffic: 50 }] } },
      { canary: { stepInterval: '5m' } },
      { blueGreen: {}, metrics: [{ ...gate, thresholdCheck: check }] },
      { canary: {}, metrics: [gate] },
      { canary: {}, metrics: [{ ...gate, name: 'serving_latency', thresholdCheck: check }] },
      { canary: {}, metrics: [{ ...gate, window: '30s', thresholdCheck: check }] },
      { canary: {}, metrics: [{ name: 'router_latency', thresholdCheck: check }] },
      { canary: {}, finalTargetReplicas: 0 },
    ]) {
      await lab.want(400, 'POST', `${at.endpoint}/rollouts`, { ...pair, ...plan });
    }
    await lab.want(400, 'POST', `${at.endpoint}/rollouts`, {
      ...pair,
      targetDeploymentId: at.source,
      canary: {},
    });
    await create({ canary: {}, metrics: [{ ...gate, thresholdCheck: check }] });
  });

  it('give way to experiments, which hold their members', async () => {
    const member = (deploymentId: string, role: string, percent: number): object => ({
      deploymentId,
      role: `AB_EXPERIMENT_MEMBER_ROLE_${role}`,
      percent,
    });
    const ab = `${at.endpoint}/abExperiments`;
    const set = [member(at.source, 'CONTROL', 50), member(at.target, 'VARIANT', 50)];
    for (const members of [
      set.slice(0, 1),
      [set[0], member(at.target, 'CONTROL', 50)],
      [set[0], member(at.target, 'VARIANT', 40)],
      [member(at.target, 'CONTROL', 50), member(at.source, 'VARIANT', 50)],
    ]) {
      await lab.want(400, 'POST', ab, { name: 'x', members });
    }
    const made = await lab.want(200, 'POST', ab, { name: 'x', members: set });
    await lab.want(409, 'POST', ab, { name: 'x', members: set });
    const path = `${ab}/${word(made['id'])}`;
    assert.equal(message(await lab.want(400, 'PATCH', path, { members: set })), 'Invalid Argument');
    await lab.want(200, 'PATCH', `${path}?updateMask=members`, { members: set, etag: word(made['etag']) });
    const held = await lab.want(400, 'DELETE', `${at.endpoint}/deployments/${at.target}`);
    assert.match(message(held), /is an A\/B experiment member/);
    const pair = { sourceDeploymentId: at.source, targetDeploymentId: at.target };
    await lab.want(400, 'POST', `${at.endpoint}/rollouts`, { ...pair, canary: {} });
    await lab.want(200, 'DELETE', path);
  });

  it('keep shadow targets out of live traffic', async () => {
    const shadows = `${at.endpoint}/shadowExperiments`;
    const source = { endpoint: { sampling: { uniform: { rate: 0.1 } } } };
    const target = (targetDeploymentId: string): object => ({ name: 't', targetDeploymentId });
    await lab.want(400, 'POST', shadows, { name: 's', source, targets: [target(at.source)] });
    await lab.want(400, 'POST', shadows, {
      name: 's',
      source: { endpoint: { sampling: { uniform: { rate: 2 } } } },
    });
    const made = await lab.want(200, 'POST', shadows, { name: 's', source, targets: [target(at.target)] });
    assert.equal(made['state'], 'SHADOW_EXPERIMENT_STATE_INACTIVE');
    const path = `${shadows}/${word(made['id'])}`;
    assert.equal((await lab.want(200, 'GET', path))['state'], 'SHADOW_EXPERIMENT_STATE_ACTIVE');
    const live = { trafficSplit: [{ deploymentId: at.target, weight: 1 }] };
    assert.match(message(await lab.want(400, 'PATCH', at.endpoint, live)), /remove the shadow target first$/);
    await lab.want(400, 'PATCH', path, { description: 'x' });
    await lab.want(400, 'PATCH', `${path}?updateMask=source`, { source });
    await lab.want(200, 'PATCH', `${path}?updateMask=source`, { source, etag: word(made['etag']) });
    const targets = await lab.want(200, 'GET', `${path}/targets`);
    await lab.want(200, 'DELETE', `${path}/targets/${word(targets['data']!['0']!['id'])}`);
    await lab.want(200, 'PATCH', at.endpoint, live);
  });
});
