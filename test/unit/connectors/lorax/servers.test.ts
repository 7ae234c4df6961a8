import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformError } from '../../../../src/connectors/index.ts';
import type { Deployment, ErrorCode, ServerEntry } from '../../../../src/connectors/index.ts';
import { checkServer } from '../../../../src/connectors/predibase/lorax/check.ts';
import type { LoraxServers } from '../../../../src/connectors/predibase/lorax/servers.ts';
import { closeLoraxBenches, collect, done, openLorax, proxyToken, question } from './bench.ts';
import type { LoraxBench } from './bench.ts';

const minute = 60_000;

const fails = async (code: ErrorCode, action: Promise<unknown>): Promise<PlatformError> => {
  const error: unknown = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PlatformError, `expected ${code}`);
  assert.equal(error.code, code, error.message);
  return error;
};

describe('registered LoRAX servers', () => {
  let strangers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await closeLoraxBenches();
    await Promise.all(strangers.map((close) => close()));
    strangers = [];
  });

  const only = async (servers: LoraxServers): Promise<Deployment> => {
    const rows = await servers.list();
    assert.equal(rows.length, 1);
    return rows[0]!;
  };

  /** Something else that listens. */
  const stranger = async (
    answer: (url: string) => { status: number; body?: string; to?: string } | undefined,
  ) => {
    const server = createServer((request, response) => {
      const said = answer(request.url ?? '');
      if (!said) return;
      response.writeHead(said.status, said.to === undefined ? {} : { location: said.to });
      response.end(said.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    strangers.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const entry = (bench: LoraxBench, change: Partial<ServerEntry> = {}): ServerEntry => ({
    id: 'one',
    label: 'My server',
    url: bench.sim.baseUrls.server,
    addedAt: bench.sim.control.now(),
    ...change,
  });

  it('are rows like deployments, with nothing that is not known', async () => {
    const bench = await openLorax();
    const row = await only(bench.servers({ prices: { one: { perHour: 1_500_000_000 } } }));
    assert.equal(row.id, 'lorax/one');
    assert.equal(row.platform, 'predibase');
    assert.deepEqual(row.origin, { id: 'lorax', label: 'LoRAX server' });
    assert.equal(row.name, 'My server');
    assert.equal(row.status, 'active');
    assert.ok(row.detail.inferred);
    assert.equal(row.model.id, 'Qwen/Qwen3-8B');
    assert.deepEqual(row.replicas, { ready: 1, readyInferred: true });
    assert.deepEqual(row.price, { perReplicaHour: 1_500_000_000, source: { kind: 'user' } });
    assert.deepEqual(row.endpoint, { url: bench.sim.baseUrls.openai, model: '' });
    assert.deepEqual(row.config, {});
    assert.equal(row.allowed.test, true);
    assert.equal(row.allowed.remove, true);
    for (const action of ['stop', 'start', 'update'] as const)
      assert.match((row.allowed[action] as { no: string }).no, /LoRAX (has no|takes no)/);
    assert.match(row.consequences?.remove ?? '', /keeps running/);
    assert.equal((await only(bench.servers())).price, undefined);
  });

  it('are asked for their health each time, and for the rest only when it is not known', async () => {
    const bench = await openLorax();
    const servers = bench.servers();
    const asked = async () => {
      bench.sim.control.clearRequests();
      await servers.list();
      return bench.sim.control.requests().map(({ path }) => path);
    };
    assert.deepEqual(await asked(), ['/health', '/info']);
    assert.deepEqual(await asked(), ['/health']);
    await bench.sim.control.setState('unhealthy');
    assert.deepEqual(await asked(), ['/health']);
    await bench.sim.control.restart();
    assert.deepEqual(await asked(), ['/health', '/info']);
    await servers.get('lorax/one');
    assert.equal(bench.sim.control.requests({ path: '/info' }).length, 2, 'read anew on demand');
    assert.deepEqual(bench.sim.control.requests({ path: '/startup' }), []);
  });

  it('go from starting to active, and are stopped when they are gone', async () => {
    const bench = await openLorax({ state: 'starting' });
    const servers = bench.servers();
    const row = await only(servers);
    assert.equal(row.status, 'deploying');
    assert.deepEqual(row.replicas, { ready: 0, readyInferred: true });
    assert.match((row.allowed.test as { no: string }).no, /not answer yet/);
    await bench.sim.control.setState('healthy');
    assert.equal((await only(servers)).status, 'active');
    await bench.sim.control.setState('starting');
    const gone = await only(servers);
    assert.equal(gone.status, 'stopped');
    assert.equal(gone.model.id, 'Qwen/Qwen3-8B', 'what it ran last');
    assert.equal((await only(bench.servers())).status, 'stopped', 'also after a reload');
  });

  it('count as down when they never came up', async () => {
    const bench = await openLorax({ state: 'starting' });
    const servers = bench.servers();
    bench.sim.control.advance(14 * minute);
    assert.equal((await only(servers)).status, 'deploying');
    bench.sim.control.advance(minute);
    assert.equal((await only(servers)).status, 'stopped');
  });

  it('fail when they say that they are unhealthy', async () => {
    const bench = await openLorax({ state: 'unhealthy' });
    const row = await only(bench.servers());
    assert.equal(row.status, 'failed');
    assert.match(row.error ?? '', /unhealthy/);
  });

  it('are told from proxies, sign-in pages and other servers', async () => {
    const bench = await openLorax();
    const seen = async (answer: Parameters<typeof stranger>[0]) => {
      const row = await only(bench.servers({ servers: [entry(bench, { url: await stranger(answer) })] }));
      return [row.status, row.detail.word];
    };
    assert.deepEqual(await seen(() => ({ status: 502, body: '<html>Bad Gateway</html>' })), [
      'deploying',
      'proxy up, server not',
    ]);
    const foreign = ['failed', 'not a LoRAX server'];
    assert.deepEqual(await seen(() => ({ status: 200, body: '<html>Welcome</html>' })), foreign);
    assert.deepEqual(await seen(() => ({ status: 404 })), foreign);
    assert.deepEqual(await seen((url) => ({ status: url === '/health' ? 200 : 404 })), foreign);
    assert.deepEqual(await seen(() => ({ status: 302, to: 'https://login.example/' })), foreign);
    assert.deepEqual(await seen(() => ({ status: 200, body: '{"model_id":""}' })), foreign);
    const locked = await only(
      bench.servers({ servers: [entry(bench, { url: await stranger(() => ({ status: 401 })) })] }),
    );
    assert.deepEqual([locked.detail.word, locked.replicas], ['token refused', {}]);
  });

  it('never hold each other up, and each gives a row', async () => {
    const bench = await openLorax();
    const asked: string[] = [];
    const slow = await stranger((url) => void asked.push(url));
    const servers = bench.servers({
      patience: 500,
      servers: [
        entry(bench, { id: 'slow', label: 'Slow', url: slow }),
        entry(bench),
        entry(bench, { id: 'gone', label: 'Gone', url: 'http://127.0.0.1:9' }),
      ],
    });
    const began = performance.now();
    const rows = await servers.list();
    assert.ok(performance.now() - began < 3000);
    assert.deepEqual(
      rows.map(({ id, status }) => [id, status]),
      [
        ['lorax/slow', 'deploying'],
        ['lorax/one', 'active'],
        ['lorax/gone', 'deploying'],
      ],
    );
    assert.deepEqual(asked, ['/health']);
  });

  it('that were down are not taken for healthy because they now give no answer at all', async () => {
    const bench = await openLorax();
    let mood: 'well' | 'away' | 'silent' = 'well';
    const url = await stranger((path) =>
      mood === 'silent'
        ? undefined
        : mood === 'away'
          ? { status: 404 }
          : {
              status: 200,
              body: path === '/info' ? '{"model_id":"m","max_total_tokens":9}' : '',
            },
    );
    const make = () => bench.servers({ patience: 100, servers: [entry(bench, { url })] });
    const servers = make();
    const statuses: string[] = [];
    for (mood of ['well', 'silent', 'well', 'away', 'silent', 'silent'] as const)
      statuses.push((await only(servers)).status);
    assert.deepEqual(statuses, ['active', 'active', 'active', 'failed', 'stopped', 'stopped']);
    assert.equal(
      (await only(make())).status,
      'stopped',
      'nor because they were healthy in an earlier session',
    );
  });

  it('hold up nobody with an answer that never ends', async () => {
    const bench = await openLorax();
    const dripping = createServer((_request, response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drops));
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    strangers.push(
      () =>
        new Promise((resolve) => {
          dripping.close(() => resolve());
          dripping.closeAllConnections();
        }),
    );
    const url = `http://127.0.0.1:${(dripping.address() as AddressInfo).port}`;
    const servers = bench.servers({ patience: 100, servers: [entry(bench, { url, addedAt: 0 })] });
    const row = await only(servers);
    assert.deepEqual([row.status, row.detail.word], ['stopped', 'unreachable']);
    assert.match(row.detail.message ?? '', /came to no end/);
    const leaving = new AbortController();
    const looking = servers.list(leaving.signal);
    leaving.abort();
    await fails('cancelled', looking);
  });

  it('say nothing in the name of a model that is no name, and no limit that is none', async () => {
    const bench = await openLorax();
    const said: [unknown, number][] = [
      ['   ', 4096],
      ['x'.repeat(2000), 4096],
      ['a\nb', 4096],
      ['good', -5],
      ['good', 0.5],
    ];
    const words: string[] = [];
    for (const [model_id, max_total_tokens] of said) {
      const url = await stranger((path) => ({
        status: 200,
        body: path === '/info' ? JSON.stringify({ model_id, max_total_tokens }) : '',
      }));
      const servers = bench.servers({ servers: [entry(bench, { url })] });
      words.push((await only(servers)).detail.word);
      assert.equal((await servers.testForm('lorax/one')).prompt?.defaults?.maxTokens, 256);
    }
    const odd = 'not a LoRAX server';
    assert.deepEqual(words, [odd, odd, odd, 'healthy', 'healthy']);
  });

  it('stop being asked when the person has gone on', async () => {
    const bench = await openLorax();
    await fails('cancelled', bench.servers().list(AbortSignal.abort()));
  });

  it('say that a copy of every prompt is sent on, but not where to', async () => {
    const bench = await openLorax({ settings: { requestLoggerUrl: 'http://logger.internal:9/' } });
    const row = await only(bench.servers());
    assert.match((row.detail.notes ?? []).join(' '), /copy of every prompt/);
    assert.ok(!JSON.stringify(row).includes('logger.internal'));
  });

  it('get their token behind a proxy, and show it nowhere', async () => {
    const bench = await openLorax({ proxyToken });
    const servers = bench.servers({ servers: [entry(bench, { token: proxyToken })], redact: (text) => text });
    const row = await only(servers);
    assert.equal(row.status, 'active');
    const events = await collect(servers.invoke('lorax/one', question));
    done(events);
    const snippet = servers.snippet('lorax/one', question, 'curl');
    assert.match(snippet, /Bearer \$LORAX_TOKEN/);
    const info = await servers.usage('lorax/one', { from: 0, to: bench.sim.control.now() + 1 });
    assert.ok(!JSON.stringify([row, events, snippet, info, [...bench.memory]]).includes(proxyToken));
    const without = await only(bench.servers());
    assert.equal(without.detail.word, 'token refused');
  });

  it('remember the adapters that answered, the newest first', async () => {
    const bench = await openLorax();
    const servers = bench.servers();
    await servers.list();
    const ask = (adapter: string, adapterSource: string) =>
      collect(servers.invoke('lorax/one', { ...question, adapter, adapterSource }));
    done(await ask('acme/support-lora', 'hub'));
    done(await ask('support/1', 'pbase'));
    await ask('acme/nothing', 'hub');
    done(await ask('acme/support-lora', 'hub'));
    const choices = await bench.servers().adapters('lorax/one');
    assert.deepEqual(
      choices.map(({ id, source, base, note }) => [id, source, base, note]),
      [
        ['acme/support-lora', 'hub', 'Qwen/Qwen3-8B', undefined],
        ['support/1', 'pbase', 'Qwen/Qwen3-8B', undefined],
      ],
    );
    const form = await servers.testForm('lorax/one');
    assert.deepEqual(form.adapters?.choices, choices);
    assert.equal(form.prompt?.defaults?.maxTokens, 256);
    await servers.remove('lorax/one');
    assert.deepEqual([...bench.memory], [], 'nothing is left of a removed server');
  });

  it('trap 7: say when one adapter was used from two sources, for the server keeps only the first', async () => {
    const bench = await openLorax();
    const both = ['hub', 'local'] as const;
    for (const source of both)
      bench.sim.control.addAdapter({
        id: 'twin',
        source,
        baseModel: 'Qwen/Qwen3-8B',
        architecture: 'Qwen3ForCausalLM',
      });
    const servers = bench.servers();
    for (const adapterSource of both)
      done(await collect(servers.invoke('lorax/one', { ...question, adapter: 'twin', adapterSource })));
    assert.equal(bench.sim.control.downloads(), 1, 'the second is the first');
    const choices = await servers.adapters('lorax/one');
    assert.equal(choices.length, 2);
    for (const { note } of choices) assert.match(note ?? '', /more than one source/);
    const { notes } = await servers.testForm('lorax/one');
    assert.match((notes ?? []).join(' '), /by its id alone/);
  });

  it('keep twenty adapters at most', async () => {
    const bench = await openLorax();
    const list = Array.from({ length: 40 }, (_each, index) => ({ id: `a/${index}`, source: 'hub' }));
    bench.memory.set('lorax/one/adapters', JSON.stringify(list));
    const servers = bench.servers();
    done(await collect(servers.invoke('lorax/one', { ...question, adapter: 'acme/support-lora' })));
    assert.equal((await servers.adapters('lorax/one')).length, 20);
    bench.memory.set('lorax/one/adapters', 'not JSON');
    assert.deepEqual(await servers.adapters('lorax/one'), []);
  });

  it('are unknown when they are not registered', async () => {
    const bench = await openLorax();
    const servers = bench.servers();
    await fails('not-found', servers.get('lorax/other'));
    const events = await collect(servers.invoke('lorax/other', question));
    const [end] = events;
    assert.equal(events.length, 1);
    assert.ok(end?.type === 'error' && end.error.code === 'not-found');
  });

  describe('at their registration', () => {
    const check = (url: string, token?: string) =>
      checkServer(
        { id: 'x', label: 'x', url, ...(token === undefined ? {} : { token }) },
        { credentials: {} },
      );

    it('say which model they run, and generate nothing', async () => {
      const bench = await openLorax();
      assert.equal(await check(bench.sim.baseUrls.server), 'Qwen/Qwen3-8B, up to 4,096 tokens');
      assert.deepEqual(
        bench.sim.control.requests().map(({ method, path }) => `${method} ${path}`),
        ['GET /health', 'GET /info'],
      );
    });

    it('are refused with the reason', async () => {
      const bench = await openLorax({ proxyToken });
      const locked = await fails('unauthorized', check(bench.sim.baseUrls.server));
      assert.match(locked.data.hint ?? '', /token of the proxy/);
      const secret = 'wrong-token-123456';
      const wrong = await fails('unauthorized', check(bench.sim.baseUrls.server, secret));
      assert.ok(!JSON.stringify(wrong.data).includes(secret));
      await check(bench.sim.baseUrls.server, proxyToken);
      await bench.sim.control.setState('starting');
      await fails('network', check(bench.sim.baseUrls.server));
      await fails('not-ready', check(await stranger(() => ({ status: 503, body: 'no upstream' }))));
      await fails('malformed', check(await stranger(() => ({ status: 200, body: '{}' }))));
      const half = (url: string) => ({ status: 200, body: url === '/info' ? '{"model_id":"a/b"}' : '' });
      await fails('malformed', check(await stranger(half)));
    });

    it('are refused when unhealthy', async () => {
      const bench = await openLorax({ state: 'unhealthy' });
      await fails('unavailable', check(bench.sim.baseUrls.server));
    });
  });
});
