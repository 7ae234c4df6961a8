import assert from 'node:assert/strict';
import type { Connector, Deployment, Listing } from '../../../../src/connectors/index.ts';
import type { Deployment as Simulated } from '../../../platforms/together/types.ts';
import { patientClock, takingTurns } from '../kit.ts';
import { closeBenches, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const pause = 5000;
const idle = ({ config }: Deployment): number | undefined => config.idleTimeoutMinutes;

/** An account that is too large for one round, and where only the full reading tells how long one may be idle. */
async function open(count: number) {
  const bench = await openBench({ seed: 'empty' });
  const { control } = bench.sim;
  control.fillDeployments(count);
  for (const deployment of control.world.deployments.values()) deployment.inactiveTimeout = 30;
  const slept: number[] = [];
  const connector = bench.again({ clock: takingTurns(patientClock(control), slept) });
  const round = async (fresh = false): Promise<{ listing: Listing; read: number; all: number }> => {
    bench.sent();
    const listing = await connector.list({ fresh });
    const sent = bench.sent();
    control.advance(pause);
    return { listing, read: sent.filter(isFull).length, all: sent.length };
  };
  return { bench, control, connector, slept, round };
}

const isFull = (line: string): boolean => /\/deployments\?/.test(line);

/** More deployments of an endpoint than are embedded in it. */
function multiply({ sim }: Bench, like: Simulated, count: number): Simulated[] {
  const { world } = sim.control;
  return Array.from({ length: count }, (_, index) => {
    const id = world.newId('dep_');
    const twin = { ...like, id, shortName: `${like.shortName}-${index}`, createdAt: like.createdAt + index };
    world.deployments.set(id, twin);
    return twin;
  });
}

async function settle(connector: Connector, bench: Bench): Promise<Listing> {
  for (let rounds = 0; rounds < 60; rounds++) {
    bench.sent();
    const listing = await connector.list();
    bench.sim.control.advance(pause);
    if (!bench.sent().some(isFull)) return listing;
  }
  return assert.fail('there is no end');
}

describe('a large Together AI account, read in rounds', () => {
  afterEach(closeBenches);

  it('is shown at once, and read in full after some rounds, in which nobody waits', async () => {
    const { round, slept } = await open(500);
    const first = await round();
    assert.equal(first.listing.deployments.length, 500);
    assert.equal(first.listing.complete, true);
    assert.deepEqual(first.listing.problems, []);
    assert.ok(first.read > 150 && first.all <= 240, `${first.read} of ${first.all}`);
    const known = first.listing.deployments.filter((one) => idle(one) === 30).length;
    assert.equal(known, first.read);
    assert.equal(
      first.listing.deployments.filter((one) => idle(one) === undefined).length,
      500 - known,
      'what is not read is unknown',
    );
    assert.equal(first.listing.stale, undefined, 'the summaries are of now');
    let total = first.read;
    for (let rounds = 0; total < 500; rounds++) {
      assert.ok(rounds < 20, `${total} after ${rounds} rounds`);
      const { read } = await round();
      total += read;
    }
    assert.equal(total, 500, 'each once');
    const last = await round();
    assert.equal(last.read, 0);
    assert.ok(last.listing.deployments.every((one) => idle(one) === 30));
    assert.deepEqual(slept, []);
  });

  it('owes all of it to whoever wants it fresh, however often that is', async () => {
    const { round, connector, bench, control } = await open(400);
    await settle(connector, bench);
    control.advance(60_000);
    for (const deployment of control.world.deployments.values()) deployment.inactiveTimeout = 45;
    const asked = await round(true);
    assert.ok(asked.read > 150, `${asked.read}`);
    // Asked for again and again, it does not begin from the start.
    await round(true);
    await round(true);
    const { deployments } = await settle(connector, bench);
    assert.ok(deployments.every((one) => idle(one) === 45));
  });

  it('asks for half as much after a refusal, and for as much as before after a while', async () => {
    const { round, control } = await open(900);
    const reads: number[] = [];
    for (let rounds = 0; rounds < 3; rounds++) reads.push((await round()).read);
    const usual = reads.at(-1) ?? 0;
    control.addFault({ path: '/v2/projects/*/endpoints', fault: tooMany });
    await round();
    const { read } = await round();
    assert.ok(read <= usual / 2, `${read} after ${reads.join(' ')}`);
    control.advance(60_000);
    assert.ok((await round()).read > usual);
  });

  it('reads first what an endpoint does not embed, and takes nothing for gone meanwhile', async () => {
    const { bench, control, round } = await open(60);
    const [one] = [...control.world.deployments.values()];
    const siblings = multiply(bench, one!, 12);
    const { listing: before } = await round();
    assert.equal(before.deployments.length, 72);
    assert.equal(before.complete, true);
    // Refused once, the share of a round is small; and more is cut off than it can read.
    control.addFault({ path: '/v2/projects/*/endpoints', fault: tooMany });
    for (const each of [...control.world.deployments.values()].slice(1, 50)) multiply(bench, each, 12);
    control.advance(60_000);
    const short = await round();
    assert.equal(short.listing.complete, false, 'some are cut off and not read');
    assert.deepEqual(short.listing.problems, []);
    const ids = new Set(short.listing.deployments.map(({ id }) => id));
    assert.ok(
      before.deployments.every(({ id }) => ids.has(id)),
      'nothing vanishes',
    );
    const { world } = control;
    world.deployments.delete(siblings[0]!.id);
    let listing = short.listing;
    for (let rounds = 0; !listing.complete; rounds++) {
      assert.ok(rounds < 60, 'it never becomes whole');
      listing = (await round()).listing;
    }
    assert.ok(listing.deployments.length >= world.deployments.size);
    // Those of one that is cut off and waits are as of its last reading; in time all is as it is.
    for (let rounds = 0; listing.deployments.length > world.deployments.size; rounds++) {
      assert.ok(rounds < 60, 'what is gone stays');
      listing = (await round()).listing;
    }
  });
});

const tooMany = {
  kind: 'status',
  status: 429,
  body: { error: { message: 'Rate limit exceeded', type: 'rate_limit', param: null, code: null } },
  headers: { 'retry-after': '1' },
} as const;
