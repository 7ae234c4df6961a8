import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Connector, Deployment } from '../../../../src/connectors/index.ts';
import { statuses } from '../../../../src/connectors/index.ts';
import { chat, closeBenches, collect, images, last, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';
import { luckOf, perturbed, through, told } from '../perturb.ts';
import type { Perturbation } from '../perturb.ts';

const oddities: unknown[] = ['', 'tomorrow', -1, 1e300, true, [], {}, [null], { a: [{}] }];

const tomorrow: Perturbation = {
  kept: new Set(['id', 'owner', 'name', 'results', 'next', 'username', 'sku']),
  odd: (_value, chance) => oddities[Math.floor(chance() * oddities.length)],
};

function mustBeSound(row: Deployment): void {
  assert.ok(statuses.includes(row.status), row.status);
  for (const text of [row.id, row.name, row.model.name, row.detail.notes?.[0]])
    assert.ok(typeof text === 'string' && text !== '', JSON.stringify(row));
  assert.equal(row.detail.inferred, true);
  const { min = 0, max = 0 } = row.replicas;
  assert.ok(Number.isFinite(min) && Number.isFinite(max), JSON.stringify(row));
  assert.ok(row.price === undefined || row.price.perReplicaHour > 0, 'a price of 0 is not a price');
}

async function readEverything(connector: Connector, bench: Bench): Promise<string[]> {
  const listing = await connector.list({ fresh: true });
  listing.deployments.forEach(mustBeSound);
  const window = { from: bench.sim.control.now() - 3_600_000, to: bench.sim.control.now() };
  for (const id of [chat, images]) {
    const one = await told(connector.get(id));
    if (one) mustBeSound(one);
    const usage = await told(connector.usage!(id, window));
    for (const value of Object.values(usage?.requests ?? {})) assert.ok(Number.isFinite(value));
    for (const value of [usage?.cost?.floor, usage?.cost?.ceiling, usage?.cost?.estimate])
      assert.ok(value === undefined || Number.isSafeInteger(value), String(value));
    for (const entry of (await told(connector.logs!(id, {}))) ?? []) assert.notEqual(entry.message, '');
    await told(connector.revisions!(id));
    await told(connector.testForm!(id));
    await told(connector.planUpdate(id, { maxReplicas: 2 }));
    if (one) connector.snippet(one, question, 'python');
  }
  await told(connector.verify());
  await told(connector.hardware());
  for (const scope of ['own', 'catalogue'] as const) await told(connector.models({ scope }));
  await told(connector.models({ scope: 'catalogue', text: 'llama' }));
  await told(connector.variants({ id: 'stability-ai/sdxl', name: '', kind: 'model' }));
  return listing.deployments.map(({ id }) => id);
}

async function changeEverything(connector: Connector): Promise<void> {
  const model = { id: 'stability-ai/sdxl', name: '', kind: 'model' as const };
  await told(connector.deploy({ name: 'fresh', model, config: { instanceType: 'cpu' } }));
  await told(connector.stop(images));
  await told(connector.start(images));
  await told(connector.update(images, { maxReplicas: 4, instanceType: 'cpu' }));
  await told(connector.rollback!(images, '2'));
  for (const request of [question, { ...question, stream: false, inputs: { seed: '1' } }])
    last(await collect(connector.invoke(chat, request)));
}

describe('Replicate connector: what the platform may say tomorrow', () => {
  afterEach(closeBenches);

  it('loses no row and throws nothing but told failures', async function () {
    this.timeout(60_000);
    const bench = await openBench();
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const chance = luckOf(seed);
        const connector = bench.again({ fetch: through((body) => perturbed(body, chance, tomorrow)) });
        const ids = await readEverything(connector, bench);
        assert.equal(ids.length, 5);
      }),
      { numRuns: 12 },
    );
  });

  it('changes and tests through odd answers, each test with one end', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const bench = await openBench();
        const chance = luckOf(seed);
        await changeEverything(bench.again({ fetch: through((body) => perturbed(body, chance, tomorrow)) }));
        await bench.close();
      }),
      { numRuns: 6 },
    );
  });

  it('ends every test once, wherever it is cancelled', async function () {
    this.timeout(60_000);
    const bench = await openBench();
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.boolean(), async (after, stream) => {
        const stop = new AbortController();
        const events = [];
        for await (const event of bench.connector.invoke(chat, { ...question, stream }, stop.signal)) {
          events.push(event);
          if (events.length > after) stop.abort();
        }
        assert.ok(['done', 'cancelled'].includes(last(events).type));
      }),
      { numRuns: 15 },
    );
  });
});
