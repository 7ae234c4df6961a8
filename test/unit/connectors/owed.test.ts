import assert from 'node:assert/strict';
import { Owed } from '../../../src/connectors/owed.ts';
import type { Rank } from '../../../src/connectors/owed.ts';

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

function open(given: Partial<Record<Rank, string[]>>) {
  const owed = new Owed();
  const there = new Set(Object.values(given).flat());
  for (const rank of ['again', 'changed', 'soon', 'must'] as const)
    for (const id of given[rank] ?? []) owed.add(id, rank);
  return { owed, take: (share: number) => owed.take(share, there) };
}

describe('What is owed', () => {
  it('is read in the order in which it is missed, and uses its whole share', () => {
    const { take } = open({ must: ['m'], soon: ['s'], changed: ['c0', 'c1'], again: names('a', 9) });
    assert.deepEqual(take(5).slice(0, 3), ['m', 's', 'c0']);
    assert.equal(take(5).length, 5);
    assert.equal(take(100).length, 13);
    assert.deepEqual(open({ must: ['m0', 'm1'] }).take(1), ['m0']);
  });

  it('waits for nobody for ever: half of a share is for those that are missed less', () => {
    const { owed, take } = open({ must: names('m', 90), soon: names('s', 90), again: names('a', 90) });
    const read = new Set<string>();
    // What must be read is owed again at once, as what can never be read would be.
    for (let round = 0; round < 60 && read.size < 270; round++)
      for (const id of take(12)) {
        read.add(id);
        owed.settle(id);
        if (id.startsWith('m')) owed.add(id, 'must');
      }
    assert.equal(read.size, 270);
  });

  it('keeps its place when somebody wants it once more, and gets a better one when it is missed more', () => {
    const { owed, take } = open({ again: ['a', 'b', 'c'] });
    owed.add('a', 'again');
    assert.deepEqual(take(1), ['a']);
    owed.add('c', 'must');
    assert.deepEqual(take(1), ['c']);
    owed.add('c', 'again');
    assert.deepEqual(take(1), ['c'], 'it is no less missed');
    owed.settle('c');
    assert.ok(!owed.has('c'));
    assert.deepEqual(take(9), ['a', 'b']);
  });

  it('leaves out what is not there', () => {
    const { owed } = open({ again: ['a', 'b'] });
    assert.deepEqual(owed.take(9, new Set(['b'])), ['b']);
    assert.ok(owed.has('a'), 'it may come back');
  });
});
