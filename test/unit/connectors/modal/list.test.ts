import assert from 'node:assert/strict';
import type { Deployment, Listing } from '../../../../src/connectors/index.ts';
import { AppState } from '../../../platforms/modal/words.ts';
import { closeBenches, fails, openBench } from './bench.ts';

const hour = 3_600_000;
const named = ({ deployments }: Listing, name: string, environment = 'main'): Deployment => {
  const found = deployments.find((each) => each.name === name && each.group === environment);
  assert.ok(found, `${name} in ${deployments.map((each) => each.name).join(' ')}`);
  return found;
};
const names = ({ deployments }: Listing) => deployments.map(({ name }) => name);
const perEnvironment = ['AppList', 'TaskList', 'EndpointList'];
const steady = ['EnvironmentList', ...perEnvironment, ...perEnvironment];

describe('Modal: the list', () => {
  afterEach(closeBenches);

  it('shows apps and Endpoints of all environments, and no run from a terminal', async () => {
    const { connector, sim } = await openBench();
    const listing = await connector.list();
    const ephemeral = [...sim.control.world.apps.values()].filter(
      ({ state }) => state === AppState.ephemeral,
    );
    assert.ok(ephemeral.length > 0);
    assert.ok(ephemeral.every(({ name }) => !names(listing).includes(name)));
    assert.equal(listing.complete, true);
    assert.deepEqual(listing.problems, []);
    assert.equal(named(listing, 'chat').status, 'active');
    assert.equal(named(listing, 'chat').release, 'v4');
    assert.equal(named(listing, 'chat', 'staging').release, 'v1');
    assert.equal(named(listing, 'qwen-live').status, 'active');
    assert.equal(named(listing, 'gpt-oss-coming').status, 'deploying');
    assert.equal(named(listing, 'kimi-failed').status, 'failed');
    assert.equal(named(listing, 'old-experiment').status, 'stopped');
  });

  it('tells what each app answers on, what it runs on and what that costs', async () => {
    const { connector, sim } = await openBench();
    const listing = await connector.list();
    const app = named(listing, 'support-70b');
    assert.equal(app.instanceType?.id, 'H100:2');
    assert.equal(app.instanceType.label, '2× H100');
    assert.equal(app.price?.source.kind, 'platform');
    assert.ok(app.price.perReplicaHour > 2 * 3.9e9);
    assert.equal(app.endpoint?.url, `${sim.control.urlOf('support-70b')}/v1`);
    assert.deepEqual([app.replicas.min, app.replicas.max], [1, 2]);
    const two = named(listing, 'two-faces');
    assert.deepEqual(two.parts?.map(({ name }) => name).sort(), ['large', 'small']);
    assert.equal(named(listing, 'router').parts?.[0]?.kind, 'server');
    assert.match(named(listing, 'chat', 'staging').parts?.[0]?.note ?? '', /open to anyone/);
  });

  it('asks three calls for each environment and nothing about single apps once they are known', async () => {
    const { connector, calls } = await openBench();
    await connector.list();
    calls();
    for (let round = 0; round < 3; round++) {
      await connector.list();
      assert.deepEqual(calls().sort(), [...steady].sort());
    }
  });

  it('never asks a deployment itself: that would start a GPU', async () => {
    const { connector, sim } = await openBench();
    const { deployments } = await connector.list({ fresh: true });
    for (const { id } of deployments) await connector.get(id);
    assert.deepEqual(sim.control.dataRequests(), []);
  });

  it('reads an app again when its version is another', async () => {
    const { connector, sim, calls, bodies } = await openBench();
    await connector.list();
    calls();
    sim.control.deploy({ app: 'chat', config: { gpu: ['H200'] } });
    const listing = await connector.list();
    assert.equal(named(listing, 'chat').instanceType?.id, 'H200');
    assert.equal(named(listing, 'chat').release, 'v5');
    assert.equal(bodies('AppGetInfo').length, 1);
  });

  it('counts containers that started as ready and all as scheduled', async () => {
    const { connector, sim } = await openBench();
    sim.control.startContainer('chat');
    const starting = named(await connector.list(), 'chat');
    assert.deepEqual([starting.replicas.ready, starting.replicas.scheduled], [0, 1]);
    assert.deepEqual(starting.detail.notes, ['starting']);
    sim.control.advance(100_000);
    const ready = named(await connector.list(), 'chat');
    assert.deepEqual([ready.replicas.ready, ready.replicas.scheduled], [1, 1]);
  });

  it('shows only the environments that were chosen, and names one that is not there', async () => {
    const { again, sim, calls } = await openBench();
    const credentials = { ...sim.credentials, environments: 'staging, nowhere' };
    const listing = await again({ credentials }).list();
    assert.ok(listing.deployments.every(({ group }) => group === 'staging'));
    assert.match(listing.problems[0]?.message ?? '', /nowhere/);
    assert.equal(calls().filter((name) => name === 'AppList').length, 1);
  });

  it('keeps the rows of a part that could not be read, and says which', async () => {
    const { connector, refuse } = await openBench();
    const before = await connector.list();
    refuse('AppList', 8);
    const listing = await connector.list();
    assert.deepEqual(names(listing).sort(), names(before).sort());
    assert.equal(listing.complete, false);
    assert.equal(listing.problems.length, 1);
    assert.match(listing.problems[0]?.message ?? '', /apps of (main|staging) could not be read/);
    assert.ok((listing.stale?.length ?? 0) > 0);
    assert.ok(listing.stale?.every((id) => id.startsWith('app:')));
  });

  it('lists without containers when those cannot be read', async () => {
    const { connector, sim, refuse } = await openBench();
    sim.control.advance(200_000);
    refuse('TaskList', 7, 'no', 2);
    const listing = await connector.list();
    assert.equal(listing.complete, true);
    assert.equal(named(listing, 'chat').replicas.ready, 0, 'the app list says that none runs');
    assert.equal(named(listing, 'support-70b').replicas.ready, undefined);
  });

  it('repeats a read that failed on the way', async () => {
    const { connector, refuse, bodies } = await openBench();
    refuse('EnvironmentList', 14, 'gone', 3);
    assert.equal((await connector.list()).complete, true);
    assert.equal(bodies('EnvironmentList').length, 4);
  });

  it('works with a server that knows none of the newer calls', async () => {
    const { connector } = await openBench({ modes: { oldServer: true } });
    const listing = await connector.list();
    assert.deepEqual(listing.problems, []);
    const app = named(listing, 'chat');
    assert.equal(app.status, 'active');
    assert.ok(app.parts?.[0]?.url);
    assert.equal(app.release, 'v4');
    assert.equal(named(listing, 'qwen-live').status, 'active');
    const one = await connector.get(app.id);
    assert.equal(one.status, 'active');
  });

  it('looks at apps again every ten minutes where the list does not tell their version', async () => {
    const { connector, sim, calls } = await openBench({ modes: { oldServer: true } });
    await connector.list();
    await connector.list();
    calls();
    await connector.list();
    assert.ok(!calls().includes('AppGetLayout'));
    sim.control.advance(10 * 60_000);
    await connector.list();
    assert.ok(calls().includes('AppGetLayout'));
  });

  it('survives states that no client knows', async () => {
    const { connector } = await openBench({ modes: { unknownEnums: true } });
    const listing = await connector.list();
    assert.ok(listing.deployments.some(({ name }) => name === 'chat'));
  });

  it('says that a spending limit is reached', async () => {
    const { connector, sim } = await openBench();
    sim.control.setBudget('main', 10, true);
    const { problems } = await connector.list();
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['payment-required'],
    );
  });

  it('speaks of a token that ends soon, and asks for its end once', async () => {
    const { again, sim, bodies } = await openBench();
    sim.control.setTokenExpiry(sim.credentials.tokenId, sim.control.now() + 2 * 24 * hour);
    const connector = again();
    assert.match((await connector.list()).problems[0]?.message ?? '', /expires on 2026-11-25/);
    await connector.list();
    assert.equal(bodies('TokenInfoGet').length, 1);
  });

  it('tells a wrong token by one plain refusal', async () => {
    const { again, sim } = await openBench();
    const credentials = { ...sim.credentials, tokenSecret: 'as-wrong000000000000000' };
    const error = await fails('unauthorized', again({ credentials }).list());
    assert.ok(!JSON.stringify(error.data).includes('as-wrong'));
  });

  it('reads a large workspace without a call for each app in the steady state', async () => {
    const { connector, sim, calls } = await openBench();
    sim.control.fillApps(60);
    const { deployments } = await connector.list();
    assert.ok(deployments.length > 60);
    calls();
    await connector.list();
    assert.equal(calls().length, steady.length);
  });
});

describe('Modal: what leaves the list', () => {
  afterEach(closeBenches);

  it('is shown as stopped for as long as Modal says so, and a while longer, asked about once', async () => {
    const { connector, sim, calls } = await openBench({ modes: { stoppedVisibleMs: 0 } });
    await connector.list();
    sim.control.stopApp('chat');
    sim.control.advance(60_000);
    calls();
    assert.equal(named(await connector.list(), 'chat').status, 'stopped');
    assert.equal(calls().filter((name) => name === 'AppGetLifecycle').length, 1);
    assert.equal(named(await connector.list(), 'chat').status, 'stopped');
    assert.ok(!calls().includes('AppGetLifecycle'));
    sim.control.advance(3 * hour);
    const later = await connector.list();
    assert.ok(!later.deployments.some(({ name, group }) => name === 'chat' && group === 'main'));
  });

  it('a stopped app gives way to its successor', async () => {
    const { connector, sim } = await openBench();
    const before = named(await connector.list(), 'chat');
    sim.control.stopApp('chat');
    sim.control.advance(60_000);
    sim.control.deploy({ app: 'chat' });
    const listing = await connector.list();
    assert.equal(
      listing.deployments.filter(({ name, group }) => name === 'chat' && group === 'main').length,
      1,
    );
    assert.notEqual(named(listing, 'chat').id, before.id);
    assert.equal(named(listing, 'chat').release, 'v1');
  });

  it('an app that Modal disabled is stopped and says why', async () => {
    const { connector, sim } = await openBench();
    sim.control.disableApp('summaries');
    const app = named(await connector.list(), 'summaries');
    assert.equal(app.status, 'stopped');
    assert.match(app.detail.notes?.join() ?? '', /check the budget/);
  });

  it('a first version that was abandoned has failed after ten minutes and can be stopped', async () => {
    const { connector, sim } = await openBench();
    sim.control.makeApp('half-made', AppState.initializing);
    assert.equal(named(await connector.list(), 'half-made').status, 'deploying');
    sim.control.advance(11 * 60_000);
    const app = named(await connector.list(), 'half-made');
    assert.equal(app.status, 'failed');
    assert.equal(app.allowed.stop, true);
  });
});
