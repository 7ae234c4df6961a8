import assert from 'node:assert/strict';
import { checkChunk, checkRequest, checkResponse, haveSpec } from '../../platforms/spec.ts';
import { deploy, type Lab, message, openLab, qwen, type Wire, word } from './lab.ts';

const checked = haveSpec()
  ? 'agrees with the interface document'
  : 'answers what it should (the interface document was not at hand: set SLIPWAY_SPECS)';

describe('the simulator, walked from end to end', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab({ modes: { billing: 'on', containers: 'on' } });
  });
  after(() => lab.close());
  afterEach(() => assert.deepEqual(lab.problems, []));

  /** Every v2 route must also refuse a query key that it does not know. */
  const walk = async (status: number, ...paths: string[]): Promise<void> => {
    for (const path of paths) {
      await lab.want(status, 'GET', path);
      if (status !== 200 || !path.startsWith('/v2/')) continue;
      const odd = await lab.want(400, 'GET', `${path}${path.includes('?') ? '&' : '?'}odd=1`);
      assert.equal(message(odd), 'unknown field "odd"', path);
    }
  };

  it(`${checked}: catalogue, account, models`, async () => {
    const p = lab.project;
    await walk(
      200,
      '/v1/whoami',
      '/v1/models',
      '/v1/hardware',
      '/v1/hardware?model=x',
      '/v1/clusters/availability-zones',
    );
    await walk(
      200,
      '/v2/public/inference-instance-types',
      '/v2/public/inference-instance-types/1xnvidia-h100-80gb',
    );
    await walk(
      200,
      '/v2/supported-models?limit=2',
      '/v2/supported-models?search=qwen',
      '/v2/supported-models/arch_r1',
    );
    await walk(
      200,
      `${p}/configs?referenceModel=projects/proj_together1/models/ml_qwen9_fp8_0`,
      `${p}/configs`,
    );
    await walk(
      200,
      '/v2/projects/proj_togethercfg1/configs/cr_qwen9_fp8_0',
      '/v2/projects/proj_together1/models/ml_r1',
    );
    await walk(200, `${p}/models`, `${p}/models/ml_support`, `${p}/models/ml_support/files`);
    await walk(200, `${p}/models/ml_support/revisions`, `${p}/models/ml_support/revisions/rv_support_1`);
    await walk(
      200,
      '/v2/organizations/org_acme1/models',
      '/v2/organizations/org_acme1/endpoints',
      '/v2/public/endpoints',
    );
    await walk(
      200,
      `${p}/placement-profiles`,
      `${p}/placement-profiles/pp_us1`,
      '/v1/fine-tunes',
      '/v1/billing/usage',
    );
    await walk(
      404,
      `${p}/models/ml_r1`,
      '/v2/supported-models/arch_none',
      '/v1/nothing',
      '/inference/v1/models',
    );
    const upload = { name: 'mine', type: 'model', baseModelId: 'ml_qwen9' };
    const model = await lab.want(200, 'POST', `${p}/models`, upload);
    const job = await lab.want(200, 'POST', `${p}/models/uploads`, {
      modelId: model['id'],
      remoteUrl: 'https://example.org/w',
    });
    lab.sim.control.advance(120_000);
    const path = `${p}/models/uploads/${word(job['id'])}`;
    assert.equal((await lab.want(200, 'GET', path))['status'], 'REMOTE_UPLOAD_STATUS_SUCCEEDED');
    await walk(200, `${path}/events`, `${p}/models/uploads`);
    await lab.want(200, 'PATCH', `${p}/models/${word(model['id'])}?updateMask=description`, {
      description: 'x',
    });
    await lab.want(200, 'DELETE', `${p}/models/${word(model['id'])}`);
  });

  it(`${checked}: every seeded deployment through its states`, async () => {
    for (let hour = 0; hour < 8; hour += 1) {
      const { data } = await lab.want(200, 'GET', `${lab.project}/endpoints`);
      for (const endpoint of Object.values(data!)) {
        const path = `${lab.project}/endpoints/${word(endpoint['id'])}`;
        await walk(
          200,
          path,
          `${path}/deployments`,
          `${path}/events?limit=500`,
          `${path}/analytics?includeTimeSeries=true`,
        );
      }
      lab.sim.control.advance(3_600_000);
    }
  });

  it(`${checked}: rollouts, experiments, adapters`, async () => {
    const { endpoint, dep, path } = await deploy(lab, 'walk');
    const second = await lab.want(200, 'POST', `${endpoint}/deployments`, {
      name: 'two',
      ...qwen,
      autoscaling: {},
    });
    const pair = { sourceDeploymentId: dep, targetDeploymentId: word(second['id']) };
    lab.sim.control.advance(600_000);
    const split = { trafficSplit: [{ deploymentId: dep, weight: 1 }] };
    await lab.want(200, 'PATCH', `${endpoint}?updateMask=trafficSplit`, split);
    await lab.want(200, 'POST', `${endpoint}/rollouts/preview-defaults`, { ...pair, canary: {} });
    const rollout = await lab.want(200, 'POST', `${endpoint}/rollouts`, { ...pair, canary: {} });
    const at = `${endpoint}/rollouts/${word(rollout['id'])}`;
    await lab.want(200, 'POST', `${at}/start`);
    await lab.want(200, 'POST', `${at}/pause`, { reason: 'look' });
    lab.sim.control.advance(10_000);
    await walk(200, at, `${endpoint}/rollouts?filter=ROLLOUT_FILTER_ACTIVE`, endpoint);
    await lab.want(200, 'POST', `${at}/resume`, {});
    lab.sim.control.advance(3_600_000);
    assert.equal((await lab.want(200, 'GET', at))['state'], 'ROLLOUT_STATE_COMPLETED');
    assert.equal((await lab.want(200, 'GET', path))['desiredReplicas'], undefined);

    await lab.want(200, 'POST', `${endpoint}/shadowExperiments`, {
      name: 'shade',
      source: { endpoint: { sampling: { uniform: { rate: 0.1 } } } },
      targets: [{ name: 't', targetDeploymentId: dep }],
    });
    const shades = await lab.want(200, 'GET', `${endpoint}/shadowExperiments?includeTargets=true`);
    const shade = `${endpoint}/shadowExperiments/${word(shades['data']?.['0']?.['id'])}`;
    await walk(200, shade, `${shade}/targets`);
    await lab.want(200, 'DELETE', shade);
    const members = [
      { deploymentId: pair.targetDeploymentId, role: 'AB_EXPERIMENT_MEMBER_ROLE_CONTROL', percent: 60 },
    ];
    const third = await lab.want(200, 'POST', `${endpoint}/deployments`, {
      name: 'three',
      ...qwen,
      autoscaling: {},
    });
    members.push({
      deploymentId: word(third['id']),
      role: 'AB_EXPERIMENT_MEMBER_ROLE_VARIANT',
      percent: 40,
    });
    const ab = await lab.want(200, 'POST', `${endpoint}/abExperiments`, { name: 'ab', members });
    await walk(200, `${endpoint}/abExperiments`, `${endpoint}/abExperiments/${word(ab['id'])}`);
    const adapters = `${endpoint}/deployments/${word(third['id'])}/adapters`;
    await lab.want(200, 'POST', adapters, { adapterModelId: 'ml_support_adapter' });
    lab.sim.control.advance(60_000);
    await walk(200, adapters, `${adapters}/ml_support_adapter`);
  });

  it(`${checked}: v1 endpoints and containers`, async () => {
    const { data } = await lab.want(200, 'GET', '/v1/endpoints?type=dedicated&mine=true');
    const path = `/v1/endpoints/${word(data?.['0']?.['id'])}`;
    await walk(
      200,
      '/v1/endpoints',
      path,
      `${path}/adapters`,
      '/v1/deployments',
      '/v1/deployments/my-worker/logs',
    );
    await lab.want(200, 'PATCH', path, { state: 'STOPPED' });
    lab.sim.control.advance(60_000);
    assert.equal((await lab.want(200, 'GET', path))['state'], 'STOPPED');
    await lab.want(204, 'DELETE', path);
    await walk(404, path);
  });

  it(`${checked}: every event of a stream`, async () => {
    const bodies = [
      [
        'chat/completions',
        { model: 'acme/thinking-a100', messages: [{ role: 'user', content: 'hi' }], stream: true },
      ],
      [
        'chat/completions',
        {
          model: 'openai/gpt-oss-20b',
          messages: [{ role: 'user', content: 'f' }],
          tools: [tool('f')],
          stream: true,
        },
      ],
      ['completions', { model: 'acme/chat-prod', prompt: 'hi', stream: true }],
    ] as const;
    for (const [route, body] of bodies) {
      const { text, status } = await lab.call('POST', `/inference/v1/${route}`, body);
      assert.equal(status, 200, text);
      assert.deepEqual(problemsOf(checkRequest('POST', `/inference/v1/${route}`, '', body)), []);
      const events = text.split('\n\n').filter((event) => event.startsWith('data: {'));
      assert.ok(events.length > 3);
      for (const event of events) {
        const chunk = JSON.parse(event.slice(6)) as Wire;
        assert.deepEqual(problemsOf(checkChunk(route === 'completions' ? 'text' : 'chat', chunk)), []);
      }
      assert.match(events.at(-1)!, /"usage":\{"prompt_tokens":\d+/);
    }
  });
});

describe('the checks against the interface document', () => {
  it(haveSpec() ? 'find what is wrong' : 'say that the interface document was not at hand', () => {
    const wrong = checkResponse('GET', '/v2/projects/p/endpoints/e', 200, { id: 1, invented: true });
    const path = '/v2/projects/p/endpoints/e/deployments';
    const good = {
      name: 'x',
      autoscaling: { minReplicas: 1, scaleDownWindow: '300s' },
      model: 'm',
      config: 'c',
    };
    if (!haveSpec()) {
      assert.equal(wrong, 'no-spec');
      assert.equal(checkRequest('POST', path, '', good), 'no-spec');
      return;
    }
    assert.ok(wrong.length > 2);
    assert.deepEqual(checkRequest('POST', path, 'validateOnly=true', good), []);
    const bad = (query: string, body: unknown): void => {
      assert.notDeepEqual(checkRequest('POST', path, query, body), [], JSON.stringify(body));
    };
    bad('validate=true', good);
    bad('validateOnly=maybe', good);
    bad('', { ...good, hardware: '1x' });
    bad('', { name: 'x' });
    bad('', { ...good, autoscaling: { minReplicas: '1' } });
    bad('', { ...good, autoscaling: { scaleDownWindow: '5m' } });
    bad('', { ...good, placement: { inline: { constraint: 'REQUIRED' } } });
    const chat = '/inference/v1/chat/completions';
    const messages = [{ role: 'user', content: 'x' }];
    assert.deepEqual(checkRequest('POST', chat, '', { model: 'm', messages, prompt_cache_key: 'k' }), []);
    assert.notDeepEqual(checkRequest('POST', chat, '', { model: 'm', messages, stream_options: {} }), []);
    assert.notDeepEqual(checkRequest('GET', '/v2/projects/p/nothing', '', undefined), []);
  });
});

const tool = (name: string): unknown => ({
  type: 'function',
  function: { name, parameters: { type: 'object' } },
});
const problemsOf = (verdict: string[] | 'no-spec'): string[] => (verdict === 'no-spec' ? [] : verdict);
