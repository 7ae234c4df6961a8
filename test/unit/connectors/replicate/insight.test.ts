import assert from 'node:assert/strict';
import { chat, closeBenches, collect, images, openBench, question } from './bench.ts';

describe('Replicate connector: logs', () => {
  afterEach(closeBenches);

  it('are those of the recent predictions, newest first', async () => {
    const { connector, sim } = await openBench();
    await collect(connector.invoke(chat, question));
    sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: out of memory' });
    await collect(connector.invoke(chat, question));
    const [failed, served, ...older] = await connector.logs!(chat, {});
    assert.equal(failed?.level, 'error');
    assert.match(failed.message, /^Prediction [0-9a-z]{26} failed in .* s\. E1001: out of memory\.$/);
    assert.equal(served?.type, 'prediction.succeeded');
    assert.match(served.excerpt ?? '', /Prompt read/);
    assert.equal(older.length, 3);
    assert.equal((await connector.logs!(chat, { limit: 2 })).length, 2);
    assert.equal((await connector.logs!(chat, { since: sim.control.now() - 60_000 })).length, 2);
  });

  it('hold nothing of other deployments', async () => {
    const { connector, sim } = await openBench();
    sim.control.runOutside(chat, { prompt: 'x' });
    assert.equal((await connector.logs!(images, {})).length, 1);
  });

  it('say of a run what it waits for', async () => {
    const { connector, sim } = await openBench({ modes: { unset: 'null' } });
    sim.control.runOutside(images, { prompt: 'x' });
    const [entry] = await connector.logs!(images, {});
    assert.match(entry?.message ?? '', /waits for an instance/);
  });

  it('are gone after an hour, which is no failure', async () => {
    for (const removedInput of ['object', 'null'] as const) {
      const { connector, sim } = await openBench({ modes: { removedInput } });
      await collect(connector.invoke(chat, question));
      sim.control.advance(2 * 60 * 60_000);
      assert.deepEqual(await connector.logs!(chat, {}), []);
    }
  });
});
