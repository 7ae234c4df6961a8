import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InvokeRequest } from '../../../src/connectors/inference.ts';
import { cleanTemp } from '../store/temp.ts';
import { holdMs, openOffice } from './office.ts';
import type { Office, Window } from './office.ts';
import { checkCost, linesOf } from './truth.ts';

const second = 1000;
const hardware = '1xnvidia-h100-80gb';
const path = '/inference/**';

/** A person's and the platform's day: what happens, one after the other. */
const event = fc.oneof(
  fc.record({ kind: fc.constant('deploy' as const), max: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constantFrom('stop' as const, 'start' as const, 'crash' as const, 'remove' as const),
    which: fc.nat(5),
  }),
  fc.record({ kind: fc.constant('load' as const), which: fc.nat(5), load: fc.nat(60) }),
  fc.record({ kind: fc.constant('price' as const), cents: fc.constantFrom(undefined, 399, 650, 401) }),
  fc.record({
    kind: fc.constant('test' as const),
    which: fc.nat(5),
    how: fc.constantFrom('good', 'good', 'busy', 'down', 'broken', 'leave'),
    stream: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('look' as const), first: fc.boolean(), second: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('restart' as const, 'second window' as const) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 100, max: 900 }) }),
);
type Happening = typeof event extends fc.Arbitrary<infer T> ? T : never;

interface Told {
  id: string;
  outcome: string;
  tokens: number;
}

class Day {
  readonly office: Office;
  readonly windows: [Window, Window | undefined];
  readonly looks = { first: true, second: false };
  /** Together ids by the order of making. */
  readonly made: string[] = [];
  readonly tests: Told[] = [];

  constructor(office: Office) {
    this.office = office;
    this.windows = [office.open(), undefined];
    this.look();
  }

  get first(): Window {
    return this.windows[0];
  }

  look(): void {
    this.first.poller.setVisible(this.looks.first);
    this.windows[1]?.poller.setVisible(this.looks.second);
  }

  async live(each: Happening): Promise<void> {
    const { clock } = this.office;
    await this.#happen(each);
    // People take a moment between two things.
    await clock.advance(second);
  }

  async #happen(each: Happening): Promise<void> {
    const { office } = this;
    const { sim, clock } = office;
    switch (each.kind) {
      case 'wait':
        return clock.advance(each.seconds * second);
      case 'look':
        Object.assign(this.looks, { first: each.first, second: each.second });
        this.look();
        return;
      case 'restart':
        this.first.close();
        this.windows[0] = office.open();
        this.look();
        return;
      case 'second window':
        if (this.windows[1]) this.windows[1].close();
        this.windows[1] = this.windows[1] ? undefined : office.open();
        this.look();
        return;
      case 'price': {
        sim.control.setPrice(hardware, each.cents);
        // A price is read every ten minutes, or by hand.
        for (const window of this.windows) if (window) await clock.until(window.service.refresh());
        return;
      }
      case 'deploy': {
        const { service } = this.first;
        const model = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };
        const variants = await clock.until(service.catalog.variants('together', model));
        const variant = variants.find(({ instanceType }) => instanceType === hardware)!.id;
        const autoscaling = { metric: 'inflight_requests', target: 8, scaleDownSeconds: 30 };
        const config = { minReplicas: 1, maxReplicas: each.max, ...(each.max > 1 ? { autoscaling } : {}) };
        const spec = { name: `model-${this.made.length}`, model, variant, config };
        const draft = service.saveDraft({ platform: 'together', spec });
        this.made.push((await clock.until(service.deploy(draft.id))).slice('together:'.length));
        return;
      }
      default:
        return this.#act(each);
    }
  }

  async #act(each: Exclude<Happening, { kind: 'wait' | 'look' | 'price' | 'deploy' }>): Promise<void> {
    const { sim, clock } = this.office;
    if (!('which' in each) || this.made.length === 0) return;
    const id = this.made[each.which % this.made.length]!;
    const deployment = sim.control.world.deployments.get(id.split('/')[1]!);
    const key = `together:${id}`;
    const { service } = this.first;
    if (!deployment) return;
    switch (each.kind) {
      case 'crash':
        if (deployment.replicas.some(({ phase }) => phase === 'ready'))
          sim.control.crashReplica(deployment.id);
        return;
      case 'load':
        sim.control.setLoad(deployment.id, { inflight_requests: each.load });
        return;
      case 'test':
        return this.#test(key, each.how, each.stream);
      case 'stop':
      case 'start':
      case 'remove':
        // Refused in some states, which is fine: then nothing changes.
        await clock.until(service[each.kind](key).catch(() => undefined));
        return;
    }
  }

  async #test(key: string, how: string, stream: boolean): Promise<void> {
    const { sim, clock } = this.office;
    const { control } = sim;
    if (how === 'busy')
      control.addFault({ path, times: 1, fault: { kind: 'status', status: 429, body: {} } });
    if (how === 'down')
      control.addFault({ path, times: 1, fault: { kind: 'status', status: 500, body: {} } });
    if (how === 'broken') control.addFault({ path, times: 2, fault: { kind: 'resetBeforeHeaders' } });
    const request: InvokeRequest = { prompt: 'Hello there', stream, maxTokens: 7 };
    const sentBefore = control.requests({ path: '/inference/' }).length;
    const servedBefore = control.world.served.length;
    const test = this.first.service.testing.test(key, request);
    const run = (async () => {
      for await (const { type } of test) if (type === 'first-byte' && how === 'leave') break;
    })();
    await clock.until(run);
    control.clearFaults();
    if (!test.run) return;
    const last = control.requests({ path: '/inference/' }).slice(sentBefore).at(-1);
    const good = last?.status === 200 && last.outcome === 'answered';
    const served = control.world.served.slice(servedBefore).at(-1);
    const left = good && how === 'leave';
    this.tests.push({
      id: test.id,
      outcome: left ? 'cancelled' : good ? 'ok' : 'error',
      tokens: good && !left && served ? served.inputTokens + served.outputTokens : 0,
    });
  }
}

async function live(events: readonly Happening[]): Promise<void> {
  const office = await openOffice();
  try {
    const day = new Day(office);
    const from = office.clock.now();
    for (const each of events) await day.live(each);
    // Readings that a window still holds back are written when it is asked; then both know the same.
    const windows = day.windows.filter((window) => window !== undefined);
    const now = office.clock.now();
    const window = { from, to: now };
    for (const each of windows) {
      for (const id of day.made) each.metrics.report(`together:${id}`, window);
      each.store.flush();
    }
    for (const each of windows) check(day, each, window);
  } finally {
    await office.close();
    cleanTemp();
  }
}

function check(day: Day, { metrics, store }: Window, window: { from: number; to: number }): void {
  const { control } = day.office.sim;
  for (const id of day.made) {
    const key = `together:${id}`;
    const report = metrics.report(key, window);
    const own = day.office.readings.filter(({ deployment }) => deployment === key);
    const lines = linesOf(control, id.split('/')[1]!);
    const known = { from: own[0]!.at, now: window.to, holdMs };
    if (report.cost.basis === 'time') checkCost(report.cost, own, lines, known);
    else assert.ok(own.every(({ price }) => price === undefined));
    const row = metrics.fleet(window).find((each) => each.key === key);
    if (row) assert.deepEqual(row.cost, report.cost);
  }
  const outcomes = new Map(store.requests(window).map((sample) => [sample.id, sample]));
  assert.equal(outcomes.size, day.tests.length);
  for (const { id, outcome, tokens } of day.tests) {
    const sample = outcomes.get(id);
    assert.equal(sample?.outcome, outcome);
    assert.equal((sample.usage?.input ?? 0) + (sample.usage?.output ?? 0), tokens);
  }
  const total = metrics.fleet(window).reduce((sum, { requests }) => sum + requests, 0);
  assert.equal(total, day.tests.length);
}

describe('The numbers against the platform’s own books', () => {
  afterEach(cleanTemp);

  it('hold after any history of deploys, loads, crashes, prices, tests, windows and restarts', async () => {
    const events = fc
      .array(event, { minLength: 8, maxLength: 16 })
      .map((rest): Happening[] => [{ kind: 'deploy', max: 2 }, { kind: 'wait', seconds: 60 }, ...rest]);
    await fc.assert(fc.asyncProperty(events, live), { numRuns: Number(process.env['RUNS'] ?? 12) });
  }).timeout(120_000);
});
