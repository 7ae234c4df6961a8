import assert from 'node:assert/strict';
import { closeBenches, openBench } from './bench.ts';

const day = 24 * 3_600_000;

describe('Modal: calls that not everybody has', () => {
  afterEach(closeBenches);

  const asked = (bodies: (rpc: string) => unknown[]): string[] =>
    (bodies('EndpointList') as { environmentName: string }[]).map((one) => one.environmentName).sort();

  it('are left alone only where a role forbids them', async () => {
    const { connector, refuse, bodies, sim } = await openBench();
    refuse('EndpointList', 7);
    await connector.list();
    const [first, second] = asked(bodies);
    assert.deepEqual([first, second], ['main', 'staging']);
    await connector.list();
    assert.equal(asked(bodies).length, 1, 'the environment that allows it');
    sim.control.advance(day);
    await connector.list();
    assert.equal(asked(bodies).length, 2, 'asked again after a day');
  });

  it('are left alone everywhere when the server does not know them', async () => {
    const { connector, refuse, bodies } = await openBench();
    refuse('EndpointList', 12, 'unknown method', 2);
    await connector.list();
    assert.equal(asked(bodies).length, 2);
    await connector.list();
    assert.deepEqual(asked(bodies), []);
  });
});
