import assert from 'node:assert/strict';
import {
  addressOf,
  chat,
  closeBenches,
  collect,
  fails,
  images,
  last,
  memoryOf,
  openBench,
  question,
  retired,
} from './bench.ts';
import type { Bench } from './bench.ts';

const patches = ({ sim }: Bench) => sim.control.requests({ method: 'PATCH' }).map(({ body }) => body);
const chatBounds = { min_instances: 1, max_instances: 3 };

describe('Replicate connector: stop, start and update', () => {
  afterEach(closeBenches);

  it('stops with 0/0 and remembers what there was, over a restart (trap 2)', async () => {
    const bench = await openBench();
    const stopped = await bench.connector.stop(chat);
    assert.equal(stopped.status, 'stopped');
    assert.deepEqual(stopped.replicas, { min: 0, max: 0, ready: 0, readyInferred: true });
    assert.match(stopped.consequences?.start ?? '', /1 to 3 instances again/);
    const later = bench.again({ memory: memoryOf(bench.memory) });
    const started = await later.start(chat);
    assert.deepEqual(started.replicas, { min: 1, max: 3 });
    assert.deepEqual(patches(bench), [{ min_instances: 0, max_instances: 0 }, chatBounds]);
  });

  it('says before a stop that running predictions are lost, and cancels a test with it', async () => {
    const { connector, sim } = await openBench();
    const { consequences } = await connector.get(chat);
    assert.match(consequences?.stop ?? '', /predictions that run are cancelled at once/);
    sim.control.scriptNextRun({ kind: 'hangs' });
    const events = [];
    for await (const event of connector.invoke(chat, { ...question, stream: false })) {
      events.push(event);
      if (event.type === 'first-byte') await connector.stop(chat);
    }
    assert.equal(last(events).type, 'cancelled');
  });

  it('remembers the bounds before it sends, so that a lost answer loses nothing', async () => {
    const bench = await openBench();
    const fault = { kind: 'loseResponse', how: 'reset' } as const;
    bench.sim.control.addFault({ method: 'PATCH', path: '/v1/deployments/**', fault });
    assert.equal(
      (await bench.connector.stop(chat)).status,
      'stopped',
      'reading it again says that it happened',
    );
    await bench.connector.start(chat);
    assert.deepEqual(patches(bench).at(-1), chatBounds);
  });

  it('starts with 0 to 1 where nothing is remembered, and says so first', async () => {
    const bench = await openBench();
    const { consequences } = await bench.connector.get(retired);
    assert.match(consequences?.start ?? '', /not known here, so it gets 0 to 1 instance/);
    await bench.connector.start(retired);
    assert.deepEqual(patches(bench), [{ min_instances: 0, max_instances: 1 }]);
  });

  it('knows the bounds from an older release when somebody else disabled it', async () => {
    const { connector, sim } = await openBench();
    await connector.list();
    sim.control.changeOutside(chat, { min: 0, max: 0 });
    assert.deepEqual((await connector.start(chat)).replicas, { min: 1, max: 3 });
  });

  it('starts with what it last had, though it was scaled elsewhere after a stop from here', async () => {
    const bench = await openBench();
    await bench.connector.stop(chat);
    bench.sim.control.changeOutside(chat, { min: 0, max: 1 });
    await bench.connector.get(chat);
    bench.sim.control.changeOutside(chat, { min: 0, max: 0 });
    assert.match((await bench.connector.get(chat)).consequences?.start ?? '', /gets 0 to 1 instance again/);
    await bench.connector.start(chat);
    assert.deepEqual(patches(bench).at(-1), { min_instances: 0, max_instances: 1 });
  });

  it('takes an answer from before its last change for old news', async () => {
    const bench = await openBench();
    const old: string[] = [];
    let late = false;
    const connector = bench.again({
      memory: memoryOf(bench.memory),
      fetch: async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (!addressOf(input).endsWith('/deployments') || init?.method !== 'GET') return response;
        if (late) return new Response(old[0], { headers: { 'content-type': 'application/json' } });
        old.push(await response.clone().text());
        return response;
      },
    });
    await connector.list();
    await connector.stop(chat);
    late = true;
    const row = (await connector.list()).deployments.find(({ id }) => id === chat);
    assert.equal(row?.status, 'stopped');
    assert.equal((await connector.revisions!(chat)).length, 2, 'what it was before is still known');
    await connector.update(chat, { maxReplicas: 1 });
    assert.equal(patches(bench).length, 2, 'and is no change by somebody else');
  });

  it('sends nothing where nothing would change, since each PATCH makes a release (trap 5)', async () => {
    const bench = await openBench();
    const { connector } = bench;
    await connector.stop(retired);
    await connector.start(chat);
    const row = await connector.get(chat);
    await connector.update(chat, row.config);
    await connector.update(chat, {});
    assert.deepEqual(patches(bench), []);
    assert.deepEqual((await connector.planUpdate(chat, row.config)).requests, []);
  });

  it('sends both bounds when one changes, and only what differs', async () => {
    const bench = await openBench();
    const plan = await bench.connector.planUpdate(chat, { maxReplicas: 4, instanceType: 'gpu-a100-large' });
    await bench.connector.update(chat, { maxReplicas: 4, instanceType: 'gpu-a100-large' });
    assert.deepEqual(patches(bench), [{ min_instances: 1, max_instances: 4 }]);
    assert.deepEqual(plan.requests[0]?.body, patches(bench)[0]);
    assert.equal(plan.estimate.maxPerHour, 4 * 5_040_000_000);
    await bench.connector.update(chat, { instanceType: 'gpu-h100' });
    assert.deepEqual(patches(bench).at(-1), { hardware: 'gpu-h100' });
  });

  it('changes the version', async () => {
    const bench = await openBench();
    const older = (await bench.connector.variants({ id: 'stability-ai/sdxl', name: '', kind: 'model' })).at(
      -1,
    )!;
    const updated = await bench.connector.update(images, { options: { version: older.id } });
    assert.deepEqual(updated.config.options, { version: older.id });
    assert.deepEqual(patches(bench), [{ version: older.id }]);
    const error = await fails('invalid', bench.connector.update(images, { options: { version: 'ffff' } }));
    assert.equal(error.data.field, 'variant');
  });

  it('checks the numbers first', async () => {
    const bench = await openBench();
    const error = await fails('invalid', bench.connector.update(chat, { minReplicas: 4 }));
    assert.equal(error.data.field, 'maxReplicas', 'a minimum above the present maximum');
    await fails('invalid', bench.connector.update(chat, { maxReplicas: 21 }));
    assert.deepEqual(patches(bench), []);
    const { checks } = await bench.connector.planUpdate(chat, { maxReplicas: 21 });
    assert.ok(checks.some(({ level }) => level === 'error'));
  });

  it('lets an account that has more by contract keep it', async () => {
    const { connector, sim } = await openBench({ modes: { maxLimit: 50 } });
    sim.control.changeOutside(chat, { max: 40 });
    assert.equal((await connector.update(chat, { minReplicas: 2 })).replicas.max, 40);
    // The interface document knows no such contracts.
    sim.control.clearRequests();
  });

  it('stops when the release moved under it, and shows the difference', async () => {
    const bench = await openBench();
    await bench.connector.list();
    bench.sim.control.changeOutside(chat, { hardware: 'gpu-h100' });
    const error = await fails('conflict', bench.connector.update(chat, { maxReplicas: 5 }));
    assert.match(error.message, /Release 4 → 5: hardware gpu-a100-large → gpu-h100\./);
    assert.deepEqual(patches(bench), []);
    // Now it was seen.
    assert.equal((await bench.connector.update(chat, { maxReplicas: 5 })).replicas.max, 5);
  });

  it('tells in a plan that it was changed elsewhere', async () => {
    const { connector, sim } = await openBench();
    await connector.list();
    sim.control.changeOutside(chat, { max: 2 });
    const { checks } = await connector.planUpdate(chat, { maxReplicas: 5 });
    assert.ok(checks.some(({ message }) => message.includes('Release 4 → 5: maximum 3 → 2')));
  });

  it('tells in a plan what a new release may do, and that 0 ends what runs', async () => {
    const { connector, sim } = await openBench();
    sim.control.scriptNextRun({ kind: 'hangs' });
    sim.control.runOutside(chat, { prompt: 'x' });
    await connector.list();
    const messages = async (max: number) =>
      (await connector.planUpdate(chat, { minReplicas: 0, maxReplicas: max })).checks
        .map(({ message }) => message)
        .join(' ');
    assert.match(await messages(5), /may replace the instances\. 1 prediction is running now/);
    assert.match(await messages(0), /cancelled at once\. 1 prediction is running now/);
  });

  it('notices that somebody else changed it at the same time', async () => {
    const { sim, again } = await openBench();
    let moved = false;
    const connector = again({
      fetch: (input, init) => {
        if (init?.method === 'PATCH' && !moved) {
          moved = true;
          sim.control.changeOutside(chat, { hardware: 'gpu-h100' });
        }
        return globalThis.fetch(input, init);
      },
    });
    const { detail } = await connector.update(chat, { maxReplicas: 5 });
    assert.ok(detail.notes?.some((note) => note.includes('Release 4 became 6')));
  });

  it('is refused for a test on a stopped one, whatever status that has', async () => {
    for (const stoppedRefusal of [400, 403, 404, 409, 422] as const) {
      const { connector } = await openBench({ modes: { stoppedRefusal } });
      const end = last(await collect(connector.invoke(retired, { prompt: '', inputs: {}, stream: false })));
      assert.equal(end.type === 'error' ? end.error.code : end.type, 'not-ready', String(stoppedRefusal));
      assert.ok(end.type === 'error' && end.error.hint?.startsWith('Start it'));
      assert.match(JSON.stringify((await connector.get(retired)).allowed.test), /Start it first/);
    }
  });
});

describe('Replicate connector: releases', () => {
  afterEach(closeBenches);

  it('keeps those that it saw, and tells of those that it did not', async () => {
    const bench = await openBench();
    const { connector, sim } = bench;
    await connector.list();
    sim.control.changeOutside(images, { max: 3 });
    sim.control.changeOutside(images, { max: 4 });
    const revisions = await bench.again({ memory: memoryOf(bench.memory) }).revisions!(images);
    assert.deepEqual(
      revisions.map(({ id, current }) => [id, current]),
      [
        ['4', true],
        ['2', false],
      ],
    );
    assert.match(revisions[0]?.detail ?? '', /Release 3 was made outside and is not known$/);
    assert.match(revisions[1]?.detail ?? '', /gpu-l40s, 0 to 2 instances/);
  });

  it('rolls back to the settings of an older one, as a new number', async () => {
    const bench = await openBench();
    const { connector } = bench;
    const before = await connector.get(chat);
    await connector.update(chat, { instanceType: 'gpu-h100', minReplicas: 0, maxReplicas: 5 });
    const back = await connector.rollback!(chat, '4');
    assert.deepEqual(back.config, before.config);
    assert.deepEqual(patches(bench).at(-1), { hardware: 'gpu-a100-large', ...chatBounds });
    assert.equal((await connector.revisions!(chat))[0]?.id, '6');
    await fails('not-found', connector.rollback!(chat, '2'));
  });

  it('rolls back what is stopped without starting it, which would cost', async () => {
    const bench = await openBench();
    const { connector } = bench;
    await connector.get(chat);
    await connector.update(chat, { instanceType: 'gpu-h100' });
    await connector.stop(chat);
    assert.equal((await connector.rollback!(chat, '4')).status, 'stopped');
    assert.deepEqual(patches(bench).at(-1), { hardware: 'gpu-a100-large' });
  });

  it('does not go back to 0 instances', async () => {
    const bench = await openBench();
    const { connector } = bench;
    await connector.stop(images);
    await connector.start(images);
    await connector.rollback!(images, '3');
    assert.equal((await connector.get(images)).status, 'active');
  });

  it('begins anew for a deployment that was made again under its name', async () => {
    const { connector, sim } = await openBench();
    await connector.list();
    sim.control.removeOutside(images);
    await connector.deploy({
      name: 'images',
      model: { id: 'stability-ai/sdxl', name: '', kind: 'model' },
      config: { instanceType: 'cpu' },
    });
    assert.deepEqual(
      (await connector.revisions!(images)).map(({ id }) => id),
      ['1'],
    );
  });
});
