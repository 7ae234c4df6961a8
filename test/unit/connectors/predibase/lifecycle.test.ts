import assert from 'node:assert/strict';
import {
  closeBenches,
  collect,
  fails,
  hfToken,
  last,
  memoryOf,
  named,
  openBench,
  question,
  qwen,
  recording,
} from './bench.ts';
import type { Bench } from './bench.ts';

const id = named('support-prod');
const put = { method: 'PUT', path: '/v2/deployments/support-prod' };
const hour = 3_600_000;

describe('changing a Predibase deployment', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => closeBenches());

  const row = () => bench.connector.get(id);

  it('stops by a minimum of 0, says until when it is billed, and is stopped when no replica is left', async () => {
    const stopping = await bench.connector.stop(id);
    assert.deepEqual(bench.body('PUT', '/v2/deployments/support-prod'), { config: { minReplicas: 0 } });
    assert.equal(stopping.status, 'active', 'replicas are still there, and billed');
    assert.match(
      stopping.detail.notes?.join(' ') ?? '',
      /Stopping: replicas leave after 30 min.*billed until then/,
    );
    assert.match(stopping.consequences?.stop ?? '', /any request wakes it/);
    assert.notEqual(stopping.allowed.stop, true);
    assert.equal(stopping.allowed.start, true);
    bench.sim.control.advance(hour);
    const stopped = await row();
    assert.equal(stopped.status, 'stopped');
    assert.equal(stopped.replicas.ready, 0);
    assert.equal((await bench.row('support-prod')).status, 'stopped');
    bench.sent();
    assert.equal((await bench.connector.stop(id)).status, 'stopped');
    assert.deepEqual(bench.sent({ method: 'PUT' }), [], 'stopped already');
  });

  it('is told as woken when replicas are back without Start', async () => {
    await bench.connector.stop(id);
    bench.sim.control.advance(hour);
    assert.equal((await row()).status, 'stopped');
    const test = collect(bench.connector.invoke(id, question));
    await bench.arrived({ path: /chat\/completions/ });
    bench.sim.control.advance(hour / 6);
    assert.equal(last(await test).type, 'done');
    const woken = await row();
    assert.equal(woken.status, 'active');
    assert.match(woken.detail.notes?.join(' ') ?? '', /Woken by a request/);
    bench.sim.control.advance(hour);
    assert.equal((await row()).status, 'stopped', 'and stops by itself again');
  });

  it('starts with the minimum from before, in another window, too', async () => {
    await bench.connector.update(id, { minReplicas: 2 });
    bench.sim.control.advance(hour);
    await bench.connector.stop(id);
    bench.sim.control.advance(hour);
    const other = bench.again({ memory: memoryOf(bench.memory) });
    assert.equal((await other.get(id)).status, 'stopped');
    bench.sent();
    await other.start(id);
    assert.deepEqual(bench.body('PUT', '/v2/deployments/support-prod'), { config: { minReplicas: 2 } });
    bench.sim.control.advance(hour);
    const started = await row();
    assert.deepEqual([started.status, started.replicas.min], ['active', 2]);
  });

  it('does not make always on what scaled to zero before it was stopped', async () => {
    const idle = named('nightly-batch');
    assert.equal((await bench.connector.stop(idle)).status, 'stopped', 'no replica is left');
    assert.deepEqual(bench.sent({ method: 'PUT' }), [], 'its minimum is 0 already');
    const started = await bench.connector.start(idle);
    assert.deepEqual(bench.sent({ method: 'PUT' }), []);
    assert.equal(started.status, 'active');
    assert.match(started.detail.notes?.join(' ') ?? '', /next request wakes it/);
  });

  it('starts with 1 what was stopped from elsewhere', async () => {
    bench.sim.control.sayStatus('nightly-batch', 'stopped');
    const stopped = await bench.connector.get(named('nightly-batch'));
    assert.deepEqual([stopped.status, stopped.allowed.start], ['stopped', true]);
    bench.sent();
    await bench.connector.start(named('nightly-batch'));
    assert.deepEqual(bench.body('PUT', '/v2/deployments/nightly-batch'), { config: { minReplicas: 1 } });
  });

  it('forgets a stop that somebody else has ended, and that of another deployment with its name', async () => {
    await bench.connector.stop(id);
    bench.sim.control.deployment('support-prod').config.minReplicas = 1;
    const notes = (await row()).detail.notes?.join(' ') ?? '';
    assert.ok(!/Stopping/.test(notes), notes);
    await bench.connector.stop(id);
    await bench.connector.remove(id);
    await bench.connector.deploy({ name: 'support-prod', model: qwen, config: {} });
    bench.sim.control.advance(hour / 4);
    assert.equal((await row()).status, 'active');
  });

  it('does not bring a stop back that was ended elsewhere', async () => {
    await bench.connector.stop(id);
    const { config } = bench.sim.control.deployment('support-prod');
    config.minReplicas = 1;
    assert.ok(
      bench.memory.has('predibase.stop.support-prod'),
      'an older reading may come right after the stop',
    );
    bench.sim.control.advance(hour);
    await row();
    bench.sim.control.deployment('support-prod').config.minReplicas = 0;
    bench.sim.control.setReplicas('support-prod', 0);
    const idle = await row();
    assert.equal(idle.status, 'active', 'idle, and not stopped');
    assert.equal(idle.allowed.stop, true);
  });

  it('is not stopped when the platform refuses, and keeps the minimum when the answer is lost', async () => {
    bench.sim.control.addFault({ ...put, fault: { kind: 'status', status: 400, body: { error: 'no' } } });
    await fails('invalid', bench.connector.stop(id));
    assert.ok(!/Stopping/.test((await row()).detail.notes?.join() ?? ''));
    bench.sim.control.addFault({ ...put, times: 9, fault: { kind: 'loseResponse', how: 'reset' } });
    await fails('network', bench.connector.stop(id));
    bench.sim.control.clearFaults();
    bench.sim.control.advance(hour);
    assert.equal((await row()).status, 'stopped');
    bench.sent();
    await bench.connector.start(id);
    assert.deepEqual(bench.body('PUT', '/v2/deployments/support-prod'), { config: { minReplicas: 1 } });
  });

  it('keeps the minimum when the person goes on before the stop is answered', async () => {
    const leaving = new AbortController();
    const connector = bench.again({
      memory: memoryOf(bench.memory),
      fetch: async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (init?.method === 'PUT') leaving.abort();
        return response;
      },
    });
    await fails('cancelled', connector.stop(id, leaving.signal));
    bench.sim.control.advance(hour);
    const stopped = await row();
    assert.equal(stopped.status, 'stopped', 'it was stopped all the same');
    assert.match(stopped.detail.notes?.join(' ') ?? '', /no replica is left/);
    bench.sent();
    await bench.connector.start(id);
    assert.deepEqual(bench.body('PUT', put.path), { config: { minReplicas: 1 } });
  });

  it('cannot stop or start what failed or is on its way out', async () => {
    await fails('conflict', bench.connector.stop(named('broken-load')));
    await fails('conflict', bench.connector.start(named('broken-load')));
    bench.sim.control.sayStatus('support-prod', 'stopping');
    const leaving = await row();
    assert.equal(leaving.status, 'stopped');
    assert.notEqual(leaving.allowed.start, true);
    await fails('not-ready', bench.connector.start(id));
  });

  it('writes only what differs, with a shorter idle timeout from before left alone', async () => {
    bench.sim.control.deployment('support-prod').config.cooldownTime = 120;
    const change = {
      maxReplicas: 3,
      idleTimeoutMinutes: 2,
      autoscaling: { metric: 'requests', target: 8 },
      instanceType: 'l40s_48gb_100',
      description: 'Other words',
      options: { prefixCaching: false, requestLoggingEnabled: true, maxTotalTokens: 4096 },
    };
    const { requests, checks } = await bench.connector.planUpdate(id, change);
    assert.deepEqual(
      checks.filter(({ level }) => level === 'error'),
      [],
    );
    bench.sent();
    await bench.connector.update(id, change);
    const sent = bench.body('PUT', '/v2/deployments/support-prod');
    assert.deepEqual(sent, {
      config: { scaleUpRequestThreshold: 8, maxTotalTokens: 4096 },
      description: 'Other words',
    });
    assert.deepEqual(
      requests.map(({ body }) => body),
      [sent],
    );
    await bench.connector.update(id, change);
    assert.deepEqual(bench.sent({ method: 'PUT' }), [], 'as wanted already');
    assert.deepEqual((await bench.connector.planUpdate(id, change)).requests, []);
    await fails('invalid', bench.connector.update(id, { idleTimeoutMinutes: 3 }));
  });

  it('changes launcher arguments and the limit of requests without losing either', async () => {
    await bench.connector.update(id, { options: { customArgs: ['--max-best-of 4'] } });
    await bench.connector.update(id, { concurrency: 32 });
    const { config } = await row();
    assert.equal(config.concurrency, 32);
    assert.deepEqual(config.options?.['customArgs'], ['--max-best-of 4']);
    bench.sent();
    await bench.connector.update(id, { concurrency: 32, options: { customArgs: ['--max-best-of 4'] } });
    assert.deepEqual(bench.sent({ method: 'PUT' }), []);
  });

  it('refuses to change what is fixed, with the reason, before anything is sent', async () => {
    for (const [change, field] of [
      [{ instanceType: 'l4_24gb_100' }, 'instanceType'],
      [{ options: { quantization: 'fp8' } }, 'options.quantization'],
      [{ options: { useComputeSpec: true } }, 'options.useComputeSpec'],
    ] as const) {
      const error = await fails('unsupported', bench.connector.update(id, change));
      assert.equal(error.data.field, field);
      assert.match(error.message, /Deploy again/);
    }
    assert.deepEqual(bench.sent({ method: 'PUT' }), []);
  });

  it('sends the Hugging Face token with a change only when asked to', async () => {
    const { fetch, sent } = recording();
    const connector = bench.again({ fetch });
    const change = { options: { useHfToken: true } };
    assert.ok(!JSON.stringify(await connector.planUpdate(id, change)).includes(hfToken));
    await connector.update(id, { maxReplicas: 2 });
    assert.ok(!JSON.stringify(sent).includes(hfToken));
    await connector.update(id, change);
    const written = sent
      .filter(({ method }) => method === 'PUT')
      .map(({ body }) => JSON.parse(body) as unknown);
    assert.deepEqual(written, [{ config: { maxReplicas: 2 } }, { config: { hfToken } }]);
  });

  it('says that a minimum of replicas starts what is stopped', async () => {
    await bench.connector.stop(id);
    const { checks } = await bench.connector.planUpdate(id, { minReplicas: 1 });
    assert.ok(checks.some(({ level, message }) => level === 'warning' && /starts it/.test(message)));
  });

  it('goes back to an earlier configuration, and says which one is there', async () => {
    await bench.connector.update(id, { maxReplicas: 5, options: { maxTotalTokens: 4096 } });
    await bench.connector.update(id, { idleTimeoutMinutes: 20 });
    const revisions = await bench.connector.revisions!(id);
    assert.deepEqual(
      revisions.map(({ id, current }) => [id, current]),
      [
        ['3', true],
        ['2', false],
        ['1', false],
      ],
    );
    assert.match(revisions[0]?.detail ?? '', /cooldownTime 1200/);
    bench.sent();
    await bench.connector.rollback!(id, '1');
    assert.deepEqual(bench.body('PUT', '/v2/deployments/support-prod'), {
      config: { maxReplicas: 3, cooldownTime: 1800 },
    });
    await fails('not-found', bench.connector.rollback!(id, '99'));
  });

  it('sets a key that cannot be taken away again to what it would be without', async () => {
    await bench.connector.update(id, { options: { prefixCaching: true } });
    bench.sent();
    await bench.connector.rollback!(id, '1');
    assert.deepEqual(bench.body('PUT', '/v2/deployments/support-prod'), { config: { prefixCaching: false } });
  });

  it('keeps twenty of them, without a stop among them, and none of a removed one', async () => {
    for (let target = 2; target < 30; target++)
      await bench.connector.update(id, { autoscaling: { metric: 'requests', target } });
    const before = await bench.connector.revisions!(id);
    assert.equal(before.length, 20);
    await bench.connector.stop(id);
    assert.deepEqual(await bench.connector.revisions!(id), before);
    await bench.connector.rollback!(id, before[5]!.id);
    bench.sim.control.advance(hour);
    assert.equal((await row()).status, 'stopped', 'what is stopped stays so');
    await bench.connector.remove(id);
    assert.deepEqual(
      [...bench.memory.keys()].filter((key) => key.includes('support-prod')),
      [],
    );
  });

  it('does not go back where that needs another deployment', async () => {
    await bench.connector.update(id, { maxReplicas: 5 });
    const key = 'predibase.snapshots.support-prod';
    bench.memory.set(key, (bench.memory.get(key) ?? '').replaceAll('l40s_48gb_100', 'l4_24gb_100'));
    const error = await fails('unsupported', bench.connector.rollback!(id, '1'));
    assert.match(`${error.message} ${error.data.hint}`, /accelerator.*deploy again/);
  });

  it('removes it and waits until it is gone, and is done when it is gone already', async () => {
    await bench.connector.remove(id);
    assert.deepEqual(bench.sent(), [
      'GET /v2/deployments/support-prod',
      'DELETE /v2/deployments/support-prod',
      'GET /v2/deployments/support-prod',
    ]);
    await bench.connector.remove(id);
    assert.deepEqual(bench.sent({ method: 'DELETE' }), []);
    bench.sim.control.addFault({
      method: 'DELETE',
      path: '/v2/deployments/*',
      fault: { kind: 'loseResponse', how: 'reset' },
    });
    await bench.connector.remove(named('sql-preloaded'));
    await fails('not-found', bench.connector.get(named('sql-preloaded')));
  });

  it('waits for a slow deletion, and says when it takes too long', async () => {
    const slow = { method: 'GET', path: '/v2/deployments/support-prod' };
    const body = {
      data: {
        name: 'support-prod',
        uuid: bench.sim.control.deployment('support-prod').uuid,
        status: 'deleting',
      },
    };
    bench.sim.control.addFault({ ...slow, skip: 1, times: 5, fault: { kind: 'status', status: 200, body } });
    await bench.connector.remove(id);
    const other = { data: { name: 'sql-preloaded', status: 'deleting' } };
    bench.sim.control.addFault({
      method: 'GET',
      path: '/v2/deployments/sql-preloaded',
      times: 5000,
      fault: { kind: 'status', status: 200, body: other },
    });
    await fails('timeout', bench.connector.remove(named('sql-preloaded')));
    assert.deepEqual(
      bench.sent({ method: 'DELETE' }),
      ['DELETE /v2/deployments/support-prod'],
      'the other was on its way out',
    );
  });

  it('takes legacy null for gone', async () => {
    bench.sim.control.addFault({
      method: 'GET',
      path: '/v2/deployments/support-prod',
      fault: { kind: 'status', status: 200, text: '{"data":null}' },
    });
    await fails('not-found', row());
  });
});
