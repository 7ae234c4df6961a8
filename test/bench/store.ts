import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../src/connectors/clock.ts';
import { Store } from '../../src/extension/store/store.ts';
import { sample, silent, status } from '../unit/deployments/builders.ts';
import { median, tell } from './measure.ts';

const batch = 2000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
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
  tell('store.bytes', statSync(join(place, 'slipway.db')).size / n, 'bytes/sample', 'On disk, with its sums');

  benchQuiet(folder());
}

/** What an hour writes in which nothing changes, read once a minute. */
function benchQuiet(place: string): void {
  const quiet = (deployments: number): { rows: number; bytes: number } => {
    const folder = join(place, String(deployments));
    const store = new Store({ folder, clock: systemClock, log: silent });
    const scope = 'together:acme';
    const first = Date.now() - hourMs;
    const poll = (at: number) => {
      const samples = Array.from({ length: deployments }, (_, n) => ({
        ...status(at, { scope }),
        deployment: `together:d${n}`,
      }));
      store.statuses.recordPoll({ scope, at, samples, complete: true });
      store.flush();
    };
    poll(first);
    const db = new DatabaseSync(join(folder, 'slipway.db'), { readOnly: true });
    const rows = () =>
      ['status_sample', 'watch_stretch']
        .map((table) => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']))
        .reduce((sum, n) => sum + n, 0);
    const before = { rows: rows(), bytes: store.size() };
    for (let at = first + minuteMs; at <= first + hourMs; at += minuteMs) poll(at);
    const after = { rows: rows(), bytes: store.size() };
    db.close();
    store.dispose();
    return { rows: after.rows - before.rows, bytes: after.bytes - before.bytes };
  };
  const { rows, bytes } = quiet(10_000);
  const of = 'of a quiet hour of 10 000 deployments, beside the first reading';
  tell('store.quiet.rows', rows, 'rows', `Added ${of}; a row for each and minute were 600 000`);
  tell('store.quiet.bytes', bytes, 'bytes', `Added ${of}`);
}
