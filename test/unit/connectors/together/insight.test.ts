import assert from 'node:assert/strict';
import { toUsage } from '../../../../src/connectors/together/usage.ts';
import { toLogEntry } from '../../../../src/connectors/together/events.ts';
import { shifted } from '../../../../src/connectors/together/revisions.ts';
import { closeBenches, collect, fails, last, openBench, question } from './bench.ts';
import type { Bench } from './bench.ts';

describe('reading about a Together AI deployment', () => {
  let bench: Bench;
  afterEach(closeBenches);

  it('gives its events newest first, filters them, and keeps the excerpt of a crash', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    bench.sim.control.advance(60_000);
    const before = bench.sim.control.now();
    bench.sim.control.advance(1000);
    bench.sim.control.crashReplica('qwen-fp8');
    const all = await bench.connector.logs!(id, { limit: 50 });
    assert.ok(all.length > 2);
    assert.deepEqual(
      all.map(({ at }) => at),
      all.map(({ at }) => at).sort((a, b) => b - a),
    );
    assert.ok(all.every(({ message, at }) => message.length > 0 && at > 0));
    const since = await bench.connector.logs!(id, { since: before });
    assert.ok(since.length > 0 && since.length < all.length);
    assert.ok(since.some(({ type, excerpt }) => type === 'pod.log' && excerpt !== undefined));
    await bench.connector.logs!(id, { limit: 100_000 });
    assert.match(bench.sent({ path: /events$/ }).at(-1)!, /limit=500&/);
  });

  it('says events that have no message in words', () => {
    const event = {
      id: 'e',
      createdAt: 5,
      type: 'deployment.scaled',
      level: 'LEVEL_WARN',
      oldReplicas: 1,
      newReplicas: 2,
      paths: [],
    };
    assert.deepEqual(toLogEntry(event), {
      id: 'e',
      at: 5,
      level: 'warn',
      type: 'deployment.scaled',
      message: '1 → 2 replicas',
    });
    assert.equal(toLogEntry({ id: 'e', paths: [], level: 'LEVEL_NEW' }).level, 'info');
  });

  it('gives what the platform counted, with strings as numbers and nothing for what it did not say', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    await collect(bench.connector.invoke(id, question));
    bench.sim.control.advance(3_600_000);
    const now = bench.sim.control.now();
    const usage = await bench.connector.usage!(id, { from: now - 24 * 3_600_000, to: now });
    assert.ok(usage.requests!.total! > 0);
    assert.ok(usage.tokens!.output! > 0);
    assert.ok(usage.latency!.p50! > 0);
    assert.equal(usage.latency!.p95, undefined);
    assert.ok(usage.series.length > 0);
    assert.ok(usage.absent.some((text) => text.includes('P95')));
    const silent = await bench.id('tuned');
    const none = await bench.connector.usage!(silent, { from: now - 60_000, to: now });
    assert.equal(none.latency, undefined, 'unknown, not 0');
  });

  it('takes the figures of one deployment, wherever they stand', () => {
    const figures = (totalRequests: number) => ({ requestMetrics: { totalRequests } });
    const window = { from: 0, to: 1 };
    const none = { timeSeries: [], deploymentAnalytics: [] };
    const inside = {
      ...none,
      metrics: { ...figures(9), deploymentMetrics: [{ deploymentId: 'd', ...figures(4) }] },
    };
    assert.equal(toUsage(inside, 'd', window, 1).requests?.total, 4);
    const own = {
      ...inside,
      deploymentAnalytics: [
        { deploymentId: 'd', metrics: { ...figures(5), deploymentMetrics: [] }, timeSeries: [] },
      ],
    };
    assert.equal(toUsage(own, 'd', window, 1).requests?.total, 5);
    assert.deepEqual(toUsage(none, 'd', window, 1).requests, undefined);
  });

  it('shows siblings as revisions and gives the traffic back to one that can serve', async () => {
    bench = await openBench();
    const id = await bench.id('qwen-fp8');
    const revisions = await bench.connector.revisions!(id);
    assert.deepEqual(revisions.map(({ label, current }) => [label, current]).sort(), [
      ['qwen-bf16', false],
      ['qwen-fp8', true],
    ]);
    const other = revisions.find(({ label }) => label === 'qwen-bf16')!;
    const back = await bench.connector.rollback!(id, other.id);
    assert.equal(back.name, 'qwen-bf16');
    assert.equal(back.detail.notes, undefined);
    const after = await bench.connector.revisions!(id);
    assert.equal(after.find(({ label }) => label === 'qwen-fp8')!.current, false);
    bench.sim.control.crashReplica('qwen-bf16');
    await fails('not-ready', bench.connector.rollback!(id, other.id));
    assert.deepEqual(
      shifted(
        [
          { deploymentId: 'a', weight: 2 },
          { deploymentId: 'c', weight: 1 },
        ],
        'a',
        'b',
      ),
      [
        { deploymentId: 'a', weight: 0 },
        { deploymentId: 'c', weight: 1 },
        { deploymentId: 'b', weight: 2 },
      ],
    );
  });

  it('has none of this for the first generation, and says so', async () => {
    bench = await openBench();
    const old = await bench.id('Old support bot');
    await fails('unsupported', bench.connector.logs!(old, {}));
    await fails('unsupported', bench.connector.usage!(old, { from: 0, to: 1 }));
    assert.deepEqual(await bench.connector.adapters(old), []);
    await fails('not-found', bench.connector.get('nonsense'));
  });

  for (const adapterIds of ['model', 'own'] as const)
    it(`names the adapters attached to a deployment (ids of the ${adapterIds} kind)`, async () => {
      bench = await openBench({ modes: { adapterIds } });
      const candidates = (await bench.connector.list()).deployments.filter(
        ({ status, legacy }) => status === 'active' && !legacy,
      );
      let attached = 0;
      for (const { id } of candidates) {
        const [endpoint, deployment] = id.split('/');
        const response = await fetch(
          `${bench.sim.baseUrls.v2}/projects/proj_acme1/endpoints/${endpoint}/deployments/${deployment}/adapters`,
          {
            method: 'POST',
            headers: {
              authorization: `Bearer ${bench.sim.credentials.apiKey}`,
              'content-type': 'application/json',
            },
            body: JSON.stringify({ adapterModelId: 'ml_support_adapter' }),
          },
        );
        if (response.status !== 200) continue;
        attached++;
        const adapters = await bench.connector.adapters(id);
        assert.deepEqual(
          adapters.map(({ name, kind }) => [name, kind]),
          [['acme/support-tone-adapter', 'adapter']],
        );
      }
      assert.ok(attached > 0);
    });

  it('searches the catalogue, and lists serverless models with exact prices', async () => {
    bench = await openBench();
    const { items } = await bench.connector.models({ scope: 'catalogue', text: 'llama' });
    assert.deepEqual(
      items.map(({ name }) => name),
      ['meta-llama/Llama-3.3-70B-Instruct', 'meta-llama/Llama-3.1-8B'],
    );
    assert.ok(items[0]!.tags.includes('chat'));
    const variants = await bench.connector.variants(items[0]!);
    assert.ok(variants.every(({ id, instanceType }) => id.includes('|') && instanceType));
    const { items: own, cursor } = await bench.connector.models({ scope: 'own' });
    assert.ok(own.length > 0);
    assert.equal(cursor, 'organization:');
    const shared = await bench.connector.models({ scope: 'own', cursor });
    assert.equal(shared.cursor, undefined);
    const serverless = (await bench.connector.serverless!({})).items;
    assert.equal(
      serverless.find(({ id }) => id === 'openai/gpt-oss-20b')!.tokenPrice!.inputPerMillion,
      50_000_000,
    );
    assert.equal(
      serverless.find(({ id }) => id === 'Qwen/Qwen3.5-9B')!.tokenPrice,
      undefined,
      'all zeros: unknown',
    );
    assert.equal(bench.sim.control.requests({ path: '/v1/models' }).length, 1);
  });

  it('does for a deployment that says it is active what the list promises: an answer, or a clear error', async () => {
    bench = await openBench();
    const { deployments } = await bench.connector.list();
    for (const { id, status, detail } of deployments) {
      const end = last(await collect(bench.connector.invoke(id, question)));
      const unrouted = detail.notes?.some((note) => note.startsWith('receives no traffic')) ?? false;
      if (status === 'active' && (!unrouted || end.type === 'done')) assert.equal(end.type, 'done');
      else assert.ok(end.type === 'error' && end.error.hint && end.error.message);
      if (unrouted && end.type === 'error') assert.ok(['not-routed', 'not-ready'].includes(end.error.code));
    }
  });
});
