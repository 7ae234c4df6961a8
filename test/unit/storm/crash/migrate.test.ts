import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { levels } from '../../../../src/extension/metrics/history.ts';
import { migrate, migrations } from '../../../../src/extension/store/migrations.ts';
import { randomFrom } from '../../../platforms/kit/random.ts';
import { cleanTemp, tempFolder, tempStore } from '../../store/temp.ts';
import { isStorm, tellStorm } from '../storm.ts';

const program = fileURLToPath(new URL('migrating.ts', import.meta.url));
const kills = isStorm ? 60 : 4;
const rows = 20_000;
const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const luck = randomFrom('migrate');

/** Starts the window and kills it so long after it began; undefined: lets it end. Returns how long it took. */
async function openIn(folder: string, killAfter?: number): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let took = 0;
  createInterface(child.stdout).on('line', (line) => {
    if (line !== 'begun') took = Number(line);
    else if (killAfter !== undefined) void wait(killAfter).then(() => child.kill('SIGKILL'));
  });
  await ended;
  return took;
}

describe('A window that is killed while it takes over an older history', function () {
  this.timeout(isStorm ? 600_000 : 60_000);
  afterEach(cleanTemp);

  it('leaves one that opens, with all of its requests and their sums', async () => {
    const old = tempFolder();
    const db = new DatabaseSync(join(old, 'slipway.db'));
    migrate(db, migrations.slice(0, 1));
    const insert = db.prepare(
      `INSERT INTO request_sample (id, deployment, sent_at, outcome, end_ms) VALUES (?, 'together:a', ?, 'ok', 5)`,
    );
    db.exec('BEGIN');
    for (let i = 0; i < rows; i++) insert.run(`r${i}`, 1_800_000_000_000 + i * 5000);
    db.exec('COMMIT');
    db.close();
    const copy = (): string => {
      const folder = tempFolder();
      cpSync(old, folder, { recursive: true });
      return folder;
    };
    const took = await openIn(copy());
    for (let i = 0; i < kills; i++) {
      const folder = copy();
      await openIn(folder, luck() * took);
      const store = tempStore(folder);
      assert.equal(store.problem, undefined);
      assert.equal(store.requests(all).length, rows);
      for (const level of levels) {
        const summed = store.readRequests(({ source }) =>
          source.rollups(level, all).reduce((sum, { n }) => sum + n, 0),
        );
        assert.equal(summed, rows, level);
      }
      store.dispose();
    }
    tellStorm('crash', { action: 'migrate', kills });
  });
});
