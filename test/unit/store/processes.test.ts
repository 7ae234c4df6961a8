import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { levels } from '../../../src/extension/metrics/history.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { sample } from '../deployments/builders.ts';
import { cleanTemp, tempFolder, tempStore } from './temp.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const program = fileURLToPath(new URL('child.ts', import.meta.url));
const killed = fileURLToPath(new URL('killed.ts', import.meta.url));
const children: ChildProcess[] = [];

function child(folder: string, prefix: string, count: number): ChildProcess {
  const made = spawn(process.execPath, [program, folder, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(made);
  return made;
}

/** How many requests the sums know, per level. */
const summed = (store: Store): number[] =>
  store.readRequests(({ source }) =>
    levels.map((level) =>
      source.rollups(level, all).reduce((total, rollup) => {
        assert.equal(rollup.tally().ok, rollup.n);
        return total + rollup.n;
      }, 0),
    ),
  );

describe('One history, several processes', () => {
  afterEach(() => {
    for (const process of children.splice(0)) process.kill('SIGKILL');
    cleanTemp();
  });

  it('loses nothing when windows write at once', async () => {
    const folder = tempFolder();
    const store = tempStore(folder);
    const others = [child(folder, 'a', 300), child(folder, 'b', 300)];
    const ended = Promise.all(others.map((other) => once(other, 'exit')));
    let mine = 0;
    const timer = setInterval(() => {
      store.recordRequest(sample(`mine${mine++}`));
      store.flush();
    }, 5);
    await ended;
    clearInterval(timer);
    assert.ok(mine > 0);
    for (const [code] of await ended) assert.equal(code, 0);
    assert.equal(store.problem, undefined);
    const ids = new Set(store.requests(all).map(({ id }) => id));
    assert.equal(ids.size, 600 + mine);
    assert.deepEqual(summed(store), [ids.size, ids.size, ids.size]);
  }).timeout(30_000);

  it('is made once and opened by all when many windows start on a fresh machine at the same moment', async () => {
    for (let round = 0; round < 2; round++) {
      const folder = tempFolder();
      const others = ['a', 'b', 'c', 'd'].map((name) => child(folder, name, 20));
      for (const [code] of await Promise.all(others.map((other) => once(other, 'exit'))))
        assert.equal(code, 0);
      const store = tempStore(folder);
      assert.equal(store.problem, undefined);
      assert.equal(store.requests(all).length, 80);
    }
  }).timeout(60_000);

  it('opens again after a kill in the middle of writing, with everything that was flushed', async () => {
    const folder = tempFolder();
    const writer = child(folder, 'k', 1_000_000);
    let told = 0;
    writer.stdout?.on('data', (chunk: Buffer) => {
      told = Number(chunk.toString().trim().split('\n').at(-1));
      if (told >= 400) writer.kill('SIGKILL');
    });
    const [, signal] = (await once(writer, 'exit')) as [number | null, string];
    assert.equal(signal, 'SIGKILL');
    const store = tempStore(folder);
    const ids = new Set(store.requests(all).map(({ id }) => id));
    assert.equal(store.problem, undefined);
    assert.ok(told >= 400);
    for (let i = 0; i < told; i++) assert.ok(ids.has(`k${i}`), `k${i} was flushed and is gone`);
    assert.equal(ids.size % 20, 0, 'a batch is there whole or not at all');
    assert.deepEqual(summed(store), [ids.size, ids.size, ids.size]);
  }).timeout(30_000);

  it('has a request a second after it ended, whatever then becomes of the window and its listener', async () => {
    const folder = tempFolder();
    // The batch is due a second after its first change; the kill is due after that in the same process.
    const window = spawn(process.execPath, [killed, folder, '1100'], { stdio: 'inherit' });
    children.push(window);
    const [, signal] = (await once(window, 'exit')) as [number | null, string];
    assert.equal(signal, 'SIGKILL');
    const [kept, ...more] = tempStore(folder).requests(all);
    assert.deepEqual([kept?.id, kept?.outcome, more.length], ['last', 'ok', 0]);
    assert.ok((kept?.firstTokenMs ?? 0) >= 9);
  }).timeout(30_000);
});
