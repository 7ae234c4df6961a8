/** A window for the tests in which a test ends while its listener hangs, and which dies soon after. */
import { systemClock } from '../../../src/connectors/clock.ts';
import type { InvokeEvent } from '../../../src/connectors/inference.ts';
import { Recorder } from '../../../src/extension/metrics/recorder.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { silent } from '../deployments/builders.ts';

const [folder = '', aliveMs = '0'] = process.argv.slice(2);
const store = new Store({ folder, clock: systemClock, log: silent });

async function* answer(): AsyncIterable<InvokeEvent> {
  yield { type: 'sent', at: systemClock.monotonic(), url: 'u', body: {} };
  await systemClock.sleep(10);
  yield { type: 'token', at: systemClock.monotonic(), text: 'Hi', channel: 'content' };
  yield { type: 'done', at: systemClock.monotonic(), response: {} };
}

const recorder = new Recorder({
  clock: systemClock,
  record: ({ sample }) => {
    store.recordRequest(sample);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(aliveMs));
  },
});
const request = { prompt: 'Hello', stream: true };
const test = recorder.test({ id: 'last', key: 'together:d', request, begin: answer });
// Its first event, and never another one.
await test[Symbol.asyncIterator]().next();
