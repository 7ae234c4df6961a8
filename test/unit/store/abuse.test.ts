import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import type { Draft } from '../../../src/extension/deployments/types.ts';
import { runBytes } from '../../../src/extension/store/keep.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { sample, silent, status, testRun } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from './temp.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const day = 24 * 3600_000;
const draft = (id: string, name = 'n'): Draft => ({
  id,
  platform: 'together',
  spec: { name, model: { id: 'm', name: 'M', kind: 'model' }, config: {} },
  createdAt: 1,
  updatedAt: 2,
});

/** Every database that is opened meanwhile may have so many pages of 4 KB; `free` lifts that. */
function onSmallDisk(pages: number): { free(): void; restore(): void } {
  const opened: sqlite.DatabaseSync[] = [];
  class Small extends sqlite.DatabaseSync {
    constructor(path: string, options: sqlite.DatabaseSyncOptions) {
      super(path, options);
      this.exec(`PRAGMA max_page_count = ${pages}`);
      opened.push(this);
    }
  }
  const original = Object.getOwnPropertyDescriptor(process, 'getBuiltinModule')!;
  const value = () => ({ ...sqlite, DatabaseSync: Small });
  Object.defineProperty(process, 'getBuiltinModule', { ...original, value });
  return {
    free: () => {
      for (const db of opened) db.exec('PRAGMA max_page_count = 100000');
    },
    restore: () => Object.defineProperty(process, 'getBuiltinModule', original),
  };
}

describe('A store on a full disk', () => {
  let disk: ReturnType<typeof onSmallDisk> | undefined;
  afterEach(() => {
    disk?.restore();
    cleanTemp();
  });

  it('says so once, goes on, and writes everything when there is room', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const lines: string[] = [];
    disk = onSmallDisk(45);
    const log = { ...silent, warn: (line: string) => lines.push(line) };
    const store = new Store({ folder, clock, log });
    for (let i = 0; i < 3000; i++) store.recordRequest(sample(`r${i}`, { sentAt: clock.now() + i }));
    await clock.advance(20_000);
    assert.match(store.problem?.message ?? '', /disk is full/);
    assert.equal(lines.length, 1, 'not at each try');
    store.saveDraft(draft('x'));
    assert.deepEqual(store.drafts(), [draft('x')]);
    assert.equal(store.requests(all).length, 3000);
    disk.free();
    await clock.advance(2000);
    assert.equal(store.problem, undefined);
    store.dispose();
    assert.equal(tempStore(folder).requests(all).length, 3000);
    assert.deepEqual(tempStore(folder).drafts(), [draft('x')]);
  });

  it('has room for a draft where there is none for the samples', () => {
    const folder = tempFolder();
    disk = onSmallDisk(45);
    const store = tempStore(folder);
    for (let i = 0; i < 3000; i++) store.recordRequest(sample(`r${i}`));
    store.flush();
    store.saveDraft(draft('x', 'first'));
    store.saveDraft(draft('gone'));
    store.removeDraft('gone');
    store.saveDraft(draft('x', 'second'));
    store.dispose();
    assert.deepEqual(tempStore(folder).drafts(), [draft('x', 'second')]);
  });

  it('holds no more than it must, and every draft', () => {
    disk = onSmallDisk(40);
    const store = tempStore();
    for (let i = 0; i < 200; i++) store.saveDraft(draft(`d${i}`, 'x'.repeat(2000)));
    for (let i = 0; i < 45_000; i++) store.recordRequest(sample(`r${i}`, { sentAt: i }));
    for (let i = 0; i < 50; i++) store.saveDraft(draft('d199', `name ${i}`));
    assert.equal(store.drafts()?.length, 200);
    assert.equal(store.drafts()?.at(-1)?.spec.name, 'name 49');
    const held = store.requests(all);
    assert.ok(held.length >= 10_000 && held.length <= 20_000, String(held.length));
    assert.equal(held.at(-1)?.id, 'r44999', 'the oldest went');
  }).timeout(20_000);
});

describe('A store that is given odd things', () => {
  afterEach(cleanTemp);

  it('keeps ten thousand drafts', () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    for (let i = 0; i < 10_000; i++) store.saveDraft(draft(`d${i}`));
    store.dispose();
    assert.equal(tempStore(folder).drafts()?.length, 10_000);
  }).timeout(30_000);

  it('keeps texts that are no valid UTF-16, and zeros in them', () => {
    const folder = tempFolder();
    const odd = 'a\uD800b\uDC00\u0000c';
    const store = tempStore(folder);
    store.saveDraft(draft('x', odd));
    store.recordTest({ ...testRun('t'), text: odd });
    store.saveNotes('together:d', { description: odd });
    store.memory('s').set(odd, odd);
    store.dispose();
    const again = tempStore(folder);
    assert.equal(again.drafts()?.[0]?.spec.name, odd);
    assert.equal(again.tests('together:d')[0]?.text, odd);
    assert.equal(again.notes().get('together:d')?.description, odd);
    assert.ok(again.memory('s').get(odd)?.startsWith('a'));
    assert.equal(again.problem, undefined);
  });

  it('bounds every part of a test, whichever of them is huge', () => {
    const huge = '\uD83D\uDE00'.repeat(1_500_000);
    const store = tempStore();
    const parts = [
      { text: huge },
      { reasoning: huge },
      { response: { huge } },
      { request: { prompt: huge, system: huge, stream: true } },
      { error: { code: 'malformed' as const, message: 'x', platformMessage: huge } },
      { finishReason: huge },
    ];
    for (const [i, part] of parts.entries()) {
      store.recordTest({ ...testRun('t'), sample: sample('t', { sentAt: i }), ...part });
      const [kept] = store.tests('together:d');
      assert.ok(kept, Object.keys(part).join());
      assert.ok(Buffer.byteLength(JSON.stringify(kept)) <= runBytes, Object.keys(part).join());
    }
  }).timeout(20_000);

  it('leaves out a row that something else has spoiled, and no other', () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    store.saveDraft(draft('good'));
    store.saveNotes('together:d', { description: 'good' });
    store.recordTest(testRun('good'));
    store.flush();
    const db = new sqlite.DatabaseSync(join(folder, 'slipway.db'));
    db.exec(`INSERT INTO draft VALUES ('bad', '{"id":'); INSERT INTO note VALUES ('bad', '');
      INSERT INTO test_run VALUES ('bad', 'together:d', 1, 'x')`);
    db.close();
    assert.deepEqual(store.drafts(), [draft('good')]);
    assert.equal(store.notes().size, 1);
    assert.equal(store.tests('together:d').length, 1);
    assert.equal(store.problem, undefined);
  });
});

describe('A store whose clock is set back', () => {
  afterEach(cleanTemp);

  it('goes on reading statuses and forgets in time', async () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    const start = clock.now();
    const before = { from: 0, to: start };
    store.statuses.record(status(start + 400 * day));
    store.statuses.record(status(start, { ready: 2 }));
    store.statuses.record(status(start + 5000, { ready: 3 }));
    assert.deepEqual(
      store.statuses.within({ from: start, to: start + 6000 }, 'together:d').map(({ ready }) => ready),
      [2, 3, 1],
    );
    store.recordRequest(sample('old', { sentAt: start - 100 * day }));
    await clock.advance(1000);
    assert.equal(store.requests(before).length, 0, 'as ever');
  });
});

describe('How long samples are kept', () => {
  afterEach(cleanTemp);

  function kept(days: number): Promise<number[]> {
    const clock = new ManualClock();
    const store = new Store({ folder: tempFolder(), clock, log: silent, retentionDays: () => days });
    for (const age of [0, 2, 50, 89, 91, 729, 731])
      store.recordRequest(sample(`${age}`, { sentAt: clock.now() - age * day }));
    return clock.advance(2000).then(() => {
      const ages = store.requests(all).map(({ id }) => Number(id));
      store.dispose();
      return ages.sort((a, b) => a - b);
    });
  }

  it('follows the setting within its bounds', async () => {
    assert.deepEqual(await kept(90), [0, 2, 50, 89]);
    assert.deepEqual(await kept(30), [0, 2]);
    assert.deepEqual(await kept(0), [0], 'one day at least');
    assert.deepEqual(await kept(-5), [0]);
    assert.deepEqual(await kept(100_000), [0, 2, 50, 89, 91, 729], 'two years at most');
    assert.deepEqual(await kept(Number.NaN), [0, 2, 50, 89], 'no number counts as not set');
  });

  it('follows a change at once, and says in the log what it holds', async () => {
    const clock = new ManualClock();
    const lines: string[] = [];
    const log = { ...silent, info: (line: string) => lines.push(line) };
    let days = 90;
    const store = new Store({ folder: tempFolder(), clock, log, retentionDays: () => days });
    store.recordRequest(sample('old', { sentAt: clock.now() - 50 * day }));
    await clock.advance(2000);
    assert.match(lines.join('\n'), /^History: 0\.\d MB, back to 2026-11-26, kept for 90 days\.$/);
    days = 7;
    store.recordRequest(sample('new', { sentAt: clock.now() }));
    await clock.advance(2000);
    assert.deepEqual(
      store.requests(all).map(({ id }) => id),
      ['new'],
    );
    assert.equal(lines.length, 2);
    store.dispose();
  });
});

describe('Two windows that read the same deployment', () => {
  afterEach(cleanTemp);

  it('see the end of a change of which only one saw the beginning', () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const [mine, other] = [tempStore(folder, clock), tempStore(folder, clock)];
    const at = (seconds: number) => {
      clock.skip(clock.epoch + seconds * 1000 - clock.now());
      return clock.now();
    };
    mine.statuses.record(status(at(0), { ready: 1 }));
    mine.flush();
    other.statuses.record(status(at(10), { ready: 2 }));
    other.flush();
    at(20);
    mine.changedElsewhere();
    mine.statuses.record(status(clock.now(), { ready: 1 }));
    const readings =
      other.statuses.within(all, 'together:d').length + mine.statuses.within(all, 'together:d').length;
    assert.equal(readings, 5, 'two before mine wrote, three after');
    assert.deepEqual(
      other.statuses.within(all, 'together:d').map(({ ready }) => ready),
      [1, 2, 1],
    );
  });
});
