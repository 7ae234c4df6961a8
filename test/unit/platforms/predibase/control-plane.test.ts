import assert from 'node:assert/strict';
import { troubles } from '../../../platforms/predibase/troubles.ts';
import { errorOf, openPredibase, type PredibaseLab, type Wire, word } from './lab.ts';

const config = { baseModel: 'qwen3-8b', accelerator: 'l40s_48gb_100' };

describe('Predibase, the control plane', () => {
  let lab: PredibaseLab;
  beforeEach(async () => {
    lab = await openPredibase();
  });
  afterEach(() => lab.close());

  const create = (name: string, more: Record<string, unknown> = {}): ReturnType<typeof lab.call> =>
    lab.call('POST', '/v2/deployments', { name, description: '', config: { ...config, ...more } });
  const read = async (name: string): Promise<Wire> =>
    (await lab.want(200, 'GET', `/v2/deployments/${name}`))['data']!;

  it('knows its user, and nobody without a token', async () => {
    const user = await lab.want(200, 'GET', '/users/current');
    assert.equal(word(user['tenant']!['shortCode']), lab.sim.credentials.tenant);
    const nobody = await lab.call('GET', '/v2/deployments', undefined, { authorization: 'Bearer pb_other' });
    assert.deepEqual([nobody.status, typeof nobody.body['error']], [401, 'string']);
    lab.sim.control.setModes({ codes: { auth: 403 } });
    const still = await lab.call('GET', '/users/current', undefined, { authorization: '' });
    assert.equal(still.status, 403);
    lab.sim.control.setSubscription({ daysRemainingInPlan: 0, active: false });
    assert.equal((await create('late')).status, 403);
    const logged = JSON.stringify(lab.sim.control.requests());
    assert.ok(!logged.includes(lab.sim.credentials.apiToken) && !logged.includes('pb_other'));
  });

  it('trap 1: where the service is gone, everything is a redirect to a page elsewhere', async () => {
    lab.sim.control.setModes({ service: 'gone' });
    const got = await lab.call('GET', '/v2/deployments');
    assert.equal(got.status, 301);
    assert.match(got.headers.get('location') ?? '', /^https:\/\/www\.rubrik\.com\//);
    assert.match(got.type, /html/);
  });

  it('lists in one envelope, gets in another, and filters by either pair of words', async () => {
    const count = async (query: string): Promise<number> =>
      ((await lab.want(200, 'GET', `/v2/deployments${query}`))['data'] as unknown as Wire[]).length;
    assert.deepEqual(
      [
        await count(''),
        await count('?type=shared'),
        await count('?type=serverless'),
        await count('?type=private'),
      ],
      [9, 3, 3, 6],
    );
    lab.sim.control.addMany(1200);
    assert.equal(await count('?type=dedicated'), 1206, 'no paging');
    assert.equal((await lab.call('GET', '/v2/deployments?type=mine')).status, 400);
    const one = await read('support-prod');
    const required = ['name', 'uuid', 'type', 'status', 'description', 'model', 'accelerator'];
    for (const key of [...required, 'currentReplicas', 'usesGuaranteedCapacity', 'config']) {
      assert.ok(key in one, key);
    }
  });

  it('wears other shapes: SDK24, other type words, odd keys, missing ones', async () => {
    lab.sim.control.setModes({
      shape: 'sdk24',
      typeWords: 'serverless/dedicated',
      extraKeys: true,
      leaveOut: ['uuid'],
    });
    const one = await read('support-prod');
    assert.deepEqual([one['minReplicas'], one['config'], one['uuid']], [1, undefined, undefined]);
    assert.equal(word(one['type']), 'dedicated');
    assert.ok('labels' in one);
  });

  it('trap 3: takes every field in camelCase, checks it and knows no other', async () => {
    const all = {
      minReplicas: 0,
      maxReplicas: 2,
      cooldownTime: 600,
      scaleUpRequestThreshold: 4,
      quantization: 'fp8',
      hfToken: 'hf_secret',
      usesGuaranteedCapacity: true,
      maxTotalTokens: 8192,
      maxNumBatchedTokens: 4096,
      requestLoggingEnabled: true,
      preloadedAdapters: ['support/1'],
      speculator: 'auto',
      prefixCaching: true,
      directIngress: true,
      loraxImageTag: 'main',
      customArgs: ['--max-best-of', '32'],
      cacheModel: true,
      mergeAdapter: false,
      disableAdapters: null,
      chunkedPrefill: true,
      speculationDisableByBatchSize: 8,
      backend: 'v1',
    };
    assert.equal((await create('everything', all)).status, 200);
    const made = await read('everything');
    assert.equal(made['config']!['scaleUpRequestThreshold'], 4);
    assert.ok(!('hfToken' in made['config']!));
    lab.sim.control.setModes({ echoHfToken: true });
    assert.equal(word((await read('everything'))['config']!['hfToken']), 'hf_secret');
    assert.ok(!JSON.stringify(lab.sim.control.requests()).includes('hf_secret'));
    assert.equal(lab.sim.control.engine('everything').settings.maxBestOf, 32);
    const wrong = [
      { min_replicas: 1 },
      { minReplicas: -1 },
      { maxReplicas: 0 },
      { minReplicas: 3, maxReplicas: 2 },
      { cooldownTime: 599 },
      { scaleUpRequestThreshold: 0 },
      { quantization: 'int4' },
      { preloadedAdapters: 'support/1' },
      { accelerator: 'tpu_1' },
      { baseModel: 'unknown' },
      { baseModel: 'acme/own', accelerator: null },
    ];
    for (const more of wrong) {
      const got = await create('wrong', more);
      assert.deepEqual([got.status, typeof got.body['error']], [400, 'string'], JSON.stringify(more));
    }
    const bare = { name: 'wrong', config, params: '{}' };
    assert.match(errorOf(await lab.call('POST', '/v2/deployments', bare)), /params/);
    assert.match(errorOf(await create('Bad/Name')), /invalid deployment name/);
    assert.deepEqual(
      [(await create('everything')).status, (await lab.call('GET', '/v2/deployments/none')).status],
      [409, 404],
    );
  });

  it('trap 11: has none of the paths that unofficial documents name', async () => {
    const paths = [
      '/v2/models',
      '/v2/batch-inference/jobs',
      '/v1/repos/support/adapters/1',
      '/v1/deployments',
    ];
    for (const path of paths) assert.equal((await lab.call('GET', path)).status, 404, path);
    const flat = { name: 'flat', base_model: 'qwen3-8b', min_replicas: 0 };
    assert.match(errorOf(await lab.call('POST', '/v2/deployments', flat)), /unknown field: base_model/);
    const elsewhere = `/deployments/support-prod/v1/chat/completions`;
    assert.equal((await lab.call('POST', elsewhere, {})).status, 404);
  });

  it('names its machine in one of two ways, and says which it wants', async () => {
    const computeSpec = { requests: { inference: { sku: 'a10_24gb_100' } }, region: 'us-east-1' };
    assert.equal((await create('spec', { accelerator: null, computeSpec })).status, 200);
    lab.sim.control.setModes({ hardwareKey: 'accelerator' });
    assert.match(errorOf(await create('spec-2', { accelerator: null, computeSpec })), /computeSpec/);
    lab.sim.control.setModes({ hardwareKey: 'computeSpec' });
    assert.match(errorOf(await create('spec-2')), /accelerator/);
  });

  it('trap 23: keeps some switches for enterprise plans', async () => {
    lab.sim.control.setModes({ plan: 'developer' });
    for (const more of [
      { requestLoggingEnabled: true },
      { directIngress: true },
      { accelerator: 'h100_80gb_sxm_100' },
    ]) {
      assert.match(errorOf(await create('fancy', more)), /enterprise plan/);
    }
  });

  it('updates what may be updated; null leaves a field alone', async () => {
    const path = '/v2/deployments/support-prod';
    await lab.want(200, 'PUT', path, { config: { maxReplicas: 5, cooldownTime: null }, description: null });
    const one = await read('support-prod');
    assert.deepEqual(
      [one['config']!['maxReplicas'], one['config']!['cooldownTime'], one['description'], one['status']],
      [5, 1800, 'Support answers', 'updating'] as unknown[],
    );
    for (const key of ['accelerator', 'quantization', 'computeSpec']) {
      assert.equal((await lab.call('PUT', path, { config: { [key]: 'fp8' } })).status, 400, key);
    }
  });

  it('has legacy paths without a version or below one, with nulls and 200s of their own', async () => {
    const { control } = lab.sim;
    const one = await lab.want(200, 'GET', '/llms/broken-load');
    assert.equal(word(one['errorText']), 'Failed to download model weights');
    assert.equal((await lab.call('GET', '/llms/none')).text, 'null');
    control.setModes({ legacyAbsent: 'empty' });
    assert.equal((await lab.call('GET', '/llms/none')).text, '');
    assert.ok(Array.isArray(await lab.want(200, 'GET', '/llms?activeOnly=true')));
    control.setModes({ legacyPrefix: 'v1' });
    assert.equal((await lab.call('GET', '/users/current')).status, 404);
    await lab.want(200, 'GET', '/v1/users/current');
    control.setModes({ legacyPrefix: 'both' });
    const query = 'deploymentBaseModelName=qwen3-8b&adapterBaseModelName=llama-3-1-8b-instruct';
    const fits = await lab.want(200, 'GET', `/llms/validate_adapter_compatibility?${query}`);
    assert.equal(fits['compatible'], false);
  });

  it('trap 30: fails in every form there is', async () => {
    const { control } = lab.sim;
    const seen: Record<string, unknown> = {};
    for (const trouble of troubles) {
      if (trouble === 'slowHeaders') continue;
      control.addTrouble({ path: '/v2/deployments' }, trouble);
      seen[trouble] = await lab.call('GET', '/v2/deployments').then(
        ({ status, type }) => `${status} ${type.split(';')[0]!}`,
        (error: unknown) => (error as Error).name,
      );
    }
    assert.deepEqual(seen, {
      errorText: '500 application/json',
      errorObject: '500 application/json',
      errorMessage200: '200 application/json',
      accepted: '202 text/plain',
      noContent: '204 text/plain',
      nullBody: '500 application/json',
      htmlPage: '502 text/html',
      rateLimited: '429 application/json',
      rateLimitedFor: '429 application/json',
      redirect: '301 text/html',
      reset: 'TypeError',
      truncated: 'TypeError',
      malformed: 'SyntaxError',
    });
    control.addFault({ method: 'POST', path: '/v2/deployments', fault: { kind: 'loseResponse' } });
    await assert.rejects(create('ghost'), TypeError);
    assert.equal((await create('ghost')).status, 409, 'the lost one was created');
    const traced = await lab.call('GET', '/v2/deployments');
    assert.match(traced.headers.get('b3') ?? '', /^[0-9a-f]+-[0-9a-f]+-1$/);
  });

  it('hands out request logs as an archive, where they are kept', async () => {
    const path = '/v2/deployments/support-prod/request-logs';
    const got = await lab.call('GET', `${path}?from=2026-11-23T11:00:00&to=2026-11-23T12:00:00`);
    assert.deepEqual([got.status, got.type, got.text.slice(0, 2)], [200, 'application/zip', 'PK']);
    const bad = await lab.want(400, 'GET', `${path}?from=2026-11-23T11:00:00Z&to=now`);
    assert.ok('message' in bad['error']!);
    const recommended = '/v2/deployments/recommended-config';
    assert.equal(
      word((await lab.want(200, 'GET', `${recommended}?baseModel=qwen3-8b`))['baseModel']),
      'qwen3-8b',
    );
    await lab.want(400, 'GET', recommended);
    lab.sim.control.setModes({ recommendedConfig: 'wrapped' });
    assert.ok('data' in (await lab.want(200, 'GET', `${recommended}?baseModel=qwen3-8b`)));
  });
});
