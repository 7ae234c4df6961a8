import assert from 'node:assert/strict';
import fc from 'fast-check';
import { choose } from '../../../../../src/connectors/modal/app/choose.ts';
import { SpecBook } from '../../../../../src/connectors/modal/app/spec-book.ts';
import { processMemory } from '../../../../../src/connectors/memory.ts';
import { spec } from './bench.ts';

const choice = (name: string) => ({ ...choose({ ...spec, name }), environment: 'main' });
const kept = (name: string) => ({ choice: choice(name), tag: 'slw-1', appId: 'ap-1' });

describe('What is kept of deployed apps', () => {
  it('is found by another process, by environment and name', () => {
    const memory = new Map<string, string>();
    new SpecBook(processMemory(memory)).keep('main', { ...kept('my-llm'), edited: true });
    const book = new SpecBook(processMemory(memory));
    assert.deepEqual(book.get('main', 'my-llm'), { ...kept('my-llm'), edited: true });
    assert.deepEqual([book.get('staging', 'my-llm'), book.get('main', 'other')], [undefined, undefined]);
  });

  it('is the newest two hundred', () => {
    const memory = new Map<string, string>();
    const book = new SpecBook(processMemory(memory));
    for (let index = 0; index < 230; index++) book.keep('main', kept(`app-${index}`));
    book.keep('main', kept('app-30'));
    book.keep('main', kept('app-230'));
    assert.equal(memory.size, 201, 'and the list of them');
    assert.equal(book.get('main', 'app-31'), undefined);
    for (const name of ['app-30', 'app-32', 'app-230']) assert.ok(book.get('main', name), name);
  });

  it('is nothing where it is damaged, and never fails', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const memory = new Map([
          ['modal.app.main/my-llm', text],
          ['modal.apps', text],
        ]);
        const book = new SpecBook(processMemory(memory));
        assert.equal(book.get('main', 'my-llm'), undefined);
        book.keep('main', kept('my-llm'));
        assert.deepEqual(book.get('main', 'my-llm'), kept('my-llm'));
      }),
    );
    const odd = JSON.stringify({ spec: { ...spec, config: { tags: 5, options: null } } });
    assert.equal(
      new SpecBook(processMemory(new Map([['modal.app.main/my-llm', odd]]))).get('main', 'my-llm'),
      undefined,
    );
  });
});
