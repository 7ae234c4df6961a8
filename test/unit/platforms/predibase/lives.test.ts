import assert from 'node:assert/strict';
import { type Got, openPredibase, type PredibaseLab, type Wire, word, until } from './lab.ts';

describe('Predibase, the life of a deployment', () => {
  let lab: PredibaseLab;
  beforeEach(async () => {
    lab = await openPredibase();
  });
  afterEach(() => lab.close());

  const minute = 60_000;
  const create = (name: string, more: Record<string, unknown> = {}): Promise<Wire> =>
    lab.want(200, 'POST', '/v2/deployments', { name, config: { baseModel: 'qwen3-8b', ...more } });
  const read = async (name: string): Promise<[string, number]> => {
    const { data } = await lab.want(200, 'GET', `/v2/deployments/${name}`);
    return [word(data!['status']), Number(data!['currentReplicas'])];
  };
  const events = async (name: string): Promise<{ words: string[]; active: number; status: string }> => {
    const body = await lab.want(200, 'GET', `/llms/${name}/events?detailed=false`);
    const list = body['ComputeEvents'] as unknown as { eventType: string }[];
    return {
      words: list.map(({ eventType }) => eventType),
      active: Number(body['resourceActiveTime']),
      status: word(body['deploymentStatus']),
    };
  };
  const prompt = (name: string, more: Record<string, unknown> = {}): Promise<Got> =>
    lab.call('POST', `${lab.serving(name)}/generate`, {
      inputs: 'hi',
      parameters: { max_new_tokens: 60, ...more },
    });

  it('comes up in steps, and its active time is counted to the second', async () => {
    const { control } = lab.sim;
    await create('one', { minReplicas: 1 });
    assert.deepEqual(await read('one'), ['pending', 0]);
    control.advance(minute);
    assert.deepEqual(await read('one'), ['initializing', 0]);
    control.advance(3 * minute);
    assert.deepEqual(await read('one'), ['ready', 1]);
    control.advance(10 * minute);
    assert.deepEqual(await events('one'), {
      words: ['Pending', 'Initializing', 'Ready'],
      active: 600,
      status: 'ready',
    });
    // 3.20 USD an hour for ten minutes.
    assert.deepEqual(control.cost({ name: 'one' }), {
      activeMs: 600_000,
      replicaMs: 600_000,
      nanoUsd: 533_333_333,
    });
  });

  it('may fail, and says why only in the legacy object', async () => {
    lab.sim.control.scriptNext({ kind: 'failed', message: 'no GPU left' });
    await create('unlucky');
    lab.sim.control.advance(minute);
    assert.deepEqual(await read('unlucky'), ['failed', 0]);
    assert.deepEqual((await events('unlucky')).words, ['Pending', 'Failed']);
    assert.equal(word((await lab.want(200, 'GET', '/llms/unlucky'))['errorText']), 'no GPU left');
    assert.equal((await prompt('unlucky')).status, 503);
  });

  it('may say words nobody knows', async () => {
    assert.deepEqual(await read('experiment'), ['hibernating', 0]);
    lab.sim.control.sayStatus('support-prod', 'Reticulating');
    assert.equal((await read('support-prod'))[0], 'Reticulating');
    lab.sim.control.sayStatus('support-prod', undefined);
    assert.equal((await read('support-prod'))[0], 'ready');
  });

  it('trap 28: an update leaves the old Ready in the history, and old replicas serving', async () => {
    await lab.want(200, 'PUT', '/v2/deployments/support-prod', { config: { minReplicas: 3 } });
    assert.deepEqual(await read('support-prod'), ['updating', 2]);
    assert.equal((await prompt('support-prod')).status, 200);
    const { words, status } = await events('support-prod');
    assert.deepEqual([words.includes('Ready'), words.at(-1), status], [true, 'Updating', 'updating']);
    lab.sim.control.advance(minute);
    assert.deepEqual(await read('support-prod'), ['ready', 3]);
  });

  it('trap 13: stops softly: minimum 0, cooldown, standby; a request wakes it and waits', async () => {
    const { control } = lab.sim;
    await lab.want(200, 'PUT', '/v2/deployments/support-prod', {
      config: { minReplicas: 0, cooldownTime: 600 },
    });
    control.advance(5 * minute);
    await prompt('support-prod');
    control.advance(9 * minute);
    assert.deepEqual(await read('support-prod'), ['ready', 2], 'the request began the idle time anew');
    control.advance(2 * minute);
    assert.deepEqual(await read('support-prod'), ['standby', 0]);
    const { active } = await events('support-prod');
    control.advance(60 * minute);
    assert.equal((await events('support-prod')).active, active, 'idle costs nothing');
    const waiting = prompt('support-prod');
    await until(() => control.deployment('support-prod').status === 'initializing');
    assert.deepEqual(await read('support-prod'), ['initializing', 0]);
    control.advance(4 * minute);
    assert.equal((await waiting).status, 200);
    assert.deepEqual(await read('support-prod'), ['ready', 1]);
  });

  it('starts again when its minimum is raised', async () => {
    await lab.want(200, 'PUT', '/v2/deployments/nightly-batch', { config: { minReplicas: 1 } });
    lab.sim.control.advance(5 * minute);
    assert.deepEqual(await read('nightly-batch'), ['ready', 1]);
  });

  it('trap 15: a health probe may wake it, or may not', async () => {
    lab.sim.control.setModes({ healthWakes: false });
    const path = `${lab.serving('nightly-batch')}/health`;
    assert.equal((await lab.call('GET', path)).status, 503);
    assert.equal((await read('nightly-batch'))[0], 'standby');
    lab.sim.control.setModes({ healthWakes: true });
    await lab.call('GET', path);
    assert.equal((await read('nightly-batch'))[0], 'initializing');
  });

  it('is gone when it is deleted: 404 here, null there, its events still told', async () => {
    assert.equal((await lab.call('DELETE', '/v2/deployments/support-prod')).status, 204);
    assert.equal((await lab.call('GET', '/v2/deployments/support-prod')).status, 404);
    assert.equal((await lab.call('GET', '/llms/support-prod')).text, 'null');
    assert.equal((await events('support-prod')).status, 'deleted');
    const lost = await prompt('support-prod');
    assert.deepEqual([lost.status, lost.type.split(';')[0]], [404, 'text/plain']);
    await lab.want(404, 'DELETE', '/v2/deployments/support-prod');
  });

  it('grows under load up to its maximum', async () => {
    const { control } = lab.sim;
    control.engine('support-prod').occupied = 9;
    await prompt('support-prod');
    control.advance(5 * minute);
    assert.deepEqual(await read('support-prod'), ['ready', 3]);
  });

  it('serves adapters of the account, by name of tenant and deployment', async () => {
    const token = lab.sim.credentials.apiToken;
    const adapted = await prompt('support-prod', { adapter_id: 'support/1', adapter_source: 'pbase' });
    assert.equal(adapted.headers.get('x-adapter-source'), 'pbase');
    assert.match(word(adapted.body['generated_text']), /support\/1/);
    const chat = await lab.call('POST', `${lab.serving('support-prod')}/v1/chat/completions`, {
      model: 'llama-tone/1',
      messages: [{ role: 'user', content: 'hi' }],
      api_token: token,
    });
    assert.match(word(chat.body['error']), /Architectures differ/);
    assert.equal(lab.sim.control.seen('support-prod').at(-1)?.token, 'predibase');
    assert.equal((await lab.call('GET', `/other${lab.serving('x').slice(7)}/health`)).status, 404);
    assert.equal((await lab.call('GET', `${lab.serving('support-prod')}/info`)).status, 404);
    lab.sim.control.setModes({ servingInfo: 'pass' });
    assert.equal((await lab.call('GET', `${lab.serving('support-prod')}/info`)).status, 200);
    assert.ok(Array.isArray((await lab.call('POST', lab.serving('support-prod'), { inputs: 'x' })).body));
  });
});
