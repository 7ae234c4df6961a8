import assert from 'node:assert/strict';
import fc from 'fast-check';
import { capabilities } from '../../../../src/connectors/index.ts';
import { fieldId } from '../../../../src/connectors/config-field.ts';
import { modal } from '../../../../src/connectors/modal/definition.ts';
import { fields } from '../../../../src/connectors/modal/fields.ts';
import { suggestName, validateName } from '../../../../src/connectors/modal/name.ts';
import { variantsOf } from '../../../../src/connectors/modal/catalogue.ts';

describe('Modal: the definition', () => {
  it('says of every capability how far it goes', () => {
    assert.deepEqual(Object.keys(modal.capabilities).sort(), [...capabilities].sort());
    for (const support of Object.values(modal.capabilities))
      if (support.level !== 'native')
        assert.match(support.level === 'absent' ? support.why : support.how, /[.]$/);
  });

  it('has each field once, with a default within its bounds', () => {
    const ids = fields.map(fieldId);
    assert.equal(new Set(ids).size, ids.length);
    for (const field of fields) {
      if (typeof field.default === 'number') {
        assert.ok(field.default >= (field.min ?? -Infinity) && field.default <= (field.max ?? Infinity));
      }
      if (field.kind === 'select' && field.default !== undefined)
        assert.ok(
          field.choices?.some(({ value }) => value === field.default),
          fieldId(field),
        );
      if (field.support.level !== 'absent') assert.match(field.help, /\S/, fieldId(field));
    }
  });

  it('names no way of running a model that there is not', () => {
    const ways = variantsOf({ id: 'Qwen/Qwen3-8B', name: 'q', kind: 'model' }).map(({ id }) => id);
    for (const { variants = [] } of fields) assert.ok(variants.every((way) => ways.includes(way)));
  });

  it('tells the two halves of a token apart', () => {
    const [id, secret] = modal.credentials;
    assert.equal(id?.validate?.('ak-abc'), undefined);
    assert.match(id?.validate?.('as-abc') ?? '', /begins with ak-/);
    assert.equal(secret?.validate?.('as-abc'), undefined);
    assert.match(secret?.validate?.('wk-abc') ?? '', /begins with as-/);
    assert.deepEqual([id?.secret, secret?.secret], [false, true]);
  });

  it('asks for no credential that it makes by itself', () => {
    const issued = modal.credentials.filter((field) => field.issued).map(({ key }) => key);
    assert.deepEqual(issued, modal.issued?.keys);
  });
});

describe('Modal: names', () => {
  for (const name of ['a', 'My_App.v2', 'x'.repeat(64), 'ap-short', '-'])
    it(`takes ${name}`, () => assert.equal(validateName(name), undefined));
  for (const name of ['', '  ', 'my app', 'x'.repeat(65), 'ap-0123456789abcdefABCDEF', 'a/b', 'naïve'])
    it(`refuses “${name}”`, () => assert.ok(validateName(name)));

  it('suggests only what it takes', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(validateName(suggestName(text)), undefined)));
    assert.equal(suggestName('Qwen/Qwen3-8B-FP8'), 'qwen3-8b-fp8');
  });
});
