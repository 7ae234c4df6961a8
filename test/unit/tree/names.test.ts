import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { namesCompared } from '../../../src/extension/tree/names.ts';

describe('the order of names', () => {
  const [compare, compareMany] = [namesCompared(2), namesCompared(10_000)];
  const byRules = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const held = (a: string, b: string): void => {
    const wanted = Math.sign(byRules.compare(a, b));
    for (const each of [compare, compareMany])
      assert.equal(Math.sign(each(a, b)), wanted, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
  };

  it('is that of the language for any two characters of ASCII, alone and within a word', () => {
    const all = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    for (const a of all)
      for (const b of all) {
        held(a, b);
        held(`x${a}y`, `x${b}y`);
        held(`7${a}`, `7${b}1`);
      }
  });

  it('is that of the language for all that things are called', () => {
    const ascii = fc.string({ unit: fc.constantFrom(...Array.from('aAbZz019 -_./:@$~')), maxLength: 12 });
    fc.assert(fc.property(ascii, ascii, held), { numRuns: 3000 });
    const any = fc.string({ unit: 'grapheme', maxLength: 8 });
    fc.assert(fc.property(fc.oneof(ascii, any), fc.oneof(ascii, any), held), { numRuns: 1000 });
  });

  it('counts numbers, however long', () => {
    const long = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789')),
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(fc.property(long, long, held), { numRuns: 300 });
    assert.deepEqual(['v10', 'V9', 'v010b', 'v1'].sort(compare), ['v1', 'V9', 'v10', 'v010b']);
  });
});
