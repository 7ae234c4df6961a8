import assert from 'node:assert/strict';
import type { Deployment, ServerEntry } from '../../../../src/connectors/index.ts';
import { isShared } from '../../../../src/connectors/predibase/ownership.ts';
import { startLorax } from '../../../platforms/predibase/index.ts';
import type { LoraxSimulator } from '../../../platforms/predibase/index.ts';
import { closeBenches, fails, named, openBench } from './bench.ts';

const list = { method: 'GET', path: '/v2/deployments' };

describe('the list of Predibase deployments', () => {
  let lorax: LoraxSimulator | undefined;
  afterEach(async () => {
    await closeBenches();
    await lorax?.close();
    lorax = undefined;
  });

  it('shows one’s own and the shared ones apart, and what can be done with each', async () => {
    const bench = await openBench({}, { prices: { l40s_48gb_100: { perHour: 3_200_000_000 } } });
    const own = await bench.row('support-prod');
    assert.deepEqual(own.origin, { id: 'dedicated', label: 'Dedicated' });
    assert.equal(own.status, 'active');
    assert.deepEqual(own.replicas, { min: 1, max: 3, ready: 2 });
    assert.deepEqual(own.instanceType, { id: 'l40s_48gb_100', label: '1× L40S 48 GB' });
    assert.deepEqual(own.price, { perReplicaHour: 3_200_000_000, source: { kind: 'user' } });
    assert.equal(own.config.idleTimeoutMinutes, 30);
    assert.deepEqual(own.config.autoscaling, { metric: 'requests', target: 1 });
    assert.equal(own.config.description, 'Support answers');
    assert.equal(own.config.options?.['requestLoggingEnabled'], true);
    assert.equal(
      own.endpoint?.url,
      `${bench.sim.baseUrls.serving}/${bench.sim.credentials.tenant}/deployments/v2/llms/support-prod/v1`,
    );
    const shared = await bench.row('qwen3-8b');
    assert.deepEqual(shared.origin, { id: 'shared', label: 'Shared' });
    assert.equal(shared.serverless, true);
    assert.equal(shared.price, undefined, 'not billed by the hour');
    assert.equal(shared.allowed.test, true);
    for (const action of ['stop', 'start', 'update', 'remove'] as const) {
      assert.notEqual(shared.allowed[action], true);
      await fails(
        'unsupported',
        action === 'update'
          ? bench.connector.update(shared.id, { maxReplicas: 2 })
          : Promise.resolve(bench.connector[action](shared.id)),
      );
    }
    assert.deepEqual(bench.sent({ method: 'PUT' }), []);
  });

  it('is one call in the steady state, with a thousand deployments, too', async () => {
    const bench = await openBench();
    bench.sim.control.addMany(1005);
    await bench.connector.list();
    assert.deepEqual(bench.sent().sort(), ['GET /users/current', 'GET /v2/deployments']);
    const { deployments, complete } = await bench.connector.list();
    assert.deepEqual(bench.sent(), ['GET /v2/deployments']);
    assert.equal(complete, true);
    assert.equal(deployments.filter(({ name }) => name.startsWith('bulk-')).length, 1005);
  });

  it('needs no identity where the tenant is given, and survives without one', async () => {
    const bench = await openBench();
    const { apiToken, tenant } = bench.sim.credentials;
    const given = bench.again({ credentials: { apiKey: apiToken, tenant } });
    assert.ok((await given.list()).deployments[0]?.endpoint?.url.includes(`/${tenant}/`));
    assert.deepEqual(bench.sent(), ['GET /v2/deployments']);
    bench.sim.control.addTrouble({ path: '/users/current', times: 50 }, 'errorText');
    const { deployments, problems } = await bench.connector.list();
    assert.deepEqual(problems, []);
    assert.ok(deployments.every(({ endpoint }) => endpoint === undefined));
    bench.sent();
    await bench.connector.list();
    assert.deepEqual(bench.sent(), ['GET /v2/deployments'], 'not asked for with every list');
  });

  it('trap 15: never asks the serving host, which may wake a replica and cost money', async () => {
    const bench = await openBench();
    await bench.connector.list({ fresh: true });
    for (const name of ['nightly-batch', 'broken-load', 'support-prod']) {
      await bench.connector.get(named(name));
      await bench.connector.testForm!(named(name));
    }
    assert.deepEqual(
      bench.sent().filter((line) => line.includes('/llms/') && line.includes('/deployments/v2/')),
      [],
    );
    assert.equal(bench.sim.control.deployment('nightly-batch').currentReplicas, 0);
  });

  it('says of an idle deployment that a test wakes it, and of a word that nobody knows what it is', async () => {
    const bench = await openBench();
    const idle = await bench.row('nightly-batch');
    assert.equal(idle.status, 'active');
    assert.equal(idle.replicas.ready, 0);
    assert.match(idle.detail.notes?.join(' ') ?? '', /next request wakes it/);
    assert.match(idle.consequences?.test ?? '', /wakes it.*billing/);
    const odd = await bench.row('experiment');
    assert.equal(odd.status, 'deploying');
    assert.equal(odd.detail.word, 'hibernating');
    assert.match(odd.detail.notes?.join(' ') ?? '', /hibernating/);
  });

  it('asks why a deployment failed only when that one is looked at', async () => {
    const bench = await openBench();
    const listed = await bench.row('broken-load');
    assert.equal(listed.status, 'failed');
    assert.deepEqual(bench.sent({ path: /llms/ }), []);
    const { error } = await bench.connector.get(listed.id);
    assert.equal(error, 'Failed to download model weights');
    assert.equal((await bench.row('broken-load')).error, error, 'and remembers it');
    bench.sim.control.addTrouble({ path: '/llms/broken-load', times: 50 }, 'errorText');
    assert.equal((await bench.again().get(listed.id)).status, 'failed', 'without it the row is still good');
  });

  it('trap 4: reads replica fields at the top level as older installations send them', async () => {
    const bench = await openBench();
    const known = await bench.row('support-prod');
    bench.sim.control.setModes({ shape: 'sdk24' });
    const older = await bench.row('support-prod');
    assert.deepEqual(older.replicas, known.replicas);
    const { options: _, ...config } = known.config;
    const { options: __, ...same } = older.config;
    assert.deepEqual(same, config);
  });

  it('takes both pairs of words for whose it is', async () => {
    const bench = await openBench();
    const shared = async () =>
      (await bench.connector.list()).deployments
        .filter(({ origin }) => origin?.id === 'shared')
        .map(({ id }) => id);
    const before = await shared();
    assert.equal(before.length, 3);
    bench.sim.control.setModes({ typeWords: 'serverless/dedicated' });
    bench.sent();
    assert.deepEqual(await shared(), before, 'with bounds of replicas and the word serverless');
    assert.deepEqual(bench.sent(), ['GET /v2/deployments', 'GET /v2/deployments?type=shared']);
    await shared();
    assert.deepEqual(bench.sent(), ['GET /v2/deployments'], 'asked once');
    await fails('unsupported', bench.connector.remove(named('qwen3-8b')));
  });

  it('takes "private serverless" for one’s own, as the newest documentation means it', () => {
    const row = { name: 'x', type: 'serverless' };
    assert.equal(isShared({ ...row, config: { minReplicas: 0 } }), false);
    assert.equal(isShared(row), true);
    assert.equal(isShared({ ...row, type: ' Shared ' }), true);
    for (const type of ['private', 'dedicated', 'of-tomorrow'])
      assert.equal(isShared({ ...row, type }), false);
  });

  it('ignores keys nobody has heard of, and misses none that may be left out', async () => {
    const bench = await openBench({ modes: { extraKeys: true } });
    const names = (rows: Deployment[]) => rows.map(({ id, status }) => `${id} ${status}`);
    const all = names((await bench.connector.list()).deployments);
    bench.sim.control.setModes({ extraKeys: false });
    assert.deepEqual(names((await bench.connector.list()).deployments), all);
    for (const field of [
      'uuid',
      'description',
      'model',
      'accelerator',
      'currentReplicas',
      'usesGuaranteedCapacity',
      'quantization',
      'config',
      'type',
      'status',
    ]) {
      bench.sim.control.setModes({ leaveOut: [field] });
      const { deployments } = await bench.connector.list();
      assert.equal(deployments.length, all.length, field);
      assert.equal((await bench.connector.get(named('support-prod'))).name, 'support-prod');
    }
  });

  it('never shows a Hugging Face token that the platform sends back', async () => {
    const bench = await openBench({ modes: { echoHfToken: true } });
    const shown = JSON.stringify([
      await bench.connector.list(),
      await bench.connector.get(named('broken-load')),
    ]);
    assert.ok(!shown.includes('hf_'), 'a token is shown');
  });

  it('keeps LoRAX servers when the control plane is down, and says which rows are old', async () => {
    lorax = await startLorax();
    const servers = [entry(lorax)];
    const bench = await openBench({}, { servers });
    const all = (await bench.connector.list()).deployments.map(({ id }) => id);
    assert.ok(all.includes('lorax/one'));
    bench.sim.control.setModes({ service: 'gone' });
    const broken = await bench.connector.list();
    assert.deepEqual(broken.deployments.map(({ id }) => id).sort(), [...all].sort());
    assert.equal(broken.complete, false);
    assert.deepEqual(
      broken.problems.map(({ code }) => code),
      ['retired'],
    );
    assert.deepEqual([...(broken.stale ?? [])].sort(), all.filter((id) => id !== 'lorax/one').sort());
    const blind = await bench.again({ servers }).list();
    assert.deepEqual(
      blind.deployments.map(({ id }) => id),
      ['lorax/one'],
    );
    assert.equal(blind.complete, false);
    await fails('retired', bench.again({ servers: [] }).list());
  });

  it('sends a refused token again only when a person asks, and goes on saying that it is refused', async () => {
    lorax = await startLorax();
    const bench = await openBench({}, { servers: [entry(lorax)] });
    const refused = bench.sim.control.addFault({
      path: '/**',
      times: 1000,
      fault: { kind: 'status', status: 401, body: { error: 'no such token' } },
    });
    const look = async (fresh = false) => {
      const { deployments, problems } = await bench.connector.list({ fresh });
      const codes = problems.map(({ code }) => code);
      return { codes, rows: deployments.length, asked: bench.sent(list).length };
    };
    assert.deepEqual(await look(), { codes: ['unauthorized'], rows: 1, asked: 1 });
    for (let poll = 0; poll < 3; poll++)
      assert.deepEqual(await look(), { codes: ['unauthorized'], rows: 1, asked: 0 });
    assert.deepEqual(await look(true), { codes: ['unauthorized'], rows: 1, asked: 1 });
    assert.deepEqual((await look()).asked, 0);
    assert.equal((await bench.again().list()).problems[0]?.code, 'unauthorized', 'another connector asks');
    assert.equal(bench.sent(list).length, 1);
    bench.sim.control.removeFault(refused);
    const again = await look(true);
    assert.deepEqual([again.codes, again.asked], [[], 1]);
    assert.ok(again.rows > 1);
    assert.equal((await look()).asked, 1, 'and then it is read as ever');
  });

  it('keeps the control plane when a LoRAX server is down', async () => {
    lorax = await startLorax();
    const bench = await openBench({}, { servers: [entry(lorax)] });
    await bench.connector.list();
    await lorax.control.setState('unhealthy');
    const { deployments, problems, complete } = await bench.connector.list({ fresh: true });
    assert.deepEqual(problems, []);
    assert.equal(complete, true);
    assert.equal(deployments.find(({ id }) => id === 'lorax/one')?.status, 'failed');
    assert.equal(deployments.find(({ id }) => id === named('support-prod'))?.status, 'active');
  });

  it('works with servers alone, without any account', async () => {
    lorax = await startLorax();
    const bench = await openBench({}, { servers: [entry(lorax)], credentials: {} });
    const { label, id } = await bench.connector.verify();
    assert.deepEqual([label, id], ['Self-hosted LoRAX', 'self-hosted']);
    const { deployments } = await bench.connector.list();
    assert.deepEqual(
      deployments.map((row) => row.id),
      ['lorax/one'],
    );
    assert.deepEqual(bench.sent(), [], 'the control plane is not asked');
    const { message, data } = await fails('unsupported', bench.connector.hardware());
    assert.match(message, /account/);
    assert.match(data.hint ?? '', /token/);
    await fails('unsupported', bench.connector.models({ scope: 'catalogue' }));
    await fails('unsupported', bench.connector.get(named('support-prod')));
    await fails('unauthorized', bench.again({ servers: [] }).verify());
  });

  it('says of what LoRAX cannot do that it cannot', async () => {
    lorax = await startLorax();
    const { connector } = await openBench({}, { servers: [entry(lorax)] });
    const id = 'lorax/one';
    for (const attempt of [
      () => connector.stop(id),
      () => connector.start(id),
      () => connector.update(id, { maxReplicas: 2 }),
      () => connector.planUpdate(id, { maxReplicas: 2 }),
      () => connector.logs!(id, {}),
      () => connector.revisions!(id),
      () => connector.rollback!(id, '1'),
    ]) {
      const { message } = await fails('unsupported', attempt());
      assert.match(message, /^LoRAX .*\.$/);
    }
    await fails('not-found', connector.get('nothing'));
    await fails('not-found', connector.get('lorax/two'));
    await fails('not-found', connector.get(named('nobody')));
  });

  it('cancels at once', async () => {
    const bench = await openBench();
    bench.sim.control.addTrouble({ ...list, times: 5 }, 'slowHeaders');
    const stop = new AbortController();
    const listing = bench.connector.list({ signal: stop.signal });
    await bench.arrived(list);
    stop.abort();
    await fails('cancelled', listing);
    await fails('cancelled', bench.connector.list({ signal: AbortSignal.abort() }));
  });
});

function entry(sim: LoraxSimulator): ServerEntry {
  return { id: 'one', label: 'My server', url: sim.baseUrls.server };
}
