import assert from 'node:assert/strict';
import { closeBenches, fails, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

describe('listing a Together AI account', () => {
  let bench: Bench;
  afterEach(closeBenches);

  const listing = /\/endpoints$/;

  it('names the account of the key', async () => {
    bench = await openBench();
    const account = await bench.connector.verify();
    assert.equal(account.label, 'Acme research · Acme');
    assert.equal(account.id, 'proj_acme1');
  });

  it('gives one row per deployment of both generations, joined with model names and prices', async () => {
    bench = await openBench();
    const { deployments, problems, complete } = await bench.connector.list();
    assert.deepEqual(problems, []);
    assert.equal(complete, true);
    const by = Object.fromEntries(deployments.map((each) => [each.name, each]));
    const prod = by['qwen-fp8']!;
    assert.equal(prod.group, 'acme/chat-prod');
    assert.equal(prod.status, 'active');
    assert.equal(prod.detail.word, 'DEPLOYMENT_STATE_READY');
    assert.equal(prod.model.name, 'Qwen/Qwen3.5-9B');
    assert.deepEqual(prod.replicas, { min: 1, max: 4, ready: 2, scheduled: 2, desired: 2 });
    assert.equal(prod.price?.perReplicaHour, 5_490_000_000);
    assert.equal(prod.endpoint?.model, 'acme/chat-prod/qwen-fp8', 'two deployments: the name of this one');
    assert.match(by['qwen-bf16']!.detail.notes!.join(), /receives no traffic/);
    assert.equal(
      by['tuned']!.endpoint?.model,
      'acme/support-bot',
      'one deployment: the name of the endpoint',
    );
    assert.equal(by['thinking']!.price, undefined, 'no instance type: the price is unknown, not 0');
    assert.equal(by['glm']!.status, 'failed');
    assert.match(by['glm']!.error!, /no cluster offers this hardware/);
    assert.match((by['glm']!.allowed.start as { no: string }).no, /never restarts a failed deployment/);
    assert.equal(by['r1']!.status, 'deploying');
    assert.match(by['r1']!.error!, /insufficient GPU capacity/);
    assert.equal(by['qwen-b200']!.status, 'stopped');
    assert.equal(by['qwen-b200']!.allowed.start, true);
  });

  it('shows the first generation with its price per hour and that a stop is final', async () => {
    bench = await openBench();
    const { deployments } = await bench.connector.list();
    const old = deployments.find(({ name }) => name === 'Old support bot')!;
    assert.equal(old.status, 'active');
    assert.equal(old.price?.perReplicaHour, 5_400_000_000, '9 cents a minute');
    assert.match(old.legacy!, /once stopped it can never be started again/);
    assert.equal(old.replicas.ready, undefined, 'not told, so unknown');
    assert.equal(old.allowed.stop, true);
    const stopped = deployments.find(({ name }) => name === 'R1 experiments')!;
    assert.match((stopped.allowed.start as { no: string }).no, /no longer starts/);
    assert.equal(deployments.find(({ name }) => name === 'Failed trial')!.status, 'failed');
  });

  it('needs one call when nothing moves', async () => {
    bench = await openBench();
    bench.until('llama-70b', 'READY');
    bench.sim.control.heal('r1');
    bench.until('r1', 'READY');
    await bench.connector.list();
    bench.sent();
    await bench.connector.list();
    assert.deepEqual(bench.sent(), ['GET /v2/projects/proj_acme1/endpoints?limit=100']);
  });

  it('reads an endpoint in full while one of its deployments is on its way, and when a summary changed', async () => {
    bench = await openBench();
    await bench.connector.list();
    bench.sent();
    bench.sim.control.advance(3 * 60_000);
    const { deployments } = await bench.connector.list();
    const starting = deployments.find(({ name }) => name === 'llama-70b')!;
    assert.equal(starting.detail.word, 'DEPLOYMENT_STATE_SCALING');
    assert.equal(starting.detail.message, 'Starting replicas');
    assert.equal(bench.sent({ path: /deployments$/ }).length, 2, 'the one starting and the one degraded');
    bench.until('llama-70b', 'READY');
    await bench.connector.list();
    bench.sent();
    bench.sim.control.crashReplica('thinking');
    const after = await bench.connector.list();
    assert.equal(after.deployments.find(({ name }) => name === 'thinking')!.replicas.ready, 0);
  });

  it('finds all of more than ten deployments and more than a page of endpoints', async () => {
    bench = await openBench({ seed: 'empty' });
    const { world } = bench.sim.control;
    const post = (path: string, body: object) =>
      fetch(`${bench.sim.baseUrls.v2}/projects/proj_acme1/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${bench.sim.credentials.apiKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
    for (let i = 0; i < 130; i++) await post('endpoints', { name: `e-${i}` });
    const [big] = [...world.endpoints.values()];
    const [variant] = await bench.connector.variants({ id: 'arch_qwen9', name: 'q', kind: 'model' });
    const [config, model] = variant!.id.split('|');
    for (let i = 0; i < 13; i++) {
      const body = { name: `d-${i}`, model, config, autoscaling: { minReplicas: 0, maxReplicas: 0 } };
      assert.equal((await post(`endpoints/${big!.id}/deployments`, body)).status, 200);
    }
    bench.sim.control.clearRequests();
    const { deployments, complete } = await bench.connector.list();
    assert.equal(deployments.length, 13);
    assert.equal(complete, true);
    assert.equal(
      bench.sent({ path: listing }).filter((each) => each.includes('/v2/')).length,
      2,
      'two pages',
    );
    await bench.connector.list();
    assert.equal(bench.sent({ path: /deployments$/ }).length, 1, 'the ten embedded may not be all');
  });

  it('keeps the rows and says what failed when one part cannot be read', async () => {
    bench = await openBench();
    const before = await bench.connector.list();
    const broken = (path: string) =>
      bench.sim.control.addFault({ path, times: 99, fault: { kind: 'status', status: 500 } });
    broken('/v1/endpoints');
    const v1 = await bench.connector.list({ fresh: true });
    assert.equal(v1.deployments.length, before.deployments.length);
    assert.equal(v1.complete, false);
    assert.match(v1.problems[0]!.message, /first generation could not be read/);
    assert.ok(v1.stale?.every((id) => id.startsWith('endpoint-')));
    bench.sim.control.clearFaults();
    broken('/v2/projects/*/endpoints');
    bench.sim.control.advance(60_000);
    const v2 = await bench.connector.list();
    assert.equal(v2.deployments.length, before.deployments.length);
    assert.equal(v2.problems[0]!.code, 'unavailable');
    assert.ok(
      v2.deployments.some(({ readAt }) => readAt < v2.readAt),
      'old rows say how old they are',
    );
    const first = v2.deployments.filter(({ legacy }) => legacy !== undefined).map(({ id }) => id);
    assert.equal(v2.stale?.length, v2.deployments.length - first.length, 'and only those are old');
    assert.ok(first.every((id) => !v2.stale?.includes(id)));
    bench.sim.control.clearFaults();
    assert.deepEqual((await bench.connector.list()).problems, []);
  });

  it('shows a deployment from its summary when the full reading fails', async () => {
    bench = await openBench();
    bench.sim.control.addFault({
      path: '/v2/projects/*/endpoints/*/deployments',
      times: 99,
      fault: { kind: 'status', status: 503 },
    });
    const { deployments, problems, complete } = await bench.connector.list();
    assert.equal(deployments.filter(({ legacy }) => !legacy).length, 8);
    assert.equal(complete, true, 'fewer than ten are embedded, so none is missing');
    assert.ok(problems.some(({ message }) => message.includes('acme/chat-prod')));
  });

  it('throws for a refused key, also when it was good before', async () => {
    bench = await openBench();
    const wrong = bench.again({ credentials: { apiKey: 'tgp_v1_wrong_key_of_somebody' } });
    const error = await fails('unauthorized', wrong.list());
    assert.match(error.data.hint!, /settings\/api-keys/);
    await bench.connector.list();
    bench.sim.control.addFault({ path: '/v2/**', times: 99, fault: { kind: 'status', status: 401 } });
    bench.sim.control.addFault({ path: '/v1/whoami', times: 99, fault: { kind: 'status', status: 401 } });
    await fails('unauthorized', bench.connector.list());
  });

  it('says once that there is no network, and is cancelled quietly', async () => {
    bench = await openBench();
    await bench.connector.list();
    const offline = bench.again({ baseUrls: { v1: 'http://127.0.0.1:1/v1', v2: 'http://127.0.0.1:1/v2' } });
    const { problems, complete } = await offline.list();
    assert.equal(problems.length, 1);
    assert.equal(problems[0]!.code, 'network');
    assert.equal(complete, false);
    const stop = new AbortController();
    const pending = bench.connector.list({ signal: stop.signal, fresh: true });
    stop.abort();
    await fails('cancelled', pending);
  });

  it('drops a deployment that is gone', async () => {
    bench = await openBench();
    const before = (await bench.connector.list()).deployments.length;
    const { world } = bench.sim.control;
    world.deployments.delete(bench.sim.control.deployment('glm').id);
    assert.equal((await bench.connector.list()).deployments.length, before - 1);
  });
});
