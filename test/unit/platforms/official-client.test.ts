import assert from 'node:assert/strict';
import Together from 'together-ai';
import { account } from '../../platforms/together/world.ts';
import { type Lab, openLab, qwen } from './lab.ts';

/** Drives the simulator with the platform's own client: what it cannot read, nobody should send. */
describe('the official client against the simulator', () => {
  let lab: Lab;
  let v1: Together;
  let v2: Together;
  let inference: Together;

  before(async () => {
    lab = await openLab();
    const { baseUrls, credentials } = lab.sim;
    // With any base URL of its own the client stops adding `/v2`, hence one client per prefix.
    const client = (baseURL: string): Together =>
      new Together({ apiKey: credentials.apiKey, baseURL, projectID: account.project_id, maxRetries: 0 });
    v1 = client(baseUrls.v1);
    v2 = client(baseUrls.v2);
    inference = client(baseUrls.inference);
  });
  after(() => lab.close());
  afterEach(() => assert.deepEqual(lab.problems, []));

  it('reads the account and the catalogue', async () => {
    const me = await v1.whoami();
    assert.equal(me.project_slug, 'acme');
    const models = await v1.models.list();
    assert.ok(models.some(({ id }) => id === 'openai/gpt-oss-20b'));
    const supported = await collect(v2.beta.models.listSupported({ product: 'PRODUCT_DEDICATED' }));
    const profiles = supported.find(({ name }) => name === 'Qwen/Qwen3.5-9B')?.deploymentProfiles ?? [];
    assert.deepEqual(
      profiles.map(({ quantization }) => quantization),
      ['FP8', 'BF16', 'FP8'],
    );
    const types = await v2.beta.endpoints.hardware.list();
    const h100 = types.data.find(({ id }) => id === '1xnvidia-h100-80gb');
    assert.equal(h100?.priceCentsPerHour, 549);
    assert.equal(h100.regions[0]?.headroom?.relation, 'RELATION_GTE');
    assert.equal(h100.regions[2]?.headroom, undefined);
    const own = await collect(v2.beta.models.list());
    assert.ok(own.some(({ weights }) => weights.type === 'WEIGHTS_TYPE_ADAPTER'));
    const revisions = await v2.beta.models.listRevisions('ml_support');
    assert.equal(revisions.data?.[0]?.validationStatus, 'REVISION_VALIDATION_STATUS_PENDING');
  });

  it('pages through lists', async () => {
    const all = await collect(v2.beta.endpoints.list({ limit: 3 }));
    assert.equal(new Set(all.map(({ id }) => id)).size, 8);
    const pages = lab.sim.control.requests({ path: /\/endpoints$/ });
    assert.equal(pages.length, 3);
  });

  it('takes a deployment from nothing to traffic and away again', async () => {
    const endpoint = await v2.beta.endpoints.create({ name: 'cycle' });
    assert.equal(endpoint.name, 'acme/cycle');
    const made = await v2.beta.endpoints.deployments.create(endpoint.id, {
      name: 'prod',
      ...qwen,
      autoscaling: { minReplicas: 1, maxReplicas: 2, scaleDownWindow: '300s' },
    });
    assert.equal(made.status.state, 'DEPLOYMENT_STATE_PROVISIONING');
    const routed = await v2.beta.endpoints.update(endpoint.id, {
      updateMask: 'trafficSplit',
      etag: endpoint.etag,
      trafficSplit: [{ deploymentId: made.id, weight: 1 }],
    });
    assert.notEqual(routed.etag, endpoint.etag);

    lab.sim.control.advance(600_000);
    const at = { endpointId: endpoint.id };
    const ready = await v2.beta.endpoints.deployments.retrieve(made.id, at);
    assert.equal(ready.status.state, 'DEPLOYMENT_STATE_READY');
    assert.equal(ready.status.readyReplicas, 1);
    assert.equal(ready.estimatedEffectiveTrafficShare, 1);
    const answer = await inference.chat.completions.create({
      model: endpoint.name,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    const { usage } = answer;
    assert.equal(usage?.total_tokens, usage!.prompt_tokens + usage!.completion_tokens);

    await v2.beta.endpoints.deployments.update(made.id, {
      ...at,
      updateMask: 'autoscaling',
      etag: ready.etag,
      autoscaling: { minReplicas: 0, maxReplicas: 0 },
    });
    lab.sim.control.advance(60_000);
    const fresh = await v2.beta.endpoints.retrieve(endpoint.id);
    await v2.beta.endpoints.update(endpoint.id, {
      updateMask: 'trafficSplit',
      etag: fresh.etag,
      trafficSplit: [],
    });
    const stopped = await v2.beta.endpoints.deployments.retrieve(made.id, at);
    assert.equal(stopped.status.state, 'DEPLOYMENT_STATE_STOPPED');
    assert.deepEqual(await v2.beta.endpoints.deployments.delete(made.id, { ...at, etag: stopped.etag }), {});
    await v2.beta.endpoints.delete(endpoint.id);
    await assert.rejects(v2.beta.endpoints.retrieve(endpoint.id), Together.NotFoundError);
  });

  it('streams text, reasoning and tool calls with the usage at the end', async () => {
    const stream = await inference.chat.completions.create({
      model: 'acme/chat-prod',
      messages: [{ role: 'user', content: 'Stream to me' }],
      stream: true,
    });
    let text = '';
    let usage: { completion_tokens: number } | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.match(text, /^You asked: "Stream to me"\./);
    assert.ok(usage!.completion_tokens > 5);

    const tools = await v1.chat.completions.create({
      model: 'openai/gpt-oss-20b',
      messages: [{ role: 'user', content: 'use get_weather please' }],
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }],
    });
    assert.equal(tools.choices[0]?.finish_reason, 'tool_calls');
    assert.equal(tools.choices[0].message?.tool_calls?.[0]?.function.name, 'get_weather');
    const thinking = await v1.chat.completions.create({
      model: 'deepseek-ai/DeepSeek-R1',
      messages: [{ role: 'user', content: 'why' }],
    });
    // On the wire, although the client's types do not know it.
    const said = thinking.choices[0]!.message as { reasoning_content?: string } | undefined;
    assert.match(said?.reasoning_content ?? '', /^The user wants/);
    const plain = await v1.completions.create({ model: 'openai/gpt-oss-20b', prompt: 'Once upon' });
    assert.match(plain.choices[0]?.text ?? '', /Once upon/);
  });

  it('reads analytics and events', async () => {
    const [prod] = await collect(v2.beta.endpoints.list({ filter: 'name = "chat-prod"' }));
    const numbers = await v2.beta.endpoints.analytics(prod!.id, {
      includeTimeSeries: true,
      granularity: '1h',
    });
    assert.equal(typeof numbers.metrics?.requestMetrics?.totalRequests, 'string');
    assert.ok((numbers.timeSeries?.length ?? 0) > 5);
    const events = await v2.beta.endpoints.listEvents(prod!.id, {
      types: ['deployment.scaled', 'pod.log'],
      limit: 10,
    });
    assert.deepEqual(
      events.data.map(({ type }) => type),
      ['deployment.scaled', 'pod.log'],
    );
    assert.match(
      lab.sim.control.requests({ path: '/events' }).at(-1)!.search,
      /types=deployment.scaled%2Cpod.log/,
    );
  });

  it('sees the errors as its own classes', async () => {
    const stranger = new Together({ apiKey: 'nobody', baseURL: lab.sim.baseUrls.v2, maxRetries: 0 });
    await assert.rejects(
      stranger.beta.endpoints.list({ projectId: account.project_id }),
      Together.AuthenticationError,
    );
    await assert.rejects(v2.beta.endpoints.create({ name: 'chat-prod' }), Together.ConflictError);
    await assert.rejects(v2.beta.endpoints.list({ projectId: 'proj_other' }), Together.NotFoundError);
    const call = v1.chat.completions.create({
      model: 'Qwen/Qwen3.5-9B',
      messages: [{ role: 'user', content: 'x' }],
    });
    await assert.rejects(call, /non-serverless model Qwen/);
    const v1Endpoints = await v1.endpoints.list({ type: 'dedicated', mine: true });
    assert.deepEqual(
      v1Endpoints.data.map(({ state }) => state as string),
      ['STARTED', 'STOPPED', 'FAILED'],
    );
    const again = v1.endpoints.update(v1Endpoints.data[1]!.id, { state: 'STARTED' });
    await assert.rejects(again, Together.PermissionDeniedError);
  });
});

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of pages) all.push(item);
  return all;
}
