import assert from 'node:assert/strict';
import {
  addressOf,
  chat,
  closeBenches,
  collect,
  openBench,
  partsOf,
  plain,
  question,
  textOf,
} from './bench.ts';
import { answer, creates, cancels, waits, errorOf, doneOf } from './watching.ts';

describe('Replicate connector: testing a text model', () => {
  afterEach(closeBenches);

  it('streams the text as it comes, and ends with the platform’s counts and no cost', async () => {
    const bench = await openBench();
    const events = await collect(bench.connector.invoke(chat, question));
    assert.equal(textOf(events), answer);
    assert.ok(events.filter(({ type }) => type === 'token').length > 5);
    const end = doneOf(events);
    assert.deepEqual(end.usage, { input: 4, output: 11 });
    assert.equal(end.cost, undefined, 'trap 14: the time of a prediction is not the bill');
    const [create] = creates(bench);
    assert.equal(create?.headers['cancel-after'], '10m');
    assert.equal(create.headers['prefer'], undefined);
    assert.deepEqual(create.body, { input: { prompt: 'Say something.', max_tokens: 12 } });
    assert.equal(cancels(bench).length, 0);
  });

  it('holds the answer where nothing is streamed', async () => {
    const bench = await openBench();
    const events = await collect(bench.connector.invoke(chat, plain));
    assert.equal(textOf(events), answer);
    assert.deepEqual(doneOf(events).usage, { input: 4, output: 11 });
    assert.equal(creates(bench)[0]?.headers['prefer'], 'wait=60');
    assert.equal(creates(bench)[0]?.headers['cancel-after'], '10m');
  });

  const modes = {
    createStyle: ['2025', '2023'],
    unset: ['absent', 'null'],
    waitTimeout: [201, 202],
    streamToken: ['ignored', 'required', 'refused'],
    streamResume: ['honoured', 'replay'],
    streamDone: ['full', 'withoutId', 'bare'],
    streamLogs: [true, false],
    deploymentField: ['name', 'full', 'absent'],
  } as const;
  for (const [mode, values] of Object.entries(modes))
    for (const value of values)
      it(`means the same with ${mode} ${String(value)}${mode === 'createStyle' ? ' (trap 11)' : ''}`, async () => {
        const { connector } = await openBench({ modes: { [mode]: value } });
        for (const request of [question, plain]) {
          const events = await collect(connector.invoke(chat, request));
          assert.equal(textOf(events), answer);
          assert.deepEqual(doneOf(events).usage, { input: 4, output: 11 });
        }
      });

  for (const kind of ['crlf', 'splitUtf8', 'comments'] as const)
    it(`reads a stream with ${kind}`, async () => {
      const { connector, sim } = await openBench();
      sim.control.addFault({ path: '/v1/streams/*', fault: { kind } });
      assert.equal(textOf(await collect(connector.invoke(chat, question))), answer);
    });

  it('reads a stream byte by byte', async () => {
    const { connector, sim } = await openBench();
    sim.control.addFault({ path: '/v1/streams/*', fault: { kind: 'drip', bytes: 7 } });
    assert.equal(textOf(await collect(connector.invoke(chat, question))), answer);
  });

  for (const streamResume of ['honoured', 'replay'] as const)
    it(`takes a lost stream up again without repeating itself: ${streamResume}`, async () => {
      const { connector, sim, sent } = await openBench({ modes: { streamResume } });
      sim.control.scriptNextRun({ kind: 'slow', runMs: 60_000 });
      sim.control.addFault({ path: '/v1/streams/*', fault: { kind: 'resetMidStream', afterEvents: 3 } });
      const events = await collect(connector.invoke(chat, question));
      assert.equal(textOf(events), answer);
      doneOf(events);
      assert.ok(sent({ path: '/v1/streams/' }).length >= 2);
    });

  it('ends well when a stream ends without a done', async () => {
    const { connector, sim } = await openBench();
    sim.control.addFault({
      path: '/v1/streams/*',
      times: 9,
      fault: { kind: 'resetMidStream', afterEvents: 9 },
    });
    const events = await collect(connector.invoke(chat, question));
    assert.equal(textOf(events), answer);
    doneOf(events);
  });

  it('waits on through the server’s end of a silent stream, and never takes it for the end', async () => {
    const { connector, sim, sent } = await openBench();
    sim.control.scriptNextRun({ kind: 'pausesAfter', pieces: 2, ms: 100_000 });
    const events = await collect(connector.invoke(chat, question));
    assert.equal(textOf(events), answer);
    assert.ok(sent({ path: '/v1/streams/' }).length > 1, ':408: came');
  });

  it('tells of a cold boot while it waits', async () => {
    const { connector, sim } = await openBench();
    sim.control.changeOutside(chat, { min: 0 });
    await connector.stop(chat);
    await connector.start(chat);
    const events = await collect(connector.invoke(chat, question));
    assert.ok(waits(events)[0]?.startsWith('Waiting for an instance'));
    assert.equal(textOf(events), answer);
  });

  it('falls back to reading when the stream cannot be opened', async () => {
    const { connector, sim } = await openBench();
    sim.control.addFault({ path: '/v1/streams/*', times: 99, fault: { kind: 'gateway', status: 404 } });
    const events = await collect(connector.invoke(chat, question));
    assert.equal(textOf(events), answer);
  });

  it('lets the prediction win over what was streamed', async () => {
    const { again } = await openBench();
    const connector = again({
      fetch: async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (!addressOf(input).includes('/v1/streams/')) return response;
        return new Response('event: output\nid: 1:0\ndata: Wrong\n\nevent: done\n\n', {
          headers: { 'content-type': 'text/event-stream' },
        });
      },
    });
    const events = await collect(connector.invoke(chat, question));
    assert.deepEqual(partsOf(events), [{ kind: 'text', text: answer }]);
  });

  it('maps a refused input to its place in the form', async () => {
    const { connector } = await openBench();
    const error = errorOf(await collect(connector.invoke(chat, { ...question, temperature: 99 })));
    assert.equal(error.code, 'invalid');
    assert.equal(error.field, 'temperature');
    const own = { prompt: 'x', stream: false, inputs: { top_k: -1 } };
    assert.equal(errorOf(await collect(connector.invoke(chat, own))).field, 'inputs.top_k');
  });
});
