import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { Answer } from '../../../../src/connectors/predibase/lorax/answer.ts';
import type { LoraxRoute } from '../../../../src/connectors/predibase/lorax/request.ts';
import { streamItems } from '../../../../src/connectors/predibase/lorax/stream.ts';
import { parsed } from '../../../../src/connectors/predibase/lorax/wire.ts';

const words = ['Grüße', ' 👋🏽', ' "data:', ' \\n', ' [DONE]', ' 漢字', '\n\n'];
const token = (text: string, special = false) => ({ id: 1, text, logprob: -0.1, special, skipped: false });

const native = [
  ...words.map((text) => ({ token: token(text), generated_text: null, details: null })),
  {
    token: token('</s>', true),
    generated_text: words.join(''),
    details: { finish_reason: 'eos_token', prompt_tokens: 6, generated_tokens: 7, seed: null },
  },
].map((event) => `data:${JSON.stringify(event)}\n\n`);

const chunk = (delta: object, finish: string | null, more = {}) =>
  `data: ${JSON.stringify({
    id: 'null',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'null',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  })}\n\n`;

const chat = [
  ...words.map((content) => chunk({ role: 'assistant', content }, null)),
  ': keep-alive\n\n',
  chunk({}, 'stop', { usage: { prompt_tokens: 6, completion_tokens: 7, total_tokens: 13 } }),
  'data: [DONE]\n\n',
];

const routes: [LoraxRoute, string][] = [
  ['/generate_stream', native.join('')],
  ['/v1/chat/completions', chat.join('')],
];

async function read(route: LoraxRoute, bytes: Uint8Array, cuts: readonly number[]) {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  const answer = new Answer(route);
  let said = '';
  for await (const item of streamItems(Readable.from(chunks) as AsyncIterable<Uint8Array>)) {
    if (item.kind === 'comment') continue;
    if (item.data.startsWith('[DONE]')) {
      answer.ended = true;
      break;
    }
    for (const { text } of answer.event(parsed(item.data)) ?? []) said += text;
  }
  return { said, ended: answer.ended, usage: answer.usage, finish: answer.finishReason };
}

describe('a stream of LoRAX', () => {
  for (const [route, text] of routes) {
    const bytes = new TextEncoder().encode(text);
    const place = fc.nat({ max: bytes.length });

    it(`of ${route} reads the same however it is cut`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (cuts) => {
          assert.deepEqual(await read(route, bytes, cuts), {
            said: words.join(''),
            ended: true,
            usage: { input: 6, output: 7 },
            finish: 'stop',
          });
        }),
        { numRuns: 200 },
      );
    });

    it(`of ${route} that breaks off is never taken for complete, and says nothing that was not sent`, async () => {
      // Complete once the last event can be read whole; its closing empty line may be missing.
      const complete = new TextEncoder().encode(text.trimEnd()).length;
      await fc.assert(
        fc.asyncProperty(place, fc.array(place, { maxLength: 4 }), async (length, cuts) => {
          const part = bytes.subarray(0, length);
          const result = await read(
            route,
            part,
            cuts.filter((cut) => cut <= length),
          );
          assert.equal(result.ended, length >= complete);
          assert.ok(words.join('').startsWith(result.said));
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe('an answer of LoRAX', () => {
  it('ends with a plain sentence where a part of it has no end', async () => {
    const chunks = Readable.from([Buffer.from(`data: ${'x'.repeat(9 * 1024 * 1024)}`)]);
    const read = async () => {
      for await (const _item of streamItems(chunks as AsyncIterable<Uint8Array>)) assert.fail('an item');
    };
    await assert.rejects(read, { code: 'malformed', message: 'A part of the answer is larger than 8 MB.' });
  });

  it('tells reasoning and tools from content where another server gives them', () => {
    const answer = new Answer('/v1/chat/completions');
    const event = (delta: object) => answer.event({ id: 'chatcmpl-1', choices: [{ index: 0, delta }] });
    assert.deepEqual(event({ reasoning_content: 'Hm.' }), [{ channel: 'reasoning', text: 'Hm.' }]);
    assert.deepEqual(event({ content: 'Yes' }), [{ channel: 'content', text: 'Yes' }]);
    assert.deepEqual(event({ tool_calls: [{ function: { name: 'f', arguments: '{}' } }] }), [
      { channel: 'tool', text: 'f{}' },
    ]);
    assert.deepEqual(event({ role: 'assistant' }), []);
  });

  it('does not count the zeros that a completion stream begins with', () => {
    const answer = new Answer('/v1/completions');
    const event = (text: string, input: number, output: number) =>
      answer.event({
        id: 'null',
        choices: [{ index: 0, text, finish_reason: null }],
        usage: { prompt_tokens: input, completion_tokens: output },
      });
    event('a', 0, 0);
    assert.equal(answer.usage, undefined);
    assert.ok(!('usage' in answer.assembled()));
    event('b', 3, 2);
    assert.deepEqual(answer.usage, { input: 3, output: 2 });
  });

  it('takes nothing for an answer that is none', () => {
    for (const route of ['/generate', '/v1/chat/completions', '/v1/completions'] as const)
      for (const odd of [null, 1, 'x', [], {}, { choices: 'no' }, { generated_text: null }, [[]]])
        assert.equal(new Answer(route).whole(odd), undefined, `${route} ${JSON.stringify(odd)}`);
  });
});
