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

  it('are gone back to only after saying what that means', () => {
    const question = rollbackQuestion(view({ consequences: { update: 'It makes a new release.' } }), older);
    assert.equal(question.message, 'Go back to Release 3 of "llama"?');
    assert.equal(question.detail, 'version 1234, 1 to 3 instances\nIt makes a new release.');
    assert.equal(rollbackQuestion(view(), { id: '1', label: 'Release 1', current: false }).detail, '');
  });
});
