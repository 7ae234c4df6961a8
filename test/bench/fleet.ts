import { systemClock } from '../../src/connectors/clock.ts';
import type { Listing } from '../../src/connectors/connector.ts';
import { DeploymentService } from '../../src/extension/deployments/service.ts';
import { MetricsService } from '../../src/extension/metrics/service.ts';
import { Store } from '../../src/extension/store/store.ts';
import { deployment, sample, silent, status } from '../unit/deployments/builders.ts';
import { FakeConnector, fakeDefinition } from '../unit/deployments/fakeConnector.ts';
import { median, tell } from './measure.ts';

/** A poll that finds one row changed: list, compare, sample, publish. */
async function poll(rows: number, times: number, folder: string): Promise<number> {
  const store = new Store({ folder, clock: systemClock, log: silent });
  const service = new DeploymentService({
    definitions: [fakeDefinition()],
    store,
    clock: systemClock,
    log: silent,
  });
  const connector = new FakeConnector();
  let round = 0;
  connector.list = (): Promise<Listing> => {
    const readAt = Date.now();
    // New objects each time, as from the wire.
    const deployments = Array.from({ length: rows }, (_, i) =>
      deployment(`d${i}`, { readAt, ...(i === 0 ? { replicas: { ready: ++round % 2 } } : {}) }),
    );
    return Promise.resolve({ deployments, problems: [], complete: true, readAt });
  };
  service.connect('together', connector);
  let rowsTold = 0;
  service.changed(({ keys }) => (rowsTold += keys.size));
  const { signal } = new AbortController();
  await service.poll('together', signal);
  rowsTold = 0;
  const ms = await median(async () => {
    for (let i = 0; i < times; i++) await service.poll('together', signal);
  });
  if (rowsTold !== round - 1) throw new Error(`${rowsTold} rows told in ${round - 1} polls, not one in each`);
  service.dispose();
  store.dispose();
  return ms / times;
}

export async function benchFleet(folder: () => string): Promise<void> {
  const small = await poll(100, 100, folder());
  const large = await poll(10_000, 1, folder());
  tell('fleet.poll.10000', large, 'ms', 'One poll of 10 000 deployments of which one changed');
  tell('fleet.poll.scaling', large / small / 100, 'ratio', 'Per row, against 100 deployments; 1 = linear');

  const few = await view(100, 10, folder());
  const many = await view(10_000, 1, folder());
  tell(
    'fleet.metrics.10000',
    many,
    'ms',
    'The table of 10 000 deployments, each with ten readings and a test',
  );
  tell('fleet.metrics.scaling', many / few / 100, 'ratio', 'Per row, against 100 deployments; 1 = linear');
}

/** The table of all deployments over a day, with the latest readings not yet written, as after a poll. */
async function view(rows: number, times: number, folder: string): Promise<number> {
  const store = new Store({ folder, clock: systemClock, log: silent });
  const now = Date.now();
  const deployments = Array.from({ length: rows }, (_, i) => ({
    ...deployment(`d${i}`),
    key: `together:d${i}`,
    notes: {},
  }));
  let at = now - 3600_000;
  const read = (ready: number) => {
    at += 5000;
    for (const { key } of deployments) store.recordStatus({ ...status(at, { ready }), deployment: key });
  };
  for (let i = 0; i < 10; i++) read(i % 2);
  for (const [i, { key }] of deployments.entries())
    store.recordRequest(sample(`r${i}`, { deployment: key, sentAt: now - i }));
  store.flush();
  const byKey = new Map(deployments.map((each) => [each.key, each]));
  const metrics = new MetricsService({
    store,
    clock: systemClock,
    deployments: { get: (key) => byKey.get(key), fleet: () => ({ deployments }) },
    pollSeconds: () => 5,
  });
  const ms = await median(
    () => {
      for (let i = 0; i < times; i++) {
        read(1);
        metrics.fleet({ from: now - 24 * 3600_000, to: now });
      }
    },
    3,
    1,
  );
  store.dispose();
  return ms / times;
}
