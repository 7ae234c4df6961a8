import assert from 'node:assert/strict';
import { errorOf, type Got, type LoraxLab, openLorax, type Wire, word } from './lab.ts';

const route = '/v1/chat/completions';
const messages = [{ role: 'user', content: 'Hi there' }];

describe('LoRAX, OpenAI-like routes', () => {
  let lab: LoraxLab;
  before(async () => {
    lab = await openLorax();
  });
  after(() => lab.close());
  afterEach(() => assert.deepEqual(lab.problems, []));

  const chat = (more: Record<string, unknown> = {}): Promise<Got> =>
    lab.call('POST', route, { model: '', messages, max_tokens: 200, ...more });
  const choice = ({ body }: Got, at = 0): Wire => (body['choices'] as unknown as Wire[])[at]!;

  it('answers in its own idea of the OpenAI form', async () => {
    const got = await chat();
    assert.deepEqual(
      [got.body['id'], got.body['object'], got.body['model'], got.body['system_fingerprint']],
      ['null', 'text_completion', 'Qwen/Qwen3-8B', '0.1.0-native'],
    );
    assert.equal(choice(got)['finish_reason'], 'stop');
    const usage = got.body['usage'] as unknown as Record<string, number>;
    assert.equal(usage['total_tokens'], usage['prompt_tokens']! + usage['completion_tokens']!);
  });

  it('trap 6: calls a matched stop string content_filter', async () => {
    assert.equal(choice(await chat({ stop: ['asked'] }))['finish_reason'], 'content_filter');
    assert.equal(choice(await chat({ max_tokens: 2 }))['finish_reason'], 'length');
  });

  it('trap 19: only "" and the exact model id are the base model', async () => {
    assert.equal((await chat({ model: 'Qwen/Qwen3-8B' })).headers.get('x-adapter-id'), null);
    const wrong = await chat({ model: 'Qwen3-8B' });
    assert.deepEqual([wrong.status, wrong.body['error_type']], [424, 'generation']);
    const adapted = await chat({ model: 'acme/support-lora', adapter_source: 'hub' });
    assert.equal(adapted.headers.get('x-adapter-id'), 'acme/support-lora');
    assert.equal(adapted.body['model'], 'Qwen/Qwen3-8B', 'the base, even with an adapter');
    assert.match(word(choice(adapted)['message']!['content']), /acme\/support-lora/);
  });

  it('trap 27: takes stop as a list only, and no model is a plain-text 422', async () => {
    for (const body of [{ stop: 'x' }, { stop: null }, { model: undefined }, { messages: undefined }]) {
      const got = await chat(body);
      assert.equal(got.status, 422);
      assert.match(got.type, /^text\/plain/);
    }
  });

  it('streams roles again and again, usage unasked, then [DONE]', async () => {
    const events = await lab.events(route, { model: '', messages, max_tokens: 200, stream: true });
    assert.equal(events.at(-1), '[DONE]');
    const chunks = events.slice(0, -1) as Wire[];
    const deltas = chunks.map((chunk) => (chunk['choices'] as unknown as Wire[])[0]!['delta']!);
    assert.ok(deltas.slice(0, -1).every((delta) => word(delta['role']) === 'assistant'));
    assert.deepEqual(deltas.at(-1), {});
    assert.deepEqual(
      chunks.map((chunk) => 'usage' in chunk),
      chunks.map((_, at) => at === chunks.length - 1),
    );
    const cut = await lab.events(route, { model: '', messages, max_tokens: 2, stream: true });
    const last = (cut.at(-2) as Wire)['choices'] as unknown as Wire[];
    assert.equal(last[0]!['finish_reason'], 'length');
    assert.ok(last[0]!['delta']!['content'], 'text in the last chunk');
  });

  it('trap 5: an error on a stream is an event, without [DONE]', async () => {
    const events = await lab.events(route, { model: 'nobody/none', messages, max_tokens: 5, stream: true });
    assert.equal(events.length, 1);
    assert.equal(word((events[0] as Wire)['error_type']), 'generation');
  });

  it('gives template problems a real status, stream or not', async () => {
    const { control } = lab.sim;
    control.setSettings({ chatTemplate: false });
    const got = await chat({ stream: true });
    assert.deepEqual([got.status, got.body['error_type']], [422, 'template_error']);
    control.setSettings({ chatTemplate: true, templateGuideline: true });
    assert.match(errorOf(await chat()), /^Missing template vatiable/);
    assert.equal((await chat({ guideline: 'be kind' })).status, 200);
    control.setSettings({ templateGuideline: false });
  });

  it('n gives several choices with one usage', async () => {
    const got = await chat({ n: 2 });
    assert.equal((got.body['choices'] as unknown as unknown[]).length, 2);
    const streamed = await lab.events(route, { model: '', messages, n: 2, stream: true });
    assert.match(word((streamed[0] as Wire)['error']), /`best_of` != 1 is not supported when streaming/);
  });

  it('calls functions in its own way', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
    const called = await chat({ tools });
    assert.equal(choice(called)['finish_reason'], 'stop');
    const [first] = choice(called)['message']!['tool_calls'] as unknown as Wire[];
    assert.equal(word(first!['function']!['name']), 'weather');
    assert.deepEqual(Object.keys(JSON.parse(word(first!['function']!['arguments'])) as object), ['city']);
    assert.equal((await chat({ tools, tool_choice: { type: 'function' } })).status, 422);
    assert.match(errorOf(await chat({ tools, tool_choice: 'rain' })), /Tool with name rain not found/);
    const both = await chat({ tools: [], response_format: { type: 'json_object' } });
    assert.match(errorOf(both), /mutually exclusive/);
    assert.match(errorOf(await chat({ tools, max_tokens: 1 })), /Failed to parse generated text/);
  });

  it('completes text, with a usage on every chunk that is zero until the last', async () => {
    const body = { model: '', prompt: 'Once upon', max_tokens: 200 };
    const got = await lab.call('POST', '/v1/completions', { ...body, echo: true });
    assert.match(word(choice(got)['text']), /^Once upon/);
    assert.equal(choice(got)['logprobs'], null);
    const events = await lab.events('/v1/completions', { ...body, stream: true });
    const chunks = events.slice(0, -1) as Wire[];
    assert.equal(chunks[0]!['usage']!['total_tokens'], 0);
    assert.ok(Number(chunks.at(-1)!['usage']!['total_tokens']) > 0);
    const list = await lab.call('POST', '/v1/completions', { ...body, prompt: ['a'] });
    assert.deepEqual([list.status, list.type.split(';')[0]], [422, 'text/plain']);
  });

  it('can answer in the standard form, as newer deployments may', async () => {
    lab.sim.control.setModes({ openAi: 'standard' });
    const got = await chat({ stop: ['asked'] });
    lab.sim.control.setModes({ openAi: 'lorax' });
    assert.equal(got.body['object'], 'chat.completion');
    assert.equal(choice(got)['finish_reason'], 'stop');
  });
});
