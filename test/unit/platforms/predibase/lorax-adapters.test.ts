import assert from 'node:assert/strict';
import { errorOf, type Got, type LoraxLab, openLorax, openPredibase, until } from './lab.ts';

describe('LoRAX, adapters per request', () => {
  let lab: LoraxLab;
  beforeEach(async () => {
    lab = await openLorax();
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const ask = (parameters: Record<string, unknown>, headers = {}): Promise<Got> =>
    lab.call(
      'POST',
      '/generate',
      { inputs: 'hello', parameters: { max_new_tokens: 90, ...parameters } },
      headers,
    );
  const hub = (id: string, more = {}): Promise<Got> =>
    ask({ adapter_id: id, adapter_source: 'hub', ...more });

  it('are loaded at first use, which shows in the queue time, and change what is said', async () => {
    const first = await hub('acme/support-lora');
    const again = await hub('acme/support-lora');
    const base = await ask({ adapter_id: '' });
    assert.equal(first.headers.get('x-queue-time'), '5500');
    assert.equal(again.headers.get('x-queue-time'), '0');
    assert.deepEqual(
      [first.headers.get('x-adapter-id'), first.headers.get('x-adapter-source')],
      ['acme/support-lora', 'hub'],
    );
    assert.notEqual(first.body['generated_text'], base.body['generated_text']);
    const other = await hub('acme/sql-lora');
    assert.notEqual(first.body['generated_text'], other.body['generated_text']);
    assert.deepEqual(lab.sim.control.adapters(), {
      'acme/support-lora': 'Ready',
      'acme/sql-lora': 'Ready',
    });
  });

  it('fail with 424 and a text that says why', async () => {
    const failing: [Record<string, unknown>, string][] = [
      [{ adapter_id: 'acme/none', adapter_source: 'hub' }, 'No valid adapter config file found: tried'],
      [{ adapter_id: 'acme/private-lora' }, 'tried None and None'],
      [{ adapter_id: 'acme/private-lora', api_token: 'hf_wrong' }, '401 Client Error'],
      [{ adapter_id: 'acme/llama-lora' }, 'Architectures differ'],
      [{ adapter_id: 'acme/rank-256' }, 'is larger than adapter memory reservation'],
      [{ adapter_id: 'x', adapter_source: 'ftp' }, "Invalid source 'ftp' when downloading adapter 'x'"],
      [{ adapter_id: '/data/adapters/empty', adapter_source: 'local' }, 'No local weights found in'],
      [{ adapter_id: 'support/1', adapter_source: 'pbase' }, 'api_token must be provided'],
      [{ adapter_id: 'a/b/c', adapter_source: 'pbase', api_token: 'pb_x' }, 'Invalid model id'],
      [{ adapter_id: 'support/3', adapter_source: 'pbase', api_token: 'pb_x' }, 'Current status: pending'],
      [{ adapter_id: 'support/4', adapter_source: 'pbase', api_token: 'pb_x' }, 'is not yet available'],
      [
        { merged_adapters: { ids: ['__base_model__', 'a'], weights: [1, 1] } },
        'Base model adapter cannot be',
      ],
    ];
    for (const [parameters, words] of failing) {
      const got = await ask(parameters);
      assert.deepEqual([got.status, got.body['error_type']], [424, 'generation'], words);
      assert.ok(errorOf(got).startsWith('Request failed during generation: Server error: '));
      assert.ok(errorOf(got).includes(words), errorOf(got));
    }
    assert.deepEqual(lab.sim.control.adapters(), {}, 'every failure is forgotten');
  });

  it('answer a failure to everybody who waits, count it once, and download again for the next', async () => {
    const { control } = lab.sim;
    control.setModes({ holdLoads: true });
    const waiting = [hub('acme/llama-lora'), hub('acme/llama-lora')];
    await until(() => control.seen().length === 2);
    assert.deepEqual(control.adapters(), { 'acme/llama-lora': 'Downloading' });
    control.advance(60_000);
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ status }) => status),
      [424, 424],
    );
    assert.equal(control.engine.metrics.value('lorax_request_failure', { err: 'load_adapter' }), 1);
    assert.equal(control.downloads(), 1);
    control.setModes({ holdLoads: false });
    await hub('acme/llama-lora');
    assert.equal(control.downloads(), 2);
  });

  it('trap 7: are remembered by id alone, whatever source or token the next one names', async () => {
    await hub('acme/private-lora', { api_token: lab.sim.credentials.huggingFaceToken });
    const stranger = await ask({ adapter_id: 'acme/private-lora', adapter_source: 'local' });
    assert.equal(stranger.status, 200);
  });

  it('trap 8: go on as they were loaded, although their owner changed them', async () => {
    const { control } = lab.sim;
    await hub('acme/sql-lora');
    control.addAdapter({ id: 'acme/sql-lora', source: 'hub', baseModel: 'x', failure: 'broken since' });
    assert.equal((await hub('acme/sql-lora')).status, 200);
    await control.restart();
    assert.match(errorOf(await hub('acme/sql-lora')), /broken since/);
  });

  it('trap 2: preloading one shuts out all others; so does a static one', async () => {
    lab.sim.control.setSettings({ preloadedAdapters: ['acme/sql-lora'] });
    assert.equal((await hub('acme/sql-lora')).status, 200);
    assert.match(errorOf(await hub('acme/support-lora')), /Memory reserved for adapters is 0/);
    lab.sim.control.setSettings({ preloadedAdapters: [], staticAdapter: 'acme/sql-lora' });
    assert.match(errorOf(await hub('acme/support-lora')), /does not support dynamic adapter loading/);
  });

  it('trap 9: take the bearer token for theirs unless the body names one', async () => {
    const bearer = { authorization: 'Bearer pb_customer' };
    const got = await ask({ adapter_id: 'acme/support-lora', adapter_source: 'hub' }, bearer);
    assert.match(errorOf(got), /401/);
    const { huggingFaceToken } = lab.sim.credentials;
    const explicit = { adapter_id: 'acme/support-lora', adapter_source: 'hub', api_token: huggingFaceToken };
    assert.equal((await ask(explicit, bearer)).status, 200);
    assert.deepEqual(
      lab.sim.control.seen().map(({ token, tokenFrom }) => [token, tokenFrom]),
      [
        ['predibase', 'header'],
        ['huggingface', 'body'],
      ],
    );
    const logged = JSON.stringify(lab.sim.control.requests());
    assert.ok(!logged.includes('pb_customer') && !logged.includes(huggingFaceToken));
  });

  it('trap 24: a merge strategy nobody knows kills the router', async () => {
    const merge = (merge_strategy: string): Promise<Got> =>
      ask({
        merged_adapters: { ids: ['acme/sql-lora', 'acme/support-lora'], weights: [1, 0.5], merge_strategy },
      });
    const fine = await merge('ties');
    assert.equal(fine.headers.get('x-adapter-id'), 'acme/sql-lora,acme/support-lora');
    assert.equal(lab.sim.control.crashes(), 0);
    await assert.rejects(merge('magic'), TypeError);
    assert.equal(lab.sim.control.crashes(), 1);
    await assert.rejects(lab.call('GET', '/health'), TypeError);
    await lab.sim.control.restart();
    assert.equal((await lab.call('GET', '/health')).status, 200);
  });

  it('of Predibase are resolved at its control plane with the token of the request', async () => {
    const plane = await openPredibase();
    const server = await openLorax({
      predibaseGateway: plane.sim.baseUrls.gateway,
      settings: { serverToken: plane.sim.credentials.apiToken },
    });
    const want = (adapter_id: string, api_token?: string): Promise<Got> =>
      server.call('POST', '/generate', {
        inputs: 'hi',
        parameters: {
          adapter_id,
          adapter_source: 'pbase',
          max_new_tokens: 3,
          ...(api_token ? { api_token } : {}),
        },
      });
    // The server's own token is good for the download only.
    assert.match(errorOf(await want('support/1')), /api_token must be provided/);
    assert.equal(server.sim.control.downloads(), 1);
    assert.equal((await want('support/1', plane.sim.credentials.apiToken)).status, 200);
    assert.match(errorOf(await want('support/3', plane.sim.credentials.apiToken)), /not ready for use/);
    await Promise.all([plane.close(), server.close()]);
  });
});
