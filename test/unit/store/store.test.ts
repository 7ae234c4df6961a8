import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Draft } from '../../../src/extension/deployments/types.ts';
import { columns } from '../../../src/extension/store/requestRow.ts';
import { migrate, migrations, NewerFormat } from '../../../src/extension/store/migrations.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { sample, silent, status, testRun } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from './temp.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const draft = (id: string, over: Partial<Draft> = {}): Draft => ({
  id,
  platform: 'together',
  spec: { name: 'n', model: { id: 'm', name: 'M', kind: 'model' }, config: {} },
  createdAt: 1,
  updatedAt: 2,
  ...over,
});

describe('Store', () => {
  afterEach(cleanTemp);

  it('gives back what it was given, also to the next window', () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    const request = sample('r', {
      sentAt: 5,
      errorCode: 'timeout',
      outcome: 'error',
      firstByteMs: 1.5,
      firstTokenMs: 2.25,
      lastTokenMs: 3,
      usage: { input: 1, output: 0, cachedInput: 1, reasoning: 2 },
      tokenSource: 'reported',
      cost: 240,
      costSource: { kind: 'bundled', date: '2026-01-01' },
    });
    store.recordRequest(request);
    store.recordRequest(sample('bare', { sentAt: 6 }));
    store.recordTest(testRun('t'));
    store.statuses.record(status(1));
    const bare = { deployment: 'together:d', at: 2, status: 'deploying' } as const;
    store.statuses.record(bare);
    store.saveDraft(draft('x'));
    store.saveNotes('together:d', { description: 'why', tags: ['a'] });
    store.memory('together').set('bounds', '1/2');
    const check = (from: Store) => {
      assert.deepEqual(from.requests(all), [request, sample('bare', { sentAt: 6 })]);
      assert.deepEqual(from.tests('together:d'), [testRun('t')]);
      assert.deepEqual(from.statuses.within(all, 'together:d'), [status(1), bare]);
      assert.deepEqual(from.drafts(), [draft('x')]);
      assert.deepEqual(from.notes(), new Map([['together:d', { description: 'why', tags: ['a'] }]]));
      assert.equal(from.memory('together').get('bounds'), '1/2');
      assert.equal(from.memory('other').get('bounds'), undefined);
      assert.equal(from.problem, undefined);
    };
    check(store);
    store.dispose();
    check(tempStore(folder));
  });

  it('touches no disk until somebody writes or looks', () => {
    const folder = tempFolder();
    tempStore(folder);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('writes samples together, within a second', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const store = tempStore(folder, clock);
    for (let i = 0; i < 5; i++) store.recordRequest(sample(`r${i}`));
    const other = tempStore(folder);
    assert.equal(other.requests(all).length, 0);
    await clock.advance(1000);
    assert.equal(other.requests(all).length, 5);
    assert.equal(clock.sleepers, 0);
  });

  // Windows has no such bits in a file's mode, and a skipped test fails the run (forbidPending).
  if (process.platform !== 'win32')
    it('can be read by its user only', () => {
      const folder = tempFolder();
      tempStore(folder).drafts();
      assert.equal(statSync(join(folder, 'slipway.db')).mode & 0o077, 0);
    });

  it('tells when another window wrote, and only then', () => {
    const folder = tempFolder();
    const [mine, other] = [tempStore(folder), tempStore(folder)];
    mine.drafts();
    other.drafts();
    mine.saveDraft(draft('x'));
    assert.equal(mine.changedElsewhere(), false);
    assert.equal(other.changedElsewhere(), true);
    assert.equal(other.changedElsewhere(), false);
    assert.deepEqual(other.drafts(), [draft('x')]);
  });

  it('forgets samples after ninety days, and keeps drafts', async () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    store.saveDraft(draft('x'));
    store.recordRequest(sample('old', { sentAt: clock.now() }));
    store.statuses.record(status(clock.now()));
    await clock.advance(91 * 24 * 3600_000);
    store.recordRequest(sample('new', { sentAt: clock.now() }));
    await clock.advance(1000);
    assert.deepEqual(
      store.requests(all).map(({ id }) => id),
      ['new'],
    );
    // What it was then still holds.
    assert.deepEqual(store.statuses.within({ from: 0, to: clock.epoch + 1 }, 'together:d'), [
      status(clock.epoch),
    ]);
    assert.equal(store.drafts()?.length, 1);
  });

  it('leaves one bad sample out and keeps the others', () => {
    const store = tempStore();
    store.recordRequest(sample('a'));
    store.recordRequest(sample('bad', { endMs: Number.NaN }));
    store.recordRequest(sample('b'));
    assert.deepEqual(
      store.requests(all).map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(store.problem, undefined);
  });

  it('keeps a test of any size within bounds, and says what it left out', () => {
    const store = tempStore();
    const huge = 'x'.repeat(400_000);
    store.recordTest({
      ...testRun('t'),
      text: huge,
      response: { huge },
      request: { prompt: huge, stream: true },
    });
    const [kept] = store.tests('together:d');
    assert.ok(JSON.stringify(kept).length < 100_000);
    assert.match(String(kept?.response), /too large to keep \(391 KB\)/);
    assert.ok(kept?.text.startsWith('xxx'));
  });

  it('grows with what it holds', () => {
    const store = tempStore();
    const empty = store.size();
    assert.ok(empty > 0);
    for (let i = 0; i < 2000; i++) store.recordRequest(sample(`request-${i}`));
    assert.ok(store.size() > empty);
  });
});

describe('A store that cannot be opened', () => {
  afterEach(cleanTemp);

  const worksInMemory = (store: Store) => {
    store.recordRequest(sample('r'));
    store.saveDraft(draft('x'));
    assert.equal(store.requests(all).length, 1);
    assert.deepEqual(store.drafts(), [draft('x')]);
    assert.equal(store.size(), 0);
  };

  it('goes on in memory where the folder is none', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const store = tempStore(join(file, 'below'));
    assert.equal(store.problem?.code, 'unavailable');
    assert.match(store.problem.hint ?? '', /storage folder/);
    worksInMemory(store);
  });

  it('goes on in memory in an editor without SQLite', () => {
    const original = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;
    Object.defineProperty(process, 'getBuiltinModule', { ...original, value: () => undefined });
    try {
      const store = tempStore();
      assert.equal(store.problem?.code, 'unsupported');
      worksInMemory(store);
    } finally {
      Object.defineProperty(process, 'getBuiltinModule', original);
    }
  });

  it('takes what it did meanwhile into the file, once that can be opened', async () => {
    const folder = tempFolder();
    const before = tempStore(folder);
    before.saveDraft(draft('theirs'));
    before.dispose();
    const other = new DatabaseSync(join(folder, 'slipway.db'));
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const clock = new ManualClock();
    const store = tempStore(folder, clock);
    assert.match(store.problem?.message ?? '', /locked/);
    worksInMemory(store);
    other.exec('ROLLBACK');
    other.close();
    await clock.advance(2000);
    assert.equal(store.size(), 0, 'not at every turn');
    await clock.advance(30_000);
    store.recordRequest(sample('later'));
    await clock.advance(1000);
    assert.equal(store.problem, undefined);
    assert.equal(store.changedElsewhere(), true);
    assert.equal(store.changedElsewhere(), false);
    assert.deepEqual(
      tempStore(folder)
        .drafts()
        ?.map(({ id }) => id),
      ['theirs', 'x'],
    );
    assert.equal(tempStore(folder).requests(all).length, 2);
  }).timeout(20_000);

  it('says nothing and opens nothing after its end', () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    store.dispose();
    store.recordRequest(sample('late'));
    store.saveDraft(draft('late'));
    store.flush();
    assert.deepEqual(store.requests(all), []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves a file of a newer version alone and says so', () => {
    const folder = tempFolder();
    tempStore(folder).saveDraft(draft('theirs'));
    cleanHandles(folder, 'PRAGMA user_version = 99');
    const store = tempStore(folder);
    const problems: unknown[] = [];
    store.problemChanged((problem) => problems.push(problem));
    assert.ok(
      store.problem?.message.includes(
        `newer version of Slipway (format 99, this one knows ${migrations.length})`,
      ),
    );
    assert.equal(problems.length, 1);
    worksInMemory(store);
    store.dispose();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('damaged')),
      [],
    );
  });

  it('keeps a damaged file aside, says where, and starts anew', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'slipway.db'), 'this is no database'.repeat(1000));
    const store = tempStore(folder);
    store.saveDraft(draft('x'));
    assert.equal(store.problem?.code, 'malformed');
    const aside = readdirSync(folder).find((name) => name.includes('.damaged-'));
    assert.ok(aside !== undefined && store.problem.hint?.includes(aside));
    store.dispose();
    assert.deepEqual(tempStore(folder).drafts(), [draft('x')]);
  });

  it('survives damage while it is open', () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    for (let i = 0; i < 500; i++) store.recordRequest(sample(`r${i}`));
    store.flush();
    cleanHandles(folder, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const path = join(folder, 'slipway.db');
    writeFileSync(path, Buffer.alloc(statSync(path).size, 7));
    store.recordRequest(sample('after'));
    store.flush();
    assert.equal(store.problem?.code, 'malformed');
    assert.deepEqual(
      store.requests(all).map(({ id }) => id),
      ['after'],
    );
  });

  it('waits while another program locks it, loses nothing, and says so meanwhile', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const store = tempStore(folder, clock);
    store.drafts();
    const other = new DatabaseSync(join(folder, 'slipway.db'));
    other.exec('BEGIN EXCLUSIVE');
    store.recordRequest(sample('r'));
    store.saveDraft(draft('x'));
    assert.match(store.problem?.message ?? '', /locked/);
    assert.deepEqual(store.drafts(), [draft('x')], 'what waits is seen');
    assert.equal(store.requests(all).length, 1);
    other.exec('ROLLBACK');
    other.close();
    await clock.advance(1000);
    assert.equal(store.problem, undefined);
    assert.deepEqual(tempStore(folder).drafts(), [draft('x')]);
    assert.equal(store.requests(all).length, 1);
  }).timeout(20_000);
});

describe('Migrations', () => {
  afterEach(cleanTemp);

  it('go forward, one transaction each, keeping what is there', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db);
    db.exec("INSERT INTO draft VALUES ('x', '{}')");
    migrate(db, [...migrations, 'ALTER TABLE draft ADD COLUMN extra TEXT']);
    assert.equal(db.prepare('SELECT count(*) AS n FROM draft').get()?.['n'], 1);
    assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], migrations.length + 1);
    assert.throws(() => migrate(db), NewerFormat);
  });

  it('read requests of an older format also when later ones have more of a request', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, migrations.slice(0, 1));
    db.exec(
      "INSERT INTO request_sample (id, deployment, sent_at, outcome, end_ms) VALUES ('r', 'together:a', 5, 'ok', 7)",
    );
    columns.push('of_a_later_format');
    try {
      migrate(db, migrations.slice(0, 2));
    } finally {
      columns.pop();
    }
    assert.equal(db.prepare('SELECT n FROM request_day').get()?.['n'], 1);
  });

  it('leave the file as it was when a step fails', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db);
    assert.throws(() => migrate(db, [...migrations, 'CREATE TABLE half (a); SELECT * FROM nowhere']));
    assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], migrations.length);
    assert.equal(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'half'").get()?.['n'], 0);
    assert.equal(db.isTransaction, false);
  });
});

/** Runs one statement on the file from outside. */
function cleanHandles(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'slipway.db'));
  db.exec(sql);
  db.close();
}

describe('The log of the store', () => {
  afterEach(cleanTemp);

  it('names what was left out, not what was in it', () => {
    const lines: string[] = [];
    const log = { ...silent, warn: (line: string) => lines.push(line) };
    const store = new Store({ folder: tempFolder(), clock: new ManualClock(), log });
    store.recordRequest(sample('secret-id', { endMs: Number.NaN }));
    store.flush();
    store.dispose();
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /a request was left out/);
    assert.doesNotMatch(lines[0] ?? '', /secret-id/);
  });
});
