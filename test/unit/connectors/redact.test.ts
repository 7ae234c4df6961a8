import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactor, redactValue } from '../../../src/connectors/redact.ts';

describe('redaction', () => {
  it('leaves no planted key in any text, whatever stands around it', () => {
    const key = fc.string({
      minLength: 8,
      maxLength: 40,
      unit: fc.constantFrom('a', 'Z', '0', '_', '-', '+', '/', '=', '%', '"', '\\', ' '),
    });
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
        const redact = redactor([secret]);
        for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
          assert.ok(!redact(`${before}${form}${after}`).includes(secret));
        const value = redactValue({ [secret]: [{ deep: `x${secret}` }], n: 1 }, redact);
        assert.ok(!JSON.stringify(value).includes(JSON.stringify(secret).slice(1, -1)));
      }),
    );
  });

  it('gives back what has no secret in it as it is, and all else of what has one', () => {
    const redact = redactor(['vq-secret-key-1']);
    const clean = { list: [1, null, { text: 'fine', not: Number.NaN }], when: undefined };
    assert.equal(redactValue(clean, redact), clean);
    const value = { clean, keys: ['a', 'vq-secret-key-1', 'b'], 'x vq-secret-key-1': 1, last: 3 };
    const given = redactValue(value, redact) as typeof value;
    assert.equal(given.clean, clean);
    assert.deepEqual(Object.entries(given).slice(1), [
      ['keys', ['a', '•••', 'b']],
      ['x •••', 1],
      ['last', 3],
    ]);
  });

  it('looks at each part once, however deep it is', () => {
    let value: unknown = 'vq-secret-key-1';
    for (let depth = 0; depth < 200; depth++) value = depth % 2 === 0 ? { in: value } : [value];
    let looks = 0;
    const redact = redactor(['vq-secret-key-1']);
    const given = redactValue(value, (text) => (looks++, redact(text)));
    assert.equal(JSON.stringify(given), JSON.stringify(value).replace('vq-secret-key-1', '•••'));
    assert.equal(looks, 101);
  });

  it('masks what looks like a key of somebody else, and nothing of ordinary text', () => {
    const redact = redactor([]);
    assert.equal(redact('Authorization: Bearer abcdef123456'), 'Authorization: Bearer •••');
    assert.equal(redact('key tgp_v1_abcdefghij used'), 'key ••• used');
    const ordinary =
      'The token limit of 4096 tokens was reached by task-force at 10:20. A basic understanding of token generation.';
    assert.equal(redact(ordinary), ordinary);
  });
});
