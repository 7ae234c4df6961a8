import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { run, start } from '../../hosts/processes.ts';

const node = process.execPath;

describe('processes', () => {
  it('gives what a program printed, line by line', async () => {
    const lines: string[] = [];
    const text = await run(node, ['-e', 'console.log(1); console.error(2)'], {
      onLine: (line) => lines.push(line),
    });
    assert.deepEqual(
      [lines.sort(), text.split('\n').sort()],
      [
        ['1', '2'],
        ['1', '2'],
      ],
    );
  });

  it('tells a failure with what was said last', async () => {
    await assert.rejects(run(node, ['-e', 'console.log("why"); process.exit(3)']), /ended with code 3\nwhy/);
    await assert.rejects(run('/no/such/program', []), /Cannot start \/no\/such\/program/);
  });

  it('stops a program together with what it started', async function () {
    if (process.platform === 'win32') return;
    const started = `const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
      console.log(child.pid); process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6);`;
    let told: (pid: number) => void = () => undefined;
    const grandchild = new Promise<number>((resolve) => (told = resolve));
    const child = start(node, ['-e', started], { onLine: (line) => told(Number(line)) });
    const pid = await grandchild;
    await child.stop(); // the leader ignores SIGTERM, so this also shows that it is ended all the same
    assert.throws(() => process.kill(child.pid, 0), { code: 'ESRCH' });
    for (let left = 50; left > 0 && alive(pid); left--)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(alive(pid), false);
  });
});

/** A process that has ended but that nobody has waited for yet (Z) does not count. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
