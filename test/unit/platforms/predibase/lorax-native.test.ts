import assert from 'node:assert/strict';
import { haveLoraxSpec } from '../../../platforms/predibase/spec.ts';
import { errorOf, type LoraxLab, openLorax, word } from './lab.ts';

const checked = haveLoraxSpec() ? ', as in the interface document' : ' (interface document not at hand)';

describe('LoRAX, native routes', () => {
  let lab: LoraxLab;
  before(async () => {
    lab = await openLorax();
  });
  after(() => lab.close());
  afterEach(() => assert.deepEqual(lab.problems, []));

  const ask = (parameters: Record<string, unknown>, inputs = 'What is LoRA?'): ReturnType<typeof lab.call> =>
    lab.call('POST', '/generate', { inputs, parameters });

  it(`says the same in text, details and headers${checked}`, async () => {
    const got = await ask({ max_new_tokens: 200, details: true });
    const details = got.body['details']!;
    assert.equal(details['finish_reason'], 'eos_token');
    assert.equal(Number(got.headers.get('x-generated-tokens')), details['generated_tokens']);
    assert.equal(Number(got.headers.get('x-prompt-tokens')), details['prompt_tokens']);
    const tokens = details['tokens'] as unknown as { text: string; special: boolean }[];
    const said = tokens.filter(({ special }) => !special).map(({ text }) => text);
    assert.equal(said.join(''), got.body['generated_text']);
    assert.equal(got.headers.get('x-model-id'), 'Qwen/Qwen3-8B');
    assert.equal(got.headers.get('x-adapter-id'), null);
    assert.equal((await ask({ max_new_tokens: 200 })).body['generated_text'], got.body['generated_text']);
  });

  it('trap 16: leaves details out unless asked; on a stream they are null', async () => {
    assert.deepEqual(Object.keys((await ask({ max_new_tokens: 5 })).body), ['generated_text']);
    const [first, ...rest] = await lab.events('/generate_stream', {
      inputs: 'hi',
      parameters: { max_new_tokens: 4 },
    });
    const last = rest.at(-1);
    assert.ok(first && first !== '[DONE]' && last && last !== '[DONE]', 'no [DONE] on native routes');
    assert.equal(first['generated_text'], null);
    assert.equal(typeof last['generated_text'], 'string');
    assert.equal(last['details'], null);
  });

  it('trap 31: POST / answers a list of one, or a stream', async () => {
    const inputs = 'hi';
    const got = await lab.call('POST', '/', { inputs, parameters: { max_new_tokens: 3 } });
    assert.ok(Array.isArray(got.body) && got.body.length === 1);
    const events = await lab.events('/invocations', {
      inputs,
      stream: true,
      parameters: { max_new_tokens: 3 },
    });
    assert.equal(events.length, 3);
  });

  it('trap 5: failures on a stream are a 200 with one event', async () => {
    const events = await lab.events('/generate_stream', { inputs: '' });
    assert.deepEqual(events, [
      { error: 'Input validation error: `inputs` cannot be empty', error_type: 'validation' },
    ]);
  });

  it('stops at its limit and at a stop string', async () => {
    const short = await ask({ max_new_tokens: 3, details: true });
    assert.equal(short.body['details']!['finish_reason'], 'length');
    const stopped = await ask({ max_new_tokens: 99, details: true, stop: ['asked'] });
    assert.equal(stopped.body['details']!['finish_reason'], 'stop_sequence');
    const long = await ask({ max_new_tokens: 500, details: true, ignore_eos_token: true });
    assert.equal(long.body['details']!['generated_tokens'], 500);
  });

  it('trap 26: any response format forces JSON, unless its schema is null', async () => {
    const text = async (format: unknown): Promise<string> =>
      word((await ask({ max_new_tokens: 200, response_format: format })).body['generated_text']);
    assert.ok(JSON.parse(await text({ type: 'text' })));
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    assert.deepEqual(Object.keys(JSON.parse(await text({ type: 'json_schema', schema })) as object), [
      'city',
    ]);
    const format = await text({ type: 'text', schema: null });
    assert.throws(() => JSON.parse(format) as unknown);
  });

  it('checks every range with the words of the source', async () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ best_of: 3 }, /`best_of` must be > 0 and <= 2\. Given: 3/],
      [{ best_of: 2 }, /you must use sampling when `best_of` is > 1/],
      [{ best_of: 2, do_sample: true, seed: 1 }, /`seed` must not be set when `best_of` > 1/],
      [{ temperature: -1 }, /`temperature` must be non-negative/],
      [{ repetition_penalty: 0 }, /`repetition_penalty` must be strictly positive/],
      [{ frequency_penalty: 3 }, /`frequency_penalty` must be >= -2\.0/],
      [{ presence_penalty: -3 }, /`presence_penalty` must be >= -2\.0/],
      [{ top_p: 0 }, /`top_p` must be > 0\.0/],
      [{ top_k: 0 }, /`top_k` must be strictly positive/],
      [{ typical_p: 1 }, /`typical_p` must be > 0\.0/],
      [{ return_k_alternatives: 0 }, /`return_k_alternatives`/],
      [{ truncate: 0 }, /`truncate` must be strictly positive and less than 4095\. Given: 0/],
      [{ max_new_tokens: 0 }, /`max_new_tokens` must be strictly positive/],
      [{ max_new_tokens: 4096 }, /`inputs` tokens \+ `max_new_tokens` must be <= 4096\. Given: /],
      [{ stop: ['a', 'b', 'c', 'd', 'e'] }, /`stop` supports up to 4 stop sequences\. Given: 5/],
      [{ adapter_id: 'a', merged_adapters: { ids: ['b'], weights: [1] } }, /at most one of/],
      [{ merged_adapters: { ids: [], weights: [] } }, /at least one adapter ID/],
      [{ merged_adapters: { ids: ['b'], weights: [1, 2] } }, /must match number of adapter weights/],
    ];
    for (const [parameters, words] of wrong) {
      const got = await ask(parameters);
      assert.equal(got.status, 422, JSON.stringify(parameters));
      assert.equal(got.body['error_type'], 'validation');
      assert.match(errorOf(got), words);
    }
    assert.equal((await ask({ top_p: 1, truncate: 4095, max_new_tokens: 2 })).status, 200);
    assert.match(
      errorOf(await ask({ max_new_tokens: 1 }, 'word '.repeat(4200))),
      /must have less than 4095 tokens/,
    );
  });

  it('is refused by the framework in plain text', async () => {
    const post = (body: unknown, headers = {}): ReturnType<typeof lab.call> =>
      lab.call('POST', '/generate', body, headers);
    const seen = [
      await post('{"inputs":'),
      await post('{}', { 'content-type': 'text/plain' }),
      await post({}),
      await post({ inputs: 'x', parameters: { max_new_tokens: '5' } }),
      await post({ inputs: 'x'.repeat(2_200_000) }),
    ];
    assert.deepEqual(
      seen.map(({ status, type }) => [status, type.split(';')[0]]),
      [400, 415, 422, 422, 413].map((status) => [status, 'text/plain']),
    );
    assert.match(seen[2]!.text, /missing field `inputs`/);
    assert.equal((await lab.call('GET', '/generate')).status, 405);
    assert.equal((await lab.call('GET', '/v1/models')).status, 404);
  });

  it('trap 25: ignores fields it does not know, and remembers them for the test', async () => {
    const got = await ask({ max_new_tokens: 3, adapter_name: 'acme/support-lora' });
    assert.equal(got.headers.get('x-adapter-id'), null);
    assert.deepEqual(lab.sim.control.seen().at(-1)?.unknownFields, ['parameters.adapter_name']);
  });

  it('trap 17: without a limit may go on to the end of its context', async () => {
    lab.sim.control.setModes({ endless: true });
    const got = await lab.call('POST', '/generate', { inputs: 'hi' });
    lab.sim.control.setModes({ endless: false });
    assert.equal(got.headers.get('x-total-tokens'), '4096');
  });

  it('trap 18: tells whole milliseconds, which may be none', async () => {
    const fast = await openLorax({ timing: { validationMs: 0.2, prefillMs: 1, tokenMs: 0.4 } });
    const { headers } = await fast.call('POST', '/generate', {
      inputs: 'hi',
      parameters: { max_new_tokens: 9 },
    });
    await fast.close();
    assert.deepEqual(
      [headers.get('x-validation-time'), headers.get('x-time-per-token'), headers.get('x-inference-time')],
      ['0', '0', '4'],
    );
  });

  it('trap 20: takes a temperature of 0', async () => {
    assert.equal((await ask({ temperature: 0, max_new_tokens: 2 })).status, 200);
  });

  it('offers several sequences, alternatives and prefill when asked', async () => {
    const got = await ask({ best_of: 2, do_sample: true, max_new_tokens: 4, decoder_input_details: true });
    const details = got.body['details']!;
    assert.equal((details['best_of_sequences'] as unknown as unknown[]).length, 1);
    assert.equal((details['prefill'] as unknown as { logprob: unknown }[])[0]!.logprob, null);
    const more = await ask({ return_k_alternatives: 2, details: true, max_new_tokens: 2 });
    const [token] = more.body['details']!['tokens'] as unknown as { alternative_tokens: unknown[] }[];
    assert.equal(token!.alternative_tokens.length, 2);
  });
});
