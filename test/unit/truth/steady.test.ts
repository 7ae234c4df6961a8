import assert from 'node:assert/strict';
import { cleanTemp } from '../store/temp.ts';
import { openOffice } from './office.ts';
import type { Office } from './office.ts';

const minute = 60_000;
const hardware = '1xnvidia-h100-80gb';
const model = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };

/** A window that looks at so many running deployments. */
async function looking(office: Office, count: number) {
  const window = office.open();
  const { service, poller } = window;
  const { clock } = office;
  const variants = await clock.until(service.catalog.variants('together', model));
  const variant = variants.find(({ instanceType }) => instanceType === hardware)!.id;
  for (let i = 0; i < count; i++) {
    const spec = { name: `model-${i}`, model, variant, config: { minReplicas: 1, maxReplicas: 1 } };
    await clock.until(service.deploy(service.saveDraft({ platform: 'together', spec }).id));
  }
  poller.setVisible(true);
  await clock.advance(2 * minute);
  assert.equal(service.fleet().counts.active, count);
  return window;
}

describe('The steady state', () => {
  let office: Office;
  beforeEach(async () => {
    office = await openOffice({ timings: { provisionMs: 1000, startMs: 1000 } });
    for (const gpu of ['h100', 'H100']) office.sim.control.setGpuQuota(gpu, 1000);
  });
  afterEach(async () => {
    await office.close();
    cleanTemp();
  });

  /** Calls within ten minutes, by what is asked for. */
  async function calls(): Promise<Map<string, number>> {
    office.sim.control.clearRequests();
    await office.clock.advance(10 * minute);
    const counts = new Map<string, number>();
    for (const { method, path } of office.sim.control.requests())
      counts.set(`${method} ${path}`, (counts.get(`${method} ${path}`) ?? 0) + 1);
    return counts;
  }
  const total = (counts: Map<string, number>) => [...counts.values()].reduce((sum, n) => sum + n, 0);

  it('asks as often for eighty deployments as for one', async () => {
    const { service, poller } = await looking(office, 1);
    const one = await calls();
    assert.ok(total(one) >= 10 * 5 && total(one) <= 10 * 8, JSON.stringify([...one]));
    poller.dispose();
    service.dispose();
    await office.close();

    office = await openOffice({ timings: { provisionMs: 1000, startMs: 1000 } });
    for (const gpu of ['h100', 'H100']) office.sim.control.setGpuQuota(gpu, 1000);
    await looking(office, 80);
    const many = await calls();
    assert.deepEqual([...many.keys()].sort(), [...one.keys()].sort());
    // Jitter moves a call across the end of the ten minutes.
    assert.ok(Math.abs(total(many) - total(one)) <= 6, `${total(many)} and ${total(one)}`);
  }).timeout(60_000);

  it('asks nothing while nobody looks, and nothing without a connection', async () => {
    const { poller, service, metrics } = await looking(office, 2);
    poller.setVisible(false);
    assert.equal(total(await calls()), 0);
    metrics.fleet({ from: 0, to: office.clock.now() });
    service.fleet();
    poller.setVisible(true);
    assert.ok(total(await calls()) > 0);
    service.disconnect('together');
    assert.equal(total(await calls()), 0);
    poller.setVisible(false);
    poller.setVisible(true);
    assert.equal(total(await calls()), 0);
  }).timeout(20_000);

  it('leaves nothing behind, however often it is opened and closed', async () => {
    const { clock } = office;
    const handles = () =>
      process.getActiveResourcesInfo().filter((kind) => !/Immediate|Wrap|Socket|Pipe|TTY/i.test(kind)).length;
    const warm = await looking(office, 1);
    warm.close();
    await clock.settle();
    const before = handles();
    const errors: unknown[] = [];
    const note = (error: unknown) => errors.push(error);
    process.on('unhandledRejection', note);
    for (let i = 0; i < 100; i++) {
      const window = office.open();
      const { service, poller, store } = window;
      poller.setVisible(true);
      if (i % 2 === 0) await clock.settle();
      const [row] = service.fleet().deployments;
      // Some close with a test and a refresh under way.
      const test =
        row && service.testing.test(row.key, { prompt: 'x', stream: true })[Symbol.asyncIterator]().next();
      const refresh = i % 3 === 0 ? service.refresh() : undefined;
      window.close();
      await Promise.all([test, refresh]);
      assert.equal(store.size(), 0);
    }
    await clock.settle();
    process.off('unhandledRejection', note);
    assert.deepEqual(errors, []);
    assert.equal(clock.sleepers, 0);
    assert.ok(handles() <= before, process.getActiveResourcesInfo().join());
  }).timeout(60_000);
});
