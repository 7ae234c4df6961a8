import assert from 'node:assert/strict';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { deployment, sample, status } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';

const minute = 60_000;
const scope = 'together:acme';
const key = 'together:d';

/** Two hours of readings, one a minute, each as `of` makes it. */
function lived(of: (at: number) => ReturnType<typeof status> | undefined, requests: number[] = []) {
  const clock = new ManualClock();
  const store: Store = tempStore(tempFolder(), new ManualClock(clock.epoch + 120 * minute));
  for (let i = 0; i <= 120; i++) {
    const at = clock.epoch + i * minute;
    const read = of(i);
    store.statuses.recordPoll({ scope, at, samples: read ? [{ ...read, at, scope }] : [] });
  }
  for (const at of requests) store.recordRequest(sample(`r${at}`, { sentAt: clock.epoch + at * minute }));
  const views = [{ ...deployment('d'), key, notes: {}, createdAt: clock.epoch }];
  const now = new ManualClock(clock.epoch + 120 * minute);
  return new MetricsService({
    ...{ store, clock: now, pollSeconds: () => 5 },
    deployments: { get: () => views[0], fleet: () => ({ deployments: views }) },
  });
}

describe('Idle for an hour', () => {
  afterEach(cleanTemp);

  it('is what ran all the while without a request from here', () => {
    assert.deepEqual(lived(() => status(0)).idle(), [key]);
    assert.deepEqual(lived(() => status(0), [59]).idle(), [key]);
    assert.deepEqual(lived(() => status(0), [61]).idle(), []);
  });

  it('is not what was started within it, stopped in between, or out of sight', () => {
    const ready = (is: boolean) => status(0, { ready: is ? 1 : 0 });
    assert.deepEqual(lived((at) => ready(at > 70)).idle(), []);
    assert.deepEqual(lived((at) => ready(at < 80 || at > 85)).idle(), []);
    assert.deepEqual(lived((at) => (at === 80 ? undefined : status(0))).idle(), []);
    assert.deepEqual(lived((at) => ready(at < 30 || at > 35)).idle(), [key]);
  });

  it('is not what nobody watched all the while', () => {
    const clock = new ManualClock();
    const store = tempStore(tempFolder(), clock);
    const poll = () => {
      const at = clock.now();
      store.statuses.recordPoll({ scope, at, samples: [status(at, { scope })] });
    };
    poll();
    clock.skip(2 * 60 * minute);
    poll();
    const views = [{ ...deployment('d'), key, notes: {} }];
    const deployments = { get: () => views[0], fleet: () => ({ deployments: views }) };
    const metrics = new MetricsService({ store, clock, deployments, pollSeconds: () => 5 });
    assert.deepEqual(metrics.idle(), []);
  });

  it('makes the idle share of an hour in which ten minutes were used one of fifty sixtieths', () => {
    const metrics = lived(
      () => status(0),
      Array.from({ length: 10 }, (_, i) => 70 + i),
    );
    const { epoch } = new ManualClock();
    const window = { from: epoch + 60 * minute, to: epoch + 120 * minute };
    const share = metrics.report(key, window).cost.idleShare;
    assert.equal(share?.toFixed(6), (50 / 60).toFixed(6));
    assert.equal(metrics.fleet(window)[0]?.cost.idleShare, share);
  });

  it('adds up what is spent today and this month', () => {
    const { today, month, forecast } = lived(() => status(0)).spend();
    assert.equal(month.known, 8_000_000_000);
    assert.ok(today.known > 0 && today.known <= month.known);
    assert.ok(forecast.known >= month.known);
  });
});
