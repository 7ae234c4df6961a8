import assert from 'node:assert/strict';
import type { InvokeRequest } from '../../../../src/connectors/index.ts';
import { invokeLorax } from '../../../../src/connectors/predibase/lorax/invoke.ts';
import { startPredibase } from '../../../platforms/predibase/index.ts';
import {
  closeLoraxBenches,
  collect,
  done,
  failed,
  openLorax,
  predibaseToken,
  proxyToken,
  question,
  text,
  types,
} from './bench.ts';
import type { LoraxBench } from './bench.ts';

const modes = ['chat', 'generate', 'completions'] as const;
const adapter = 'acme/support-lora';

describe('adapters on a LoRAX server', () => {
  afterEach(closeLoraxBenches);

  it('names one in every mode with its source, and the answer is another than the base’s', async () => {
    const bench = await openLorax();
    for (const mode of modes)
      for (const stream of [true, false]) {
        const events = await bench.ask({ mode, stream, adapter });
        const base = await bench.ask({ mode, stream });
        assert.notEqual(text(events), text(base), mode);
        assert.equal(done(events).response['warning'], undefined);
      }
    const seen = bench.sim.control.seen().filter(({ adapters }) => adapters.length > 0);
    assert.equal(seen.length, 6);
    for (const { source, token } of seen) assert.deepEqual([source, token], ['hub', 'none']);
  });

  it('traps 7 and 9: a token goes only with the source it is for', async () => {
    const bench = await openLorax();
    done(await bench.ask({ adapter: 'support/1', adapterSource: 'pbase' }));
    done(await bench.ask({ adapter: 's3://acme-adapters/routing', adapterSource: 's3' }));
    done(await bench.ask({ adapter: '/data/adapters/tone', adapterSource: 'local', mode: 'generate' }));
    done(await bench.ask({ adapter }));
    done(await bench.ask());
    assert.deepEqual(
      bench.sim.control.seen().map(({ source, token, tokenFrom }) => [source, token, tokenFrom]),
      [
        ['pbase', 'predibase', 'body'],
        ['s3', 'none', 'none'],
        ['local', 'none', 'none'],
        ['hub', 'none', 'none'],
        [undefined, 'none', 'none'],
      ],
    );
    const headers = JSON.stringify(bench.sim.control.requests().map((entry) => entry.headers));
    assert.ok(!headers.includes(predibaseToken));
  });

  it('trap 9: behind a proxy its token is in the header, and the adapter’s own in the body goes before it', async () => {
    const bench = await openLorax({ proxyToken });
    const headers = { authorization: `Bearer ${proxyToken}` };
    done(await bench.ask({ adapter: 'support/1', adapterSource: 'pbase' }, { headers }));
    const [seen] = bench.sim.control.seen();
    assert.deepEqual([seen!.token, seen!.tokenFrom], ['predibase', 'body']);
    const refused = failed(await bench.ask());
    assert.equal(refused.code, 'unauthorized');
    assert.ok(!JSON.stringify(refused).includes('<html'));
    const hub = failed(await bench.ask({ adapter: 'acme/private-lora' }, { headers }));
    assert.equal(hub.code, 'adapter-failed');
    assert.match(hub.hint ?? '', /Hugging Face token, which is set for this server alone/);
    const huggingFace = bench.sim.credentials.huggingFaceToken;
    done(
      await bench.ask(
        { adapter: 'acme/private-lora' },
        { headers, adapterToken: (source) => (source === 'hub' ? huggingFace : undefined) },
      ),
    );
    assert.equal(bench.sim.control.seen().at(-1)!.token, 'huggingface');
  });

  it('trap 9: the key of a server is never taken for an adapter’s token, nor the gateway’s', async () => {
    const bench = await openLorax({ proxyToken });
    const headers = { authorization: `Bearer ${proxyToken}` };
    const none = { headers, adapterToken: () => undefined };
    for (const mode of modes) {
      done(await bench.ask({ mode }, none));
      for (const [id, adapterSource] of [
        [adapter, 'hub'],
        ['s3://acme-adapters/routing', 's3'],
        ['/data/adapters/tone', 'local'],
      ] as const)
        done(await bench.ask({ mode, adapter: id, adapterSource }, none));
    }
    for (const { token, tokenFrom } of bench.sim.control.seen())
      assert.deepEqual([token, tokenFrom], ['none', 'none']);
    const gateway = { ...none, kind: 'gateway' } as const;
    done(await bench.ask({ adapter }, gateway));
    assert.equal(bench.sim.control.seen().at(-1)!.token, 'none');
    const before = bench.bodies('/v1/chat/completions').length;
    done(await bench.ask({}, gateway));
    const base = bench.bodies('/v1/chat/completions')[before];
    assert.ok(base && !('api_token' in base), 'what is no LoRAX behind the gateway need not know the field');
  });

  it('trap 9: a private adapter is fetched with the token of its server, which no other server or source gets', async () => {
    const [mine, other] = [await openLorax(), await openLorax()];
    const hugging = mine.sim.credentials.huggingFaceToken;
    const servers = mine.servers({
      servers: [
        { id: 'mine', label: 'Mine', url: mine.sim.baseUrls.server, adapterToken: hugging },
        { id: 'other', label: 'Other', url: other.sim.baseUrls.server },
      ],
      redact: (plain) => plain,
    });
    const ask = (id: string, more: Partial<InvokeRequest>) =>
      collect(servers.invoke(`lorax/${id}`, { ...question, ...more }));
    const hub = { adapter: 'acme/private-lora', adapterSource: 'hub' };
    const events = await ask('mine', hub);
    done(events);
    await servers.list(undefined, true);
    for (const adapterSource of ['pbase', 's3', 'local'])
      await ask('mine', { adapter: 'a/b', adapterSource });
    done(await ask('mine', {}));
    const tokens = mine.sim.control.seen().map(({ token }) => token);
    assert.deepEqual(tokens, ['huggingface', 'predibase', 'none', 'none', 'none']);
    assert.match(failed(await ask('other', hub)).hint ?? '', /set for this server alone/);
    assert.ok(!JSON.stringify(other.sim.control.requests()).includes(hugging));
    const shown = JSON.stringify([events, [...mine.memory]]);
    assert.ok(!shown.includes(hugging), 'it is shown nowhere');
    const code = servers.snippet('lorax/mine', { ...question, ...hub }, 'python');
    assert.match(code, /"api_token": os\.environ\["HF_TOKEN"\]/);
    assert.ok(!code.includes(hugging));
    assert.ok(!servers.snippet('lorax/other', { ...question, ...hub }, 'python').includes('api_token'));
  });

  it('loads an adapter of Predibase with the token of the request', async () => {
    const plane = await startPredibase();
    try {
      const bench = await openLorax({ predibaseGateway: plane.baseUrls.gateway });
      const adapterToken = () => plane.credentials.apiToken;
      const events = await bench.ask({ adapter: 'support/1', adapterSource: 'pbase' }, { adapterToken });
      assert.ok(text(events).length > 0);
      done(events);
      const without = await bench.ask(
        { adapter: 'support/1', adapterSource: 'pbase', mode: 'generate' },
        { adapterToken: () => undefined },
      );
      assert.ok(['done', 'error'].includes(without.at(-1)!.type));
      assert.ok(!JSON.stringify(events).includes(plane.credentials.apiToken), 'the token is shown nowhere');
    } finally {
      await plane.close();
    }
  });

  it('trap 25: an adapter that the answer does not confirm is warned about', async () => {
    const bench = await openLorax();
    const body = {
      id: 'null',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Base.' }, finish_reason: 'stop' }],
    };
    bench.sim.control.addFault({ path: '/**', fault: { kind: 'status', status: 200, body } });
    const { response } = done(await bench.ask({ adapter, stream: false }));
    assert.match(String(response['warning']), /does not confirm the adapter acme\/support-lora/);
    bench.sim.control.addFault({
      path: '/**',
      fault: { kind: 'status', status: 200, body, headers: { 'x-adapter-id': 'acme/other' } },
    });
    const other = done(await bench.ask({ adapter, stream: false }));
    assert.match(String(other.response['warning']), /names the adapter acme\/other/);
  });

  const failures: [string, string, string, RegExp, Parameters<typeof openLorax>[0]?][] = [
    ['an unknown repository', 'acme/nothing', 'hub', /adapter_config\.json|does not show/],
    ['a private one without a token', 'acme/private-lora', 'hub', /adapter_config\.json|does not show/],
    ['one for another base model', 'acme/llama-lora', 'hub', /another base model/],
    ['one that is too large', 'acme/rank-256', 'hub', /more memory/],
    ['one still in training', 'support/3', 'pbase', /has not finished/],
    ['one without files', 'support/4', 'pbase', /no files/],
    ['a directory without weights', '/data/adapters/empty', 'local', /no weights/],
    [
      'another than the preloaded ones',
      adapter,
      'hub',
      /preloaded/,
      { settings: { preloadedAdapters: ['a/b'] } },
    ],
    [
      'another than the static one',
      adapter,
      'hub',
      /one adapter of its own/,
      { settings: { staticAdapter: 'a/b' } },
    ],
  ];
  for (const [what, id, source, says, options] of failures)
    it(`explains a failure to load ${what}, and never asks twice`, async () => {
      const bench = await openLorax(options);
      for (const mode of modes)
        for (const stream of [true, false]) {
          const before = bench.sim.control.requests({ method: 'POST' }).length;
          const events = await bench.ask({ mode, stream, adapter: id, adapterSource: source });
          const error = failed(events);
          assert.equal(error.code, 'adapter-failed', `${mode} ${error.platformMessage ?? ''}`);
          assert.match(error.message, says);
          assert.ok(error.message.includes(id), 'names the adapter');
          assert.equal(error.status, stream ? 200 : 424);
          assert.ok((error.hint ?? '').length > 0);
          assert.equal(bench.sim.control.requests({ method: 'POST' }).length, before + 1);
        }
    });

  it('refuses before sending what could only fail', async () => {
    const bench = await openLorax();
    for (const [id, source] of [
      ['a/b/c', 'pbase'],
      ['a/b', 'ftp'],
      ['__base_model__', 'hub'],
    ] as const) {
      const events = await bench.ask({ adapter: id, adapterSource: source });
      assert.equal(failed(events).code, 'invalid');
      assert.equal(types(events), 'error');
    }
    assert.deepEqual(bench.sim.control.seen(), []);
  });

  /** Asks for a cold adapter on a live server; `on` sees each event. */
  async function cold(bench: LoraxBench, monotonic: () => number) {
    const target = bench.target({ clock: { ...bench.clock, monotonic } });
    return collect(invokeLorax(target, { ...question, adapter }));
  }

  it('tells that a cold adapter is loading while only comments come', async () => {
    const bench = await openLorax({ modes: { keepAliveMs: 5, holdLoads: true } });
    let told = 0;
    const events = await collect(
      (async function* () {
        for await (const event of invokeLorax(bench.target(), { ...question, adapter })) {
          if (event.type === 'waiting' && told++ === 0) bench.sim.control.advance(60_000);
          yield event;
        }
      })(),
    );
    done(events);
    assert.equal(types(events), 'sent first-byte waiting token done');
    assert.match(JSON.stringify(events), /fetches and loads the adapter acme\/support-lora/);
  });

  it('gives up when nothing but comments came for ten minutes', async () => {
    const bench = await openLorax({ modes: { keepAliveMs: 5, holdLoads: true } });
    let now = 0;
    const events = await cold(bench, () => (now += 100_000));
    assert.equal(failed(events).code, 'timeout');
    assert.match(failed(events).message, /10 minutes/);
  });
});
