import assert from 'node:assert/strict';
import { predibase } from '../../../../src/connectors/predibase/definition.ts';
import { closeBenches, fails, hfToken, named, openBench, recording } from './bench.ts';

describe('whose a Predibase token is', () => {
  afterEach(() => closeBenches());

  it('is told with the tenant and the plan', async () => {
    const bench = await openBench();
    const { label, id, details } = await bench.connector.verify();
    assert.equal(label, 'Example Inc (dev@example.com)');
    assert.equal(id, bench.sim.credentials.tenant);
    assert.deepEqual(details.find((detail) => detail.label === 'Plan')?.value, 'enterprise');
  });

  it('says that a plan has expired, and lists what there is all the same', async () => {
    const bench = await openBench();
    bench.sim.control.setSubscription({
      tier: 'free',
      isTrial: true,
      daysRemainingInPlan: 0,
      expiration: '2026-01-01T00:00:00Z',
    });
    const { details } = await bench.connector.verify();
    assert.equal(details.find(({ label }) => label === 'Plan')?.value, 'free, trial, expired');
    const { problems, deployments, complete } = await bench.connector.list();
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['payment-required'],
    );
    assert.equal(complete, true);
    assert.ok(deployments.length > 3);
    bench.sim.control.setSubscription({ daysRemainingInPlan: null, expiration: null });
    assert.deepEqual((await bench.connector.list({ fresh: true })).problems, []);
  });

  for (const legacyPrefix of ['bare', 'v1', 'both'] as const)
    it(`finds the older paths where they are (${legacyPrefix}), and remembers it per gateway`, async () => {
      const bench = await openBench({ modes: { legacyPrefix } });
      await bench.connector.verify();
      bench.sent();
      await bench.connector.verify();
      await bench.connector.logs!(named('support-prod'), {});
      const prefix = legacyPrefix === 'v1' ? '/v1' : '';
      assert.deepEqual(bench.sent(), [
        `GET ${prefix}/users/current`,
        `GET ${prefix}/llms/support-prod/events?detailed=false`,
      ]);
    });

  it('finds them again after the installation was upgraded', async () => {
    const bench = await openBench({ modes: { legacyPrefix: 'v1' } });
    await bench.connector.verify();
    bench.sim.control.setModes({ legacyPrefix: 'bare' });
    assert.ok((await bench.connector.verify()).label);
    bench.sent();
    await bench.connector.verify();
    assert.deepEqual(bench.sent(), ['GET /users/current']);
  });

  it('takes an older token without refusing it, and says what current ones look like', async () => {
    const [field] = predibase.credentials;
    assert.equal(field?.validate?.('eyJhbGciOi.old-long-form'), undefined);
    assert.match(field?.validate?.(' ') ?? '', /Paste/);
    assert.match(field?.validate?.('pb_a b') ?? '', /spaces/);
    const bench = await openBench();
    const connector = bench.again({
      credentials: { apiKey: 'older' },
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { authorization: `Bearer ${bench.sim.credentials.apiToken}` } }),
    });
    const { details } = await connector.verify();
    assert.match(details.find(({ label }) => label === 'Token')?.value ?? '', /pb_/);
  });

  it('does not show or send the Hugging Face token while it asks', async () => {
    const bench = await openBench();
    const { fetch, sent } = recording();
    const connector = bench.again({ fetch });
    await connector.verify();
    await connector.list();
    await connector.models({ scope: 'own' });
    assert.ok(sent.length > 3);
    assert.ok(!JSON.stringify(sent).includes(hfToken));
  });

  it('fails as malformed when the tenant is not told and none is given', async () => {
    const bench = await openBench();
    const connector = bench.again({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        return response.url.includes('/users/current')
          ? Response.json({ username: 'x', tenant: null })
          : response;
      },
    });
    assert.equal((await connector.verify()).label, 'x');
    const events = [];
    for await (const event of connector.invoke(named('support-prod'), { prompt: 'Hi', stream: true }))
      events.push(event);
    const end = events.at(-1);
    assert.ok(end?.type === 'error' && end.error.code === 'malformed', JSON.stringify(end));
    assert.match(end.error.hint ?? '', /tenant id/);
    await fails('not-found', connector.get(named('nobody')));
  });
});
