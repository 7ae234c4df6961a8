import assert from 'node:assert/strict';
import { type Lab, newestVersion, openLab, rows, type Wire, word } from './lab.ts';

describe('Replicate simulator: account and catalogue', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab();
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  it('tells who asks, and what hardware they may choose', async () => {
    const me = await lab.want(200, 'GET', '/account');
    assert.deepEqual([me['type'], me['username']], ['organization', 'acme']);
    const skus = (await lab.want(200, 'GET', '/hardware')) as unknown as { sku: string; name: string }[];
    assert.deepEqual(skus[0], { sku: 'cpu', name: 'CPU' });
    assert.equal(skus.length, 7);
    const ada = { authorization: `Token ${lab.sim.credentials.otherToken}` };
    assert.equal((await lab.want(200, 'GET', '/account', undefined, ada))['type'], 'user');
    const fewer = (await lab.want(200, 'GET', '/hardware', undefined, ada)) as unknown as unknown[];
    assert.equal(fewer.length, 3);
    assert.match(word((await lab.want(200, 'GET', '/webhooks/default/secret'))['key']), /^whsec_/);
  });

  it('lists public models only, and finds them by words', async () => {
    const all = rows(await lab.want(200, 'GET', '/models'));
    assert.ok(all.length >= 6 && all.every(({ visibility }) => (visibility as unknown) === 'public'));
    const asc = rows(await lab.want(200, 'GET', '/models?sort_by=model_created_at&sort_direction=asc'));
    const times = asc.map((model) => word(model['created_at']));
    assert.deepEqual(times, times.toSorted());
    await lab.want(400, 'GET', '/models?sort_by=name');
    const found = await lab.want(200, 'GET', '/search?query=text-to-image&limit=1');
    const hits = found['models'] as unknown as { model: Wire; metadata: Wire }[];
    assert.equal(hits.length, 1);
    assert.deepEqual(hits[0]!.model['latest_version']!['openapi_schema'], {});
    assert.deepEqual(await lab.want(400, 'GET', '/search'), {
      detail: 'Query parameter "query" is required',
    });
    const older = await lab.want(200, 'QUERY', '/models', 'language', { 'content-type': 'text/plain' });
    assert.equal(rows(older)[0]!['owner'], 'meta');
    const [slug] = rows(await lab.want(200, 'GET', '/collections'));
    const one = await lab.want(200, 'GET', `/collections/${word(slug!['slug'])}`);
    assert.ok((one['models'] as unknown as unknown[]).length > 0);
  });

  it('shows own private models by name, and nobody else’s', async () => {
    const agent = await lab.want(200, 'GET', '/models/acme/support-agent');
    assert.equal(agent['visibility'], 'private');
    await lab.want(404, 'GET', '/models/ada/diary');
    assert.equal((await lab.want(200, 'GET', '/models/acme/unpushed'))['latest_version'], null);
    const legacy = await lab.want(200, 'GET', '/models/acme/legacy');
    assert.equal(legacy['latest_version']!['openapi_schema'], null);
    await lab.want(404, 'GET', '/models/meta/meta-llama-3-8b-instruct/versions');
    const readme = await lab.call('GET', '/models/stability-ai/sdxl/readme');
    assert.match(readme.headers.get('content-type')!, /^text\/plain/);
    await lab.want(404, 'GET', '/models/acme/legacy/readme');
    const examples = await lab.want(200, 'GET', '/models/stability-ai/sdxl/examples');
    assert.equal(rows(examples)[0]!['status'], 'succeeded');
  });

  it('describes inputs in every way Cog does', async () => {
    const input = async (model: string): Promise<Wire> => {
      const version = await newestVersion(lab, model);
      assert.match(version, /^[0-9a-f]{64}$/);
      const found = await lab.want(200, 'GET', `/models/${model}/versions/${version}`);
      const schemas = found['openapi_schema']!['components']!['schemas']!;
      return { ...schemas, properties: schemas['Input']!['properties']! };
    };
    const sdxl = await input('stability-ai/sdxl');
    const properties = sdxl['properties'] as unknown as Record<string, Record<string, unknown>>;
    assert.notEqual(Object.keys(properties)[0], 'prompt');
    assert.equal(properties['prompt']!['x-order'], 0);
    assert.deepEqual(properties['scheduler']!['allOf'], [{ $ref: '#/components/schemas/scheduler' }]);
    assert.ok(Array.isArray(sdxl['scheduler']!['enum']));
    assert.equal(properties['image']!['nullable'], true);
    const agent = (await input('acme/support-agent'))['properties'] as unknown as typeof properties;
    assert.equal(agent['api_key']!['x-cog-secret'], true);
    assert.ok(Array.isArray(agent['reference']!['anyOf']));
    const chat = await input('meta/llama-2-7b-chat');
    assert.equal(chat['Output']!['x-cog-array-display'], 'concatenate');
    const scale = (await input('nightmareai/real-esrgan'))['properties']!['scale']!;
    assert.deepEqual(scale['enum'], [2, 4, 8]);
  });

  it('makes, changes and deletes models', async () => {
    const body = { owner: 'acme', name: 'hot-dog', visibility: 'private', hardware: 'cpu' };
    const made = await lab.want(201, 'POST', '/models', body);
    assert.equal(made['latest_version'], null);
    const taken = await lab.want(409, 'POST', '/models', body);
    assert.match(taken['errors']!['0']!['detail'] as unknown as string, /already exists/);
    const wrong = await lab.want(400, 'POST', '/models', { ...body, name: 'x', hardware: 'gpu-x' });
    assert.equal(wrong['title'], 'Validation failed');
    assert.match(word(wrong['detail']), /^The following errors occurred:\n- hardware: gpu-x is not a valid/);
    await lab.want(403, 'POST', '/models', { ...body, owner: 'ada' });
    const changed = await lab.want(200, 'PATCH', '/models/acme/hot-dog', { description: 'Finds hot dogs' });
    assert.equal(changed['description'], 'Finds hot dogs');
    await lab.want(403, 'PATCH', '/models/stability-ai/sdxl', { description: 'Mine' });
    await lab.want(400, 'DELETE', '/models/acme/frames');
    await lab.want(204, 'DELETE', '/models/acme/hot-dog');
    await lab.want(404, 'GET', '/models/acme/hot-dog');
  });

  it('trains a new version', async () => {
    const version = await newestVersion(lab, 'stability-ai/sdxl');
    const route = `/models/stability-ai/sdxl/versions/${version}/trainings`;
    const missing = await lab.want(404, 'POST', route, { destination: 'acme/nothing', input: {} });
    assert.equal(missing['detail'], 'The specified training destination does not exist');
    const made = await lab.want(201, 'POST', route, { destination: 'acme/frames', input: { images: 'x' } });
    assert.match(word(made['urls']!['get']), /\/v1\/predictions\//);
    lab.sim.control.advance(10 * 60_000);
    const done = await lab.want(200, 'GET', `/trainings/${word(made['id'])}`);
    assert.equal(done['status'], 'succeeded');
    assert.equal(`acme/frames:${await newestVersion(lab, 'acme/frames')}`, done['output']!['version']);
    assert.equal(rows(await lab.want(200, 'GET', '/trainings')).length, 1);
    const canceled = await lab.want(201, 'POST', route, { destination: 'acme/frames', input: {} });
    const end = await lab.want(200, 'POST', `/trainings/${word(canceled['id'])}/cancel`);
    assert.equal(end['status'], 'canceled');
  });

  it('starts with an account in use', async () => {
    const deployments = rows(await lab.want(200, 'GET', '/deployments'));
    assert.deepEqual(
      deployments.map(({ name }) => name as unknown),
      ['7-posters', 'support', 'images', 'chat-prod', 'sdxl-retired'],
    );
    const runs = rows(await lab.want(200, 'GET', '/predictions'));
    assert.equal(runs.length, 4);
    assert.equal(rows(await lab.want(200, 'GET', '/predictions?source=web')).length, 1);
    assert.equal(lab.sim.control.cost({ deployment: 'acme/chat-prod' }).instanceMs, 72 * 3_600_000);
    const run = await lab.want(
      201,
      'POST',
      '/deployments/acme/chat-prod/predictions',
      { input: { prompt: 'Hi' } },
      { prefer: 'wait=5' },
    );
    assert.equal(run['status'], 'processing');
  });
});
