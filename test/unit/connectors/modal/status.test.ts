import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statuses } from '../../../../src/connectors/domain.ts';
import { appVerdict, abandonedAfter, endpointVerdict } from '../../../../src/connectors/modal/status.ts';
import type { AppFacts, EndpointFacts } from '../../../../src/connectors/modal/status.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const app = (facts: Partial<AppFacts>) => appVerdict({ now, state: 3, ...facts });
const endpoint = (facts: Partial<EndpointFacts>) =>
  endpointVerdict({ word: '', provisioning: 0, appState: 0, ...facts });

describe('the status of an app', () => {
  const cases: [string, Partial<AppFacts>, string, string[]][] = [
    ['deployed, no container', { tasks: { ready: 0, all: 0 } }, 'active', ['scaled to zero']],
    ['deployed, container starting', { tasks: { ready: 0, all: 1 } }, 'active', ['starting']],
    ['deployed, container up', { tasks: { ready: 1, all: 2 } }, 'active', []],
    [
      'deployed, all containers busy',
      { tasks: { ready: 2, all: 2 }, max: 2, backlog: 5 },
      'active',
      ['overloaded', '5 requests wait'],
    ],
    [
      'deployed, busy with room for more',
      { tasks: { ready: 1, all: 1 }, max: 2, backlog: 1 },
      'active',
      ['1 request waits'],
    ],
    [
      'idle with a request that waits',
      { tasks: { ready: 0, all: 0 }, backlog: 1 },
      'active',
      ['1 request waits'],
    ],
    [
      'deployed, containers fail',
      { tasks: { ready: 0, all: 1 }, failing: true },
      'active',
      ['its containers fail to start'],
    ],
    ['deployed, containers not read', {}, 'active', []],
    [
      'deployed again from here',
      { deploying: true, tasks: { ready: 1, all: 1 } },
      'active',
      ['a new version is being deployed'],
    ],
    ['stopping', { state: 4 }, 'stopped', ['stopping']],
    ['stopped', { state: 5 }, 'stopped', []],
    ['disabled', { state: 7 }, 'stopped', ['disabled by Modal, check the budget']],
    [
      'first version on its way',
      { state: 6, createdAt: now - 1 },
      'deploying',
      ['its first version is being deployed'],
    ],
    ['first version abandoned', { state: 6, createdAt: now - abandonedAfter }, 'failed', []],
    [
      'first version on its way from here for long',
      { state: 6, createdAt: now - 2 * abandonedAfter, deploying: true },
      'deploying',
      ['its first version is being deployed'],
    ],
  ];
  for (const [name, facts, status, notes] of cases)
    it(`${name}: ${status}`, () => {
      const verdict = app(facts);
      assert.equal(verdict.status, status);
      assert.deepEqual(verdict.detail.notes ?? [], notes);
    });

  it('an abandoned first version says what happened, as a conclusion', () => {
    const { error, detail } = app({ state: 6, createdAt: now - abandonedAfter });
    assert.match(error ?? '', /did not end/);
    assert.equal(detail.inferred, true);
  });

  it('a state of tomorrow is concluded from the rest, and says so', () => {
    for (const [facts, status] of [
      [{ tasks: { ready: 1, all: 1 } }, 'active'],
      [{ tasks: { ready: 0, all: 1 } }, 'deploying'],
      [{ stoppedAt: now }, 'stopped'],
    ] as const) {
      const verdict = app({ state: 42, ...facts });
      assert.equal(verdict.status, status);
      assert.equal(verdict.detail.word, 'state 42');
      assert.equal(verdict.detail.inferred, true);
    }
  });

  it('any numbers at all have a status', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            now: fc.integer(),
            state: fc.integer(),
            createdAt: fc.integer(),
            stoppedAt: fc.integer(),
            tasks: fc.record({ ready: fc.nat(), all: fc.nat() }),
            max: fc.nat(),
            backlog: fc.nat(),
            failing: fc.boolean(),
            deploying: fc.boolean(),
          },
          { requiredKeys: ['now', 'state'] },
        ),
        (facts) => {
          assert.ok(statuses.includes(appVerdict(facts).status));
        },
      ),
    );
  });
});

describe('the status of an Endpoint', () => {
  for (const [word, status] of [
    ['pending', 'pending'],
    ['provisioning', 'deploying'],
    ['live', 'active'],
    [' LIVE ', 'active'],
    ['failed', 'failed'],
    ['stopping', 'stopped'],
    ['stopped', 'stopped'],
    ['cancelled', 'stopped'],
  ] as const)
    it(`${word}: ${status}`, () => assert.equal(endpoint({ word }).status, status));

  it('the list’s word goes before the steps of provisioning', () => {
    const verdict = endpoint({ word: 'provisioning', provisioning: 3, appState: 6 });
    assert.equal(verdict.status, 'deploying');
    assert.equal(verdict.detail.inferred, undefined);
  });

  it('without a word the steps decide, as a conclusion', () => {
    for (const [facts, status] of [
      [{ provisioning: 1 }, 'pending'],
      [{ provisioning: 2 }, 'deploying'],
      [{ provisioning: 3, appState: 3 }, 'active'],
      [{ provisioning: 3, appState: 6 }, 'deploying'],
      [{ provisioning: 4 }, 'failed'],
      [{ provisioning: 6 }, 'stopped'],
      [{ provisioning: 3, appState: 5 }, 'stopped'],
    ] as const) {
      const verdict = endpoint(facts);
      assert.equal(verdict.status, status);
      assert.equal(verdict.detail.inferred, true);
    }
  });

  it('a word of tomorrow is shown', () => {
    const { status, detail } = endpoint({ word: 'warming', provisioning: 2 });
    assert.equal(status, 'deploying');
    assert.deepEqual([detail.word, detail.notes], ['warming', ['Modal says warming']]);
  });

  it('any word and number has a status', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.integer(), (word, provisioning, appState) => {
        assert.ok(statuses.includes(endpointVerdict({ word, provisioning, appState }).status));
      }),
    );
    for (const word of ['constructor', '__proto__', 'toString'])
      assert.ok(statuses.includes(endpoint({ word }).status));
  });
});
