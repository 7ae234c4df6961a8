/** A window that opens a history of the first format, which takes a while, and says how long it took. */
import { systemClock } from '../../../../src/connectors/clock.ts';
import { Store } from '../../../../src/extension/store/store.ts';
import { silent } from '../../deployments/builders.ts';

const [folder = ''] = process.argv.slice(2);
process.stdout.write('begun\n');
const began = performance.now();
const store = new Store({ folder, clock: systemClock, log: silent });
store.history();
process.stdout.write(`${performance.now() - began}\n`);
store.dispose();
