import assert from 'node:assert/strict';
import type { Deployment, ModelChoice } from '../../../../src/connectors/index.ts';
import { Answer } from '../../../../src/connectors/together/chat.ts';
import { completion } from '../../../../src/connectors/together/wire-v1.ts';
import * as v from 'valibot';
import { closeBenches, collect, fails, last, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';

const inference = '/inference/v1/chat/completions';

describe('the models that Together AI can deploy', () => {
  let bench: Bench;
  afterEach(closeBenches);

  const own = async (name: string): Promise<ModelChoice> => {
    const { items } = await bench.connector.models({ scope: 'own' });
    return items.find((item) => item.name.endsWith(name))!;
  };

  /** From the model to an answer: the first way to run it, until READY, routed. */
  async function deployed(name: string, model: ModelChoice): Promise<Deployment> {
    const [variant] = await bench.connector.variants(model);
    const made = await bench.connector.deploy({ name, model, variant: variant!.id, config: {} });
    bench.until(name, 'READY');
    bench.sim.control.advance(60_000);
    return bench.connector.get(made.id);
  }

  const answerOf = async (id: string) => {
    const end = last(await collect(bench.connector.invoke(id, question)));
    assert.ok(end.type === 'done', JSON.stringify(end));
    return end;
  };

  for (const { name, kind, base } of [
    { name: 'support-tone', kind: 'model', base: undefined },
    { name: 'support-tone-adapter', kind: 'adapter', base: 'Qwen/Qwen3.5-9B' },
  ])
    it(`runs ${kind === 'adapter' ? 'an adapter, merged into its base' : 'a fine-tune'}, until it answers`, async () => {
      bench = await openBench();
      const model = await own(name);
      assert.equal(model.kind, kind);
      const row = await deployed('ours', model);
      assert.equal(row.status, 'active');
      assert.equal(row.detail.notes, undefined);
      assert.equal(row.model.id, model.id, 'its own model, not its base');
      assert.equal(row.model.name, `acme/${name}`);
      assert.equal(row.model.base, base);
      assert.equal(row.endpoint!.model, 'acme/ours', 'called by its endpoint, nothing special');
      const sent = bench.sim.control
        .requests({ method: 'POST' })
        .find(({ path }) => path.endsWith('/deployments'));
      const { model: asked, config, enableLora } = sent!.body as Record<string, string>;
      assert.equal(asked, model.id);
      assert.match(config!, /^projects\/proj_togethercfg1\/configs\/cr_/);
      assert.equal(enableLora, undefined);
      const end = await answerOf(row.id);
      assert.ok(end.usage!.output! > 0);
    });

  it('says of a model without a configuration that it cannot be deployed, before anything is made', async () => {
    bench = await openBench();
    for (const name of ['gemma-3-27b-ours', 'half-uploaded']) {
      const model = await own(name);
      const error = await fails('unsupported', bench.connector.variants(model));
      assert.match(error.message, /cannot be deployed/);
      const plan = await bench.connector.plan({ name: 'x', model, config: {} });
      assert.ok(plan.checks.some(({ level, message }) => level === 'error' && message.includes('cannot be')));
      await fails('unsupported', bench.connector.deploy({ name: 'x', model, config: {} }));
    }
    assert.deepEqual(bench.sent({ method: 'POST' }), []);
  });

  it('spells GPUs one way, as their instance types do', async () => {
    bench = await openBench();
    const labels: string[] = [];
    const { items } = await bench.connector.models({ scope: 'catalogue' });
    for (const model of [...items.filter(({ deployable }) => deployable === true), await own('support-tone')])
      labels.push(...(await bench.connector.variants(model)).map(({ label }) => label));
    assert.ok(labels.includes('FP8 on 1× H100') && labels.includes('BF16 on 1× H100'), labels.join('; '));
    // Of hardware that no instance type lists, too.
    assert.ok(labels.includes('BF16 on 2× A100'), labels.join('; '));
    assert.ok(labels.includes('1× H100'), labels.join('; '));
    assert.ok(!/nvidia/i.test(labels.join()));
    bench.sim.control.addFault({
      path: '/v2/public/inference-instance-types',
      times: 20,
      fault: { kind: 'status', status: 500 },
    });
    const blind = await bench.again().variants(items[0]!);
    assert.deepEqual(
      blind.map(({ label }) => label),
      (await bench.connector.variants(items[0]!)).map(({ label }) => label),
    );
  });

  it('has a base model continue text, streamed and in one piece', async () => {
    bench = await openBench();
    const { items } = await bench.connector.models({ scope: 'catalogue', text: 'Llama-3.1-8B' });
    const row = await deployed('base', items[0]!);
    bench.sim.control.clearRequests();
    const events = await collect(bench.connector.invoke(row.id, { ...question, system: 'Be brief.' }));
    const end = last(events);
    const [asked] = bench.sim.control.requests({ method: 'POST' });
    assert.equal(asked!.path, '/inference/v1/completions');
    assert.deepEqual(asked!.body, {
      model: 'acme/base',
      prompt: 'Be brief.\n\nSay something.',
      max_tokens: 12,
      stream: true,
    });
    assert.ok(end.type === 'done' && end.usage!.output! > 0 && end.finishReason !== undefined);
    const streamed = events.flatMap((event) => (event.type === 'token' ? [event.text] : [])).join('');
    const { object, choices } = end.response as { object: string; choices: { text: string }[] };
    assert.equal(object, 'text.completion');
    assert.equal(choices[0]!.text, streamed);
    const whole = last(await collect(bench.connector.invoke(row.id, { ...question, stream: false })));
    assert.ok(whole.type === 'done');
    assert.equal((whole.response as { object: string }).object, 'text.completion');
    assert.match(bench.connector.snippet(row, question, 'python'), /client\.completions\.create/);
  });

  it('takes a refusal for want of a chat template as a sign to continue text', async () => {
    bench = await openBench();
    const message = 'default chat template is no longer allowed: the tokenizer has no chat template';
    const body = { error: { message, type: 'invalid_request_error' } };
    const fault = { kind: 'status' as const, status: 400, body };
    bench.sim.control.addFault({ path: inference, fault });
    const events = await collect(bench.connector.invoke(await bench.id('qwen-fp8'), question));
    assert.equal(last(events).type, 'done');
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'sent' ? [new URL(event.url).pathname] : [])),
      ['/inference/v1/chat/completions', '/inference/v1/completions'],
    );
    assert.ok(events.some((event) => event.type === 'waiting' && event.message.includes('no chat template')));
  });

  it('reads a chunk of text wherever it stands in it, once', () => {
    const said = (chunk: object): string => {
      const answer = new Answer();
      return answer
        .take(v.parse(completion, chunk), chunk)
        .map(({ text }) => text)
        .join('');
    };
    const token = (special: boolean) => ({ id: 1, text: 'a', logprob: 0, special });
    const rest = { id: 'x', usage: null, finish_reason: null };
    assert.equal(said({ ...rest, token: token(false), choices: [{ index: 0, text: 'a' }] }), 'a');
    assert.equal(said({ ...rest, token: token(false), choices: [{ index: 0, text: '' }] }), '');
    assert.equal(said({ ...rest, token: token(false), choices: [{ index: 0 }] }), 'a');
    assert.equal(said({ ...rest, token: token(false), choices: [] }), 'a');
    assert.equal(said({ ...rest, token: token(true), choices: [{ index: 0 }] }), '');
    const delta = { role: 'assistant', content: 'a' };
    assert.equal(said({ ...rest, token: token(false), choices: [{ index: 0, delta }] }), 'a');
  });
});
