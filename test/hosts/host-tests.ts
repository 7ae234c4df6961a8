/** The host step of `npm test`: the suites of test/host inside a real VS Code, through @vscode/test-electron. */
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { desktopHost, type Absence, type TestHost } from './desktop.ts';
import { root, temporaryFolder } from './paths.ts';
import { endsWithUs } from './processes.ts';
import { quietSettings } from './settings.ts';
import { resultsVariable, type SuiteResults } from './suite-runner.ts';
import { bundleSuites } from './suites.ts';

const serverHost = (why: string): TestHost => ({
  name: "server host (VS Code's server with a headless browser)",
  why,
  executable: process.execPath,
  args: [...endsWithUs, join(import.meta.dirname, 'stand-in.ts')],
});

/** A port at which a debugger attaches to the suites (.vscode/launch.json): they wait for it. */
const inspect = process.env['SLIPWAY_INSPECT'];

/** `SLIPWAY_TEST_HOST` = `desktop` or `server` chooses; otherwise the desktop where it can be had. */
export async function chooseHost(say: (line: string) => void): Promise<TestHost> {
  const wanted = process.env['SLIPWAY_TEST_HOST'];
  if (wanted === 'server') return serverHost('SLIPWAY_TEST_HOST asks for it');
  const found: TestHost | Absence = await desktopHost(say);
  if (!('absent' in found)) return found;
  if (wanted === 'desktop')
    throw new Error(`SLIPWAY_TEST_HOST asks for desktop VS Code, but ${found.absent}`);
  return serverHost(found.absent);
}

export interface HostRun extends SuiteResults {
  host: TestHost;
}

export interface RunOptions {
  extension?: string;
  /** A module made by bundleSuites; that of test/host unless told otherwise. */
  tests?: string;
  host?: TestHost;
  /** Where VS Code's output goes; ours unless told otherwise. */
  output?: Writable;
}

/** Runs suites in a VS Code with nothing of an earlier run in it. */
export async function runHostSuites(
  say: (line: string) => void,
  { tests, extension = root, ...options }: RunOptions = {},
): Promise<HostRun> {
  const extensionTestsPath = tests ?? (await bundleSuites());
  const host = options.host ?? (await chooseHost(say));
  say(`Host: ${host.name}, because ${host.why}`);
  await using folder = await temporaryFolder('host-tests');
  const [workspace, userData, results] = ['workspace', 'data', 'results.json'].map((name) =>
    join(folder.path, name),
  ) as [string, string, string];
  await mkdir(workspace);
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User/settings.json'), JSON.stringify(quietSettings));
  const ended = runTests({
    vscodeExecutablePath: host.executable,
    launchArgs: [
      ...host.args,
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${join(folder.path, 'extensions')}`,
      ...(inspect === undefined ? [] : [`--inspect-brk-extensions=${inspect}`]),
    ],
    extensionDevelopmentPath: extension,
    extensionTestsPath,
    extensionTestsEnv: { [resultsVariable]: results },
    ...(options.output && { stdout: options.output, stderr: options.output }),
  });
  const crash = await ended.then(
    () => undefined,
    (error: unknown) => error,
  );
  const counted = await readFile(results, 'utf8').catch(() => undefined);
  if (counted === undefined) throw new Error('VS Code ended before the host suites did', { cause: crash });
  if (crash !== undefined && !(crash instanceof TestRunFailedError))
    throw new Error('VS Code could not be run', { cause: crash });
  const outcome = JSON.parse(counted) as SuiteResults;
  if (crash !== undefined && outcome.failed === 0)
    throw new Error('The host suites passed, but VS Code failed', { cause: crash });
  return { host, ...outcome };
}
