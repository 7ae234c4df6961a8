import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/connectors/clock.ts';
import type { InvokeEvent } from '../../../../src/connectors/index.ts';
import { Recorder } from '../../../../src/extension/metrics/recorder.ts';
import type { TestRun } from '../../../../src/extension/metrics/types.ts';
import { machineTime } from '../../../platforms/kit/machineTime.ts';
import { closeBenches, collect, last, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';

const inference = '/inference/**';

describe('testing a model on Together AI', () => {
  let bench: Bench;
  afterEach(closeBenches);

  const ask = async (name: string, request = question) =>
    collect(bench.connector.invoke(await bench.id(name), request));
  const text = (events: InvokeEvent[], channel = 'content') =>
    events.map((event) => (event.type === 'token' && event.channel === channel ? event.text : '')).join('');
  const failed = (events: InvokeEvent[]) => {
    const end = last(events);
    if (end.type !== 'error') assert.fail(JSON.stringify(end));
    return end.error;
  };
  const done = (events: InvokeEvent[]) => {
    const end = last(events);
    if (end.type !== 'done') assert.fail(JSON.stringify(end));
    return end;
  };

  it('streams, with the usage of the last chunk, and sends documented keys only', async () => {
    bench = await openBench();
    const request = { ...question, system: 'Be brief.', temperature: 0.2, topP: 0.9 };
    const events = await ask('qwen-fp8', request);
    const end = done(events);
    assert.ok(text(events).length > 0);
    assert.equal(end.usage?.output, 12);
    assert.ok(end.usage.input! > 0);
    assert.equal(end.cost, undefined, 'billed by time, not by token');
    assert.deepEqual(
      events.slice(0, 2).map(({ type }) => type),
      ['sent', 'first-byte'],
    );
    const [sent] = bench.sim.control.requests({ path: 'chat/completions' });
    assert.deepEqual(sent!.body, {
      model: 'acme/chat-prod/qwen-fp8',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say something.' },
      ],
      max_tokens: 12,
      temperature: 0.2,
      top_p: 0.9,
      stream: true,
    });
    const response = end.response as { choices: { message: { content: string } }[] };
    assert.equal(response.choices[0]!.message.content, text(events));
  });

  it('answers in one piece when asked to', async () => {
    bench = await openBench();
    const events = await ask('qwen-fp8', { ...question, stream: false });
    assert.equal(done(events).usage?.output, 12);
    assert.ok(text(events).length > 0);
    assert.equal((done(events).response as { object: string }).object, 'chat.completion');
  });

  it('tells reasoning from content', async () => {
    bench = await openBench();
    const events = await ask('thinking', { ...question, maxTokens: 200 });
    assert.ok(text(events, 'reasoning').length > 0);
    const first = events.find(({ type }) => type === 'token');
    assert.equal(first?.type === 'token' && first.channel, 'reasoning');
  });

  it('is recorded with the instants at which it happened, however slowly it is listened to', async () => {
    bench = await openBench({ pace: { ttftMs: 50, tokensPerSecond: 100 } });
    const id = await bench.id('qwen-fp8');
    const ended = Promise.withResolvers<TestRun>();
    const recorder = new Recorder({ clock: systemClock, record: ended.resolve });
    const begin = (signal: AbortSignal) => bench.connector.invoke(id, question, signal);
    const test = recorder.test({ id: 't', key: `together:${id}`, request: question, begin });
    const first = await test[Symbol.asyncIterator]().next();
    if (first.done || first.value.type !== 'sent') return assert.fail('not sent');
    // Nobody takes another event.
    const { sample, response } = await ended.promise;
    const written = bench.sim.control.instants((response as { id: string }).id);
    const seen = machineTime() - performance.now() + first.value.at + (sample.firstTokenMs ?? Number.NaN);
    const late = seen - (written?.firstToken ?? Number.NaN);
    // What a loaded machine may take; the bench has the figure.
    assert.ok(late > -1 && late < 50, `${late} ms`);
    assert.ok((sample.lastTokenMs ?? 0) - (sample.firstTokenMs ?? 0) > 80, 'eleven pauses of 10 ms');
  });

  const harmless = ['crlf', 'splitUtf8', 'comments', 'emptyChoicesUsage'] as const;
  for (const kind of harmless)
    it(`is not disturbed by ${kind}`, async () => {
      bench = await openBench();
      const plain = await ask('qwen-fp8');
      bench.sim.control.addFault({ path: inference, fault: { kind } });
      const odd = await ask('qwen-fp8');
      assert.equal(text(odd), text(plain));
      assert.deepEqual(done(odd).usage, done(plain).usage);
    });

  it('takes an end without [DONE] for complete when a finish reason came, else for cut', async () => {
    bench = await openBench();
    bench.sim.control.addFault({ path: inference, fault: { kind: 'noDone' } });
    assert.ok(done(await ask('qwen-fp8')).finishReason);
    bench.sim.control.addFault({ path: inference, fault: { kind: 'noDone', cut: true } });
    const cut = await ask('qwen-fp8');
    assert.equal(failed(cut).code, 'broken-stream');
    assert.equal(last(cut).type === 'error' && (last(cut) as { usage?: unknown }).usage, undefined);
    assert.ok(text(cut).length > 0);
  });

  it('ends with what an error in the stream says, named or not', async () => {
    bench = await openBench();
    for (const named of [false, true]) {
      bench.sim.control.addFault({ path: inference, fault: { kind: 'streamError', afterEvents: 3, named } });
      const events = await ask('qwen-fp8');
      assert.ok(failed(events).message.length > 0);
      assert.ok(text(events).length > 0);
    }
  });

  it('ends with a clear error when the stream is reset or is not JSON', async () => {
    bench = await openBench();
    bench.sim.control.addFault({ path: inference, fault: { kind: 'resetMidStream', afterEvents: 3 } });
    assert.equal(failed(await ask('qwen-fp8')).code, 'broken-stream');
    bench.sim.control.addFault({ path: inference, fault: { kind: 'malformedEvent', afterEvents: 3 } });
    assert.equal(failed(await ask('qwen-fp8')).code, 'malformed');
    assert.equal(bench.sent({ path: 'chat/completions' }).length, 2, 'never repeated after the first token');
  });

  it('sends no test again when the connection breaks: it may have been carried out', async () => {
    bench = await openBench();
    bench.sim.control.addFault({ path: inference, fault: { kind: 'resetBeforeHeaders' } });
    assert.equal(failed(await ask('qwen-fp8')).code, 'network');
    assert.equal(bench.sent({ path: 'chat/completions' }).length, 1);
  });

  it('waits as long as a 429 asks, wherever its word stands, and says so', async () => {
    bench = await openBench();
    for (const placement of ['type', 'code', 'error_type', 'top', 'none'] as const) {
      bench.sim.control.addRateLimit({ path: inference }, { placement, resetSeconds: 7 });
      const before = bench.sim.control.now();
      const events = await ask('qwen-fp8');
      done(events);
      assert.ok(bench.sim.control.now() - before >= 7000);
      assert.match(JSON.stringify(events.filter(({ type }) => type === 'waiting')), /in 7 s/);
    }
    bench.sim.control.addRateLimit({ path: inference }, { resetSeconds: 90 });
    const long = failed(await ask('qwen-fp8'));
    assert.equal(long.code, 'rate-limited');
    assert.equal(long.retryAfterMs, 90_000);
  });

  it('retries an overloaded platform and shows no page of a gateway', async () => {
    bench = await openBench();
    bench.sim.control.addFault({ path: inference, times: 2, fault: { kind: 'status', status: 503 } });
    done(await ask('qwen-fp8'));
    bench.sim.control.addFault({ path: inference, fault: { kind: 'gateway', status: 502 } });
    const error = failed(await ask('qwen-fp8'));
    assert.equal(error.code, 'unavailable');
    assert.ok(!JSON.stringify(error).includes('<'), JSON.stringify(error));
  });

  it('switches to a stream where the model wants nothing else', async () => {
    bench = await openBench();
    bench.sim.control.addFault({ path: inference, times: 9, fault: { kind: 'streamingRequired' } });
    const events = await ask('qwen-fp8', { ...question, stream: false });
    done(events);
    assert.match(JSON.stringify(events.filter(({ type }) => type === 'waiting')), /only as a stream/);
    const bodies = bench.sim.control
      .requests({ path: 'chat/completions' })
      .map(({ body }) => (body as { stream: boolean }).stream);
    assert.deepEqual(bodies, [false, true]);
  });

  it('waits for the routers in the first minute, and explains afterwards', async () => {
    bench = await openBench();
    const [variant] = await bench.connector.variants({ id: 'arch_qwen9', name: 'q', kind: 'model' });
    const made = await bench.connector.deploy({
      name: 'fresh',
      model: { id: 'arch_qwen9', name: 'q', kind: 'model' },
      variant: variant!.id,
      config: {},
    });
    const [endpoint = '', deployment] = made.id.split('/');
    bench.until('fresh', 'READY');
    const { world } = bench.sim.control;
    const parent = world.endpoints.get(endpoint)!;
    parent.split = [];
    parent.routed = [];
    bench.sim.control.advance(120_000);
    await bench.connector.list();
    const unrouted = failed(await ask('fresh'));
    assert.equal(unrouted.code, 'not-routed');
    assert.match(unrouted.message, /receives no traffic/);
    await fetch(
      `${bench.sim.baseUrls.v2}/projects/proj_acme1/endpoints/${endpoint}?updateMask=trafficSplit`,
      {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${bench.sim.credentials.apiKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ trafficSplit: [{ deploymentId: deployment, weight: 1 }] }),
      },
    );
    await bench.connector.list();
    const events = await ask('fresh');
    done(events);
    assert.ok(events.filter(({ type }) => type === 'waiting').length >= 1);
  });

  it('explains a stopped deployment, whichever word the platform uses', async () => {
    for (const allStopped of ['endpoint_not_ready', 'endpoint_not_configured'] as const) {
      bench = await openBench({ modes: { allStopped } });
      bench.sim.control.advance(120_000);
      const error = failed(await ask('qwen-b200'));
      assert.equal(error.code, 'not-ready');
      assert.match(error.message, /stopped/);
    }
  });

  it('is patient with a first-generation endpoint that runs but says that it does not', async () => {
    bench = await openBench({ modes: { v1FlakyEvery: 2 } });
    const waits: InvokeEvent[] = [];
    for (let i = 0; i < 3; i++) {
      const events = await ask('Old support bot');
      done(events);
      waits.push(...events.filter(({ type }) => type === 'waiting'));
    }
    assert.ok(waits.length > 0);
    const stopped = failed(await ask('R1 experiments'));
    assert.equal(stopped.code, 'not-ready');
    assert.equal(
      bench.sim.control.requests({ method: 'POST', path: '/v1/chat' }).at(-1)!.path,
      '/v1/chat/completions',
    );
  });

  it('prices a serverless call by its tokens, and not one whose price is unknown', async () => {
    bench = await openBench();
    const call = (model: string) => collect(bench.connector.invoke(`serverless:${model}`, question));
    const end = done(await call('openai/gpt-oss-20b'));
    assert.equal(
      end.cost,
      Math.round((end.usage!.input! * 50_000_000 + end.usage!.output! * 200_000_000) / 1e6),
    );
    const dedicatedOnly = failed(await call('Qwen/Qwen3.5-9B'));
    assert.equal(dedicatedOnly.code, 'unsupported');
    assert.match(dedicatedOnly.hint!, /dedicated/);
    const { items } = await bench.connector.serverless!({ text: 'whisper' });
    assert.equal(items[0]!.tokenPrice, undefined);
  });

  it('is cancelled in the middle, and closes the connection', async () => {
    bench = await openBench({ pace: { ttftMs: 5, tokensPerSecond: 50 } });
    const stop = new AbortController();
    const events: InvokeEvent[] = [];
    for await (const event of bench.connector.invoke(
      await bench.id('qwen-fp8'),
      { ...question, maxTokens: 500 },
      stop.signal,
    )) {
      events.push(event);
      if (event.type === 'token') stop.abort();
    }
    assert.equal(last(events).type, 'cancelled');
    const outcome = () => bench.sim.control.requests({ path: 'chat/completions' })[0]!.outcome;
    for (let i = 0; i < 200 && outcome() === 'open'; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(outcome(), 'client-left');
  });

  it('says the wrong key, the empty purse and the full context each in its own words', async () => {
    bench = await openBench();
    const answers: [number, object, string][] = [
      [
        401,
        { error: { message: 'Invalid API key provided', type: 'invalid_request_error' } },
        'unauthorized',
      ],
      [402, { error: { message: 'x', type: 'x', code: 'insufficient_balance' } }, 'payment-required'],
      [403, { error: { message: 'prompt and max_tokens exceed the context', type: 'x' } }, 'invalid'],
      [404, { error: { message: 'x', type: 'x', code: 'model_not_available' } }, 'unsupported'],
      // The documents use 403 for a full context without giving its words.
      [403, { error: { message: 'x', type: 'x' } }, 'forbidden'],
    ];
    for (const [status, body, code] of answers) {
      bench.sim.control.addFault({ path: inference, fault: { kind: 'status', status, body } });
      const error = failed(await ask('qwen-fp8'));
      assert.equal(error.code, code);
      assert.ok(error.hint);
      if (status === 403) assert.match(error.hint, /Shorten the prompt/);
    }
  });

  it('never throws, also for an id that nobody knows', async () => {
    bench = await openBench();
    for (const id of ['', 'nonsense', 'ep_x/dep_y', 'endpoint-0'])
      assert.equal(last(await collect(bench.connector.invoke(id, question))).type, 'error');
  });
});
