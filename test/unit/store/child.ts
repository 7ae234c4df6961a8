/** A second window for the tests: writes one request after another until it is done or killed. */
import { systemClock } from '../../../src/connectors/clock.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { sample, silent } from '../deployments/builders.ts';

const [folder = '', prefix = '', count = '0'] = process.argv.slice(2);
const store = new Store({ folder, clock: systemClock, log: silent });

for (let i = 0; i < Number(count); i++) {
  store.recordRequest(sample(`${prefix}${i}`));
  if (i % 20 !== 19) continue;
  store.flush();
  // Told only after it was written: what the parent has read from here must be in the file.
  process.stdout.write(`${i + 1}\n`);
  await systemClock.sleep(1);
}
store.dispose();
