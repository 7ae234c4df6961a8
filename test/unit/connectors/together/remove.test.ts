import assert from 'node:assert/strict';
import { closeBenches, fails, openBench, qwen } from './bench.ts';
import type { Bench } from './bench.ts';

describe('removing a deployment from Together AI', () => {
  let bench: Bench;
  afterEach(closeBenches);
  const writes = () =>
    bench.sim.control
      .requests()
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, status }) => `${method} ${path.replace(/_[0-9a-z]+/g, '')} ${status}`);

  async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${bench.sim.baseUrls.v2}/projects/proj_acme1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bench.sim.credentials.apiKey}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const json = (await response.json()) as Record<string, unknown>;
    assert.equal(response.status, 200, JSON.stringify(json));
    return json;
  }

  it('follows the whole order and takes the endpoint with the last deployment', async () => {
    bench = await openBench();
    const id = await bench.id('thinking');
    bench.sent();
    const steps: string[] = [];
    await bench.connector.remove(id, { progress: (step) => steps.push(step) });
    assert.deepEqual(writes(), [
      'PATCH /v2/projects/proj/endpoints/ep/deployments/dep 200',
      'PATCH /v2/projects/proj/endpoints/ep 200',
      'DELETE /v2/projects/proj/endpoints/ep/deployments/dep 200',
      'DELETE /v2/projects/proj/endpoints/ep 200',
    ]);
    const split = bench.sim.control.requests({ method: 'PATCH' })[1]!;
    assert.equal(split.search, '?updateMask=trafficSplit');
    assert.deepEqual((split.body as { trafficSplit: unknown }).trafficSplit, []);
    assert.ok(steps.some((step) => step.startsWith('Waiting until it has stopped')));
    assert.ok(!(await bench.connector.list()).deployments.some((each) => each.id === id));
    await bench.connector.remove(id);
  });

  it('leaves the siblings and their share of the traffic alone', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const other = bench.sim.control.deployment('qwen-bf16');
    const [endpoint = ''] = id.split('/');
    bench.sim.control.world.endpoints.get(endpoint)!.split.push({ deploymentId: other.id, weight: 2 });
    await bench.connector.remove(id);
    assert.deepEqual(bench.sim.control.world.endpoints.get(endpoint)!.split, [
      { deploymentId: other.id, weight: 2 },
    ]);
  });

  it('says what is left where the platform does not let the last entry of a split go', async () => {
    bench = await openBench();
    const id = await bench.id('thinking');
    const body = { error: { message: 'no fields to update', type: 'invalid_request_error' } };
    const refusal = { method: 'PATCH', path: '/v2/projects/*/endpoints/*', times: 1 };
    bench.sim.control.addFault({ ...refusal, fault: { kind: 'status', status: 400, body } });
    const error = await fails('conflict', bench.connector.remove(id));
    assert.match(error.message, /stopped and costs nothing.*last entry/);
    assert.ok(error.data.hint);
    assert.equal(bench.sim.control.deployment('thinking').state, 'STOPPED');
    await bench.connector.remove(id);
    assert.ok(!(await bench.connector.list()).deployments.some((each) => each.id === id));
  });

  it('goes on where it broke off', async () => {
    bench = await openBench();
    const id = await bench.id('thinking');
    bench.sim.control.addFault({
      method: 'DELETE',
      path: '/v2/**',
      times: 9,
      fault: { kind: 'status', status: 500 },
    });
    await fails('unavailable', bench.connector.remove(id));
    bench.sim.control.clearFaults();
    bench.sent();
    await bench.connector.remove(id);
    assert.ok(!writes().some((each) => each.startsWith('PATCH')), 'stopped and out of the split already');
    assert.ok(!bench.sim.control.world.deployments.has(id.split('/')[1]!));
  });

  it('counts a lost answer to the deletion as done', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-b200');
    bench.sim.control.addFault({
      method: 'DELETE',
      path: '/v2/**/deployments/*',
      fault: { kind: 'loseResponse', how: 'reset' },
    });
    await bench.connector.remove(id);
    assert.ok(!bench.sim.control.world.endpoints.has(id.split('/')[0]!));
  });

  it('removes what failed', async () => {
    bench = await openBench();
    await bench.connector.remove(await bench.id('glm'));
    assert.ok(
      ![...bench.sim.control.world.deployments.values()].some(({ shortName }) => shortName === 'glm'),
    );
  });

  it('does not touch a deployment that a rollout holds', async () => {
    bench = await openBench();
    const source = await bench.id('qwen-fp8');
    const target = bench.sim.control.deployment('qwen-bf16');
    const [endpoint, deployment] = source.split('/');
    await call('POST', `/endpoints/${endpoint}/rollouts`, {
      sourceDeploymentId: deployment,
      targetDeploymentId: target.id,
      canary: {},
    });
    bench.sent();
    const error = await fails('conflict', bench.connector.remove(source));
    assert.match(error.message, /rollout rol_/);
    assert.deepEqual(writes(), []);
    const { deployments } = await bench.connector.list();
    assert.ok(
      deployments.find(({ id }) => id === source)!.detail.notes!.some((note) => note.includes('rollout')),
    );
  });

  it('takes it out of A/B and shadow experiments first', async () => {
    bench = await openBench();
    const control = await bench.id('qwen-fp8');
    const [endpoint, controlId] = control.split('/');
    const variant = bench.sim.control.deployment('qwen-bf16');
    const variants = await bench.connector.variants(qwen);
    const binding = variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb')!.id.split('|');
    const third = await call('POST', `/endpoints/${endpoint}/deployments`, {
      name: 'third',
      model: binding[1],
      config: binding[0],
      autoscaling: { minReplicas: 1, maxReplicas: 1 },
    });
    bench.until('third', 'READY');
    const members = [
      { deploymentId: controlId, role: 'AB_EXPERIMENT_MEMBER_ROLE_CONTROL', percent: 50 },
      { deploymentId: variant.id, role: 'AB_EXPERIMENT_MEMBER_ROLE_VARIANT', percent: 30 },
      { deploymentId: third['id'], role: 'AB_EXPERIMENT_MEMBER_ROLE_VARIANT', percent: 20 },
    ];
    const path = `/endpoints/${endpoint}/abExperiments`;
    const { id } = await call('POST', path, { name: 'try', members });
    await bench.connector.remove(`${endpoint}/${variant.id}`);
    const left = (await call('GET', `${path}/${String(id)}`))['members'] as { percent: number }[];
    assert.deepEqual(
      left.map(({ percent }) => percent),
      [80, 20],
    );
    await bench.connector.remove(`${endpoint}/${String(third['id'])}`);
    assert.deepEqual((await call('GET', path))['data'], []);
  });

  it('detaches a shadow target', async () => {
    bench = await openBench();
    const [endpoint] = (await bench.id('qwen-fp8')).split('/');
    const target = bench.sim.control.deployment('qwen-bf16');
    const path = `/endpoints/${endpoint}/shadowExperiments`;
    await call('POST', path, {
      name: 'mirror',
      source: { endpoint: { sampling: { uniform: { rate: 0.5 } } } },
      targets: [{ name: 't', targetDeploymentId: target.id }],
    });
    const { deployments } = await bench.connector.list({ fresh: true });
    assert.ok(
      deployments
        .find(({ name }) => name === 'qwen-bf16')!
        .detail.notes!.some((note) => note.includes('shadow target')),
    );
    await bench.connector.remove(`${endpoint}/${target.id}`);
    assert.deepEqual((await call('GET', path))['data'], []);
  });

  it('deletes the first generation with its 204, and again', async () => {
    bench = await openBench();
    const old = await bench.id('R1 experiments');
    await bench.connector.remove(old);
    assert.ok(!(await bench.connector.list({ fresh: true })).deployments.some(({ id }) => id === old));
    await bench.connector.remove(old);
  });

  it('stops waiting when cancelled', async () => {
    bench = await openBench();
    const id = await bench.id('thinking');
    const stop = new AbortController();
    const progress = (step: string) => {
      if (step.startsWith('Waiting')) stop.abort();
    };
    await fails('cancelled', bench.connector.remove(id, { signal: stop.signal, progress }));
    assert.ok(bench.sim.control.world.deployments.has(id.split('/')[1]!));
  });
});
