import assert from 'node:assert/strict';
import { invokeLorax } from '../../../../src/connectors/predibase/lorax/invoke.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { closeLoraxBenches, collect, done, failed, openLorax, question, text, types } from './bench.ts';

const modes = ['chat', 'generate', 'completions'] as const;
const inference = '/**';

describe('testing a LoRAX server', () => {
  afterEach(closeLoraxBenches);

  for (const mode of modes)
    for (const stream of [true, false])
      it(`answers in mode ${mode} ${stream ? 'as a stream' : 'in one piece'}, with its tokens`, async () => {
        const bench = await openLorax();
        const events = await bench.ask({ mode, stream, system: 'Be brief.' });
        const end = done(events);
        assert.equal(end.usage?.output, 12);
        assert.ok(end.usage.input! > 0);
        assert.equal(end.finishReason, 'length');
        assert.ok(text(events).length > 0);
        assert.equal(types(events), 'sent first-byte token done');
        assert.ok(JSON.stringify(end.response).includes(JSON.stringify(text(events)).slice(1, -1)));
        const twin = await bench.ask({ mode, stream: !stream, system: 'Be brief.' });
        assert.equal(text(twin), text(events), 'the same either way');
      });

  it('is not disturbed by how an event is written or cut', async () => {
    const bench = await openLorax();
    for (const mode of modes) {
      const plain = await bench.ask({ mode });
      bench.sim.control.setModes({ dataSpace: false });
      assert.equal(text(await bench.ask({ mode })), text(plain));
      bench.sim.control.setModes({ dataSpace: true });
      const ways = [
        { kind: 'crlf' },
        { kind: 'splitUtf8' },
        { kind: 'comments' },
        { kind: 'drip', bytes: 5 },
      ] as const;
      for (const fault of ways) {
        bench.sim.control.addFault({ path: inference, fault });
        const odd = await bench.ask({ mode });
        assert.equal(text(odd), text(plain), fault.kind);
        assert.deepEqual(done(odd).usage, done(plain).usage);
      }
    }
  });

  it('takes the common OpenAI shapes, too', async () => {
    const bench = await openLorax({ modes: { openAi: 'standard' } });
    for (const stream of [true, false]) {
      const events = await bench.ask({ stream });
      assert.ok(text(events).length > 0);
      assert.equal(done(events).usage?.output, 12);
    }
  });

  it('trap 5: an error in a stream that began with 200 is one, with what it says', async () => {
    const bench = await openLorax();
    for (const mode of modes) {
      const error = failed(await bench.ask({ mode, prompt: 'long', maxTokens: 100_000 }));
      assert.equal(error.code, 'invalid');
      assert.equal(error.status, 200);
      assert.equal(error.platformCode, 'validation');
      assert.match(error.hint ?? '', /maximum of tokens/);
      bench.sim.control.addFault({
        path: inference,
        fault: {
          kind: 'streamError',
          afterEvents: 3,
          body: { error: 'Incomplete generation', error_type: 'incomplete_generation' },
        },
      });
      const events = await bench.ask({ mode });
      assert.equal(failed(events).platformCode, 'incomplete_generation');
      assert.ok(text(events).length > 0);
      assert.ok(!types(events).includes('waiting'), 'not asked again after text');
    }
  });

  it('trap 5: a stream that ends without its last event or [DONE] is broken', async () => {
    const bench = await openLorax();
    for (const mode of modes) {
      bench.sim.control.addFault({ path: inference, fault: { kind: 'noDone', cut: true } });
      const events = await bench.ask({ mode });
      assert.equal(failed(events).code, 'broken-stream', mode);
      assert.ok(text(events).length > 0);
      bench.sim.control.addFault({ path: inference, fault: { kind: 'resetMidStream', afterEvents: 2 } });
      assert.equal(failed(await bench.ask({ mode })).code, 'broken-stream', mode);
      bench.sim.control.addFault({ path: inference, fault: { kind: 'malformedEvent', afterEvents: 2 } });
      assert.equal(failed(await bench.ask({ mode })).code, 'malformed', mode);
    }
  });

  it('trap 6: content_filter of LoRAX means that a stop string matched; of others it means what it says', async () => {
    const bench = await openLorax();
    const answer = (id: string) => ({
      id,
      object: 'text_completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'content_filter' }],
    });
    for (const [id, said] of [
      ['null', 'stop sequence'],
      ['chatcmpl-1', 'content_filter'],
    ] as const) {
      bench.sim.control.addFault({
        path: inference,
        fault: { kind: 'status', status: 200, body: answer(id) },
      });
      assert.equal(done(await bench.ask({ stream: false })).finishReason, said);
    }
  });

  it('trap 14: a full server and a rate limit are told apart; both are waited for, a few times only', async () => {
    const bench = await openLorax({ settings: { maxConcurrentRequests: 2 } });
    for (const stream of [true, false])
      for (const mode of modes) {
        bench.sim.control.occupy(2);
        const events = await bench.ask({ mode, stream });
        const error = failed(events);
        assert.equal(error.code, 'unavailable');
        assert.equal(error.platformCode, 'overloaded');
        assert.equal(error.status, stream ? 200 : 429);
        assert.equal(events.filter(({ type }) => type === 'waiting').length, 3);
        assert.ok(!types(events).includes('first-byte'), 'a refusal is no first byte');
      }
    bench.sim.control.occupy(0);
    const limit = {
      kind: 'status',
      status: 429,
      text: 'slow down',
      headers: { 'retry-after': '7' },
    } as const;
    bench.sim.control.addFault({ path: inference, fault: limit });
    const before = bench.sim.control.now();
    const events = await bench.ask();
    done(events);
    assert.ok(bench.sim.control.now() - before >= 7000);
    assert.match(JSON.stringify(events), /limits the rate.*again in 7 s/);
    const long = { ...limit, headers: { 'retry-after': '600' } };
    bench.sim.control.addFault({ path: inference, fault: long });
    const error = failed(await bench.ask({}, { kind: 'gateway' }));
    assert.equal(error.code, 'rate-limited');
    assert.equal(error.retryAfterMs, 600_000);
    assert.match(error.message, /^Predibase limits/);
  });

  it('trap 14: a full server that has room again answers', async () => {
    const bench = await openLorax({ settings: { maxConcurrentRequests: 1 } });
    bench.sim.control.occupy(1);
    const clock = {
      ...bench.clock,
      sleep: () => {
        bench.sim.control.occupy(0);
        return Promise.resolve();
      },
    };
    const events = await bench.ask({}, { clock });
    done(events);
    assert.equal(types(events), 'sent waiting sent first-byte token done');
  });

  it('trap 16: native requests ask for details, so that a stream has its counts', async () => {
    const bench = await openLorax();
    assert.equal(done(await bench.ask({ mode: 'generate' })).usage?.output, 12);
    const [body] = bench.bodies('/generate_stream');
    assert.equal((body!['parameters'] as Record<string, unknown>)['details'], true);
  });

  it('trap 17: a limit of tokens is always sent, a smaller one for a small context', async () => {
    const bench = await openLorax({ modes: { endless: true } });
    for (const mode of modes)
      for (const [maxTotalTokens, limit] of [
        [undefined, 256],
        [100, 50],
      ] as const) {
        const { maxTokens: _none, ...open } = question;
        const target = bench.target(maxTotalTokens === undefined ? {} : { maxTotalTokens });
        const events = await collect(invokeLorax(target, { ...open, mode }));
        assert.equal(done(events).usage?.output, limit, mode);
      }
  });

  it('trap 18: whole milliseconds per token are not shown, the other headers are', async () => {
    const bench = await openLorax();
    const { response } = done(await bench.ask({ stream: false, adapter: 'acme/support-lora' }));
    const headers = response['headers'] as Record<string, string>;
    assert.equal(headers['x-adapter-id'], 'acme/support-lora');
    assert.ok(Number(headers['x-queue-time']) > 0, 'holds the loading of the adapter');
    assert.ok(!JSON.stringify(response).includes('x-time-per-token'));
  });

  it('trap 19: the base is "" in chat, and its own id is refused as an adapter', async () => {
    const bench = await openLorax();
    done(await bench.ask({ adapter: '  ' }));
    assert.equal(bench.bodies('/v1/chat/completions')[0]!['model'], '');
    for (const mode of modes) {
      const events = await bench.ask({ mode, adapter: 'Qwen/Qwen3-8B' }, { modelId: 'Qwen/Qwen3-8B' });
      assert.equal(failed(events).code, 'invalid');
      assert.equal(types(events), 'error', 'nothing was sent');
    }
  });

  it('trap 20: temperature 0 is greedy and 1 is sampling, in the way of each route', async () => {
    const bench = await openLorax();
    for (const mode of modes)
      for (const temperature of [0, 1])
        done(await bench.ask({ mode, temperature, topP: 0.5, stream: false }));
    const parameters = bench.bodies('/generate').map((body) => body['parameters'] as Record<string, unknown>);
    assert.equal(parameters[0]!['do_sample'], false);
    assert.ok(!('temperature' in parameters[0]!) && !('top_p' in parameters[0]!));
    assert.deepEqual(
      [parameters[1]!['do_sample'], parameters[1]!['temperature'], parameters[1]!['top_p']],
      [true, 1, 0.5],
    );
    const [greedy, sampled] = bench.bodies('/v1/completions');
    assert.deepEqual([greedy!['temperature'], greedy!['top_p'], greedy!['n']], [0, undefined, undefined]);
    assert.deepEqual([sampled!['temperature'], sampled!['n']], [1, 1]);
    const [chat] = bench.bodies('/v1/chat/completions');
    assert.deepEqual([chat!['temperature'], chat!['top_p']], [0, undefined]);
  });

  it('trap 22: nothing hangs on the version that a server gives', async () => {
    const bench = await openLorax({ settings: { eagerPrefill: false } });
    const [row] = await bench.servers().list();
    assert.equal(row!.status, 'active');
    assert.ok(!JSON.stringify(row).includes('0.1.0'));
  });

  it('traps 26 and 27: neither response_format nor stop is ever sent', async () => {
    const bench = await openLorax();
    for (const mode of modes) for (const stream of [true, false]) done(await bench.ask({ mode, stream }));
    const sent = JSON.stringify(bench.sim.control.requests().map(({ body }) => body));
    assert.ok(!/"stop"|response_format|schema/.test(sent));
  });

  it('trap 31: the array of `POST /` is read like the object of /generate', async () => {
    const bench = await openLorax();
    const details = { finish_reason: 'stop_sequence', prompt_tokens: 3, generated_tokens: 2 };
    bench.sim.control.addFault({
      path: '/generate',
      fault: { kind: 'status', status: 200, body: [{ generated_text: 'Hello', details }] },
    });
    const events = await bench.ask({ mode: 'generate', stream: false });
    assert.equal(text(events), 'Hello');
    assert.deepEqual(done(events).usage, { input: 3, output: 2 });
    assert.equal(done(events).finishReason, 'stop sequence');
  });

  it('trap 32: three failures in a row without a reason suggest a restart', async () => {
    const bench = await openLorax({ state: 'poisoned' });
    const hints = [];
    for (const mode of modes) hints.push(failed(await bench.ask({ mode })).hint ?? '');
    assert.deepEqual(
      hints.map((hint) => /does not recover: restart the server/.test(hint)),
      [false, false, true],
    );
    const [row] = await bench.servers().list();
    assert.equal(row!.detail.word, 'degraded');
    assert.equal(row!.status, 'active');
    await bench.sim.control.restart();
    done(await bench.ask());
    const [after] = await bench.servers().list();
    assert.equal(after!.detail.word, 'healthy');
  });

  it('says so when the base model has no chat template', async () => {
    const bench = await openLorax({ settings: { chatTemplate: false } });
    for (const stream of [true, false]) {
      const error = failed(await bench.ask({ stream }));
      assert.equal(error.code, 'invalid');
      assert.equal(error.status, 422);
      assert.match(error.hint ?? '', /plain text/);
    }
    done(await bench.ask({ mode: 'generate' }));
  });

  it('sends no test again when the connection breaks: the server may be at work on it', async () => {
    const bench = await openLorax();
    bench.sim.control.addFault({ path: inference, fault: { kind: 'resetBeforeHeaders' } });
    assert.equal(failed(await bench.ask()).code, 'network');
    assert.equal(bench.sim.control.requests({ method: 'POST' }).length, 1);
  });

  it('waits for a server that a proxy cannot reach, and shows no page of it', async () => {
    const bench = await openLorax();
    bench.sim.control.addFault({ path: inference, times: 2, fault: { kind: 'gateway', status: 503 } });
    done(await bench.ask());
    bench.sim.control.addFault({ path: inference, times: 9, fault: { kind: 'gateway', status: 502 } });
    const error = failed(await bench.ask());
    assert.equal(error.code, 'not-ready');
    assert.ok(!JSON.stringify(error).includes('<'), JSON.stringify(error));
    bench.sim.control.clearFaults();
    bench.sim.control.clearRequests();
    bench.sim.control.addFault({ path: inference, fault: { kind: 'gateway', status: 504 } });
    assert.equal(failed(await bench.ask()).code, 'timeout');
    assert.equal(bench.sim.control.requests().length, 1, 'a long generation is not repeated');
  });

  it('shows the framework’s refusals, which are plain text', async () => {
    const bench = await openLorax();
    const words = 'Failed to deserialize the JSON body into the target type: missing field `model`';
    bench.sim.control.addFault({ path: inference, fault: { kind: 'status', status: 422, text: words } });
    const error = failed(await bench.ask());
    assert.equal(error.code, 'invalid');
    assert.equal(error.platformMessage, words);
    bench.sim.control.addFault({ path: inference, fault: { kind: 'status', status: 404, text: '' } });
    const lost = failed(await bench.ask({}, { kind: 'gateway' }));
    assert.equal(lost.code, 'not-found');
    assert.match(lost.message, /deployment or tenant/);
  });

  it('says what a model for embeddings is', async () => {
    const bench = await openLorax({ settings: { kind: 'embed' } });
    assert.equal(failed(await bench.ask()).code, 'unsupported');
  });

  it('ends as cancelled, before and within an answer', async () => {
    const bench = await openLorax({ pace: 'timed' });
    const early = AbortSignal.abort();
    assert.equal(types(await collect(invokeLorax(bench.target(), question, early))), 'cancelled');
    assert.equal(bench.bodies('/v1/').length, 0, 'nothing was sent');
    const control = new AbortController();
    const seen: string[] = [];
    for await (const event of invokeLorax(bench.target(), { ...question, maxTokens: 400 }, control.signal)) {
      seen.push(event.type);
      if (event.type === 'token') control.abort();
    }
    assert.equal(seen.at(-1), 'cancelled');
    assert.equal(seen.filter((type) => ['done', 'error', 'cancelled'].includes(type)).length, 1);
  });

  it('never throws when its target cannot be found', async () => {
    const missing = new PlatformError({ platform: 'predibase', code: 'not-found', message: 'No such.' });
    const events = await collect(invokeLorax(() => Promise.reject(missing), question));
    assert.equal(failed(events).code, 'not-found');
    const odd = await collect(invokeLorax(() => Promise.reject(new Error('odd')), question));
    assert.equal(failed(odd).code, 'malformed');
  });
});
