import { statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/connectors/clock.ts';
import { Store } from '../../src/extension/store/store.ts';
import { sample, silent, status } from '../unit/deployments/builders.ts';
import { median, tell } from './measure.ts';

const batch = 2000;
const all = { from: 0, to: Number.MAX_SAFE_INTEGER };

export async function benchStore(folder: () => string): Promise<void> {
  const place = folder();
  const store = new Store({ folder: place, clock: systemClock, log: silent });
  let n = 0;
  const write = (count: number) => {
    for (let i = 0; i < count; i++) store.recordRequest(sample(`request-${n++}`, { sentAt: Date.now() }));
    store.flush();
  };
  const together = (await median(() => write(batch))) / batch;
  const single =
    (await median(() => {
      for (let i = 0; i < batch; i++) write(1);
    })) / batch;
  tell('store.write', together * 1000, 'us/sample', `In batches of ${batch}`);
  tell('store.write.batching', single / together, 'ratio', 'A write of its own against one in a batch');
  const held = store.requests(all).length;
  const read = await median(() => store.requests(all));
  tell('store.read', (read * 1000) / held, 'us/sample', `Reading ${held} requests`);
  store.dispose();
  tell(
    'store.bytes',
    statSync(join(place, 'slipway.db')).size / n,
    'bytes/sample',
    'On disk, with its sums',
  );

  benchQuiet(folder());
}

/** What an hour writes in which nothing changes, polled every five seconds. */
function benchQuiet(place: string): void {
  const bytesOf = (deployments: number): number => {
    const store = new Store({ folder: join(place, String(deployments)), clock: systemClock, log: silent });
    const now = Date.now() - 3600_000;
    const scope = 'together:acme';
    const poll = (i: number) => {
      const at = now + i * 5000;
      const samples = Array.from({ length: deployments }, (_, n) => ({
        ...status(at, { scope }),
        deployment: `together:d${n}`,
      }));
      store.recordPoll({ scope, at, samples });
    };
    poll(0);
    store.flush();
    const before = store.size();
    for (let i = 1; i <= 720; i += 60) poll(i);
    store.flush();
    const grown = store.size() - before;
    store.dispose();
    return grown;
  };
  tell(
    'store.quiet.bytes',
    bytesOf(10_000),
    'bytes',
    'Written of a quiet hour of 10 000 deployments, beside the first reading',
  );
}
