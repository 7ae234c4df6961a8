import assert from 'node:assert/strict';
import type { Connector, Deployment } from '../../../../src/connectors/index.ts';
import { closeBenches, fails, openBench } from './bench.ts';

async function find(connector: Connector, name: string): Promise<Deployment> {
  const { deployments } = await connector.list();
  const found = deployments.find((each) => each.name === name && each.group === 'main');
  assert.ok(found, name);
  return found;
}

describe('Modal: stop', () => {
  afterEach(closeBenches);

  it('ends an app, as a program of the person’s', async () => {
    const { connector, sim, bodies } = await openBench();
    const { id } = await find(connector, 'chat');
    bodies('');
    const stopped = await connector.stop(id);
    assert.equal(stopped.status, 'stopped');
    assert.deepEqual(bodies('AppStop'), [{ appId: id.split('/')[1], source: 1 }]);
    sim.control.advance(10_000);
    assert.equal((await find(connector, 'chat')).status, 'stopped');
    assert.notEqual(stopped.allowed.start, true, 'its code is not known here');
  });

  for (const stopStopped of ['refused', 'accepted'] as const)
    it(`of what is stopped already is done (Modal: ${stopStopped})`, async () => {
      const { connector, sim } = await openBench({ modes: { stopStopped } });
      const { id } = await find(connector, 'chat');
      sim.control.stopApp('chat');
      sim.control.advance(10_000);
      assert.equal((await connector.stop(id)).status, 'stopped');
    });

  it('of an app that Modal does not know any more is done', async () => {
    const { connector, refuse } = await openBench();
    const { id } = await find(connector, 'chat');
    refuse('AppStop', 5);
    assert.equal((await connector.stop(id)).status, 'stopped');
  });

  it('that a role forbids fails', async () => {
    const { connector, refuse } = await openBench();
    const { id } = await find(connector, 'chat');
    refuse('AppStop', 7, 'You are a viewer');
    const error = await fails('forbidden', connector.stop(id));
    assert.match(error.message, /You are a viewer/);
    assert.equal((await find(connector, 'chat')).status, 'active');
  });

  it('ends an Endpoint for good, and it stays to be seen', async () => {
    const { connector } = await openBench();
    const { id } = await find(connector, 'qwen-live');
    assert.equal((await connector.stop(id)).status, 'stopped');
    assert.equal((await find(connector, 'qwen-live')).status, 'stopped');
  });

  it('is all there is: removing says so', async () => {
    const { connector } = await openBench();
    const { id, allowed } = await find(connector, 'chat');
    assert.notEqual(allowed.remove, true);
    await fails('unsupported', connector.remove(id));
  });
});

describe('Modal: restart and rollback', () => {
  afterEach(closeBenches);

  it('a restart is sent once and becomes a version', async () => {
    const { connector, bodies } = await openBench();
    const { id } = await find(connector, 'chat');
    bodies('');
    const restarted = await connector.restart!(id);
    assert.equal(restarted.release, 'v5');
    assert.equal(bodies('AppRollover').length, 1);
  });

  it('a rollback makes a new version of an older one', async () => {
    const { connector } = await openBench();
    const { id } = await find(connector, 'chat');
    const back = await connector.rollback!(id, '2');
    assert.equal(back.release, 'v5');
    const revisions = await connector.revisions!(id);
    assert.match(revisions[0]?.detail ?? '', /rollback to v2/);
  });

  for (const [name, act, rpc] of [
    ['restart', (connector: Connector, id: string) => connector.restart!(id), 'AppRollover'],
    ['rollback', (connector: Connector, id: string) => connector.rollback!(id, '3'), 'AppRollback'],
  ] as const) {
    it(`a ${name} whose answer is lost is not repeated: the version tells that it was done`, async () => {
      const { connector, loseAnswer, bodies } = await openBench();
      const { id } = await find(connector, 'chat');
      bodies('');
      loseAnswer(rpc);
      assert.equal((await act(connector, id)).release, 'v5');
      assert.equal(bodies(rpc).length, 1);
    });

    it(`a ${name} of which nothing is known says so, sent once`, async () => {
      const { connector, refuse, bodies, slept } = await openBench();
      const { id } = await find(connector, 'chat');
      bodies('');
      refuse(rpc, 14);
      await fails('outcome-unknown', act(connector, id));
      assert.equal(bodies(rpc).length, 1);
      assert.ok(slept.length > 0, 'it was looked for more than once');
    });

    it(`a ${name} of a stopped app asks nothing of Modal`, async () => {
      const { connector, sim, bodies } = await openBench();
      const { id } = await find(connector, 'chat');
      sim.control.stopApp('chat');
      sim.control.advance(10_000);
      bodies('');
      await fails('conflict', act(connector, id));
      assert.deepEqual(bodies(rpc), []);
    });

    it(`a ${name} of an Endpoint is not possible`, async () => {
      const { connector } = await openBench();
      const { id } = await find(connector, 'qwen-live');
      await fails('unsupported', act(connector, id));
    });
  }

  it('a version beyond the plan’s reach cannot be gone back to', async () => {
    const { connector, sim, bodies } = await openBench({ modes: { rollbackDepth: 1 } });
    const { id } = await find(connector, 'chat');
    const revisions = await connector.revisions!(id);
    assert.notEqual(revisions.find((each) => each.id === '1')?.rollback, true);
    bodies('');
    await fails('forbidden', connector.rollback!(id, '1'));
    assert.deepEqual(bodies('AppRollback'), []);
    sim.control.setModes({ rollbackDepth: 9 });
    assert.equal((await connector.rollback!(id, '1')).release, 'v5');
  });

  it('versions come newest first in whatever order Modal gives them', async () => {
    const { connector } = await openBench({ modes: { historyUnsorted: true } });
    const { id } = await find(connector, 'chat');
    const revisions = await connector.revisions!(id);
    assert.deepEqual(
      revisions.map((each) => each.id),
      ['4', '3', '2', '1'],
    );
    assert.deepEqual(
      revisions.map(({ current }) => current),
      [true, false, false, false],
    );
    assert.deepEqual(revisions[1]?.commit, { hash: 'c0ffee1234', dirty: true });
    assert.equal(revisions[1].author, 'ada');
  });

  it('a version that is none is refused here', async () => {
    const { connector } = await openBench();
    const { id } = await find(connector, 'chat');
    await fails('not-found', connector.rollback!(id, 'x'));
    await fails('invalid', connector.rollback!(id, '4'));
  });
});

describe('Modal: scaling of a running app', () => {
  afterEach(closeBenches);

  it('takes effect at once, and warns that the next deploy drops it', async () => {
    const { connector, bodies, sim } = await openBench();
    const { id } = await find(connector, 'chat');
    const change = { minReplicas: 1, maxReplicas: 5, options: { scaledownSeconds: 120 } };
    const plan = await connector.planUpdate(id, change);
    assert.match(plan.requests[0]?.url ?? '', /FunctionUpdateSchedulingParams$/);
    assert.ok(plan.checks.some(({ level, message }) => level === 'warning' && /drops it/.test(message)));
    assert.ok((plan.estimate.minPerHour ?? 0) > 0);
    bodies('');
    const updated = await connector.update(id, change);
    assert.deepEqual([updated.replicas.min, updated.replicas.max], [1, 5]);
    assert.equal(updated.config.options?.['scaledownSeconds'], 120);
    assert.deepEqual((bodies('FunctionUpdateSchedulingParams')[0] as { settings: unknown }).settings, {
      minContainers: 1,
      maxContainers: 5,
      scaledownWindow: 120,
    });
    assert.equal((await find(connector, 'chat')).replicas.max, 5, 'lists know it, too');
    assert.match((await connector.get(id)).detail.notes?.join() ?? '', /changed since it was deployed/);
    sim.control.deploy({ app: 'chat' });
    assert.notEqual((await find(connector, 'chat')).replicas.max, 5, 'the next deploy dropped it');
  });

  it('sends only what differs', async () => {
    const { connector, bodies } = await openBench();
    const { id, config } = await find(connector, 'chat');
    bodies('');
    await connector.update(id, { ...config, minReplicas: 2 });
    assert.deepEqual((bodies('FunctionUpdateSchedulingParams')[0] as { settings: unknown }).settings, {
      minContainers: 2,
    });
  });

  it('with nothing that differs sends nothing', async () => {
    const { connector, bodies } = await openBench();
    const { id, config } = await find(connector, 'chat');
    assert.deepEqual((await connector.planUpdate(id, config)).requests, []);
    bodies('');
    await connector.update(id, config);
    assert.deepEqual(bodies('FunctionUpdateSchedulingParams'), []);
  });

  it('with bounds that cannot be sends nothing', async () => {
    const { connector, bodies } = await openBench();
    const { id } = await find(connector, 'chat');
    bodies('');
    for (const change of [
      { minReplicas: 9, maxReplicas: 2 },
      { minReplicas: -1 },
      { options: { scaledownSeconds: 1 } },
    ]) {
      const plan = await connector.planUpdate(id, change);
      assert.ok(plan.checks.some(({ level }) => level === 'error'));
      await fails('invalid', connector.update(id, change));
    }
    assert.deepEqual(bodies('FunctionUpdateSchedulingParams'), []);
  });

  it('is all that can be changed of an app that was not deployed from here', async () => {
    const { connector } = await openBench();
    const { id } = await find(connector, 'chat');
    const change = { instanceType: 'H200' };
    const plan = await connector.planUpdate(id, change);
    assert.ok(plan.checks.some(({ level, field }) => level === 'error' && field === 'instanceType'));
    await fails('invalid', connector.update(id, change));
  });

  it('of an Endpoint is not possible', async () => {
    const { connector } = await openBench();
    const { id, allowed } = await find(connector, 'qwen-live');
    assert.notEqual(allowed.update, true);
    await fails('unsupported', connector.update(id, { minReplicas: 1 }));
  });
});
