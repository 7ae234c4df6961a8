import assert from 'node:assert/strict';
import fc from 'fast-check';
import { systemClock } from '../../../../src/connectors/clock.ts';
import { HttpClient } from '../../../../src/connectors/http.ts';
import { readStream, silence } from '../../../../src/connectors/replicate/stream.ts';
import type { StreamItem } from '../../../../src/connectors/replicate/stream.ts';
import { streamParts } from '../../../../src/connectors/replicate/stream-events.ts';
import type { StreamPart } from '../../../../src/connectors/replicate/stream-events.ts';

async function partsOf(text: string, cuts: number[] = []): Promise<StreamPart[]> {
  const bytes = Buffer.from(text);
  const edges = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const chunks = [0, ...edges].map((from, index) => bytes.subarray(from, edges[index] ?? bytes.length));
  async function* give(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  const parts: StreamPart[] = [];
  for await (const part of streamParts(give())) parts.push(part);
  return parts;
}

const sample =
  ': hi\n\nevent: output\nid: 1:0\ndata:  zwei ü\ndata: lines\n\nretry: 5\nevent: done\n\n: 408: x\n';
const expected: StreamPart[] = [
  { kind: 'comment', text: 'hi' },
  { kind: 'event', name: 'output', id: '1:0', data: ' zwei ü\nlines' },
  { kind: 'event', name: 'done', data: '' },
  { kind: 'comment', text: '408: x' },
];

describe('Replicate connector: event streams', () => {
  it('keep leading spaces but one, join lines, and take a bare done for one', async () => {
    assert.deepEqual(await partsOf(sample), expected);
  });

  it('mean the same wherever they are cut and however lines end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200)), fc.constantFrom('\n', '\r\n', '\r'), async (cuts, end) => {
        assert.deepEqual(await partsOf(sample.replaceAll('\n', end), cuts), expected);
      }),
    );
  });

  it('drop what is cut off at the end, but not a done', async () => {
    assert.deepEqual(await partsOf('event: output\ndata: hal'), []);
    assert.deepEqual(await partsOf('event: done'), [{ kind: 'event', name: 'done', data: '' }]);
  });

  it('that only comments keep open are left: the prediction itself says how things stand', async () => {
    let time = 0;
    const comments = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('event: output\ndata: a\n\n')),
      pull: (controller) => {
        time += 10_000;
        controller.enqueue(Buffer.from(': ping\n\n'));
      },
    });
    const heard = 77;
    const client = new HttpClient({
      platform: 'replicate',
      platformName: 'Replicate',
      clock: { ...systemClock, monotonic: () => heard },
      fetch: () =>
        Promise.resolve(new Response(comments, { headers: { 'content-type': 'text/event-stream' } })),
    });
    const items: StreamItem[] = [];
    const box = { put: (item: StreamItem) => void items.push(item) };
    const url = 'https://stream.replicate.com/v1/streams/a';
    await readStream(
      () => client.send({ method: 'GET', url }),
      box,
      () => time,
    );
    assert.deepEqual(items, [
      { kind: 'event', at: heard, name: 'output', data: 'a' },
      { kind: 'ended', final: false },
    ]);
    assert.ok(time > silence && time < 2 * silence);
  });
});
