import { systemClock } from '../../src/connectors/clock.ts';
import type { Listing } from '../../src/connectors/connector.ts';
import { DeploymentService } from '../../src/extension/deployments/service.ts';
import { MetricsService } from '../../src/extension/metrics/service.ts';
import { Store } from '../../src/extension/store/store.ts';
import { deployment, sample, silent, status } from '../unit/deployments/builders.ts';
import { FakeConnector, fakeDefinition } from '../unit/deployments/fakeConnector.ts';
import { ManualClock } from '../unit/deployments/manualClock.ts';
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

const scope = 'together:acme';

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
  await benchSpend(folder);
}

async function benchSpend(folder: () => string): Promise<void> {
  const [few, many] = [await spend(1000, 10, folder()), await spend(10_000, 1, folder())];
  tell(
    'fleet.spend.10000',
    many.again,
    'ms',
    'Today, month and forecast of 10 000 deployments, asked again after a poll in which a hundred changed',
  );
  tell('fleet.spend.scaling', many.again / few.again / 10, 'ratio', 'Per row, against 1000; 1 = linear');
  tell('fleet.spend.first', many.first, 'ms', 'The same asked for the first time, or with nothing kept');
  tell('fleet.spend.kept', many.first / many.again, 'ratio', 'Nothing kept against what has settled kept');
}

/** A month in which each deployment changed ten times, and then a poll every half a minute. */
async function spend(rows: number, times: number, folder: string): Promise<{ first: number; again: number }> {
  const clock = new ManualClock(new Date(2027, 0, 28).getTime());
  const store = new Store({ folder, clock, log: silent });
  const deployments = viewsOf(rows);
  let round = 0;
  const poll = (changed: number) => {
    round++;
    const samples = deployments.map(({ key }, i) => ({
      ...status(clock.now(), { ready: i < changed ? round % 2 : 1, max: 2, scope }),
      ...{ deployment: key, createdAt: 1 },
    }));
    store.statuses.recordPoll({ scope, at: clock.now(), samples, complete: true });
    store.flush();
  };
  for (let i = 0; i < 10; i++) {
    poll(rows);
    clock.skip(2 * 24 * 3600_000);
  }
  const byKey = new Map(deployments.map((each) => [each.key, each]));
  const fleet = { get: (key: string) => byKey.get(key), fleet: () => ({ deployments }) };
  const service = () => new MetricsService({ store, clock, deployments: fleet, pollSeconds: () => 5 });
  const first = await median(() => service().spend(), 3, 1);
  const kept = service();
  kept.spend();
  let again = 0;
  const rounds = 5 * times;
  for (let i = 0; i < rounds; i++) {
    clock.skip(30_000);
    poll(100);
    again += await median(() => kept.spend(), 1, 0);
  }
  store.dispose();
  return { first, again: again / rounds };
}

const viewsOf = (rows: number) =>
  Array.from({ length: rows }, (_, i) => ({ ...deployment(`d${i}`), key: `together:d${i}`, notes: {} }));

/** The table of all deployments over a day, with the latest readings not yet written, as after a poll. */
async function view(rows: number, times: number, folder: string): Promise<number> {
  const store = new Store({ folder, clock: systemClock, log: silent });
  const now = Date.now();
  const deployments = viewsOf(rows);
  let at = now - 3600_000;
  const read = (ready: number) => {
    at += 5000;
    const samples = deployments.map(({ key }) => ({ ...status(at, { ready, scope }), deployment: key }));
    store.statuses.recordPoll({ scope, at, samples });
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
