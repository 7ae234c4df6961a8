import assert from 'node:assert/strict';
import { withWeight } from '../../../../src/connectors/together/routing.ts';
import { closeBenches, collect, fails, last, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';

describe('sending traffic to a Together AI deployment', () => {
  let bench: Bench;
  afterEach(closeBenches);

  const splitOf = (id: string) => bench.sim.control.world.endpoints.get(id.split('/')[0]!)!.split;

  it('is offered for what runs and gets none, and for nothing else', async () => {
    bench = await openBench();
    const { deployments } = await bench.connector.list();
    const offered = deployments.filter(({ routable }) => routable === true);
    assert.deepEqual(offered.map(({ name }) => name).sort(), ['qwen-bf16', 'tuned']);
    for (const { detail, status, trafficShare } of offered) {
      assert.equal(status, 'active');
      assert.equal(trafficShare, 0);
      assert.ok(detail.notes!.some((note) => note.startsWith('receives no traffic')));
    }
  });

  it('gives it the weight of the heaviest, keeps the others, and says the shares beforehand', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-bf16');
    const [prod] = splitOf(id);
    prod!.weight = 3;
    const plan = await bench.connector.planRoute!(id);
    assert.deepEqual(plan.shares, [
      { name: 'qwen-fp8', before: 1, after: 2 / 3 },
      { name: 'qwen-bf16', before: 0, after: 1 / 3 },
    ]);
    const [request] = plan.requests;
    bench.sent();
    const routed = await bench.connector.route!(id);
    const patches = bench.sim.control.requests({ method: 'PATCH' });
    assert.equal(patches.length, 1);
    assert.deepEqual(patches[0]!.body, request!.body);
    assert.ok(request!.url.endsWith(`${patches[0]!.path}${patches[0]!.search}`.replace('/v2', '')));
    assert.deepEqual(splitOf(id), [prod, { deploymentId: id.split('/')[1], weight: 3 }]);
    assert.equal(routed.routable, undefined);
    assert.equal(routed.detail.notes, undefined);
    await bench.connector.route!(id);
    assert.equal(bench.sim.control.requests({ method: 'PATCH' }).length, 1, 'a second time changes nothing');
  });

  it('makes an endpoint answer that nothing was routed to', async () => {
    bench = await openBench();
    const id = await bench.id('tuned');
    bench.sim.control.advance(120_000);
    const before = last(await collect(bench.connector.invoke(id, question)));
    assert.ok(before.type === 'error' && before.error.code === 'not-routed');
    const plan = await bench.connector.planRoute!(id);
    assert.deepEqual(plan.shares, [{ name: 'tuned', after: 1 }]);
    await bench.connector.route!(id);
    bench.sim.control.advance(31_000);
    assert.equal(last(await collect(bench.connector.invoke(id, question))).type, 'done');
  });

  it('keeps what somebody else set in the meantime', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-bf16');
    const stale = { error: { message: 'ABORTED: etag mismatch', type: 'conflict', code: 'ABORTED' } };
    const fault = { kind: 'status' as const, status: 409, body: stale };
    bench.sim.control.addFault({ method: 'PATCH', path: '/v2/projects/*/endpoints/*', fault });
    await bench.connector.route!(id);
    assert.equal(splitOf(id).length, 2);
  });

  it('does not touch a split that a rollout or a shadow experiment holds, or one of what does not run', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-bf16');
    const deployment = bench.sim.control.deployment('qwen-bf16');
    deployment.shadow = true;
    assert.match((await fails('conflict', bench.connector.route!(id))).message, /shadow/);
    assert.ok((await bench.again().get(id)).routable !== true);
    deployment.shadow = false;
    const [endpoint, target] = id.split('/');
    const { baseUrls, credentials } = bench.sim;
    const rollouts = `${baseUrls.v2}/projects/proj_acme1/endpoints/${endpoint}/rollouts`;
    const created = await fetch(rollouts, {
      method: 'POST',
      headers: { authorization: `Bearer ${credentials.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        sourceDeploymentId: bench.sim.control.deployment('qwen-fp8').id,
        targetDeploymentId: target,
        blueGreen: {},
      }),
    });
    assert.equal(created.status, 200, await created.text());
    assert.match((await fails('conflict', bench.connector.route!(id))).message, /rollout/);
    await fails('conflict', bench.connector.planRoute!(id));
    const held = await bench.connector.get(id);
    assert.ok(held.routable !== true && held.routable?.no.includes('rollout'));
    await fails('not-ready', bench.connector.route!(await bench.id('qwen-b200')));
    await fails('unsupported', bench.connector.route!(await bench.id('Old support bot')));
    assert.deepEqual(bench.sent({ method: 'PATCH' }), []);
  });

  it('never lowers a weight that stands', () => {
    const split = [
      { deploymentId: 'a', weight: 0.5 },
      { deploymentId: 'b', weight: 0 },
    ];
    assert.deepEqual(withWeight(split, 'a'), split);
    assert.deepEqual(withWeight(split, 'b'), [split[0], { deploymentId: 'b', weight: 0.5 }]);
    assert.deepEqual(withWeight([], 'c'), [{ deploymentId: 'c', weight: 1 }]);
    assert.deepEqual(withWeight([{ deploymentId: 'c', weight: 0 }], 'c'), [{ deploymentId: 'c', weight: 1 }]);
  });
});
