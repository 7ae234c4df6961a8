import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import {
  checkLoraxAnswer,
  checkLoraxEvent,
  checkLoraxRequest,
  haveLoraxSpec,
} from '../../../platforms/predibase/spec.ts';
import { openLorax, openPredibase, word } from './lab.ts';

describe('Predibase and LoRAX, on a live clock', () => {
  it('pass through every state by themselves, at the speed they were given', async () => {
    const lab = await openPredibase({ clock: { speed: 2000 }, seed: 'empty', pace: 'instant' });
    const config = { baseModel: 'qwen3-8b', minReplicas: 1 };
    await lab.want(200, 'POST', '/v2/deployments', { name: 'live', config });
    let status = '';
    for (let left = 500; left > 0 && status !== 'ready'; left -= 1) {
      await wait(5);
      const { data } = await lab.want(200, 'GET', '/v2/deployments/live');
      status = word(data!['status']);
    }
    const body = await lab.want(200, 'GET', '/llms/live/events');
    await lab.close();
    const events = body['ComputeEvents'] as unknown as { eventType: string }[];
    assert.deepEqual(
      events.map(({ eventType }) => eventType),
      ['Pending', 'Initializing', 'Ready'],
    );
  });

  it('take the time of a download and of every token', async () => {
    const lab = await openLorax({
      clock: { speed: 100 },
      timing: { validationMs: 1, prefillMs: 20, tokenMs: 5 },
    });
    const started = performance.now();
    const parameters = { adapter_id: 'acme/support-lora', adapter_source: 'hub', max_new_tokens: 4 };
    const events = await lab.events('/generate_stream', { inputs: 'hi', parameters });
    const took = performance.now() - started;
    await lab.close();
    assert.equal(events.length, 4);
    // 5.5 s of loading a hundred times faster, 20 ms before the first token, 5 ms for each.
    assert.ok(took >= 85, `${took} ms`);
    assert.deepEqual(lab.problems, []);
  });
});

describe('the checks against the LoRAX document', () => {
  it('find what is wrong, or say that there is no document', () => {
    const wrong = [
      checkLoraxRequest('POST', '/generate', { inputs: 'x', parameters: { adapter_name: 'a' } }),
      checkLoraxRequest('POST', '/v1/chat/completions', { messages: [] }),
      checkLoraxRequest('GET', '/v1/models', undefined),
      checkLoraxAnswer('POST', '/generate', 200, { text: 'x' }),
      checkLoraxAnswer('POST', '/generate', 418, {}),
      checkLoraxEvent('/generate_stream', { generated_text: null }),
    ];
    const fine = checkLoraxRequest('POST', '/generate', { inputs: 'x', parameters: { max_new_tokens: 5 } });
    for (const verdict of wrong) {
      assert.ok(haveLoraxSpec() ? verdict.length > 0 && verdict !== 'no-spec' : verdict === 'no-spec');
    }
    assert.deepEqual(fine, haveLoraxSpec() ? [] : 'no-spec');
  });
});
