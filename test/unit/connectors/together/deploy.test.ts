import assert from 'node:assert/strict';
import { definitions } from '../../../../src/connectors/index.ts';
import type { DeploymentSpec } from '../../../../src/connectors/index.ts';
import { closeBenches, fails, openBench, qwen } from './bench.ts';
import type { Bench } from './bench.ts';

const creates = '/v2/projects/*/endpoints';
const deploys = '/v2/projects/*/endpoints/*/deployments';

describe('deploying on Together AI', () => {
  let bench: Bench;
  afterEach(closeBenches);

  async function spec(name: string, config: DeploymentSpec['config'] = {}): Promise<DeploymentSpec> {
    const variants = await bench.connector.variants(qwen);
    const small = variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb');
    assert.ok(small);
    return { name, model: qwen, variant: small.id, config };
  }

  const writes = () => bench.sim.control.requests().filter(({ method }) => method !== 'GET');

  it('makes the endpoint, the deployment and the split, with the names of the platform untouched', async () => {
    bench = await openBench();
    const wanted = await spec('my-qwen', {
      minReplicas: 1,
      maxReplicas: 3,
      autoscaling: { metric: 'ttft', target: 400, percentile: 'p90', scaleDownSeconds: 600 },
      regions: ['us-east-1'],
      regionsRequired: true,
    });
    bench.sent();
    const steps: string[] = [];
    const made = await bench.connector.deploy(wanted, { progress: (step) => steps.push(step) });
    assert.equal(made.status, 'deploying');
    assert.equal(made.name, 'my-qwen');
    assert.equal(made.group, 'acme/my-qwen');
    assert.deepEqual(made.config.autoscaling, wanted.config.autoscaling);
    assert.deepEqual(made.config.regions, ['us-east-1']);
    assert.equal(made.config.regionsRequired, true);
    assert.deepEqual(steps, [
      'Creating the endpoint',
      'Checking the configuration with Together AI',
      'Creating the deployment',
      'Setting the traffic split',
    ]);
    const [endpoint, dryRun, deployment, split, ...rest] = writes();
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [endpoint!.method, endpoint!.path, endpoint!.body],
      ['POST', '/v2/projects/proj_acme1/endpoints', { name: 'my-qwen' }],
    );
    assert.equal(dryRun!.search, '?validateOnly=true');
    const [config, model] = wanted.variant!.split('|');
    const body = {
      name: 'my-qwen',
      model,
      config,
      autoscaling: {
        minReplicas: 1,
        maxReplicas: 3,
        scalingMetrics: [{ name: 'ttft', type: 'METRIC_TARGET_TYPE_VALUE', target: 400, percentile: 'p90' }],
        scaleDownWindow: '600s',
      },
      placement: { inline: { regions: ['us-east-1'], constraint: 'ENFORCEMENT_REQUIRED' } },
    };
    assert.match(model!, /^projects\/proj_together1\//);
    assert.deepEqual(dryRun!.body, body);
    assert.deepEqual(deployment!.body, body);
    assert.equal(deployment!.search, '');
    assert.equal(split!.search, '?updateMask=trafficSplit');
    const sent = split!.body as { etag: string; trafficSplit: unknown };
    assert.deepEqual(sent.trafficSplit, [{ deploymentId: made.id.split('/')[1], weight: 1 }]);
    assert.ok(sent.etag);
    bench.until('my-qwen', 'READY');
    const active = await bench.connector.get(made.id);
    assert.equal(active.status, 'active');
    assert.equal(active.detail.notes, undefined);
  });

  it('leaves the split alone where the platform has routed it itself', async () => {
    bench = await openBench({ modes: { autoRoute: true } });
    await bench.connector.deploy(await spec('routed'));
    assert.deepEqual(bench.sent({ method: 'PATCH' }), []);
  });

  it('never sends a create twice: a lost answer is looked up by name', async () => {
    for (const how of ['reset', 'status'] as const) {
      bench = await openBench();
      const wanted = await spec('once');
      const lose = { kind: 'loseResponse', how } as const;
      bench.sim.control.addFault({ method: 'POST', path: creates, fault: lose });
      bench.sim.control.addFault({ method: 'POST', path: deploys, skip: 1, fault: lose });
      bench.sim.control.clearRequests();
      const made = await bench.connector.deploy(wanted);
      assert.equal(made.name, 'once');
      assert.equal(
        writes().filter(({ method, path }) => method === 'POST' && path.endsWith('/endpoints')).length,
        1,
      );
      assert.equal(
        writes().filter(({ search, path }) => path.endsWith('/deployments') && search === '').length,
        1,
      );
      assert.equal(
        [...bench.sim.control.world.deployments.values()].filter(({ shortName }) => shortName === 'once')
          .length,
        1,
      );
    }
  });

  it('says that it does not know when nothing is found after a lost answer', async () => {
    bench = await openBench();
    const wanted = await spec('perhaps');
    bench.sim.control.addFault({
      method: 'POST',
      path: deploys,
      skip: 1,
      fault: { kind: 'status', status: 503 },
    });
    bench.sim.control.clearRequests();
    const error = await fails('outcome-unknown', bench.connector.deploy(wanted));
    assert.match(error.message, /may or may not exist/);
    assert.equal(
      writes().filter(({ search, path }) => path.endsWith('/deployments') && search === '').length,
      1,
    );
    assert.equal(writes().filter(({ method }) => method === 'DELETE').length, 0, 'nothing is taken back');
  });

  it('takes the fresh endpoint back when the deployment is refused, and only a fresh one', async () => {
    bench = await openBench();
    bench.sim.control.setGpuQuota('H100', 3);
    const quota = await fails('quota-exceeded', bench.connector.deploy(await spec('too-much')));
    assert.match(quota.data.hint!, /Waiting does not help/);
    const names = () => [...bench.sim.control.world.endpoints.values()].map(({ shortName }) => shortName);
    assert.ok(!names().includes('too-much'));
    await fails('quota-exceeded', bench.connector.deploy(await spec('empty-shell')));
    assert.ok(names().includes('empty-shell'), 'it was there before');
  });

  it('tells a sold-out GPU from a quota, and repeats neither', async () => {
    bench = await openBench();
    bench.sim.control.setSoldOut('H100');
    const wanted = await spec('sold-out');
    bench.sim.control.clearRequests();
    const error = await fails('no-capacity', bench.connector.deploy(wanted));
    assert.match(error.data.platformMessage!, /GPU quota exceeded for H100/);
    assert.equal(writes().filter(({ path }) => path.endsWith('/deployments')).length, 1);
  });

  it('uses an endpoint of that name without such a deployment, else asks for another name', async () => {
    bench = await openBench();
    const made = await bench.connector.deploy(await spec('empty-shell'));
    assert.equal(made.group, 'acme/empty-shell');
    const error = await fails('already-exists', bench.connector.deploy(await spec('empty-shell')));
    assert.equal(error.data.field, 'name');
  });

  it('sets the split later when the platform refuses it now, also for another process', async () => {
    bench = await openBench();
    const wanted = await spec('later');
    const refuse = bench.sim.control.addFault({
      method: 'PATCH',
      path: '/v2/projects/*/endpoints/*',
      times: 99,
      fault: {
        kind: 'status',
        status: 400,
        body: { error: { message: 'the deployment is not ready', type: 'x' } },
      },
    });
    await bench.connector.deploy(wanted);
    bench.sim.control.removeFault(refuse);
    bench.until('later', 'READY');
    const restarted = bench.again({
      memory: {
        get: (key) => bench.memory.get(key),
        set: (key, value) => (value === undefined ? bench.memory.delete(key) : bench.memory.set(key, value)),
      },
    });
    bench.sent();
    const { deployments } = await restarted.list();
    assert.equal(bench.sent({ method: 'PATCH' }).length, 1);
    assert.equal(deployments.find(({ name }) => name === 'later')!.detail.notes, undefined);
    await restarted.list();
    assert.deepEqual(bench.sent({ method: 'PATCH' }), []);
  });

  it('has no default for what is sent only on request', () => {
    for (const key of ['idleTimeoutMinutes', 'concurrency'])
      assert.equal(definitions.together.fields.find((field) => field.key === key)!.default, undefined);
  });

  it('asks for an idle timeout only on request, drops it where it is refused, and remembers', async () => {
    bench = await openBench();
    const wanted = await spec('idle', { idleTimeoutMinutes: 60 });
    bench.sim.control.clearRequests();
    const steps: string[] = [];
    await bench.connector.deploy(wanted, { progress: (step) => steps.push(step) });
    const bodies = writes().filter(({ path }) => path.endsWith('/deployments'));
    assert.deepEqual(
      bodies.map(({ search, body }) => [search, (body as { inactiveTimeout?: number }).inactiveTimeout]),
      [
        ['?validateOnly=true', 60],
        ['?validateOnly=true', undefined],
        ['', undefined],
      ],
    );
    assert.ok(steps.some((step) => step.includes('no idle timeout')));
    assert.ok(!steps.join().includes('inactiveTimeout'));
    const plan = await bench.connector.plan(await spec('idle-2', { idleTimeoutMinutes: 60 }));
    assert.ok(
      plan.checks.some(({ level, message }) => level === 'warning' && message.includes('idle timeout')),
    );
    assert.ok(!JSON.stringify(plan.requests).includes('inactiveTimeout'));
  });

  it('sends it where it is accepted, with the limit of requests as a 64-bit string', async () => {
    bench = await openBench({ modes: { inactiveTimeout: 'accept', maxConcurrent: 'accept' } });
    const made = await bench.connector.deploy(await spec('idle', { idleTimeoutMinutes: 60, concurrency: 4 }));
    assert.equal(made.config.idleTimeoutMinutes, 60);
    const body = writes().at(-2)?.body as { maxConcurrentRequestsPerReplica: unknown };
    assert.equal(body.maxConcurrentRequestsPerReplica, '4');
  });

  it('plans exactly what it then sends, with the price at both bounds', async () => {
    bench = await openBench();
    const wanted = await spec('planned', { minReplicas: 1, maxReplicas: 2 });
    bench.sent();
    const plan = await bench.connector.plan(wanted);
    assert.deepEqual(
      bench.sent().filter((each) => !each.startsWith('GET')),
      [],
      'planning writes nothing',
    );
    assert.equal(plan.estimate.minPerHour, 5_490_000_000);
    assert.equal(plan.estimate.maxPerHour, 10_980_000_000);
    assert.deepEqual(
      plan.checks.filter(({ level }) => level === 'error'),
      [],
    );
    assert.ok(plan.checks.some(({ message }) => message.includes('until it is stopped')));
    await bench.connector.deploy(wanted);
    const fill = (text: string) =>
      text
        .replace(/\{id of the new endpoint\}/g, 'ep_x')
        .replace(/\{id of the new deployment\}/g, 'dep_x')
        .replace(/\{etag[^}]*\}/g, 'E');
    const mask = (text: string) =>
      text
        .replace(/ep_[0-9a-z]+/g, 'ep_x')
        .replace(/dep_[0-9a-z]+/g, 'dep_x')
        .replace(/"etag":"[^"]+"/, '"etag":"E"');
    const origin = new URL(bench.sim.baseUrls.v2).origin;
    assert.deepEqual(
      plan.requests.map(({ method, url, body }) => fill(`${method} ${url} ${JSON.stringify(body)}`)),
      writes().map(({ method, path, search, body }) =>
        mask(`${method} ${origin}${path}${search} ${JSON.stringify(body)}`),
      ),
    );
  });

  it('has the platform check it where the endpoint exists', async () => {
    bench = await openBench();
    bench.sim.control.setGpuQuota('H100', 3);
    const plan = await bench.connector.plan(await spec('empty-shell'));
    assert.ok(
      plan.checks.some(({ level, message }) => level === 'error' && message.includes('quota')),
      JSON.stringify(plan.checks),
    );
    const taken = await bench.connector.plan(await spec('chat-prod'));
    assert.ok(taken.checks.some(({ message }) => message.includes('shares its traffic with 2 others')));
  });

  it('warns of room and of what the platform lacks, and refuses bad values before anything is sent', async () => {
    bench = await openBench();
    const variants = await bench.connector.variants(qwen);
    const b200 = variants.find(({ instanceType }) => instanceType === '1xnvidia-b200-180gb')!;
    const roomy = await bench.connector.plan({
      name: 'n',
      model: qwen,
      variant: b200.id,
      config: { maxReplicas: 5, batchSize: 8, description: 'mine' },
    });
    assert.ok(roomy.checks.some(({ message }) => message.includes('room for about 1 replica')));
    assert.ok(roomy.checks.some(({ field, level }) => field === 'batchSize' && level === 'warning'));
    assert.ok(!roomy.checks.some(({ field }) => field === 'description'), 'kept on this machine');
    const bad: [DeploymentSpec['config'], string][] = [
      [{ minReplicas: 0, maxReplicas: 2 }, 'minReplicas'],
      [{ minReplicas: 3, maxReplicas: 2 }, 'maxReplicas'],
      [{ minReplicas: 1.5 }, 'minReplicas'],
      [{ autoscaling: { metric: 'serving_latency', target: 1 } }, 'autoscaling'],
      [{ autoscaling: { metric: 'gpu_utilization', target: 101 } }, 'autoscaling'],
      [{ idleTimeoutMinutes: 10 }, 'idleTimeoutMinutes'],
    ];
    bench.sent();
    for (const [config, field] of bad) {
      const error = await fails('invalid', bench.connector.deploy(await spec('bad', config)));
      assert.equal(error.data.field, field);
    }
    await fails('invalid', bench.connector.deploy(await spec('Bad Name')));
    assert.deepEqual(bench.sent({ method: 'POST' }), []);
  });

  it('asks for the variant when there are several, and says why a model has none', async () => {
    bench = await openBench();
    const several = await fails('invalid', bench.connector.deploy({ name: 'x', model: qwen, config: {} }));
    assert.equal(several.data.field, 'model');
    const { items } = await bench.connector.models({ scope: 'own' });
    const gemma = items.find(({ name }) => name.includes('gemma'))!;
    const none = await fails('unsupported', bench.connector.variants(gemma));
    assert.match(none.message, /no certified configuration/);
  });

  it('merges an adapter on a configuration of its base', async () => {
    bench = await openBench();
    const { items } = await bench.connector.models({ scope: 'own' });
    const adapter = items.find(({ kind }) => kind === 'adapter')!;
    assert.equal(adapter.base, 'Qwen/Qwen3.5-9B');
    const [variant] = await bench.connector.variants(adapter);
    const made = await bench.connector.deploy({
      name: 'tone',
      model: adapter,
      variant: variant!.id,
      config: {},
    });
    assert.equal(made.model.kind, 'adapter');
    assert.equal(made.model.id, adapter.id);
    assert.equal(made.model.base, 'Qwen/Qwen3.5-9B');
  });
});
