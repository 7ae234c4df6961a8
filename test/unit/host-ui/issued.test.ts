import { strict as assert } from 'node:assert';
import { chosenBefore, chosenText } from '../../../src/extension/credentials/chosenParts.ts';
import { issuedValues, issueQuestion } from '../../../src/extension/credentials/issueText.ts';

const issued = {
  what: 'proxy token',
  keys: ['proxyTokenId', 'proxyTokenSecret'],
  consequence: 'It opens everything in the workspace.',
};

describe('a credential that the platform makes', () => {
  it('is made only after saying what it opens, and what becomes of the last one', () => {
    const first = issueQuestion('Modal', issued, false);
    assert.equal(first.message, 'Create a proxy token on Modal?');
    assert.equal(first.detail, 'It opens everything in the workspace.');
    assert.match(issueQuestion('Modal', issued, true).detail, /old one stays valid/);
  });

  it('is kept whole and nothing beside it, or not at all', () => {
    const values = { proxyTokenId: 'wk-1', proxyTokenSecret: 'ws-1', other: 'x' };
    assert.deepEqual(issuedValues(issued, values), { proxyTokenId: 'wk-1', proxyTokenSecret: 'ws-1' });
    assert.throws(() => issuedValues(issued, { proxyTokenId: 'wk-1' }), { code: 'malformed' });
    assert.throws(() => issuedValues(issued, { proxyTokenId: 'wk-1', proxyTokenSecret: '' }), {
      code: 'malformed',
    });
  });
});

describe('the parts of an account that are chosen', () => {
  const choices = ['main', 'dev', 'prod'].map((value) => ({ value, label: value }));

  it('are kept by name, and all of them as nothing, so that new ones are among them', () => {
    assert.equal(chosenText(choices, choices.slice(0, 2)), 'main,dev');
    assert.equal(chosenText(choices, choices), '');
    assert.equal(chosenText(choices, []), '');
  });

  it('are chosen again the next time, as far as they are still there', () => {
    assert.deepEqual([...chosenBefore(choices, 'dev, gone')], ['dev']);
    assert.deepEqual([...chosenBefore(choices, 'gone')], ['main', 'dev', 'prod']);
    assert.deepEqual([...chosenBefore(choices, undefined)], ['main', 'dev', 'prod']);
  });
});
