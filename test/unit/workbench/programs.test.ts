import { strict as assert } from 'node:assert';
import { tmpdir } from 'node:os';
import type { Command, Ending } from '../../../src/connectors/connector.ts';
import { Programs } from '../../../src/extension/workbench/programs.ts';

const node = (code: string, over: Partial<Command> = {}): Command => ({
  program: process.execPath,
  args: ['-e', code],
  folder: tmpdir(),
  env: {},
  ...over,
});

/** Runs it until it has said a line, does something, and waits for its end. */
async function whenItSpeaks(
  programs: Programs,
  command: Command,
  act: (line: string) => void,
  signal?: AbortSignal,
): Promise<Ending> {
  let heard = false;
  const onLine = (line: string) => {
    if (!heard) act(line);
    heard = true;
  };
  return programs.run({ ...command, onLine }, signal);
}

describe('running a program', () => {
  const programs = new Programs();
  after(() => programs.dispose());

  it('tells each line as it comes, and how it ended', async () => {
    const heard: string[] = [];
    const ending = await programs.run(
      node(`console.log('✓ one\\ntwo'); console.error('three'); process.exitCode = 3`, {
        onLine: (line, stream) => heard.push(`${stream} ${line}`),
      }),
    );
    assert.deepEqual(ending, { code: 3, stdout: ['✓ one', 'two'], stderr: ['three'] });
    assert.deepEqual(heard.sort(), ['stderr three', 'stdout two', 'stdout ✓ one']);
  });

  it('hands over its arguments untouched, sets and removes variables, and closes its input', async () => {
    process.env['SLIPWAY_TEST_GONE'] = 'x';
    const code = `console.log(JSON.stringify([process.argv[1], process.env.SLIPWAY_TEST, process.env.SLIPWAY_TEST_GONE ?? null]));
      process.stdin.on('end', () => console.log('no input')).resume()`;
    const command = node(code, { env: { SLIPWAY_TEST: 'set', SLIPWAY_TEST_GONE: undefined } });
    command.args.push('$(touch /tmp/x) "; & | %PATH%');
    const { stdout } = await programs.run(command);
    delete process.env['SLIPWAY_TEST_GONE'];
    assert.deepEqual(JSON.parse(stdout[0] ?? ''), ['$(touch /tmp/x) "; & | %PATH%', 'set', null]);
    assert.equal(stdout[1], 'no input');
  });

  it('keeps the last 200 lines of much', async () => {
    const { stdout } = await programs.run(node(`for (let i = 0; i < 5000; i++) console.log(i)`));
    assert.equal(stdout.length, 200);
    assert.equal(stdout.at(-1), '4999');
  });

  it('interrupts it when it is cancelled, and still says how it ended', async () => {
    const stop = new AbortController();
    const code = `process.on('SIGINT', () => { console.log('stopping'); process.exit(1) }); setInterval(() => {}, 1000); console.log('up')`;
    const ending = await whenItSpeaks(programs, node(code), () => stop.abort(), stop.signal);
    assert.deepEqual(ending, { code: 1, stdout: ['up', 'stopping'], stderr: [] });
  });

  it('kills what does not end by itself', async () => {
    const stop = new AbortController();
    const code = `process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('up')`;
    const command = node(code, { graceMs: 50 });
    const ending = await whenItSpeaks(programs, command, () => stop.abort(), stop.signal);
    assert.deepEqual(ending, { stdout: ['up'], stderr: [] });
  });

  it('ends what takes too long, and says that this was why', async () => {
    const ending = await programs.run(node(`setInterval(() => {}, 1000)`, { timeoutMs: 200 }));
    assert.equal(ending.timedOut, true);
    assert.equal(ending.code, undefined);
  });

  it('is a clear error where there is no such program, and nothing at all when it was cancelled before', async () => {
    const missing = { ...node(''), program: '/nowhere/python3' };
    await assert.rejects(programs.run(missing), { code: 'unsupported', message: /\/nowhere\/python3/ });
    await assert.rejects(programs.run(node(''), AbortSignal.abort()), { code: 'cancelled' });
  });

  it('leaves nothing behind, neither what it started nor a listener', async () => {
    const own = new Programs();
    const stop = new AbortController();
    const { signal } = stop;
    let listeners = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>): void => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>): void => {
      listeners--;
      remove(...args);
    };
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })`;
    const code = `${child}; console.log('up'); setInterval(() => {}, 1000)`;
    let disposed = 0;
    const act = () => {
      disposed = performance.now();
      own.dispose();
    };
    const { code: exit } = await whenItSpeaks(own, node(code), act, signal);
    assert.equal(exit, undefined);
    // Else its output would have been waited for.
    assert.ok(performance.now() - disposed < 1500, 'what the program started has ended too');
    assert.equal(listeners, 0);
  });

  it('does not wait for what a program has left running with its output', async () => {
    const code = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 6000)'], { stdio: 'inherit', detached: true }).unref(); console.log('done')`;
    const began = performance.now();
    const { code: exit, stdout } = await programs.run(node(code));
    assert.deepEqual([exit, stdout], [0, ['done']]);
    assert.ok(performance.now() - began < 5000);
  });
});
