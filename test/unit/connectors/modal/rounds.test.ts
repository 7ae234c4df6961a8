import assert from 'node:assert/strict';
import type { Listing } from '../../../../src/connectors/index.ts';
import { closeBenches, openBench, servicePath } from './bench.ts';
import type { Bench } from './bench.ts';

const pause = 5000;
const filled = ({ deployments }: Listing) => deployments.filter(({ name }) => name.startsWith('filled'));

async function open(count: number) {
  const bench = await openBench();
  bench.sim.control.fillApps(count);
  return { ...bench, round: (fresh = false) => round(bench, fresh) };
}

async function round({ connector, calls, sim, slept }: Bench, fresh: boolean) {
  calls();
  slept.length = 0;
  const listing = await connector.list({ fresh });
  const all = calls();
  sim.control.advance(pause);
  const read = all.filter((name) => name === 'AppGetInfo').length;
  return { listing, all, read, waited: slept.reduce((sum, ms) => sum + ms, 0) };
}

describe('a large Modal workspace, read in rounds', () => {
  afterEach(closeBenches);

  it('is shown at once, and read in full after some rounds, in which nobody waits', async () => {
    const { round } = await open(300);
    const first = await round();
    assert.equal(filled(first.listing).length, 300);
    assert.equal(first.listing.complete, true);
    assert.equal(first.listing.stale, undefined);
    assert.ok(first.read > 80 && first.all.length <= 242, `${first.read} of ${first.all.length}`);
    for (const { instanceType, parts, endpoint, allowed, price } of filled(first.listing)) {
      if (parts) continue;
      assert.deepEqual([instanceType, endpoint, price], [undefined, undefined, undefined]);
      assert.match((allowed.test as { no: string }).no, /not known yet/);
    }
    let { listing, waited } = first;
    for (let rounds = 0; filled(listing).some(({ parts }) => !parts); rounds++) {
      assert.ok(rounds < 20, 'there is no end');
      const next = await round();
      listing = next.listing;
      waited += next.waited;
    }
    assert.equal(waited, 0);
    assert.ok(filled(listing).every(({ instanceType }) => instanceType !== undefined));
    assert.equal((await round()).read, 0);
  });

  it('owes all of it to whoever wants it fresh, and begins with what was not read for longest', async () => {
    const { round } = await open(150);
    let read = 1;
    for (let rounds = 0; read > 0; rounds++) {
      assert.ok(rounds < 20, 'there is no end');
      ({ read } = await round());
    }
    let total = 0;
    for (let rounds = 0; rounds < 3; rounds++) total += (await round(true)).read;
    for (read = 1; read > 0; total += read) ({ read } = await round());
    assert.ok(total >= 150, `${total}`);
  });

  it('asks for half as much after a refusal of the rate, and for no less after one of a limit of the workspace', async () => {
    const { round, sim, refuse } = await open(400);
    await round();
    await round();
    const { read: usual } = await round();
    refuse('AppList', 8, 'Too many containers');
    await round();
    assert.ok((await round()).read >= usual);
    const fault = { kind: 'grpc', code: 8, details: 'Slow down', retryAfterSecs: 1 } as const;
    sim.control.addFault({ path: `${servicePath}AppList`, fault });
    await round();
    const { read } = await round();
    assert.ok(read <= usual / 2, `${read} after ${usual}`);
  });

  it('can be tested before it was read', async () => {
    const { round, connector } = await open(300);
    const { listing } = await round();
    const unread = filled(listing).find(({ parts }) => !parts) ?? assert.fail('all were read');
    const form = await connector.testForm?.(unread.id);
    assert.ok(form);
    const one = await connector.get(unread.id);
    assert.ok(one.parts?.length);
    assert.equal(one.allowed.test, true);
  });

  it('does not show the app of an Endpoint that was not asked about as one of its own', async () => {
    const { round, sim } = await open(0);
    const { world } = sim.control;
    const [like] = [...world.endpoints.values()].filter(({ stoppedAt }) => stoppedAt === 0);
    assert.ok(like);
    for (let index = 0; index < 400; index++) {
      const id = `ep-${String(index).padStart(22, '0')}`;
      const createdAt = world.clock.now() + (index + 1) * 1000;
      world.endpoints.set(id, { ...like, id, name: `many-${index}`, createdAt });
    }
    const served = new Set([...world.endpoints.values()].map(({ app }) => app.id));
    const rows = ({ deployments }: Listing, kind: string) =>
      deployments.filter(({ id }) => id.startsWith(`${kind}:`));
    let { listing } = await round();
    assert.equal(listing.complete, false, 'apps may be missing');
    assert.ok(rows(listing, 'endpoint').some(({ model }) => model.name === 'not read yet'));
    for (let rounds = 0; !listing.complete; rounds++) {
      assert.ok(rows(listing, 'app').every(({ id }) => !served.has(id.split('/')[1] ?? '')));
      assert.ok(rounds < 30, 'it never becomes whole');
      ({ listing } = await round());
    }
    assert.equal(rows(listing, 'endpoint').filter(({ name }) => name.startsWith('many-')).length, 400);
    assert.ok(rows(listing, 'app').some(({ name }) => name === 'chat'));
    assert.ok(rows(listing, 'app').every(({ id }) => !served.has(id.split('/')[1] ?? '')));
  });
});
