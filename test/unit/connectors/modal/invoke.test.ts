import assert from 'node:assert/strict';
import type { InvokeEvent, InvokeRequest } from '../../../../src/connectors/index.ts';
import { closeBenches, collect, last, openBench, question, textOf } from './bench.ts';
import type { Bench } from './bench.ts';
import { named, waits, walk } from './desk.ts';

const errorOf = (events: readonly InvokeEvent[]) => {
  const end = last(events);
  assert.equal(end.type, 'error', JSON.stringify(end));
  return end.error;
};
const warm = (bench: Bench, app: string, tag?: string): void => {
  bench.sim.control.startContainer(app, tag);
  bench.sim.control.advance(100_000);
};
async function ask(bench: Bench, app: string, change: Partial<InvokeRequest> = {}, environment = 'main') {
  const { id } = await named(bench, app, environment);
  // Whoever waits lets the platform’s time pass.
  const passing = setInterval(() => bench.sim.control.advance(5000), 25);
  try {
    return await collect(bench.connector.invoke(id, { ...question, ...change }));
  } finally {
    clearInterval(passing);
  }
}

describe('Modal: tests', () => {
  afterEach(closeBenches);

  it('streams an answer with its counts, and sends the proxy token to the address it was told', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    const events = await ask(bench, 'chat', { mode: 'chat' });
    const end = last(events);
    assert.equal(end.type, 'done', JSON.stringify(end));
    assert.ok(textOf(events).length > 5);
    assert.ok((end.usage?.output ?? 0) > 0 && (end.usage?.input ?? 0) > 0);
    assert.equal(end.cost, undefined, 'time is billed, not a request');
    const [sent] = bench.sim.control.dataRequests();
    assert.ok(sent?.headers['modal-key'], 'the simulator’s own log hides its value');
    const shown = JSON.stringify(events);
    assert.ok(!shown.includes(bench.sim.credentials.proxyTokenSecret));
  });

  it('reads an answer in one piece, and continues a text where that is asked for', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    const whole = await ask(bench, 'chat', { stream: false });
    assert.equal(last(whole).type, 'done');
    assert.ok(textOf(whole).length > 5);
    const events = await ask(bench, 'chat', { mode: 'completion', system: 'Be brief.' });
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
    assert.ok(bench.sim.control.dataRequests().at(-1)?.path.endsWith('/v1/completions'));
  });

  it('says before anything is sent that a proxy token is missing, and offers to make one', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'chat');
    const { tokenId, tokenSecret } = bench.sim.credentials;
    const connector = bench.again({ credentials: { tokenId, tokenSecret } });
    await connector.list();
    const events = await collect(connector.invoke(id, { ...question, adapter: 'sql' }));
    const error = errorOf(events);
    assert.equal(error.code, 'unauthorized');
    assert.equal(error.remedy, 'issue-credential');
    assert.equal(events.length, 1, 'nor does it say that anything was sent');
    assert.equal(bench.sim.control.dataRequests().length, 0);
    assert.equal((await collect(connector.invoke(id, question))).at(-1)?.type, 'error');
    assert.equal(bench.sim.control.dataRequests().length, 0, 'nor to ask what it serves');
  });

  it('says that Modal refuses a proxy token', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'chat');
    const credentials = { ...bench.sim.credentials, proxyTokenSecret: 'ws-wrong' };
    const connector = bench.again({ credentials });
    await connector.list();
    const error = errorOf(await collect(connector.invoke(id, question)));
    assert.equal(error.code, 'unauthorized');
    assert.equal(error.remedy, 'issue-credential');
    assert.match(error.platformMessage ?? '', /missing credentials/);
  });

  it('keeps the token from what is open to anyone', async () => {
    const bench = await openBench();
    bench.sim.control.world.apps.forEach((app) => {
      if (app.environment === 'staging')
        for (const served of app.functions.values()) warmServed(bench, served);
    });
    const events = await ask(bench, 'chat', {}, 'staging');
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
    for (const { headers } of bench.sim.control.dataRequests()) assert.equal(headers['modal-key'], undefined);
  });

  it('asks what an app of somebody’s own code serves, once, as a part of the first test', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    const first = await ask(bench, 'chat');
    assert.ok(waits(first).some((message) => message.includes('/v1/models')));
    await ask(bench, 'chat');
    const paths = bench.sim.control
      .dataRequests()
      .map(({ method, path }) => `${method} ${path.split('/v1')[1] ?? ''}`);
    assert.deepEqual(paths, ['GET /models', 'POST /chat/completions', 'POST /chat/completions']);
    const [asked, sent] = first.filter((event) => event.type === 'sent');
    assert.ok(asked?.method === 'GET' && asked.url.endsWith('/v1/models'), 'the test begins with it');
    assert.equal((sent?.body as { model?: string }).model, 'chat');
  });

  it('has begun when the question what is served fails', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    bench.sim.control.addFault({ path: '/f/**', fault: { kind: 'status', status: 500 } });
    const events = await ask(bench, 'chat');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['waiting', 'sent', 'error'],
    );
  });

  it('asks again when a new version serves another model', async () => {
    const bench = await openBench();
    warm(bench, 'summaries');
    await ask(bench, 'summaries');
    const { config } = bench.sim.control.served('summaries');
    Object.assign(config, { served: ['renamed'] });
    const events = await ask(bench, 'summaries');
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
  });

  for (const engineErrors of ['nested', 'flat'] as const)
    it(`tells an unknown adapter from a missing address (${engineErrors} errors)`, async () => {
      const bench = await openBench({ modes: { engineErrors } });
      warm(bench, 'chat');
      const good = await ask(bench, 'chat', { adapter: 'sql' });
      assert.equal(last(good).type, 'done', JSON.stringify(last(good)));
      const error = errorOf(await ask(bench, 'chat', { adapter: 'nobody' }));
      assert.equal(error.code, 'invalid');
      assert.equal(error.field, 'adapter');
      assert.match(error.message, /nobody/);
      const wrong = errorOf(await ask(bench, 'chat', { adapter: 'sql', temperature: 9 }));
      assert.equal(wrong.code, 'invalid');
      assert.match(wrong.message, /temperature/);
    });

  it('tells the steps of a start, and follows Modal to where it has to wait on', async () => {
    const bench = await openBench({ modes: { coldStartMs: 400_000 } });
    const events = await ask(bench, 'chat');
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
    const told = waits(events);
    assert.ok(told.includes('Loading the image…'), told.join('\n'));
    assert.ok(told.includes('Starting the container…'));
    assert.ok(told.includes('It still starts. Modal asks to wait on…'));
    const methods = bench.sim.control
      .dataRequests()
      .map(({ method, path }) => `${method} ${path.split('/v1')[1] ?? ''}`);
    assert.equal(methods.filter((line) => line.startsWith('POST')).length, 1, methods.join('\n'));
  });

  it('repeats what a server without containers refuses, slower and slower', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'router');
    bench.slept.length = 0;
    const events = await collect(bench.connector.invoke(id, question));
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
    const asking = waits(events).filter((message) => message.startsWith('No container runs yet'));
    assert.deepEqual(
      asking.slice(0, 6).map((message) => Number(/(\d+) s/.exec(message)?.[1])),
      [1, 2, 4, 8, 10, 10],
    );
  });

  it('gives a start up when it takes longer than it may', async () => {
    const bench = await openBench();
    bench.sim.control.script('router', { kind: 'noCapacity' });
    const { id } = await named(bench, 'router');
    const error = errorOf(await collect(bench.connector.invoke(id, question)));
    assert.equal(error.code, 'not-ready');
    assert.equal(error.status, 503);
  }).timeout(60_000);

  it('says that it was stopped since it was listed', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'summaries');
    bench.sim.control.stopApp('summaries');
    const error = errorOf(await collect(bench.connector.invoke(id, question)));
    assert.equal(error.code, 'not-ready');
    assert.match(error.platformMessage ?? '', /stopped/);
  });

  it('takes no redirect to somewhere else', async () => {
    const bench = await openBench();
    const headers = { location: 'https://elsewhere.example/' };
    bench.sim.control.addFault({ path: '/f/**', fault: { kind: 'status', status: 303, headers } });
    const error = errorOf(await ask(bench, 'chat', { adapter: 'sql' }));
    assert.equal(error.code, 'network');
    assert.match(error.message, /elsewhere\.example/);
  });

  it('shows what came of a stream that breaks, and errors within one', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    const kinds = [
      ['resetMidStream', 'broken-stream'],
      ['streamError', 'unavailable'],
      ['malformedEvent', 'malformed'],
    ] as const;
    for (const [kind, code] of kinds) {
      bench.sim.control.addFault({ path: '/f/**', fault: { kind, afterEvents: 3 } });
      const events = await ask(bench, 'chat', { adapter: 'sql' });
      assert.equal(errorOf(events).code, code, kind);
      // A reset takes with it what was not read yet.
      if (kind !== 'resetMidStream') assert.ok(textOf(events).length > 0, kind);
    }
  });

  it('knows an answer that ends too early, and one that only lacks its last word', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'chat');
    const chunk = (delta: object, finish: string | null = null): string =>
      `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }], usage: null })}\n\n`;
    const answering = async (body: string, type = 'text/event-stream') => {
      const fetch = () => Promise.resolve(new Response(body, { headers: { 'content-type': type } }));
      const connector = bench.again({ fetch });
      await connector.list();
      return collect(connector.invoke(id, { ...question, adapter: 'sql' }));
    };
    const started = chunk({ role: 'assistant', reasoning_content: 'Hm.' }) + chunk({ content: 'Yes' });
    assert.equal(errorOf(await answering(started)).code, 'broken-stream');
    const events = await answering(
      started +
        chunk({ tool_calls: [{ index: 0, function: { name: 'look', arguments: '{}' } }] }) +
        chunk({}, 'tool_calls'),
    );
    const end = last(events);
    assert.ok(end.type === 'done');
    assert.equal(end.finishReason, 'tool_calls');
    assert.equal(end.usage, undefined, 'nulls are no counts');
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'token' ? [[event.channel, event.text]] : [])),
      [
        ['reasoning', 'Hm.'],
        ['content', 'Yes'],
        ['tool', 'look{}'],
      ],
    );
    assert.equal(errorOf(await answering('<html></html>', 'text/html')).code, 'malformed');
    assert.equal(errorOf(await answering('{"hello":1}', 'application/json')).code, 'malformed');
    const flat = '{"object":"error","message":"boom","type":"InternalServerError","code":500}';
    assert.match(errorOf(await answering(flat, 'application/json')).message, /boom/);
  });

  it('reads what is cut anywhere', async () => {
    const bench = await openBench();
    warm(bench, 'chat');
    const plain = textOf(await ask(bench, 'chat', { adapter: 'sql' }));
    for (const kind of ['drip', 'splitUtf8', 'crlf', 'comments', 'emptyChoicesUsage', 'noDone'] as const) {
      bench.sim.control.addFault({ path: '/f/**', fault: { kind } });
      assert.equal(textOf(await ask(bench, 'chat', { adapter: 'sql' })), plain, kind);
    }
  });

  it('is cancelled while it waits for a container', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'chat');
    const abort = new AbortController();
    const events = await walk(
      bench.connector.invoke(id, { ...question, adapter: 'sql' }, abort.signal),
      (event) => {
        if (event.type === 'waiting') abort.abort();
      },
    );
    assert.equal(last(events).type, 'cancelled');
  });

  it('lets a test be when the control plane cannot tell of the start', async () => {
    const bench = await openBench();
    const { id } = await named(bench, 'chat');
    for (const path of ['/**/TaskList', '/**/AppGetLogs'])
      bench.sim.control.addFault({ path, times: 1000, fault: { kind: 'grpc', code: 7 } });
    const events = await collect(bench.connector.invoke(id, { ...question, adapter: 'sql' }));
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
  });
});

function warmServed({ sim }: Bench, served: Parameters<typeof idOf>[0]): void {
  sim.control.startContainer(idOf(served), served.tag);
  sim.control.advance(100_000);
}

function idOf(served: { app: { id: string }; tag: string }): string {
  return served.app.id;
}
