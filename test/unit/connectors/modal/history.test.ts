import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tagOf, toRevisions } from '../../../../src/connectors/modal/history.ts';
import type { Reply } from '../../../../src/connectors/modal/wire.ts';

type History = Reply<'appDeploymentHistory'>;

const entry = (version: number, more: object = {}) => ({
  appId: 'ap-1',
  version,
  clientVersion: '1.5.4',
  deployedAt: 1_790_000_000 + version,
  deployedBy: 'ada',
  tag: '',
  rollbackVersion: 0,
  rollbackAllowed: true,
  deployedByAvatarUrl: '',
  commitInfo: undefined,
  deploymentType: 1,
  ...more,
});
const history = (entries: object[], live: number) =>
  ({ appDeploymentHistories: entries, productionAppVersion: live }) as History;

describe('Modal: the tag of what runs', () => {
  it('is its own', () => {
    assert.equal(tagOf(history([entry(1, { tag: 'a' }), entry(2, { tag: 'b' })], 2)), 'b');
  });

  it('is that of what a rollback brought back, through any number of steps', () => {
    const entries = [
      entry(1, { tag: 'a' }),
      entry(2, { tag: 'b' }),
      entry(3, { deploymentType: 2, rollbackVersion: 1 }),
      entry(4, { deploymentType: 3 }),
    ];
    assert.equal(tagOf(history(entries, 4)), 'a');
  });

  it('is not told where it was deployed without one', () => {
    assert.equal(tagOf(history([entry(1, { tag: 'a' }), entry(2)], 2)), undefined);
    assert.equal(tagOf(history([], 0)), undefined);
  });

  it('is found or not found, whatever the history says, and in any order', () => {
    const entries = fc.array(
      fc.record({
        version: fc.nat(9),
        tag: fc.constantFrom('', '', 'x'),
        rollbackVersion: fc.nat(9),
        deploymentType: fc.nat(7),
      }),
    );
    fc.assert(
      fc.property(entries, fc.nat(9), (some, live) => {
        const all = history(
          some.map((each) => entry(each.version, each)),
          live,
        );
        const tag = tagOf(all);
        assert.ok(tag === undefined || tag === 'x');
        assert.equal(toRevisions(all).length, some.length);
      }),
    );
  });
});

describe('Modal: versions', () => {
  it('say what kind they are', () => {
    const details = toRevisions(
      history(
        [
          entry(1, { tag: 'first' }),
          entry(2, { deploymentType: 2, rollbackVersion: 1 }),
          entry(3, { deploymentType: 3 }),
          entry(4, { deploymentType: 99 }),
        ],
        4,
      ),
    ).map(({ detail }) => detail);
    assert.deepEqual(details, [
      'client 1.5.4',
      'restart, client 1.5.4',
      'rollback to v1, client 1.5.4',
      'tag first, client 1.5.4',
    ]);
  });
});
