import assert from 'node:assert/strict';
import { deploymentView, matches } from '../../../src/extension/deployments/views.ts';
import { deployment } from './builders.ts';

const none = { notes: undefined, busy: undefined };

describe('The row of a server that was registered by URL', () => {
  it('is told from what the platform hosts, by what the platform calls such servers', () => {
    const own = deployment('a', { origin: { id: 'lorax', label: 'LoRAX server' } });
    const hosted = deployment('b', { origin: { id: 'shared', label: 'Shared' } });
    const serversLabel = 'LoRAX server';
    assert.equal(deploymentView(own, false, { ...none, serversLabel }).registered, true);
    assert.equal(deploymentView(hosted, false, { ...none, serversLabel }).registered, undefined);
    assert.equal(deploymentView(deployment('c'), false, none).registered, undefined);
  });

  it('is found by the word for it', () => {
    const own = deploymentView(
      deployment('a', { origin: { id: 'lorax', label: 'LoRAX server' } }),
      false,
      none,
    );
    assert.equal(matches(own, { text: 'lorax' }), true);
    assert.equal(matches(deploymentView(deployment('b'), false, none), { text: 'lorax' }), false);
  });
});
