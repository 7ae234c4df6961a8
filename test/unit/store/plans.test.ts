import assert from 'node:assert/strict';
import * as sqlite from 'node:sqlite';
import { migrate } from '../../../src/extension/store/migrations.ts';
import { sample, status, testRun } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from './temp.ts';

/** Everything that the store prepares while `use` runs. */
async function statements(use: () => Promise<void>): Promise<Set<string>> {
  const seen = new Set<string>();
  class Watched extends sqlite.DatabaseSync {
    override prepare(sql: string): sqlite.StatementSync {
      seen.add(sql);
      return super.prepare(sql);
    }
  }
  const original = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;
  const value = () => ({ ...sqlite, DatabaseSync: Watched });
  Object.defineProperty(process, 'getBuiltinModule', { ...original, value });
  try {
    await use();
  } finally {
    Object.defineProperty(process, 'getBuiltinModule', original);
  }
  return seen;
}

describe('The statements of the store', () => {
  afterEach(cleanTemp);

  it('find samples and tests by an index, never by reading a whole table', async () => {
    const clock = new ManualClock();
    const window = { from: clock.now() - 1000, to: clock.now() + 1000 };
    const folder = tempFolder();
    // Made before: a migration may read all there is.
    tempStore(folder, clock).drafts();
    const seen = await statements(async () => {
      const [store, other] = [tempStore(folder, clock), tempStore(folder, clock)];
      store.recordRequest(sample('r'));
      store.statuses.record(status(clock.now()));
      store.recordTest(testRun('t'));
      await clock.advance(2000);
      store.requests(window);
      store.requests(window, 'together:d');
      store.statuses.within(window, 'together:d');
      store.tests('together:d');
      store.clearTests('together:d');
      store.memory('m').get('k');
      other.saveNotes('together:d', { description: 'theirs' });
      assert.ok(store.changedElsewhere());
    });
    const about = [...seen].filter((sql) => /request_sample|status_sample|test_run/.test(sql));
    assert.ok(about.filter((sql) => sql.startsWith('SELECT')).length >= 6, about.join('\n'));
    assert.ok(about.filter((sql) => sql.startsWith('DELETE')).length >= 4, about.join('\n'));
    const db = new sqlite.DatabaseSync(':memory:');
    migrate(db);
    for (const sql of about) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      for (const { detail } of plan) {
        const step = String(detail);
        // `SCAN … USING INDEX` walks an index in order, which is what a minimum or an order needs.
        assert.ok(!/^SCAN (request|status|test)_\w+$/.test(step), `${sql}\n${step}`);
        assert.doesNotMatch(step, /TEMP B-TREE FOR ORDER BY$/, `${sql}\n${step}`);
      }
    }
  });
});
