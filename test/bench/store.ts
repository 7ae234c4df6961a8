import { statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/connectors/clock.ts';
import { Store } from '../../src/extension/store/store.ts';
import { StatusThinner } from '../../src/extension/store/thinner.ts';
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
    'On disk, with its indexes',
  );

  const thinner = new StatusThinner();
  let kept = 0;
  const polls = 17_280;
  for (let i = 0; i < polls; i++) kept += thinner.take(status(i * 5000)).length;
  tell(
    'store.thinning',
    kept / polls,
    'ratio',
    'Status samples kept of a quiet day of polls every five seconds',
  );
}
