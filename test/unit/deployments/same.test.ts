import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Emitter } from '../../../src/extension/events.ts';
import { same } from '../../../src/extension/deployments/same.ts';
import { deployment, price } from './builders.ts';

describe('Whether two rows say the same', () => {
  it('is what comparing them without times of reading says', () => {
    const without = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value ?? null, (key, item: unknown) => (key === 'readAt' ? undefined : item)),
      );
    const plain = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        assert.equal(same(a, structuredClone(a)), true);
        assert.equal(same({ a, readAt: 1 }, { readAt: 2, a: structuredClone(a) }), true);
        let equal = true;
        try {
          assert.deepStrictEqual(without({ v: a }), without({ v: b }));
        } catch {
          equal = false;
        }
        // -0 is 0 once it has been written down.
        if (!JSON.stringify([a, b]).includes('-0')) assert.equal(same({ v: a }, { v: b }), equal);
      }),
    );
  });

  it('sees every kind of difference', () => {
    const base = deployment('a');
    assert.ok(
      same(base, {
        ...base,
        readAt: 7,
        error: undefined,
        price: { ...price(4), source: { kind: 'platform', readAt: 9 } },
      }),
    );
    for (const over of [
      { status: 'failed' },
      { replicas: {} },
      { error: 'x' },
      { config: { tags: [] } },
      { price: price(5) },
    ])
      assert.ok(!same(base, { ...base, ...over }), JSON.stringify(over));
    assert.ok(!same(undefined, base));
    assert.ok(!same([1], { 0: 1 }));
  });
});

describe('Emitter', () => {
  it('calls everyone who listens, until they stop', () => {
    const emitter = new Emitter<number>();
    const seen: number[] = [];
    const listen = (value: number) => void seen.push(value);
    const [first] = [emitter.event(listen), emitter.event(listen)];
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(2);
    assert.deepEqual(seen, [1, 1, 2]);
    emitter.dispose();
    emitter.fire(3);
    assert.equal(seen.length, 3);
    assert.equal(emitter.size, 0);
  });
});
