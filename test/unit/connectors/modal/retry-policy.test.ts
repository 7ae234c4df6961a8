import assert from 'node:assert/strict';
import fc from 'fast-check';
import { askedWait } from '../../../../src/connectors/modal/retry-policy.ts';
import { closeBenches, fails, openBench, servicePath } from './bench.ts';

const refused = { kind: 'grpc', code: 8, details: 'Slow down', retryAfterSecs: 3 } as const;

describe('Waiting because Modal asks for it', () => {
  afterEach(closeBenches);

  it('waits as long as asked, on the clock that was given, and goes on', async () => {
    const { connector, sim, slept } = await openBench();
    sim.control.addFault({ path: `${servicePath}EnvironmentList`, times: 2, fault: refused });
    await connector.list();
    assert.deepEqual(slept.slice(0, 2), [3000, 3000]);
  });

  it('ends at twenty seconds, and says how long is asked for', async () => {
    const { connector, sim, slept } = await openBench();
    sim.control.addFault({ path: `${servicePath}EnvironmentList`, times: 50, fault: refused });
    const error = await fails('rate-limited', connector.list());
    assert.equal(error.data.retryAfterMs, 3000);
    assert.equal(
      slept.reduce((sum, ms) => sum + ms, 0),
      18_000,
    );
  });

  it('sends what makes something once all the same', async () => {
    const { connector, sim, slept, bodies } = await openBench();
    sim.control.addFault({ path: `${servicePath}WebhookTokenCreate`, times: 50, fault: refused });
    await fails('rate-limited', connector.issue?.() ?? Promise.resolve());
    assert.equal(bodies('WebhookTokenCreate').length, 1);
    assert.deepEqual(slept, []);
  });

  it('reads any bytes without falling over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const wait = askedWait(bytes);
        assert.ok(wait === undefined || wait >= 0);
      }),
    );
    assert.equal(askedWait('not bytes'), undefined);
  });
});
