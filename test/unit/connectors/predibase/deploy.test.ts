import assert from 'node:assert/strict';
import type { DeploymentConfig, DeploymentSpec } from '../../../../src/connectors/index.ts';
import { closeBenches, fails, hfToken, named, openBench, qwen, recording, support } from './bench.ts';
import type { Bench } from './bench.ts';

const create = { method: 'POST', path: '/v2/deployments' };
const spec = (config: DeploymentConfig = {}, more: Partial<DeploymentSpec> = {}): DeploymentSpec => ({
  name: 'new-one',
  model: qwen,
  config,
  ...more,
});

describe('deploying on Predibase', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench({}, { prices: { l40s_48gb_100: { perHour: 3_200_000_000 } } });
  });
  afterEach(() => closeBenches());

  const errors = async (wanted: DeploymentSpec) =>
    (await bench.connector.plan(wanted)).checks
      .filter(({ level }) => level === 'error')
      .map(({ field }) => field);

  it('trap 3: sends camelCase, the odd threshold too, and nothing that is not set', async () => {
    const everything = spec({
      minReplicas: 0,
      maxReplicas: 2,
      autoscaling: { metric: 'requests', target: 4 },
      idleTimeoutMinutes: 30,
      instanceType: 'l40s_48gb_100',
      concurrency: 64,
      description: 'For support.',
      options: {
        quantization: 'fp8',
        maxTotalTokens: 8192,
        speculator: 'auto',
        prefixCaching: true,
        cacheModel: false,
        loraxImageTag: '',
        customArgs: ['--max-best-of 4', '--eager-prefill'],
      },
    });
    const { requests } = await bench.connector.plan(everything);
    await bench.connector.deploy(everything);
    const sent = bench.body('POST', '/v2/deployments');
    assert.deepEqual(sent, {
      name: 'new-one',
      description: 'For support.',
      config: {
        baseModel: 'qwen3-8b',
        minReplicas: 0,
        maxReplicas: 2,
        cooldownTime: 1800,
        scaleUpRequestThreshold: 4,
        accelerator: 'l40s_48gb_100',
        quantization: 'fp8',
        maxTotalTokens: 8192,
        speculator: 'auto',
        prefixCaching: true,
        customArgs: ['--max-best-of', '4', '--eager-prefill', '--max-concurrent-requests', '64'],
      },
    });
    assert.deepEqual(
      requests.map(({ body }) => body),
      [sent],
      'exactly what was planned',
    );
    const row = await bench.connector.get(named('new-one'));
    assert.equal(row.config.concurrency, 64);
    assert.deepEqual(row.config.options?.['customArgs'], ['--max-best-of 4', '--eager-prefill']);
    assert.equal(row.config.options['quantization'], 'fp8');
  });

  it('sends the least where nothing is chosen', async () => {
    await bench.connector.deploy(spec());
    assert.deepEqual(bench.body('POST', '/v2/deployments'), {
      name: 'new-one',
      config: { baseModel: 'qwen3-8b' },
    });
  });

  it('deploys the base of an adapter, and loads the adapter at start only where that was chosen', async () => {
    await bench.connector.deploy(spec({}, { model: support }));
    assert.deepEqual(bench.body('POST', '/v2/deployments'), {
      name: 'new-one',
      config: { baseModel: 'qwen3-8b' },
    });
    const preloaded = spec({}, { name: 'other', model: support, variant: 'preloaded' });
    const { checks } = await bench.connector.plan(preloaded);
    assert.ok(
      checks.some(
        ({ level, message }) => level === 'warning' && /no memory is left for others/.test(message),
      ),
    );
    await bench.connector.deploy(preloaded);
    assert.deepEqual(bench.body('POST', '/v2/deployments'), {
      name: 'other',
      config: { baseModel: 'qwen3-8b', preloadedAdapters: ['support/1'] },
    });
  });

  it('sends the Hugging Face token only when asked to, and shows and keeps it never', async () => {
    const { fetch, sent } = recording();
    const connector = bench.again({ fetch });
    const quiet = spec({ instanceType: 'l40s_48gb_100' }, { model: { ...qwen, id: 'acme/private-7b' } });
    await connector.plan(quiet);
    await connector.deploy(quiet);
    assert.ok(!JSON.stringify(sent).includes(hfToken));
    const asking = { ...quiet, name: 'asking', config: { ...quiet.config, options: { useHfToken: true } } };
    const plan = await connector.plan(asking);
    assert.ok(!JSON.stringify(plan).includes(hfToken));
    assert.match(JSON.stringify(plan.requests), /"hfToken":"•••"/);
    bench.sim.control.setModes({ echoHfToken: true });
    const row = await connector.deploy(asking);
    const carrying = sent.filter((request) => JSON.stringify(request).includes(hfToken));
    assert.deepEqual(
      carrying.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
      ['POST /v2/deployments'],
    );
    assert.ok(!JSON.stringify(row).includes(hfToken));
    assert.equal(row.config.options?.['useHfToken'], undefined, 'asked for once, and not a setting');
    bench.sim.control.addFault({
      ...create,
      fault: { kind: 'status', status: 400, body: { error: `cannot read with ${hfToken}` } },
    });
    const error = await fails('invalid', connector.deploy({ ...asking, name: 'third' }));
    assert.ok(!JSON.stringify(error.data).includes(hfToken));
    const without = bench.again({ credentials: { apiKey: bench.sim.credentials.apiToken } });
    await fails('invalid', without.deploy({ ...asking, name: 'fourth' }));
  });

  it('names the hardware either way, and offers the other when one is refused', async () => {
    bench.sim.control.setModes({ hardwareKey: 'computeSpec' });
    const older = spec({ instanceType: 'l40s_48gb_100' });
    const refused = await fails('invalid', bench.connector.deploy(older));
    assert.match(refused.data.hint ?? '', /compute spec” on/);
    const newer = spec({
      instanceType: 'l40s_48gb_100',
      options: { useComputeSpec: true, region: 'us-east-1' },
    });
    bench.sent();
    await bench.connector.deploy(newer);
    const { config } = bench.body('POST', '/v2/deployments') as { config: Record<string, unknown> };
    assert.deepEqual(config['computeSpec'], {
      requests: { inference: { sku: 'l40s_48gb_100' } },
      region: 'us-east-1',
    });
    assert.equal(config['accelerator'], undefined);
    bench.sim.control.setModes({ hardwareKey: 'accelerator' });
    const error = await fails('invalid', bench.connector.deploy({ ...newer, name: 'again' }));
    assert.match(error.data.hint ?? '', /compute spec” off/);
  });

  it('trap 23: shows the platform’s own words for what the plan does not include', async () => {
    bench.sim.control.setModes({ plan: 'developer' });
    for (const config of [
      { instanceType: 'h100_80gb_sxm_100' },
      { options: { requestLoggingEnabled: true } },
      { options: { directIngress: true } },
    ]) {
      const { checks } = await bench.connector.plan(spec(config));
      assert.ok(checks.some(({ level, message }) => level === 'info' && /Enterprise/.test(message)));
      for (const plan of [403, 400, 402]) {
        bench.sim.control.setModes({ codes: { plan } });
        const error = await fails(
          plan === 403 ? 'forbidden' : 'invalid',
          bench.connector.deploy(spec(config)),
        );
        const { platformMessage = '' } = error.data;
        assert.match(platformMessage, /\S/);
        assert.ok(error.message.includes(platformMessage));
      }
    }
  });

  it('finds what is wrong before anything is sent', async () => {
    assert.deepEqual(await errors(spec({}, { name: 'Not/good' })), ['name']);
    assert.deepEqual(await errors(spec({}, { name: 'support-prod' })), ['name']);
    assert.deepEqual(await errors(spec({}, { model: { ...qwen, id: 'acme/custom-7b' } })), ['instanceType']);
    assert.deepEqual(await errors(spec({ minReplicas: 3, maxReplicas: 2 })), ['maxReplicas']);
    assert.deepEqual(await errors(spec({ maxReplicas: 0 })), ['maxReplicas']);
    assert.deepEqual(await errors(spec({ minReplicas: 0.5 })), ['minReplicas']);
    for (const idleTimeoutMinutes of [0, 5, 9.9, Number.NaN])
      assert.deepEqual(await errors(spec({ idleTimeoutMinutes })), ['idleTimeoutMinutes']);
    assert.deepEqual(await errors(spec({ autoscaling: { metric: 'gpu', target: 0 } })), [
      'autoscaling',
      'autoscaling',
    ]);
    assert.deepEqual(await errors(spec({ options: { maxTotalTokens: -1 } })), ['options.maxTotalTokens']);
    assert.deepEqual(await errors(spec({}, { variant: 'preloaded' })), ['variant']);
    assert.deepEqual(await errors(spec({}, { variant: 'odd' })), ['variant']);
    assert.deepEqual(await errors(spec({ options: { mergeAdapter: true } })), ['options.mergeAdapter']);
    assert.deepEqual(await errors(spec({ concurrency: 0 })), ['concurrency']);
    const late = { ...support, id: 'support/3', name: 'support/3' };
    assert.deepEqual(await errors(spec({}, { model: late, variant: 'preloaded' })), ['model']);
    assert.deepEqual(await errors(spec({}, { model: late })), [], 'loaded on request it may come later');
    assert.deepEqual(await errors(spec({ minReplicas: 1, maxReplicas: 6, idleTimeoutMinutes: 10 })), []);
    bench.sent();
    await fails('invalid', bench.connector.deploy(spec({ maxReplicas: 0 })));
    assert.deepEqual(bench.sent(), []);
  });

  it('plans without knowing whether an adapter is ready, and says so', async () => {
    bench.sim.control.addTrouble({ path: '/v2/repos/support/version/1', times: 50 }, 'errorText');
    const { checks } = await bench.connector.plan(spec({}, { model: support, variant: 'preloaded' }));
    assert.ok(checks.some(({ level, message }) => level === 'info' && /could not be read/.test(message)));
  });

  it('warns of what costs or may be refused, and of what is left out', async () => {
    const { checks, estimate } = await bench.connector.plan(
      spec({ minReplicas: 1, maxReplicas: 7, instanceType: 'l40s_48gb_100', tags: ['x'], timeoutSeconds: 5 }),
    );
    const warned = checks.filter(({ level }) => level === 'warning').map(({ field }) => field);
    assert.deepEqual(warned.sort(), ['maxReplicas', 'tags', 'timeoutSeconds', undefined]);
    assert.deepEqual(estimate, {
      minPerHour: 3_200_000_000,
      maxPerHour: 22_400_000_000,
      price: { perReplicaHour: 3_200_000_000, source: { kind: 'user' } },
    });
    const unpriced = await bench.connector.plan(spec({ instanceType: 'l4_24gb_100' }));
    assert.deepEqual(unpriced.estimate, {});
    assert.ok(unpriced.checks.some(({ message }) => /publishes no prices/.test(message)));
  });

  it('refuses a name in use, by asking and not by the status of the refusal', async () => {
    await fails('already-exists', bench.connector.deploy(spec({}, { name: 'support-prod' })));
    assert.deepEqual(bench.sent({ method: 'POST' }), []);
    for (const duplicate of [409, 400, 422]) {
      bench.sim.control.setModes({ codes: { duplicate } });
      // Not seen the first time it is asked for: somebody else is as fast.
      bench.sim.control.addFault({
        method: 'GET',
        path: '/v2/deployments/support-prod',
        fault: { kind: 'status', status: 404, body: { error: 'no' } },
      });
      await fails('already-exists', bench.connector.deploy(spec({}, { name: 'support-prod' })));
      assert.equal(bench.sent(create).length, 1);
    }
  });

  it('creates once, and finds by its name what became of a lost answer', async () => {
    bench.sim.control.addFault({ ...create, fault: { kind: 'loseResponse', how: 'reset' } });
    const made = await bench.connector.deploy(spec());
    assert.equal(made.id, named('new-one'));
    assert.equal(bench.sent(create).length, 1);
    bench.sim.control.addFault({ ...create, times: 9, fault: { kind: 'resetBeforeHeaders' } });
    const error = await fails('outcome-unknown', bench.connector.deploy(spec({}, { name: 'lost' })));
    assert.match(error.message, /may or may not exist/);
    assert.equal(bench.sent(create).length, 1);
  });

  it('says that nothing was sent when no connection came about', async () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    const connector = bench.again({
      fetch: (input, init) =>
        init?.method === 'POST'
          ? Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: refused }))
          : fetch(input, init),
    });
    await fails('network', connector.deploy(spec()));
    assert.deepEqual(bench.sent(), ['GET /v2/deployments/new-one'], 'not looked for: it cannot exist');
  });

  it('shows it as on its way while the platform does not list it yet', async () => {
    bench.sim.control.addFault({
      method: 'GET',
      path: '/v2/deployments/new-one',
      times: 2,
      skip: 0,
      fault: { kind: 'status', status: 404, body: { error: 'not yet' } },
    });
    const row = await bench.connector.deploy(spec({ instanceType: 'l40s_48gb_100' }));
    assert.equal(row.status, 'deploying');
    assert.match(row.detail.message ?? '', /waiting for Predibase/);
    assert.deepEqual(row.instanceType?.id, 'l40s_48gb_100');
    assert.equal(row.model.id, 'qwen3-8b');
  });

  it('is not sent any more when it was cancelled before', async () => {
    await fails('cancelled', bench.connector.deploy(spec(), { signal: AbortSignal.abort() }));
    assert.deepEqual(bench.sent(create), []);
  });

  it('tells its steps', async () => {
    const steps: string[] = [];
    await bench.connector.deploy(spec(), { progress: (step) => void steps.push(step) });
    await bench.connector.remove(named('new-one'), { progress: (step) => void steps.push(step) });
    assert.deepEqual(steps, [
      'Creating the deployment',
      'Deleting the deployment',
      'Waiting until it is gone',
    ]);
  });
});
