import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Lines } from '../../../src/extension/workbench/lines.ts';

function cut(...chunks: (string | Buffer)[]): string[] {
  const taken: string[] = [];
  const lines = new Lines((line) => taken.push(line));
  for (const chunk of chunks) lines.push(Buffer.from(chunk));
  lines.end();
  return taken;
}

describe('what a program writes, as lines', () => {
  it('ends them at any kind of end, and shows the last without one', () => {
    assert.deepEqual(cut('a\nb\r\nc\n\nd'), ['a', 'b', 'c', '', 'd']);
    assert.deepEqual(cut('10%\r50%\r100%\ndone'), ['10%', '50%', '100%', 'done']);
    assert.deepEqual(cut(''), []);
    assert.deepEqual(cut('10%\r'), ['10%']);
  });

  it('are the same however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('✓', '🔨', 'a', ' ', '\n', '\r\n', '\r'), { maxLength: 30 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 8 }),
        (parts, cuts) => {
          const bytes = Buffer.from(parts.join(''));
          const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
          const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
          assert.deepEqual(cut(...chunks), cut(bytes));
        },
      ),
    );
  });

  it('do not wait for ever for the end of one', () => {
    const taken: string[] = [];
    const lines = new Lines((line) => taken.push(line));
    for (let i = 0; i < 30; i++) lines.push(Buffer.alloc(10_000, 'x'));
    assert.ok(taken.length >= 2);
  });
});
