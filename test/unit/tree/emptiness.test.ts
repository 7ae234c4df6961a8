import { strict as assert } from 'node:assert';
import type { ErrorCode } from '../../../src/connectors/errors.ts';
import type { PlatformView } from '../../../src/extension/deployments/types.ts';
import { emptiness, isOffline } from '../../../src/extension/tree/emptiness.ts';
import { fleet, platform, view } from './builders.ts';

const together = platform('together', 'Together AI');
const modal = platform('modal', 'Modal');
const away = (one: PlatformView): PlatformView => ({ ...one, connected: false });
const unread = ({ lastReadAt: _, ...one }: PlatformView): PlatformView => one;
const failing = (one: PlatformView, code: ErrorCode): PlatformView => ({
  ...one,
  problems: [{ code, message: 'It failed.' }],
});
const of = (...platforms: PlatformView[]) => emptiness(fleet([], { platforms }));

describe('a view without a deployment', () => {
  it('has none only when every connected platform was read', () => {
    assert.equal(of(together, modal), 'nothing');
    assert.equal(of(together, away(unread(modal))), 'nothing');
    assert.equal(of(together, unread(modal)), 'reading');
    assert.equal(of(unread(together)), 'reading');
  });

  it('is offline when none of the connected platforms can be reached, read before or not', () => {
    assert.equal(of(failing(together, 'network'), failing(unread(modal), 'timeout')), 'offline');
    assert.equal(of(failing(together, 'network'), away(modal)), 'offline');
  });

  it('leaves it to a row to say what is wrong with one of several, or with a key', () => {
    assert.equal(of(failing(together, 'network'), modal), undefined);
    assert.equal(of(failing(together, 'unauthorized')), undefined);
    assert.equal(of(failing(together, 'unavailable'), failing(modal, 'network')), undefined);
    assert.equal(of(together, away(failing(modal, 'unauthorized'))), undefined);
  });

  it('says nothing where there is a row, or no platform', () => {
    assert.equal(emptiness(fleet([view()])), undefined);
    assert.equal(of(), undefined);
    assert.equal(of(away(together)), undefined);
  });

  it('knows that it is offline with rows of earlier, too', () => {
    const platforms = [failing(together, 'network'), failing(modal, 'network')];
    assert.equal(isOffline(fleet([view()], { platforms })), true);
    assert.equal(isOffline(fleet([view()], { platforms: [...platforms, modal].slice(1) })), false);
    assert.equal(isOffline(fleet([view()], { platforms: [away(together)] })), false);
  });
});
