import assert from 'node:assert/strict';
import { replicate } from '../../../../src/connectors/replicate/definition.ts';
import { clockTime } from '../../../../src/connectors/replicate/units.ts';
import { chat, closeBenches, fails, images, memoryOf, openBench, retired } from './bench.ts';

const minute = 60_000;

describe('Replicate connector: removing', () => {
  afterEach(closeBenches);

  it('says that it takes long, and goes on in the background', async () => {
    assert.equal(replicate.removal, 'background');
    const { connector } = await openBench();
    assert.match((await connector.get(chat)).consequences?.remove ?? '', /15 minutes/);
  });

  for (const deleteRefusal of [400, 403, 409, 422] as const)
    it(`stops, waits and deletes, whatever a refusal is: ${deleteRefusal} (trap 3)`, async () => {
      const { connector, sim, sent } = await openBench({ modes: { deleteRefusal } });
      const steps: string[] = [];
      const began = sim.control.now();
      await connector.remove(chat, { progress: (step) => steps.push(step) });
      assert.ok(!sim.control.world.deployments.has(chat));
      assert.equal(steps[0], 'Setting its instances to 0');
      assert.equal(steps[1], `Waiting to delete, possible from ${clockTime(began + 15 * minute)}`);
      assert.ok(sim.control.now() - began >= 15 * minute);
      assert.ok(sim.control.now() - began < 20 * minute);
      assert.equal(sent({ method: 'PATCH' }).length, 1);
      await fails('not-found', connector.get(chat));
    });

  it('deletes at once what was off for long, and takes the 204 for success (trap 1)', async () => {
    const { connector, sim, slept } = await openBench();
    await connector.remove(retired);
    assert.ok(!sim.control.world.deployments.has(retired));
    assert.deepEqual(slept, []);
  });

  it('keeps the row stopped meanwhile, with the time', async () => {
    const bench = await openBench();
    let note: string | undefined;
    const { again, memory, sim } = bench;
    const clock = {
      now: () => sim.control.now(),
      monotonic: () => performance.now(),
      sleep: async (ms: number) => {
        const row = (await connector.list()).deployments.find(({ id }) => id === chat);
        note ??= `${row?.status}: ${row?.detail.notes?.[0]}`;
        sim.control.advance(ms);
      },
    };
    const connector = again({ memory: memoryOf(memory), clock });
    await connector.remove(chat);
    assert.match(note ?? '', /^stopped: Waiting to delete, possible from \d\d:\d\d$/);
  });

  it('goes on after a restart without waiting again', async () => {
    const bench = await openBench();
    const { sim, again, memory } = bench;
    const leaving = new AbortController();
    await fails(
      'cancelled',
      bench.connector.remove(chat, {
        signal: leaving.signal,
        progress: (step) => {
          if (step.startsWith('Waiting')) leaving.abort();
        },
      }),
    );
    assert.ok(sim.control.world.deployments.has(chat), 'cancelling leaves it');
    sim.control.advance(14 * minute);
    const from = sim.control.now();
    await again({ memory: memoryOf(memory) }).remove(chat);
    assert.ok(sim.control.now() - from <= 3 * minute);
  });

  it('can be started again after it was cancelled, with the bounds it had', async () => {
    const { connector } = await openBench();
    const leaving = new AbortController();
    const gone = connector.remove(chat, {
      signal: leaving.signal,
      progress: (step) => {
        if (step.startsWith('Waiting')) leaving.abort();
      },
    });
    await fails('cancelled', gone);
    const row = await connector.get(chat);
    assert.equal(row.detail.notes?.[0], 'Disabled: instances set to 0/0');
    assert.deepEqual((await connector.start(chat)).replicas, { min: 1, max: 3 });
  });

  it('leaves alone what somebody started meanwhile', async () => {
    const { connector, sim } = await openBench();
    const error = await fails(
      'conflict',
      connector.remove(images, {
        progress: (step) => {
          if (step.startsWith('Waiting')) sim.control.changeOutside(images, { max: 1 });
        },
      }),
    );
    assert.match(error.message, /started again/);
    assert.ok(sim.control.world.deployments.has(images));
  });

  it('leaves alone what somebody started while nobody was here, until it is asked for again', async () => {
    const { connector, sim, sent } = await openBench();
    const leaving = new AbortController();
    const progress = (step: string) => {
      if (step.startsWith('Waiting')) leaving.abort();
    };
    await fails('cancelled', connector.remove(images, { progress, signal: leaving.signal }));
    sim.control.changeOutside(images, { max: 1 });
    sent();
    await fails('conflict', connector.remove(images, { resumed: true }));
    assert.deepEqual(sent({ method: 'PATCH' }), []);
    await connector.remove(images);
    assert.ok(!sim.control.world.deployments.has(images));
  });

  it('goes on with one that was not stopped yet', async () => {
    const { connector, sim } = await openBench();
    await connector.remove(images, { resumed: true });
    assert.ok(!sim.control.world.deployments.has(images));
  });

  it('is done when it is gone, however that came', async () => {
    const { connector, sim } = await openBench();
    await connector.remove('acme/never-was');
    await connector.remove(images, {
      progress: (step) => {
        if (step.startsWith('Waiting')) sim.control.removeOutside(images);
      },
    });
    sim.control.addFault({
      method: 'DELETE',
      path: '/v1/deployments/**',
      fault: { kind: 'loseResponse', how: 'reset' },
    });
    await connector.remove(chat);
    assert.ok(!sim.control.world.deployments.has(chat));
  });

  it('waits no longer because the clock was set back', async () => {
    const bench = await openBench();
    const { sim, again, memory } = bench;
    let back = 0;
    let waited = 0;
    const clock = {
      now: () => sim.control.now() - back,
      monotonic: () => performance.now(),
      sleep: (ms: number) => {
        back ||= 24 * 60 * minute;
        waited += ms;
        sim.control.advance(ms);
        return Promise.resolve();
      },
    };
    await again({ memory: memoryOf(memory), clock }).remove(chat);
    assert.ok(!sim.control.world.deployments.has(chat));
    assert.ok(waited <= 18 * minute, `${waited / minute} min`);
  });

  it('gives up after an hour and says what Replicate said', async () => {
    const { connector, sim } = await openBench();
    const fault = { kind: 'status', status: 409, body: { detail: 'It was used within 15 minutes' } } as const;
    sim.control.addFault({ method: 'DELETE', path: '/v1/deployments/**', times: 999, fault });
    const began = sim.control.now();
    const steps: string[] = [];
    const error = await fails('conflict', connector.remove(images, { progress: (step) => steps.push(step) }));
    assert.match(error.message, /It was used within 15 minutes\.$/);
    assert.ok(sim.control.now() - began <= 61 * minute);
    assert.ok(
      steps.some((step) => /^Waiting to delete, tried again at .* Replicate: It was used/.test(step)),
    );
  });

  it('does not wait where waiting is no cure', async () => {
    const { connector, sim } = await openBench();
    const fault = { kind: 'status', status: 401, body: { title: 'Unauthenticated' } } as const;
    sim.control.addFault({ method: 'DELETE', path: '/v1/deployments/**', fault });
    await fails('unauthorized', connector.remove(retired));
  });
});
