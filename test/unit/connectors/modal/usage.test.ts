import assert from 'node:assert/strict';
import type { Served } from '../../../../src/connectors/modal/served.ts';
import { UsageReader } from '../../../../src/connectors/modal/usage.ts';
import { closeBenches } from './bench.ts';
import { closeDesks, openDesk } from './desk.ts';
import type { Desk } from './desk.ts';

const hour = 3_600_000;
const day = 24 * hour;
const readerOf = (desk: Desk, app: string, change: Partial<Served> = {}) =>
  new UsageReader({ api: desk.api, read: () => Promise.resolve(desk.servedBy(app, change)) });
const value = (other: readonly { label: string; value: string }[], label: string) =>
  other.find((each) => each.label === label)?.value;

/** What the simulator itself says that it cost, in nano-dollars. */
const invoice = ({ sim }: Desk, app: string, from: number, to: number): number =>
  Number(sim.control.invoice({ app: sim.control.app(app).id, from, to }).pico / 1000n);

describe('Modal: usage', () => {
  afterEach(async () => {
    closeDesks();
    await closeBenches();
  });

  it('counts a web function’s requests, gives its latencies and no tokens', async () => {
    const desk = await openDesk();
    const now = desk.sim.control.now();
    const usage = await readerOf(desk, 'chat').read('x', { from: now - 40 * hour, to: now });
    const inputs = desk.sim.control.served('chat').inputs.filter(({ finishedAt }) => finishedAt > 0);
    assert.ok(inputs.length > 50);
    assert.equal(usage.requests?.total, inputs.length);
    assert.equal(usage.requests.failed, inputs.filter(({ httpStatus }) => httpStatus >= 500).length);
    assert.equal((usage.requests.succeeded ?? 0) + (usage.requests.failed ?? 0), inputs.length);
    assert.equal(usage.failures?.[0]?.label, 'Failed');
    const { p50 = 0, p99 = 0 } = usage.latency ?? {};
    assert.ok(p50 > 100 && p50 <= p99 && p99 < 60_000, `${p50} ${p99}`);
    assert.equal(usage.tokens, undefined);
    assert.equal(usage.firstToken, undefined);
    assert.ok(usage.absent.some((sentence) => sentence.includes('servers and Endpoints only')));
    assert.ok(
      usage.series.some(
        ({ name, points }) => name === 'successful_calls_count (calls)' && points.length > 10,
      ),
    );
    assert.match(value(usage.other, 'Containers started') ?? '', /^\d+$/);
  });

  it('gives a server’s first tokens, and its token rates as rates', async () => {
    const desk = await openDesk();
    const { control } = desk.sim;
    const now = control.now();
    const { app } = control.endpoint('qwen-live').server;
    const usage = await readerOf(desk, app.id).read('x', { from: now - 40 * hour, to: now });
    assert.ok((usage.requests?.total ?? 0) > 50);
    assert.ok((usage.firstToken?.p50 ?? 0) > 0);
    assert.ok((usage.latency?.p50 ?? 0) > 0);
    assert.equal(usage.tokens, undefined);
    assert.match(value(usage.other, 'Output tokens per second') ?? '', /^\d/);
    assert.ok(usage.absent.some((sentence) => sentence.includes('rates per second')));
    assert.ok((usage.failures ?? []).every(({ label }) => /^HTTP [45]/.test(label)));
  });

  it('adds counts over more than seven days and says why there are no latencies then', async () => {
    const desk = await openDesk();
    const now = desk.sim.control.now();
    const short = await readerOf(desk, 'chat').read('x', { from: now - 3 * day, to: now });
    desk.bodies('');
    const long = await readerOf(desk, 'chat').read('x', { from: now - 40 * day, to: now });
    assert.equal(long.requests?.total, short.requests?.total);
    assert.equal(long.latency, undefined);
    assert.ok(long.absent.some((sentence) => sentence.includes('seven days')));
    assert.ok(long.absent.some((sentence) => sentence.includes('31 days')));
    assert.equal(desk.bodies('FunctionGetTimeRangeStats').length, 6);
  });

  it('adds the counts of several parts and mixes none of their latencies', async () => {
    const desk = await openDesk();
    const now = desk.sim.control.now();
    const chat = desk.servedBy('chat');
    const [part] = chat.parts;
    assert.ok(part);
    const parts = [part, { ...part, tag: 'other' }];
    const window = { from: now - 3 * day, to: now };
    const one = await readerOf(desk, 'chat').read('x', window);
    const two = await readerOf(desk, 'chat', { parts }).read('x', window);
    assert.equal(two.requests?.total, 2 * (one.requests?.total ?? 0));
    assert.equal(two.latency, undefined);
    assert.equal(value(two.other, 'other: Latency p50'), `${one.latency?.p50} ms`);
    assert.ok(two.series.some(({ name }) => name.startsWith('serve: ')));
  });

  it('tells what is so now where an older server has no statistics', async () => {
    const desk = await openDesk({ modes: { oldServer: true } });
    const now = desk.sim.control.now();
    const usage = await readerOf(desk, 'chat').read('x', { from: now - hour, to: now });
    assert.equal(usage.requests, undefined);
    assert.equal(value(usage.other, 'Requests waiting now'), '0');
    assert.ok(usage.absent.some((sentence) => sentence.includes('no counts and latencies')));
  });

  it('takes whole hours from the bill, exactly', async () => {
    const desk = await openDesk();
    const { control } = desk.sim;
    const end = Math.floor(control.now() / hour) * hour - 7 * hour;
    const usage = await readerOf(desk, 'chat').read('x', { from: end - 24 * hour, to: end });
    const due = invoice(desk, 'chat', end - 24 * hour, end);
    assert.ok(due > 0);
    assert.ok(Math.abs((usage.cost?.floor ?? 0) - due) <= 1);
    assert.equal(usage.cost?.estimate, usage.cost?.floor);
    assert.equal(usage.cost?.ceiling, usage.cost?.floor);
    assert.equal(usage.cost?.source?.kind, 'platform');
    assert.ok(usage.other.some(({ label }) => label === 'Cost of CPU' || label === 'Cost of Memory'));
  });

  it('brackets what a window within hours cost, and only says “at least” while the bill may be late', async () => {
    const desk = await openDesk();
    const { control } = desk.sim;
    const end = Math.floor(control.now() / hour) * hour - 22 * hour + 20 * 60_000;
    const from = end - 6 * hour;
    const usage = await readerOf(desk, 'chat').read('x', { from, to: end });
    const due = invoice(desk, 'chat', from, end);
    const { floor = 0, estimate = 0, ceiling = 0 } = usage.cost ?? {};
    assert.ok(floor <= due && due <= ceiling, `${floor} ${due} ${ceiling}`);
    assert.ok(floor < ceiling && floor <= estimate && estimate <= ceiling);
    const now = control.now();
    const late = await readerOf(desk, 'chat').read('x', { from: now - 24 * hour, to: now });
    assert.ok((late.cost?.floor ?? Infinity) <= invoice(desk, 'chat', now - 24 * hour, now));
    assert.equal(late.cost?.ceiling, undefined);
    assert.equal(late.cost?.estimate, undefined);
    assert.ok(late.cost?.explained.some((sentence) => sentence.includes('comes late')));
  });

  for (const code of [7, 9, 12])
    it(`says that the plan has no bill when it is refused with ${code}, and asks for it once`, async () => {
      const fault = { kind: 'grpc' as const, code, details: 'Team plan' };
      const desk = await openDesk({ faults: [{ path: '/**/WorkspaceBillingReport', times: 9, fault }] });
      desk.sim.control.setBudget('main', 250);
      const reader = readerOf(desk, 'chat');
      const now = desk.sim.control.now();
      const usage = await reader.read('x', { from: now - hour, to: now });
      await reader.read('x', { from: now - hour, to: now });
      assert.equal(usage.cost, undefined);
      assert.ok(usage.absent.some((sentence) => sentence.includes('Team plan')));
      assert.equal(value(usage.other, 'Budget of main for a cycle'), '$250.00');
      assert.match(value(usage.other, 'All of main in this billing cycle') ?? '', /^\$\d/);
      assert.equal(desk.bodies('WorkspaceBillingReport').length, 1);
    });

  it('has the rest when the bill fails', async () => {
    const desk = await openDesk({
      faults: [{ path: '/**/WorkspaceBillingReport', fault: { kind: 'grpc', code: 13, details: 'oops' } }],
    });
    const now = desk.sim.control.now();
    const usage = await readerOf(desk, 'chat').read('x', { from: now - 2 * day, to: now });
    assert.ok((usage.requests?.total ?? 0) > 0);
    assert.equal(usage.cost, undefined);
    assert.ok(usage.absent.some((sentence) => sentence.includes('oops')));
  });
});
