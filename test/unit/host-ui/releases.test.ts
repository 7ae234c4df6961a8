import { strict as assert } from 'node:assert';
import { releaseItem, rollbackQuestion } from '../../../src/extension/commands/releasesText.ts';
import { view } from '../tree/builders.ts';

describe('the releases of a deployment', () => {
  const older = {
    id: '3',
    label: 'Release 3',
    current: false,
    createdAt: 0,
    detail: 'version 1234, 1 to 3 instances',
  };

  it('say which one runs, since when, and what it is', () => {
    assert.deepEqual(releaseItem({ id: '4', label: 'Release 4', current: true }), {
      label: 'Release 4',
      description: 'runs now',
    });
    const { description, detail } = releaseItem(older);
    assert.match(description, /1970/);
    assert.equal(detail, 'version 1234, 1 to 3 instances');
  });

  it('say who made them, of which commit, and why one cannot be gone back to', () => {
    const made = {
      id: '2',
      label: 'v2',
      current: false,
      author: 'alice',
      commit: { hash: '0123456789abcdef', dirty: true },
      detail: 'tag 9f2c',
      rollback: { no: 'Your plan keeps the last three.' },
    };
    assert.deepEqual(releaseItem(made), {
      label: 'v2',
      description: 'alice · 0123456*',
      detail: 'tag 9f2c · $(circle-slash) Your plan keeps the last three.',
    });
    const clean = { ...made, current: true, commit: { hash: '0123456789abcdef' } };
    assert.deepEqual(releaseItem(clean), {
      label: 'v2',
      description: 'runs now · alice · 0123456',
      detail: 'tag 9f2c',
    });
  });

  it('are gone back to only after saying what that means', () => {
    const question = rollbackQuestion(view({ consequences: { update: 'It makes a new release.' } }), older);
    assert.equal(question.message, 'Go back to Release 3 of "llama"?');
    assert.equal(question.detail, 'version 1234, 1 to 3 instances\nIt makes a new release.');
    assert.equal(rollbackQuestion(view(), { id: '1', label: 'Release 1', current: false }).detail, '');
  });
});
