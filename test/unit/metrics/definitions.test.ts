import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { definitions } from '../../../src/extension/metrics/definitions.ts';

describe('Definitions', () => {
  const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const written = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section): [string, string] => {
        const [title = '', ...rest] = section.split('\n');
        const paragraph = rest.join('\n').trim().split('\n\n')[0] ?? '';
        return [title.trim(), paragraph.replaceAll('\n', ' ')];
      }),
  );

  for (const [id, { title, definition }] of Object.entries(definitions))
    it(`of ${id} reads the same in docs/metrics.md`, () => assert.equal(written.get(title), definition));

  it('are all there is in docs/metrics.md', () => {
    assert.deepEqual(
      [...written.keys()].sort(),
      Object.values(definitions)
        .map(({ title }) => title)
        .sort(),
    );
  });
});
