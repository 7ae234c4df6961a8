import { writeFileSync } from 'node:fs';
import type Mocha from 'mocha';

/** What a run of host suites leaves behind for the process that asked for it. */
export interface SuiteResults {
  passed: number;
  failed: number;
  failures: { title: string; message: string }[];
}

/** The variable that names the file for the results: exit codes alone cannot carry counts. */
export const resultsVariable = 'SLIPWAY_HOST_RESULTS';

/** The first line of a run: what a browser's console showed before it is VS Code starting. */
export const firstLine = 'Host suites in the extension host';

/** Runs in the extension host: loads the suites, runs them with mocha and rejects when any test failed. */
export async function runSuites(load: readonly (() => unknown)[]): Promise<void> {
  // `require`, which the bundle would do, makes of the default what the Node of the editor has it be.
  const { default: Suites } = await import('mocha');
  const mocha = new Suites({
    ui: 'bdd',
    timeout: 20_000,
    color: false,
    forbidOnly: true,
    forbidPending: true,
  });
  console.log(`${firstLine}: ${load.length} files`);
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  for (const suite of load) suite();
  const results = await new Promise<SuiteResults>((resolve) => {
    const failures: SuiteResults['failures'] = [];
    const runner = mocha.run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed, failures }));
    runner.on('fail', (test, error: Error) =>
      failures.push({ title: test.fullTitle(), message: error.stack ?? error.message }),
    );
  });
  const file = process.env[resultsVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  if (results.failed > 0) throw new Error(`${results.failed} host tests failed`);
  if (results.passed === 0) throw new Error('No host test ran');
}
