import assert from 'node:assert/strict';
import type { InvokeEvent } from '../../../../src/connectors/index.ts';
import {
  addressOf,
  chat,
  closeBenches,
  collect,
  images,
  last,
  openBench,
  partsOf,
  plain,
  posters,
  question,
  support,
  textOf,
} from './bench.ts';
import type { Bench } from './bench.ts';

const answer = ' You said: "Say something.".\nThat is all – ✓ nothing more.';
const creates = ({ sim }: Bench) =>
  sim.control.requests({ method: 'POST', path: /\/deployments\/.*\/predictions$/ });
const cancels = ({ sim }: Bench) => sim.control.requests({ method: 'POST', path: /\/cancel$/ });
const waits = (events: readonly InvokeEvent[]) =>
  events.flatMap((event) => (event.type === 'waiting' ? [event.message] : []));
const errorOf = (events: readonly InvokeEvent[]) => {
  const end = last(events);
  assert.equal(end.type, 'error', JSON.stringify(end));
  return end.error;
};
const doneOf = (events: readonly InvokeEvent[]) => {
  const end = last(events);
  assert.equal(end.type, 'done', JSON.stringify(end));
  return end;
};

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

describe('Replicate connector: testing other models', () => {
  afterEach(closeBenches);

  it('shows files, as data of a held answer first and by address in the end', async () => {
    const { connector } = await openBench();
    const inputs = { prompt: 'A cat', num_outputs: '2', scheduler: 'PNDM' };
    const events = await collect(connector.invoke(images, { prompt: '', stream: true, inputs }));
    const parts = partsOf(events)!;
    assert.equal(parts.length, 2);
    assert.ok(
      parts.every(
        (part) => part.kind === 'file' && part.mediaType === 'image/png' && part.url.startsWith('http'),
      ),
    );
    assert.ok(
      waits(events).some((message) => /^Running: \d+ % \(\d of 8\)$/.test(message)),
      'from the progress bar',
    );
    doneOf(events);
  });

  it('keeps megabytes of a file out of what is shown and kept (trap 8)', async () => {
    const { connector } = await openBench();
    await collect(connector.invoke(posters, { prompt: 'warm up', stream: false }));
    const events = await collect(connector.invoke(posters, { prompt: 'A poster', stream: false }));
    const held = events.flatMap((event) => (event.type === 'output' ? event.parts : []))[0];
    assert.ok(held?.kind === 'file' && held.url.length > 2_000_000, 'the file itself is shown');
    assert.ok(JSON.stringify(doneOf(events).response).length < 5_000);
  });

  it('shows an object and the files inside it, and no secret anywhere (trap 18)', async () => {
    const bench = await openBench();
    const inputs = { task: 'Sort it', api_key: 'very-secret-4711', reference: 'r' };
    const events = await collect(bench.connector.invoke(support, { prompt: '', stream: false, inputs }));
    const [json, file] = partsOf(events)!;
    assert.equal(json?.kind, 'json');
    assert.ok(file?.kind === 'file');
    assert.ok(!JSON.stringify(events).includes('very-secret-4711'));
    assert.ok(![...bench.memory.values(), ...bench.logged].join().includes('very-secret-4711'));
    assert.ok(JSON.stringify(events[0]).includes('•••'));
    assert.ok(!JSON.stringify(events).includes('/v1/streams/'), 'the address of a stream is a key, too');
  });

  it('shows no secret that the model repeats in its error or its log', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'fails', error: 'Refused the key very-secret-4711' });
    const inputs = { task: 'Sort it', api_key: 'very-secret-4711', reference: 'r' };
    const events = await collect(connector.invoke(support, { prompt: '', stream: false, inputs }));
    assert.match(errorOf(events).message, /Refused the key •••\.$/);
    assert.ok(!JSON.stringify(events).includes('very-secret-4711'));
  });

  it('does not send files that are too large for a request', async () => {
    const bench = await openBench();
    const inputs = { image: `data:image/png;base64,${'A'.repeat(10_000_001)}` };
    const error = errorOf(
      await collect(bench.connector.invoke(images, { prompt: '', stream: false, inputs })),
    );
    assert.equal(error.field, 'inputs.image');
    assert.equal(creates(bench).length, 0);
  });

  const others = {
    frames: 'acme/frames',
    notifier: 'acme/notifier',
    scribe: 'openai/whisper',
    old: 'acme/legacy',
  };
  const deployed = async (name: keyof typeof others): Promise<Bench & { id: string }> => {
    const bench = await openBench();
    const model = { id: others[name], name: others[name], kind: 'model' as const };
    const { id } = await bench.connector.deploy({ name, model, config: { instanceType: 'cpu' } });
    return { ...bench, id };
  };

  it('shows a list that grows', async () => {
    const { connector, id, sim } = await deployed('frames');
    sim.control.scriptNextRun({ kind: 'slow', runMs: 30_000 });
    const events = await collect(connector.invoke(id, { prompt: '', stream: true, inputs: { count: 4 } }));
    const sizes = events.flatMap((event) => (event.type === 'output' ? [event.parts.length] : []));
    assert.ok(sizes.length > 1, 'while it runs');
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
    );
    assert.equal(partsOf(events)?.length, 4);
  });

  it('ends well with no output at all', async () => {
    const { connector, id } = await deployed('notifier');
    const events = await collect(
      connector.invoke(id, { prompt: '', stream: false, inputs: { message: 'x' } }),
    );
    assert.equal(partsOf(events), undefined);
    doneOf(events);
  });

  it('shows a single text as text', async () => {
    const { connector, id } = await deployed('scribe');
    const audio = 'data:audio/mpeg;base64,AAAA';
    const events = await collect(connector.invoke(id, { prompt: '', stream: false, inputs: { audio } }));
    assert.match(textOf(events), /^Ask not/);
  });

  it('sends a JSON object as it is where there is no schema', async () => {
    const { connector, id, sim } = await deployed('old');
    const events = await collect(connector.invoke(id, { prompt: '', stream: true, inputs: { any: '1' } }));
    doneOf(events);
    const [create] = sim.control.requests({ method: 'POST', path: '/acme/old/predictions' });
    assert.deepEqual(create?.body, { input: { any: '1' } });
  });
});

describe('Replicate connector: how tests end', () => {
  afterEach(closeBenches);

  it('quotes the platform’s code of a failure', async () => {
    for (const streamError of ['json', 'text'] as const)
      for (const request of [question, plain]) {
        const { connector, sim } = await openBench({ modes: { streamError } });
        sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: the model ran out of memory' });
        const error = errorOf(await collect(connector.invoke(chat, request)));
        assert.equal(error.platformCode, 'E1001');
        assert.match(error.message, /ran out of memory\.$/);
        assert.match(error.hint ?? '', /more memory/);
      }
  });

  it('tells an error of the model’s own code from one of the platform', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'fails', error: 'seed must be positive' });
    const error = errorOf(await collect(connector.invoke(chat, question)));
    assert.equal(error.code, 'invalid');
    assert.equal(error.platformCode, undefined);
  });

  for (const request of [question, plain])
    it(`ends when it was aborted before it started, ${request.stream ? 'streamed' : 'held'} (trap 12)`, async () => {
      const { connector, sim } = await openBench();
      await connector.stop(chat);
      sim.control.script(chat, { kind: 'noCapacity' });
      await connector.start(chat);
      const error = errorOf(await collect(connector.invoke(chat, request)));
      assert.equal(error.code, 'timeout');
      assert.equal(error.platformCode, 'aborted');
      assert.match(error.message, /No instance was ready within 10 minutes/);
    });

  it('ends when the deadline cancels what runs', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'hangs' });
    const error = errorOf(await collect(connector.invoke(chat, plain)));
    assert.equal(error.code, 'timeout');
    assert.match(error.message, /deadline of 10 minutes/);
  });

  it('ends when a status comes that nobody knows', async () => {
    const { again } = await openBench({ modes: { pollMs: 60_000 } });
    const connector = again({
      fetch: async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (!/\/predictions(\/|$)/.test(addressOf(input))) return response;
        return Response.json({ ...((await response.json()) as object), status: 'resting' });
      },
    });
    const events = await collect(connector.invoke(chat, plain));
    const error = errorOf(events);
    assert.equal(error.code, 'timeout');
    assert.match(error.message, /“resting”/);
    assert.ok(waits(events).includes('Replicate says “resting”'));
  });

  for (const request of [question, plain])
    it(`cancels on Replicate, too, when it is cancelled here: ${request.stream ? 'streamed' : 'held'} (trap 13)`, async () => {
      const bench = await openBench({ modes: { heldTime: 'stands' } });
      bench.sim.control.scriptNextRun({ kind: 'hangs' });
      const stop = new AbortController();
      const events: InvokeEvent[] = [];
      for await (const event of bench.connector.invoke(images, { ...request, inputs: {} }, stop.signal)) {
        events.push(event);
        if (event.type === 'sent')
          // The prediction exists before its held answer does.
          setTimeout(() => stop.abort(), 30);
      }
      assert.equal(last(events).type, 'cancelled');
      assert.equal(cancels(bench).length, 1);
      const [run] = [...bench.sim.control.world.predictions.values()].slice(-1);
      assert.equal(run?.status, 'canceled');
    });

  it('cancels what nobody listens to any more', async () => {
    const bench = await openBench();
    bench.sim.control.scriptNextRun({ kind: 'hangs' });
    for await (const { type } of bench.connector.invoke(chat, question)) if (type === 'waiting') break;
    assert.equal(cancels(bench).length, 1);
  });

  it('sends nothing when it was cancelled before', async () => {
    const bench = await openBench();
    const events = await collect(bench.connector.invoke(chat, question, AbortSignal.abort()));
    assert.equal(last(events).type, 'cancelled');
    assert.equal(creates(bench).length, 0);
  });

  it('says cancelled when somebody else cancelled it', async () => {
    const { connector, sim } = await openBench({ modes: { pollMs: 1_000 } });
    sim.control.scriptNextRun({ kind: 'hangs' });
    const events: InvokeEvent[] = [];
    for await (const event of connector.invoke(chat, question)) {
      events.push(event);
      if (event.type === 'first-byte') sim.control.changeOutside(chat, { min: 0, max: 0 });
    }
    assert.equal(last(events).type, 'cancelled');
    assert.ok(waits(events).some((message) => message.startsWith('Cancelled on Replicate')));
  });

  it('asks for payment where there is no credit (trap 16)', async () => {
    const { connector } = await openBench({ modes: { noCredit: true } });
    const error = errorOf(await collect(connector.invoke(chat, question)));
    assert.equal(error.code, 'payment-required');
    assert.match(error.hint ?? '', /account\/billing/);
  });

  for (const how of ['reset', 'status'] as const)
    it(`follows the prediction that a lost answer was about, without a second one: ${how}`, async () => {
      const bench = await openBench();
      const path = '/v1/deployments/*/*/predictions';
      bench.sim.control.addFault({ method: 'POST', path, fault: { kind: 'loseResponse', how } });
      const events = await collect(bench.connector.invoke(chat, question));
      assert.equal(textOf(events), answer);
      doneOf(events);
      assert.equal(creates(bench).length, 1);
    });

  it('says that it may be running when that cannot be found out', async () => {
    const bench = await openBench();
    const path = '/v1/deployments/*/*/predictions';
    bench.sim.control.addFault({ method: 'POST', path, fault: { kind: 'resetBeforeHeaders' } });
    const error = errorOf(await collect(bench.connector.invoke(chat, question)));
    assert.equal(error.code, 'outcome-unknown');
    assert.equal(creates(bench).length, 1);
  });

  it('tells of a deployment that is gone', async () => {
    const { connector } = await openBench();
    assert.equal(errorOf(await collect(connector.invoke('acme/nothing', question))).code, 'not-found');
    assert.equal(errorOf(await collect(connector.invoke('nonsense', question))).code, 'not-found');
  });
});
