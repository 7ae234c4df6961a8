import { strict as assert } from 'node:assert';
import { missing, standingOf } from '../../../src/extension/panels/standing.ts';
import type { DeploymentView, PlatformView } from '../../../src/extension/deployments/types.ts';
import { fleet, platform, view } from '../tree/builders.ts';

const key = 'together:ep/1';
const named = { platform: 'together', platformName: 'Together AI' };

function standing(change: Partial<PlatformView>, known?: DeploymentView) {
  const read = { ...platform('together', 'Together AI'), connected: true, lastReadAt: 1, ...change };
  return standingOf({ fleet: () => fleet([], { platforms: [read] }), get: () => known }, key);
}

describe('what an open panel may still say of its deployment', () => {
  it('is everything while the platform is connected and has it', () => {
    assert.deepEqual(standing({}, view({ key })), { state: 'good' });
  });

  it('is nothing once the key is gone or refused', () => {
    assert.deepEqual(standing({ connected: false }), { state: 'disconnected', ...named });
    const problems = [{ code: 'unauthorized' as const, message: 'No.' }];
    assert.deepEqual(standing({ problems }, view({ key })), { state: 'refused', ...named });
  });

  it('is everything for a server of the person’s own, whatever the account’s key is worth', () => {
    const problems = [{ code: 'unauthorized' as const, message: 'No.' }];
    assert.deepEqual(standing({ problems }, view({ key, registered: true })), { state: 'good' });
  });

  it('stays as it is when the platform only cannot be reached', () => {
    const problems = [{ code: 'network' as const, message: 'No.' }];
    assert.deepEqual(standing({ problems }, view({ key })), { state: 'good' });
  });

  it('is that it is gone only after the platform was read', () => {
    assert.deepEqual(standing({}), { state: 'gone' });
    const { lastReadAt: _never, ...unread } = { ...platform('together', 'Together AI'), connected: true };
    const service = { fleet: () => fleet([], { platforms: [unread] }), get: () => undefined };
    assert.deepEqual(standingOf(service, key), { state: 'good' });
    assert.deepEqual(standingOf(service, 'elsewhere:x'), { state: 'gone' });
  });

  it('says what to do where it cannot be shown at all', () => {
    const { data } = missing(standing({ connected: false }));
    assert.equal(data.message, 'Together AI is not connected.');
    assert.equal(data.platform, 'together');
    assert.match(missing({ state: 'gone' }).message, /not there any more/);
  });
});
