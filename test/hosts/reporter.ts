import Mocha from 'mocha';
import { writeFileSync } from 'node:fs';

/** The variable that names the file for the counts. */
export const countsVariable = 'SLIPWAY_MOCHA_COUNTS';

/** Mocha's own spec reporter, which besides leaves the counts in a file for the step that runs it. */
export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env[countsVariable];
    if (file === undefined) return;
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      writeFileSync(file, JSON.stringify({ passed, failed }));
    });
  }
}
