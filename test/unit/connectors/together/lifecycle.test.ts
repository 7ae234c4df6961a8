import assert from 'node:assert/strict';
import { closeBenches, fails, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

describe('changing a deployment on Together AI', () => {
  let bench: Bench;
  afterEach(closeBenches);
  const patches = () => bench.sim.control.requests({ method: 'PATCH' });

  it('stops with both bounds at 0, drains while billing, and starts with the bounds of before', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const stopping = await bench.connector.stop(id);
    assert.equal(stopping.detail.word, 'DEPLOYMENT_STATE_STOPPING');
    assert.equal(stopping.status, 'active');
    assert.deepEqual(stopping.detail.notes, ['draining, still billing']);
    assert.match((stopping.allowed.start as { no: string }).no, /still draining/);
    assert.match((stopping.allowed.remove as { no: string }).no, /still draining/);
    const body = patches()[0]?.body as { autoscaling: object; etag: string };
    assert.equal(patches()[0]?.search, '?updateMask=autoscaling');
    assert.deepEqual(body.autoscaling, { minReplicas: 0, maxReplicas: 0, scaleDownWindow: '300s' });
    assert.ok(body.etag);
    await fails('not-ready', bench.connector.start(id));
    bench.until('qwen-fp8', 'STOPPED');
    const started = await bench.connector.start(id);
    assert.equal(started.status, 'deploying');
    assert.deepEqual([started.replicas.min, started.replicas.max], [1, 4]);
  });

  it('starts with one replica where nobody remembers more, and a second stop or start does nothing', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-b200');
    bench.sent();
    assert.equal((await bench.connector.stop(id)).status, 'stopped');
    assert.deepEqual(patches(), []);
    const started = await bench.connector.start(id);
    assert.deepEqual([started.replicas.min, started.replicas.max], [1, 1]);
    await bench.connector.start(id);
    assert.equal(patches().length, 1);
  });

  it('refuses to start what failed, and says why', async () => {
    bench = await openBench();
    const error = await fails('conflict', bench.connector.start(await bench.id('glm')));
    assert.match(error.data.hint!, /Deploy the model again/);
  });

  it('changes bounds and the metric, keeps the rest of autoscaling, and writes nothing for no change', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    bench.sent();
    const changed = await bench.connector.update(id, {
      maxReplicas: 3,
      autoscaling: { metric: 'inflight_requests', target: 4 },
    });
    assert.equal(changed.replicas.max, 3);
    const { autoscaling } = patches()[0]!.body as { autoscaling: unknown };
    assert.deepEqual(autoscaling, {
      minReplicas: 1,
      maxReplicas: 3,
      scaleDownWindow: '300s',
      scalingMetrics: [{ name: 'inflight_requests', type: 'METRIC_TARGET_TYPE_AVERAGE_VALUE', target: 4 }],
    });
    await bench.connector.update(id, { maxReplicas: 3 });
    assert.equal(patches().length, 1);
  });

  it('plans the change it then writes', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const plan = await bench.connector.planUpdate(id, { maxReplicas: 2 });
    assert.equal(plan.estimate.maxPerHour, 2 * 5_490_000_000);
    bench.sent();
    await bench.connector.update(id, { maxReplicas: 2 });
    const [request] = patches();
    assert.deepEqual(plan.requests[0]?.body, request?.body);
    assert.ok(plan.requests[0]?.url.endsWith(`${request!.path}${request!.search.replace('?', '?')}`));
  });

  it('reads again and writes once more when the etag is stale', async () => {
    for (const wordPlace of ['code', 'message'] as const) {
      bench = await openBench({ modes: { wordPlace } });
      const id = await bench.id('qwen-fp8');
      meddle(bench, { touch: true });
      const changed = await bench.connector.update(id, { maxReplicas: 2 });
      assert.equal(changed.replicas.max, 2);
      assert.deepEqual(
        patches().map(({ status }) => status),
        [409, 200],
      );
    }
  });

  it('does not write over what somebody else set in the meantime', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    meddle(bench, { maxReplicas: 9 });
    const error = await fails('conflict', bench.connector.update(id, { maxReplicas: 2 }));
    assert.match(error.message, /Somebody else/);
    assert.equal((await bench.connector.get(id)).replicas.max, 9);
  });

  it('takes a lost answer to a change for what it was', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    bench.sim.control.addFault({
      method: 'PATCH',
      path: '/v2/**',
      fault: { kind: 'loseResponse', how: 'reset' },
    });
    const changed = await bench.connector.update(id, { maxReplicas: 2 });
    assert.equal(changed.replicas.max, 2);
    assert.deepEqual(
      patches().map(({ status }) => status),
      [undefined, 409],
      'the repeat meets its own new etag',
    );
  });

  it('refuses to change what is fixed, stopped or of the first generation', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const fixed = await fails('unsupported', bench.connector.update(id, { regions: ['us-east-1'] }));
    assert.equal(fixed.data.field, 'regions');
    await fails('unsupported', bench.connector.update(id, { environment: { A: 'b' } }));
    await fails('invalid', bench.connector.update(id, { minReplicas: 0, maxReplicas: 2 }));
    await fails('not-ready', bench.connector.update(await bench.id('qwen-b200'), { maxReplicas: 2 }));
    const old = await bench.id('Old support bot');
    await fails('unsupported', bench.connector.update(old, { maxReplicas: 2 }));
    await fails('retired', bench.connector.start(old));
    assert.deepEqual(patches(), []);
  });

  it('stops the first generation for good', async () => {
    bench = await openBench();
    const old = await bench.id('Old support bot');
    const stopped = await bench.connector.stop(old);
    assert.equal(stopped.status, 'stopped');
    assert.deepEqual(patches()[0]?.body, { state: 'STOPPED' });
    assert.match((stopped.allowed.start as { no: string }).no, /no longer starts/);
  });

  it('drops a newer setting that this account refuses from a change', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    await bench.connector.update(id, { maxReplicas: 2, concurrency: 3 });
    assert.deepEqual(
      patches().map(({ search, status }) => [search, status]),
      [
        ['?updateMask=autoscaling,maxConcurrentRequestsPerReplica'.replace(',', '%2C'), 400],
        ['?updateMask=autoscaling', 200],
      ],
    );
    await fails('unsupported', bench.connector.update(id, { idleTimeoutMinutes: 60 }));
  });
});

/** Somebody else writes to the deployment just before our first PATCH arrives. */
function meddle(bench: Bench, what: { touch?: true; maxReplicas?: number }): void {
  const { world } = bench.sim.control;
  const deployment = bench.sim.control.deployment('qwen-fp8');
  const etag = world.etag.bind(world);
  let read = deployment.etag;
  let done = false;
  Object.defineProperty(deployment, 'etag', {
    configurable: true,
    get: () => {
      const { stack = '' } = new Error();
      if (
        !done &&
        /patch|update|write|etag/i.test(stack) &&
        bench.sim.control.requests({ method: 'PATCH' }).length > 0
      ) {
        done = true;
        read = etag();
        if (what.maxReplicas !== undefined)
          deployment.autoscaling = { ...deployment.autoscaling, maxReplicas: what.maxReplicas };
      }
      return read;
    },
    set: (value: string) => {
      read = value;
    },
  });
}
