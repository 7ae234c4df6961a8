import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../../../../../src/connectors/modal/app/failures.ts';
import { runDriver } from '../../../../../src/connectors/modal/app/run.ts';
import type { Run } from '../../../../../src/connectors/modal/app/run.ts';
import { systemClock } from '../../../../../src/connectors/clock.ts';
import { Programs } from '../../../../../src/extension/workbench/programs.ts';
import { ended, FakeWorkbench, tokens } from './bench.ts';
import { hasPython } from './reading.ts';

const fakes = fileURLToPath(new URL('fake', import.meta.url));
const good = 'import modal\napp = modal.App("in-the-file")\n';

describe('The driver, run by a real Python', function () {
  // Python takes its time to start on a busy machine.
  this.timeout(30_000);
  const programs = new Programs();
  const packages = mkdtempSync(join(tmpdir(), 'slipway-packages-'));
  let folder = '';

  before(function () {
    if (!hasPython) this.skip();
    // Python keeps what it compiles beside a package.
    cpSync(fakes, packages, { recursive: true });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-driver-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  after(() => {
    programs.dispose();
    rmSync(packages, { recursive: true });
  });

  async function run(
    text: string,
    {
      deploy,
      signal,
      onStep,
    }: { deploy?: string; signal?: AbortSignal; onStep?: (step: string) => void } = {},
  ): Promise<Run & { steps: string[] }> {
    const path = join(folder, 'my_llm.py');
    writeFileSync(path, text);
    const workbench = new FakeWorkbench(() => ended(0));
    workbench.run = (command, abort) =>
      programs.run({ ...command, env: { ...command.env, PYTHONPATH: packages, FAKE_DEPLOY: deploy } }, abort);
    const steps: string[] = [];
    const run = await runDriver(
      { workbench, clock: systemClock, redact: (words) => words, server: 'https://api.modal.com', ...tokens },
      {
        python: { program: 'python3', args: [], source: 'PATH', clientVersion: '1.5.4' },
        path,
        app: 'my-llm',
        environment: 'staging',
        tag: 'slw-1',
        strategy: 'recreate',
      },
      (step) => {
        steps.push(step);
        onStep?.(step);
      },
      signal,
    );
    return { ...run, steps };
  }

  const failure = (run: Run) => failureOf(run, (words) => words)?.data;

  it('deploys the app under the name, environment, tag and strategy that were asked for', async () => {
    const { ending, result, steps } = await run(good);
    assert.deepEqual([ending.code, result, ending.stderr], [0, { ok: true }, []]);
    const created = ending.stdout.find((line) => line.startsWith('✓ Created')) ?? '';
    assert.deepEqual(JSON.parse(created.slice(created.indexOf('{'))), {
      name: 'my-llm',
      environment_name: 'staging',
      tag: 'slw-1',
      strategy: 'recreate',
    });
    assert.deepEqual(steps, ['Starting Modal’s client…', 'Building the image: output on', 'Publishing…']);
  });

  it('leaves nothing in the folder', async () => {
    await run(good);
    assert.deepEqual(readdirSync(folder), ['my_llm.py']);
  });

  it('is not misled by files beside the app, which may still be imported', async () => {
    writeFileSync(join(folder, 'json.py'), 'raise SystemExit("not this one")');
    writeFileSync(join(folder, 'beside_it.py'), 'name = "beside"');
    const { result } = await run(`import beside_it, modal\napp = modal.App(beside_it.name)\n`);
    assert.deepEqual(result, { ok: true });
  });

  it('finds its result among what the file prints', async () => {
    const { result } = await run(`${good}import atexit\nprint("hello")\natexit.register(print, "bye")\n`);
    assert.deepEqual(result, { ok: true });
  });

  it('tells what Modal refuses in Modal’s words', async () => {
    const found = failure(await run(good, { deploy: 'missing' }));
    assert.equal(found?.code, 'not-found');
    assert.equal(found.message, "Secret 'x' not found in environment 'main'.");
  });

  for (const [what, text, message] of [
    ['no Python', 'import modal\napp = (\n', /^SyntaxError: .* \(line 2 of the file\)\.$/],
    ['an error', 'import modal\n\nraise ValueError("so not")\n', 'ValueError: so not (line 3 of the file).'],
    ['no app', 'import modal\n', 'The file has no modal.App with the name app.'],
    [
      'a module that is missing',
      'import not_here_at_all\n',
      /No module named 'not_here_at_all' \(line 1 of the file\)\.$/,
    ],
  ] as const)
    it(`names the line where the file has ${what}`, async () => {
      const found = failure(await run(text));
      assert.equal(found?.code, 'invalid');
      if (typeof message === 'string') assert.equal(found.message, message);
      else assert.match(found.message, message);
    });

  it('ends when it is interrupted', async () => {
    const abort = new AbortController();
    const { ending, result } = await run(good, {
      deploy: 'hang',
      signal: abort.signal,
      onStep: (step) => {
        if (step === 'Publishing…') abort.abort();
      },
    });
    assert.deepEqual([ending.code, result], [1, { ok: false, type: 'KeyboardInterrupt', message: '' }]);
    assert.ok(existsSync(join(folder, 'my_llm.py')));
  });
});
