import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statuses } from '../../../../src/connectors/index.ts';
import { readStatus } from '../../../../src/connectors/predibase/status.ts';
import type { StatusInput } from '../../../../src/connectors/predibase/status.ts';

const row: StatusInput = {
  word: 'ready',
  currentReplicas: 1,
  minReplicas: 0,
  owned: true,
  stopped: false,
  emptied: false,
};
const read = (change: Partial<StatusInput>) => readStatus({ ...row, ...change });

describe('the status of a Predibase deployment', () => {
  it('follows the table, whatever the case of the word', () => {
    const table: Record<string, [string, boolean]> = {
      ready: ['active', false],
      ' READY ': ['active', false],
      updating: ['active', false],
      pending: ['deploying', true],
      queued: ['deploying', true],
      Initializing: ['deploying', true],
      starting: ['deploying', true],
      deploying: ['deploying', true],
      scaling: ['deploying', true],
      standby: ['active', true],
      failed: ['failed', false],
      errored: ['failed', true],
      error: ['failed', true],
      stopped: ['stopped', false],
      stopping: ['stopped', true],
      deleted: ['stopped', false],
      deleting: ['stopped', true],
      hibernating: ['deploying', true],
    };
    for (const [word, [status, inferred]] of Object.entries(table)) {
      const reading = read({ word });
      assert.deepEqual([reading.status, reading.inferred], [status, inferred], word);
      assert.equal(reading.known, word !== 'hibernating', word);
    }
    assert.equal(read({ word: undefined }).status, 'deploying');
  });

  it('takes a deployment without replicas for one on standby, but not one that everybody shares', () => {
    assert.equal(read({ currentReplicas: 0 }).scaledToZero, true);
    assert.equal(read({ currentReplicas: 0, owned: false }).scaledToZero, false);
    assert.equal(read({ currentReplicas: 0, minReplicas: 1 }).scaledToZero, false);
    assert.equal(read({ currentReplicas: undefined }).scaledToZero, false);
  });

  it('tells a stop from an idle deployment, and a woken one from both', () => {
    assert.deepEqual(
      [read({ stopped: true }).status, read({ stopped: true }).stopping],
      ['active', true],
      'replicas are still there',
    );
    assert.equal(read({ word: 'standby', currentReplicas: 0 }).status, 'active');
    assert.equal(read({ word: 'standby', currentReplicas: 0, stopped: true }).status, 'stopped');
    assert.equal(read({ currentReplicas: 0, stopped: true }).status, 'stopped');
    const woken = read({ stopped: true, emptied: true });
    assert.deepEqual([woken.status, woken.woken, woken.stopping], ['active', true, false]);
    assert.equal(read({ word: 'failed', stopped: true }).status, 'failed');
  });

  it('does not say that no replica is left where one is reported, whatever the word', () => {
    const idle = read({ word: 'standby', currentReplicas: 2 });
    assert.deepEqual([idle.status, idle.scaledToZero], ['active', false]);
    const leaving = read({ word: 'standby', currentReplicas: 2, stopped: true });
    assert.deepEqual([leaving.status, leaving.stopping], ['active', true], 'it is still billed');
    assert.equal(read({ word: 'standby', currentReplicas: undefined, stopped: true }).status, 'stopped');
  });

  it('always is one of the five, and never pending: that is what was not sent', () => {
    fc.assert(
      fc.property(
        fc.record({
          word: fc.option(fc.oneof(fc.string(), fc.constantFrom('ready', 'standby', 'failed', 'stopping')), {
            nil: undefined,
          }),
          currentReplicas: fc.option(fc.nat(), { nil: undefined }),
          minReplicas: fc.option(fc.nat(), { nil: undefined }),
          owned: fc.boolean(),
          stopped: fc.boolean(),
          emptied: fc.boolean(),
        }),
        (input) => {
          const reading = readStatus(input);
          assert.ok(statuses.includes(reading.status));
          assert.notEqual(reading.status, 'pending');
          assert.ok(!(reading.stopping && reading.woken));
        },
      ),
    );
  });
});
