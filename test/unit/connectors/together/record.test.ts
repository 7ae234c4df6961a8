import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TimeWindow, UsageCost } from '../../../../src/connectors/index.ts';
import { closeBenches, fails, openBench, qwen } from './bench.ts';
import type { Bench } from './bench.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Made {
  bench: Bench;
  id: string;
  name: string;
  dep: string;
  begun: number;
}

/** One of its own, in an account with nothing else. */
async function made(): Promise<Made> {
  const bench = await openBench({ seed: 'empty' });
  const { connector, sim } = bench;
  const begun = sim.control.now();
  const variants = await connector.variants(qwen);
  const variant = variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb')?.id;
  assert.ok(variant);
  const config = { minReplicas: 1, maxReplicas: 3 };
  const { id, name } = await connector.deploy({ name: 'ledger', model: qwen, variant, config });
  const dep = id.split('/')[1] ?? assert.fail();
  return { bench, id, name, dep, begun };
}

async function costOf({ bench, id }: Made, window: TimeWindow): Promise<UsageCost> {
  const { cost } = await bench.connector.usage!(id, window);
  return cost ?? assert.fail('no cost');
}

function holds(
  { bench, dep }: Made,
  window: TimeWindow,
  { floor = 0, ceiling = Infinity }: UsageCost,
): number {
  const invoice = bench.sim.control.cost({ deploymentId: dep, ...window }).nanoUsd ?? assert.fail();
  assert.ok(floor <= invoice + 1, `at least ${floor}, but the bill is ${invoice}`);
  assert.ok(invoice <= ceiling + 1, `at most ${ceiling}, but the bill is ${invoice}`);
  return invoice;
}

type Deed = 'pass' | 'stop' | 'start' | 'busy' | 'calm' | 'crash' | 'fixed' | 'scarce';

async function act({ bench, id, name, dep }: Made, deed: Deed): Promise<void> {
  const { control } = bench.sim;
  const { state, replicas } = control.deployment(dep);
  if (state === 'FAILED') return;
  if (deed === 'busy') control.setLoad(name, { inflight_requests: 30 });
  if (deed === 'calm') control.setLoad(name, { inflight_requests: 1 });
  if (deed === 'crash' && replicas.some(({ phase }) => phase === 'ready')) control.crashReplica(name);
  if (deed === 'scarce' && replicas.some(({ phase }) => phase === 'ready'))
    control.crashReplica(name, { kind: 'noCapacity', healAfterMs: 40 * minute });
  if (deed === 'stop' && !['STOPPED', 'STOPPING'].includes(state)) await bench.connector.stop(id);
  if (deed === 'start' && state === 'STOPPED') await bench.connector.start(id);
  if (deed === 'fixed' && !['STOPPED', 'STOPPING'].includes(state))
    await bench.connector.update(id, { minReplicas: 2, maxReplicas: 2 });
}

describe('the events of a Together AI deployment as a record of its cost', function () {
  this.timeout(60_000);
  afterEach(closeBenches);

  it('hold the bill of any window between their bounds, whatever happened', async () => {
    const deeds = fc.constantFrom<Deed>('pass', 'stop', 'start', 'busy', 'calm', 'crash', 'fixed', 'scarce');
    const step = fc.tuple(deeds, fc.integer({ min: 1, max: 90 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 4, maxLength: 4 }),
        async (steps, windows) => {
          const one = await made();
          const { control } = one.bench.sim;
          for (const [deed, minutes] of steps) {
            await act(one, deed);
            control.advance(minutes * minute);
          }
          const length = control.now() - one.begun;
          const whole = { from: one.begun - hour, to: control.now() + hour };
          const cost = await costOf(one, whole);
          assert.notEqual(cost.ceiling, undefined, 'the whole life is told');
          const invoice = holds(one, whole, cost);
          assert.ok((cost.floor ?? 0) > 0 || invoice < (cost.ceiling ?? 0) + 1);
          for (const [a, b] of windows) {
            const [from = 0, to = 0] = [a, b].sort((x, y) => x - y);
            if (from === to) continue;
            const at = (part: number) => one.begun + Math.round((part / 1000) * length);
            const window = { from: at(from), to: at(to) };
            holds(one, window, await costOf(one, window));
          }
          await closeBenches();
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are exact where nothing changes', async () => {
    const one = await made();
    const { control } = one.bench.sim;
    control.advance(30 * hour);
    const window = { from: control.now() - 24 * hour, to: control.now() };
    const { floor, ceiling, estimate } = await costOf(one, window);
    const invoice = holds(one, window, { floor: 0, explained: [] });
    for (const each of [floor, ceiling, estimate]) assert.ok(Math.abs((each ?? 0) - invoice) <= 1);
    await one.bench.connector.stop(one.id);
    control.advance(2 * hour);
    // What came in one moment counts in its order: the change first, then the status that it led to.
    const stopped = await costOf(one, { from: control.now() - hour, to: control.now() });
    assert.deepEqual([stopped.floor, stopped.ceiling, stopped.estimate], [0, 0, 0]);
  });

  it('are read page by page, no further back than is needed', async () => {
    const one = await made();
    const { bench, id, dep } = one;
    const { control } = bench.sim;
    control.advance(2 * hour);
    const endpointId = id.split('/')[0] ?? assert.fail();
    const noise = (count: number) => {
      for (let i = 0; i < count; i++)
        control.world.emit({ type: 'pod.log', level: 'INFO', endpointId, deploymentId: dep });
    };
    noise(1200);
    control.advance(hour);
    await bench.connector.stop(id);
    control.advance(hour);
    await bench.connector.start(id);
    control.advance(2 * hour);
    noise(700);
    const window = { from: one.begun, to: control.now() };
    const pages = async (of: TimeWindow) => {
      bench.sent();
      holds(one, of, await costOf(one, of));
      return bench.sent({ path: /events$/ });
    };
    const all = await pages(window);
    assert.ok(all.length >= 4, `${all.length} pages`);
    assert.ok(all.every((sent) => sent.includes('limit=500')));
    assert.equal((await pages({ from: control.now() - hour, to: control.now() })).length, 2);
    noise(10_000);
    const { ceiling, explained } = await costOf(one, window);
    assert.equal(ceiling, undefined);
    assert.match(explained.join(' '), /so many events/);
  });

  it('are no cost where the hardware has no price', async () => {
    const bench = await openBench();
    const id = await bench.id('thinking');
    const now = bench.sim.control.now();
    const { cost } = await bench.connector.usage!(id, { from: now - hour, to: now });
    assert.deepEqual([cost?.floor, cost?.ceiling, cost?.estimate], [undefined, undefined, undefined]);
    assert.match(cost?.explained.join(' ') ?? '', /^The price of .* is not known/);
  });

  it('are told of a deployment that somebody deleted, until it is forgotten', async () => {
    const one = await made();
    const { bench, id, dep } = one;
    const { control } = bench.sim;
    await bench.connector.list();
    control.advance(3 * hour);
    const other = bench.again();
    await other.list();
    await bench.connector.stop(id);
    control.advance(hour);
    const kept = control.world.deployments.get(dep) ?? assert.fail();
    control.world.deployments.delete(dep);
    control.world.emit({ type: 'deployment.deleted', endpointId: kept.endpointId, deploymentId: dep });
    control.advance(hour);
    const window = { from: one.begun, to: control.now() };
    const usage = await other.usage!(id, window);
    assert.ok(usage.cost?.ceiling && usage.cost.floor);
    holds(one, window, usage.cost);
    assert.match(usage.absent.join(' '), /gone/);
    const stranger = await bench.again().usage!(id, window);
    assert.equal(stranger.cost?.ceiling, undefined);
    assert.match(stranger.cost?.explained.join(' ') ?? '', /no longer there, so its hardware is not known/);
    control.world.events.length = 0;
    await fails('not-found', bench.again().usage!(id, window));
  });

  it('take nothing from the other figures where they cannot be read', async () => {
    const { bench, id, begun } = await made();
    bench.sim.control.advance(hour);
    const fault = { kind: 'status', status: 500 } as const;
    bench.sim.control.addFault({ path: '/v2/projects/*/endpoints/*/events', times: 9, fault });
    const usage = await bench.connector.usage!(id, { from: begun, to: begun + hour });
    assert.equal(usage.cost, undefined);
    assert.match(usage.absent.join(' '), /events that tell the cost could not be read/);
  });
});
