import { join } from 'node:path';
import { readFile, rm } from 'node:fs/promises';
import { dist, root, scratchFolder, temporaryFolder } from './paths.ts';
import { endsWithUs, start } from './processes.ts';
import { countsVariable } from './reporter.ts';
import { packageExtension } from './vsix.ts';

interface Counts {
  passed: number;
  failed: number;
}

const say = (line: string): void => console.log(line);
const tool = (path: string): string => join(root, 'node_modules', path);
const tsc = tool('typescript/bin/tsc');
const hostSuites = [join(import.meta.dirname, 'host-main.ts')];
const projects = ['tsconfig.json', 'src/webviews/tsconfig.json', 'test/tsconfig.json'];

/** In the order of what they cost; a failed one does not stop the next, so that one run tells all. */
const steps: Record<string, () => Promise<Counts>> = {
  types: () => checks(projects.map((project) => [tsc, '-p', project])),
  lint: () =>
    checks([
      [tool('eslint/bin/eslint.js'), '.'],
      [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    ]),
  unit: () => mocha(['test/unit/**/*.test.ts']),
  host: () => counted(hostSuites),
  // The same suites: what the newest editor and its Node have beyond the oldest would not show there.
  oldest: () => counted(hostSuites, { SLIPWAY_TEST_HOST: 'server', SLIPWAY_VSCODE: 'oldest' }),
  package: async () => {
    await packageExtension(say);
    return { passed: 1, failed: 0 };
  },
  e2e: async () => {
    if (!chosen.has('package')) await packageExtension(say);
    // Pictures of an earlier run would pass for this one's.
    for (const folder of ['screenshots', 'e2e-failures'])
      await rm(join(dist, folder), { recursive: true, force: true });
    return await mocha(['--timeout', '120000', 'test/e2e/**/*.test.ts']);
  },
};
const chosen = new Set<string>();

/** Runs the named steps, or all; returns the exit code. */
export async function runSteps(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    say(`No such step: ${unknown.join(', ')}. There are: ${Object.keys(steps).join(', ')}`);
    return 2;
  }
  for (const name of Object.keys(steps)) if (names.length === 0 || names.includes(name)) chosen.add(name);
  await using _scratch = await scratchFolder();
  const total: Counts = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const name of chosen) {
    say(`\n=== ${name}`);
    const began = performance.now();
    const { passed, failed } = await attempt(name);
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    lines.push(
      `${name.padEnd(8)}${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.padStart(7)} s`,
    );
    say(`--- ${lines.at(-1)}`);
  }
  say(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** A step that cannot be carried out is a failure, never silence. */
async function attempt(name: string): Promise<Counts> {
  try {
    const step = steps[name];
    if (step === undefined) throw new Error(`No step ${name}`);
    return await step();
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

/** Several commands that are one test: all must succeed, and all are run. */
async function checks(commands: readonly string[][]): Promise<Counts> {
  let failed = 0;
  for (const command of commands)
    if ((await start(process.execPath, [...endsWithUs, ...command], { cwd: root }).exited) !== 0) failed = 1;
  return { passed: 1 - failed, failed };
}

function mocha(options: readonly string[]): Promise<Counts> {
  return counted([
    tool('mocha/bin/mocha.js'),
    '--reporter',
    join(import.meta.dirname, 'reporter.ts'),
    ...options,
  ]);
}

/** Runs a program that leaves its counts in a file. */
async function counted(command: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Counts> {
  await using folder = await temporaryFolder('counts');
  const file = join(folder.path, 'counts.json');
  const env = { ...process.env, ...more, [countsVariable]: file };
  const code = await start(process.execPath, [...endsWithUs, ...command], { cwd: root, env }).exited;
  const counts = JSON.parse(await readFile(file, 'utf8').catch(() => '{"passed":0,"failed":0}')) as Counts;
  if (counts.passed + counts.failed === 0) throw new Error('No test ran: see above');
  if (code !== 0 && counts.failed === 0)
    throw new Error(`All tests passed, yet the program ended with code ${code}`);
  return counts;
}
