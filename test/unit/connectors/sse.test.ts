import assert from 'node:assert/strict';
import fc from 'fast-check';
import { serverEvents } from '../../../src/connectors/sse.ts';
import type { ServerEvent } from '../../../src/connectors/sse.ts';

async function read(chunks: Uint8Array[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- a body is asynchronous
  const body = (async function* () {
    yield* chunks;
  })();
  for await (const event of serverEvents(body)) events.push(event);
  return events;
}

describe('server-sent events', () => {
  it('are the same however the body is cut', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ''));
    const event = fc.record({
      data: fc.array(line, { minLength: 1, maxLength: 3 }),
      comment: fc.boolean(),
      crlf: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 6 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        async (events, cuts) => {
          const text = events
            .map(({ data, comment, crlf }) => {
              const end = crlf ? '\r\n' : '\n';
              return `${comment ? `: ping${end}` : ''}${data.map((each) => `data: ${each}${end}`).join('')}${end}`;
            })
            .join('');
          const bytes = new TextEncoder().encode(text);
          const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
          const expected = events.map(({ data }) => ({ data: data.join('\n') }));
          assert.deepEqual(await read(chunks), expected);
        },
      ),
    );
  });

  it('keep an event without its closing line, marked', async () => {
    assert.deepEqual(await read([new TextEncoder().encode('data: a\n\nevent: x\ndata: b')]), [
      { data: 'a' },
      { name: 'x', data: 'b', unclosed: true },
    ]);
  });

  it('refuse one that grows without end', async () => {
    const big = new TextEncoder().encode(`data: ${'x'.repeat(5 * 1024 * 1024)}`);
    await assert.rejects(read([big, big]));
  });
});
