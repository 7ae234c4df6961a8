import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Connector, Deployment } from '../../../../src/connectors/index.ts';
import { statuses } from '../../../../src/connectors/index.ts';
import { closeBenches, openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { luckOf, perturbed, through, told } from '../perturb.ts';
import type { Perturbation } from '../perturb.ts';

const tomorrow: Perturbation = {
  kept: new Set([
    ...['id', 'name', 'data', 'next_cursor', 'project_id', 'deployments', 'key', 'value'],
    // Of a split that is changed, nothing may be guessed.
    ...['deploymentId', 'weight'],
  ]),
  word: (text, chance) =>
    /^[A-Z]+(_[A-Z0-9]+)+$/.test(text) && chance() < 0.15 ? `${text}_OF_TOMORROW` : text,
};

function mustBeSound(row: Deployment): void {
  assert.ok(statuses.includes(row.status), row.status);
  for (const text of [row.id, row.name, row.detail.word, row.model.name])
    assert.ok(typeof text === 'string' && text !== '', JSON.stringify(row));
  const { perReplicaHour } = row.price ?? { perReplicaHour: 1 };
  const { min = 0, max = 0, ready = 0, scheduled = 0, desired = 0 } = row.replicas;
  for (const number of [min, max, ready, scheduled, desired, perReplicaHour, row.trafficShare ?? 0])
    assert.ok(Number.isFinite(number), JSON.stringify(row));
  assert.ok(row.price === undefined || perReplicaHour > 0, 'a price of 0 is not a price');
}

async function readEverything(connector: Connector, at: number): Promise<string[]> {
  const listing = await connector.list({ fresh: true });
  listing.deployments.forEach(mustBeSound);
  for (const { id } of listing.deployments.slice(0, 3)) {
    const one = await told(connector.get(id));
    if (one) mustBeSound(one);
    const window = { from: at - 3_600_000, to: at };
    const usage = await told(connector.usage!(id, window));
    for (const { points } of usage?.series ?? [])
      assert.ok(points.every((point) => Number.isFinite(point.value) && Number.isFinite(point.at)));
    for (const entry of (await told(connector.logs!(id, {}))) ?? [])
      assert.equal(typeof entry.message, 'string');
    await told(connector.revisions!(id));
    await told(connector.adapters(id));
  }
  for (const scope of ['catalogue', 'own'] as const)
    for (const model of (await connector.models({ scope })).items) await told(connector.variants(model));
  await connector.hardware();
  await connector.serverless!({});
  return listing.deployments.map(({ id }) => id).sort();
}

describe('a Together AI that says less, or more, than it documents', function () {
  this.timeout(60_000);
  let bench: Bench;
  afterEach(() => closeBenches());

  it('loses no row and fails in no unforeseen way, whatever optional value is missing, null or new', async () => {
    bench = await openBench();
    const expected = await readEverything(bench.connector, bench.sim.control.now());
    assert.ok(expected.length > 10);
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const chance = luckOf(seed);
        const connector = bench.again({ fetch: through((body) => perturbed(body, chance, tomorrow)) });
        assert.deepEqual(await readEverything(connector, bench.sim.control.now()), expected);
      }),
      { numRuns: 15 },
    );
  });

  it('reads the same whether zeros are sent or left out', async () => {
    bench = await openBench({ modes: { leaveOutZeros: true } });
    // What does not serve has no share, sent or not.
    const plain = ({ readAt: _readAt, price, trafficShare, ...row }: Deployment) => ({
      ...row,
      price: price?.perReplicaHour,
      trafficShare: row.status === 'active' ? trafficShare : undefined,
    });
    const without = (await bench.connector.list()).deployments.map(plain);
    bench.sim.control.setModes({ leaveOutZeros: false });
    const withZeros = (await bench.again().list()).deployments.map(plain);
    assert.deepEqual(withZeros, without);
  });

  it('keeps what is good in a list of details when one of them is odd', async () => {
    bench = await openBench();
    const odd = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replaceAll('"regions":[', '"regions":[{"name":null},')) as unknown;
    const types = await bench.again({ fetch: through(odd) }).hardware();
    const plain = await bench.connector.hardware();
    assert.deepEqual(
      types.map(({ regions }) => regions.map(({ name }) => name)),
      plain.map(({ regions }) => regions.map(({ name }) => name)),
    );
  });
});
