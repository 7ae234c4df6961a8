import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Connector, Deployment } from '../../../../src/connectors/index.ts';
import { statuses } from '../../../../src/connectors/index.ts';
import { closeBenches, openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { luckOf, perturbed, through, told } from '../perturb.ts';
import type { Perturbation } from '../perturb.ts';

const tomorrow: Perturbation = {
  kept: new Set(['name', 'data', 'repos', 'tag']),
  word: (text, chance, key) => (key !== 'name' && chance() < 0.1 ? `${text} of tomorrow` : text),
  odd: (value) => (typeof value === 'string' ? 7 : 'odd'),
};

function mustBeSound(row: Deployment): void {
  assert.ok(statuses.includes(row.status), row.status);
  for (const text of [row.id, row.name, row.detail.word, row.model.name])
    assert.ok(typeof text === 'string' && text !== '', JSON.stringify(row));
  const { min = 0, max = 0, ready = 0, scheduled = 0 } = row.replicas;
  for (const number of [min, max, ready, scheduled, row.config.idleTimeoutMinutes ?? 0])
    assert.ok(Number.isFinite(number), JSON.stringify(row));
  assert.ok(!/undefined|\[object|NaN/.test(JSON.stringify(row)), JSON.stringify(row));
}

async function readEverything(connector: Connector, at: number): Promise<string[]> {
  await told(connector.verify());
  const { deployments } = await connector.list({ fresh: true });
  deployments.forEach(mustBeSound);
  for (const { id } of deployments.slice(2, 8)) {
    const one = await told(connector.get(id));
    if (one) mustBeSound(one);
    for (const { points } of (await told(connector.usage!(id, { from: at - 3_600_000, to: at })))?.series ??
      [])
      assert.ok(points.every((point) => Number.isFinite(point.value) && Number.isFinite(point.at)));
    for (const entry of (await told(connector.logs!(id, {}))) ?? []) assert.ok(Number.isFinite(entry.at));
    await told(connector.revisions!(id));
    await told(connector.adapters(id));
    await told(connector.testForm!(id));
    await told(connector.planUpdate(id, { maxReplicas: 2, options: { maxTotalTokens: 5 } }));
  }
  for (const scope of ['catalogue', 'own'] as const)
    for (const model of (await told(connector.models({ scope })))?.items ?? [])
      await told(connector.variants(model));
  await connector.hardware();
  return deployments.map(({ id }) => id).sort();
}

describe('a Predibase that says less, or more, than its SDK reads', function () {
  this.timeout(60_000);
  let bench: Bench;
  afterEach(() => closeBenches());

  it('loses no row and fails in no unforeseen way, whatever is missing, null, odd or new', async () => {
    bench = await openBench();
    const expected = await readEverything(bench.connector, bench.sim.control.now());
    assert.equal(expected.length, 9);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const chance = luckOf(seed);
        const connector = bench.again({ fetch: through((body) => perturbed(body, chance, tomorrow)) });
        assert.deepEqual(await readEverything(connector, bench.sim.control.now()), expected);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps what is good in a list of details when one of them is odd', async () => {
    bench = await openBench();
    const odd = (body: unknown): unknown =>
      JSON.parse(
        JSON.stringify(body).replaceAll('"ComputeEvents":[', '"ComputeEvents":[7,{"eventType":null},'),
      ) as unknown;
    const id = 'deployment/support-prod';
    assert.deepEqual(
      await bench.again({ fetch: through(odd) }).logs!(id, {}),
      await bench.connector.logs!(id, {}),
    );
  });
});
