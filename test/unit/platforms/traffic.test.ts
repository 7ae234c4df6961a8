import assert from 'node:assert/strict';
import { deploy, errorCode, type Got, type Lab, openLab, qwen, type Wire, word } from './lab.ts';

const say = (model: string, more: object = {}): object => ({
  model,
  messages: [{ role: 'user', content: 'hello' }],
  ...more,
});

describe('traffic', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const chat = (body: object): Promise<Got> => lab.call('POST', '/inference/v1/chat/completions', body);
  const refused = async (
    status: number,
    code: string,
    body: object,
    host = '/inference/v1',
  ): Promise<void> => {
    const got = await lab.call('POST', `${host}/chat/completions`, body);
    assert.equal(got.status, status, got.text);
    assert.equal(errorCode(got.body), code);
  };

  it('flows thirty seconds after it is routed, and not before', async () => {
    const { endpoint, dep, path } = await deploy(lab, 'a');
    await refused(400, 'endpoint_not_configured', say('acme/a'));
    lab.sim.control.advance(600_000);
    await refused(400, 'endpoint_not_configured', say('acme/a'));
    assert.equal((await chat(say('acme/a/one'))).status, 200, 'a deployment answers under its own name');
    lab.sim.control.setModes({ outsideSplit: 'refuse' });
    await refused(400, 'endpoint_not_configured', say('acme/a/one'));
    await lab.want(200, 'PATCH', endpoint, { trafficSplit: [{ deploymentId: dep, weight: 1 }] });
    lab.sim.control.advance(29_999);
    await refused(400, 'endpoint_not_configured', say('acme/a'));
    lab.sim.control.advance(1);
    const got = await chat(say('acme/a'));
    assert.equal(got.status, 200);
    assert.match(got.headers.get('x-i-router-log-event') ?? '', /worker_url/);
    await refused(404, 'model_not_available', say('acme/a'), '/v1');
    await lab.want(200, 'PATCH', path, { autoscaling: { minReplicas: 0, maxReplicas: 0 } });
    assert.equal((await chat(say('acme/a'))).status, 200, 'draining replicas serve');
    lab.sim.control.advance(60_000);
    await refused(400, 'endpoint_not_ready', say('acme/a'));
    lab.sim.control.setModes({ allStopped: 'endpoint_not_configured' });
    await refused(400, 'endpoint_not_configured', say('acme/a'));
  });

  it('is split by weight times replicas, and sticks to its key', async () => {
    const { endpoint, dep } = await deploy(lab, 'a', { minReplicas: 3, maxReplicas: 3 });
    const two = await lab.want(200, 'POST', `${endpoint}/deployments`, {
      name: 'two',
      ...qwen,
      autoscaling: {},
    });
    const split = [
      { deploymentId: dep, weight: 0.5 },
      { deploymentId: word(two['id']), weight: 0.5 },
    ];
    await lab.want(200, 'PATCH', endpoint, { trafficSplit: split });
    lab.sim.control.advance(600_000);
    const shares = Object.values((await lab.want(200, 'GET', endpoint))['deployments']!).map((one) =>
      Number(one['estimatedEffectiveTrafficShare']),
    );
    assert.deepEqual(shares.sort(), [0.25, 0.75]);
    const cluster = async (key: string): Promise<string> =>
      (await chat(say('acme/a', { prompt_cache_key: key }))).headers.get('x-cluster') ?? '';
    const seen: Record<string, number> = {};
    for (let key = 0; key < 120; key += 1) {
      const where = await cluster(`key-${key}`);
      seen[where] = (seen[where] ?? 0) + 1;
    }
    assert.equal(Object.keys(seen).length, 2);
    assert.ok(Math.max(...Object.values(seen)) > 70, JSON.stringify(seen));
    assert.equal(await cluster('key-1'), await cluster('key-1'));
  });

  it('is refused with the words of the platform', async () => {
    await refused(400, 'model_not_available', say('Qwen/Qwen3.5-9B'), '/v1');
    await refused(400, 'streaming_required', say('Qwen/Qwen3-235B-A22B-Thinking-2507'), '/v1');
    const long = say('openai/gpt-oss-20b', { max_tokens: 200_000 });
    assert.equal((await lab.call('POST', '/v1/chat/completions', long)).status, 400);
    lab.sim.control.setModes({ contextOverflow: 403 });
    assert.equal((await lab.call('POST', '/v1/chat/completions', long)).status, 403);
    for (const bad of [
      { temperature: 2.1 },
      { stop: 'x' },
      { logprobs: true },
      { n: 129 },
      { max_tokens: 1.5 },
      { messages: [] },
      { messages: [{ role: 'tool', content: 'x' }] },
      { messages: [{ role: 'robot', content: 'x' }] },
    ]) {
      assert.equal((await chat(say('openai/gpt-oss-20b', bad))).status, 400, JSON.stringify(bad));
    }
  });

  it('counts its tokens, stops where it is told, and says the same twice', async () => {
    const body = say('openai/gpt-oss-20b', { reasoning: { enabled: false } });
    const one = (await chat(body)).body;
    const two = (await chat(body)).body;
    const content = (wire: Wire): string => word(wire['choices']!['0']!['message']!['content']);
    assert.equal(content(one), content(two));
    const short = (await chat({ ...body, max_tokens: 4 })).body;
    assert.equal(short['usage']!['completion_tokens'], 4);
    assert.equal(short['choices']!['0']!['finish_reason'], 'length');
    const cut = (await chat({ ...body, stop: ['hello'] })).body;
    assert.equal(content(cut), 'You asked: "');
    assert.equal(Object.keys((await chat({ ...body, n: 3 })).body['choices']!).length, 3);
    const json = (await chat({ ...body, response_format: { type: 'json_object' } })).body;
    assert.doesNotThrow(() => JSON.parse(content(json)) as unknown);
  });

  it('shows up in the analytics, and nothing does before', async () => {
    const { endpoint } = await deploy(lab, 'a');
    lab.sim.control.advance(600_000);
    assert.deepEqual(Object.keys(await lab.want(200, 'GET', `${endpoint}/analytics`)), [
      'endpointId',
      'timeRange',
    ]);
    await chat(say('acme/a/one'));
    lab.sim.control.advance(1000);
    const numbers = await lab.want(200, 'GET', `${endpoint}/analytics`);
    assert.equal(numbers['metrics']!['requestMetrics']!['totalRequests'], '1');
    await lab.want(400, 'GET', `${endpoint}/analytics?granularity=5m`);
  });

  it('to a v1 endpoint fails every fifth time although it says STARTED; starting one is over', async () => {
    await lab.close();
    lab = await openLab();
    const body = say('acme/meta-llama/Llama-3.1-8B-Instruct-a32b82a1');
    const statuses: number[] = [];
    for (let left = 10; left > 0; left -= 1)
      statuses.push((await lab.call('POST', '/v1/chat/completions', body)).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 400, 200, 200, 200, 200, 400]);
    await refused(400, 'dedicated_endpoint_not_running', say('acme/deepseek-ai/DeepSeek-R1-77e1c2d3'), '/v1');
    const old = { model: 'x', hardware: 'y', autoscaling: { min_replicas: 1, max_replicas: 1 } };
    assert.equal(
      errorCode(await lab.want(403, 'POST', '/v1/endpoints', old)),
      'endpoints_v1_create_access_disabled',
    );
    const stopped = '/v1/endpoints/endpoint-5b6b3f0c-0a55-4c7e-9d5c-0f3f7f3b1a02';
    const start = await lab.want(403, 'PATCH', stopped, { state: 'STARTED' });
    assert.equal(errorCode(start), 'endpoints_v1_create_access_disabled');
    await lab.want(403, 'GET', '/v1/endpoints/endpoint-2c2f5c0e-7d6a-4b1e-b0d4-6a5b4c3d2e04');
  });
});
