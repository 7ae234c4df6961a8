import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ActiveTime, activeWithin } from '../../../../src/connectors/predibase/active-time.ts';
import {
  argsOf,
  linesOf,
  splitConcurrency,
  withConcurrency,
} from '../../../../src/connectors/predibase/custom-args.ts';
import { toLogEntries } from '../../../../src/connectors/predibase/events.ts';
import { closeBenches, named, openBench } from './bench.ts';

const id = named('support-prod');
const hour = 3_600_000;

describe('what can be seen of a Predibase deployment', () => {
  afterEach(() => closeBenches());

  it('are its events, newest first, each once, in the platform’s own words', () => {
    const wire = {
      ComputeEvents: [
        { eventType: 'Pending', timestamp: '2025-03-01T10:00:00Z' },
        { eventType: 'Ready', timestamp: '2025-03-01T10:04:10Z' },
        { eventType: 'Ready', timestamp: '2025-03-01T10:04:10Z' },
        { eventType: 'Of tomorrow', timestamp: '2025-03-01T10:05:00Z' },
        { eventType: 'Failed', timestamp: '2025-03-01T10:06:00Z' },
        { eventType: 'Odd', timestamp: 'yesterday' },
      ],
    };
    const entries = toLogEntries(wire, {});
    assert.deepEqual(
      entries.map(({ type, level }) => [type, level]),
      [
        ['Failed', 'error'],
        ['Of tomorrow', 'info'],
        ['Ready', 'info'],
        ['Pending', 'info'],
      ],
    );
    assert.equal(new Set(entries.map((entry) => entry.id)).size, 4);
    assert.equal(toLogEntries(wire, { limit: 1 })[0]?.type, 'Failed');
    assert.equal(toLogEntries(wire, { since: Date.parse('2025-03-01T10:05:00Z') }).length, 2);
    assert.deepEqual(toLogEntries(undefined, {}), []);
  });

  it('reads them from the platform, and none where it tells none', async () => {
    const bench = await openBench();
    assert.ok((await bench.connector.logs!(id, {})).some(({ type }) => type === 'Ready'));
    bench.sim.control.addFault({
      path: '/llms/**',
      fault: { kind: 'status', status: 200, body: { name: 'support-prod' } },
    });
    assert.deepEqual(await bench.connector.logs!(id, {}), []);
  });

  it('trap 28: an old Ready event makes nothing ready', async () => {
    const bench = await openBench();
    await bench.connector.update(id, { maxReplicas: 4 });
    const updating = await bench.connector.get(id);
    assert.equal(updating.detail.word, 'updating');
    assert.match(updating.detail.notes?.join(' ') ?? '', /being applied/);
    bench.sim.control.failNow('support-prod', 'out of memory');
    const failed = await bench.connector.get(id);
    assert.equal(failed.status, 'failed');
    assert.equal(failed.error, 'out of memory');
    assert.ok(
      (await bench.connector.logs!(id, {})).some(({ type }) => type === 'Ready'),
      'which is still there',
    );
  });

  it('is its active time: nothing of a window is known from one reading', async () => {
    const bench = await openBench({}, { prices: { l40s_48gb_100: { perHour: 3_600_000_000 } } });
    const start = bench.sim.control.now();
    const first = await bench.connector.usage!(id, { from: start - hour, to: start });
    assert.equal(first.cost, undefined);
    assert.match(first.absent.join(' '), /second reading/);
    assert.match(first.absent.join(' '), /no requests, tokens or latencies/);
    assert.ok(
      first.other.some(({ label, value }) => label === 'Active time so far' && value === '5 h 0 min'),
    );
    bench.sim.control.advance(hour / 2);
    const end = bench.sim.control.now();
    const usage = await bench.connector.usage!(id, { from: start, to: end });
    assert.equal(
      usage.cost?.estimate,
      1_800_000_000,
      'half an hour of one replica, though two ran: a low estimate',
    );
    assert.deepEqual(usage.cost.source, { kind: 'user' });
    assert.match(usage.cost.explained.join(' '), /low end/);
    assert.equal(usage.cost.floor, undefined, 'nothing here is sure');
    assert.equal(usage.series[0]?.points.length, 1);
    const half = await bench.connector.usage!(id, { from: start + hour / 4, to: end });
    assert.equal(half.cost?.estimate, 900_000_000, 'the part that lies in the window');
  });

  it('has no cost where no price is set, and none by the hour for what everybody shares', async () => {
    const bench = await openBench();
    const start = bench.sim.control.now();
    const window = { from: start, to: start + hour };
    for (const each of [id, named('qwen3-8b')]) {
      await bench.connector.usage!(each, window);
      bench.sim.control.advance(hour / 4);
      const usage = await bench.connector.usage!(each, window);
      assert.equal(usage.cost, undefined);
      assert.match(
        usage.absent.join(' '),
        each === id ? /price of its accelerator is not known/ : /not billed by the hour/,
      );
    }
  });

  it('counts only what was seen, and begins anew when the total falls', () => {
    const window = { from: 0, to: 1000 };
    assert.equal(activeWithin([], window), undefined);
    assert.equal(activeWithin([{ at: 10, seconds: 5 }], window), undefined);
    const fell = [
      { at: 0, seconds: 100 },
      { at: 100, seconds: 150 },
      { at: 200, seconds: 20 },
      { at: 300, seconds: 40 },
    ];
    assert.equal(activeWithin(fell, window), 70);
    assert.equal(activeWithin(fell, { from: 50, to: 250 }), 35);
    assert.equal(activeWithin(fell, { from: 400, to: 500 }), undefined);
  });

  it('adds up: neighbouring windows together are the whole', () => {
    const series = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(500)), { minLength: 2, maxLength: 30 })
      .map((steps) => {
        let at = 0;
        let seconds = 0;
        return steps.map(([time, active]) => ({ at: (at += time), seconds: (seconds += active) }));
      });
    fc.assert(
      fc.property(series, fc.nat(30_000), (samples, cut) => {
        const part = (from: number, to: number) => activeWithin(samples, { from, to }) ?? 0;
        const whole = samples.at(-1)!.seconds - samples[0]!.seconds;
        assert.ok(Math.abs(part(0, cut) + part(cut, 40_000) - whole) < 1e-6);
      }),
    );
  });

  it('keeps a bounded number of readings, and of a total that stands still only its ends', () => {
    const held = new Map<string, string>();
    const times = new ActiveTime({
      get: (key) => held.get(key),
      set: (key, value) => {
        if (value === undefined) held.delete(key);
        else held.set(key, value);
      },
    });
    for (let at = 1; at <= 600; at++) times.add('x', { at, seconds: at });
    assert.equal(times.samples('x').length, 500);
    assert.deepEqual(times.samples('x').at(-1), { at: 600, seconds: 600 });
    for (let at = 601; at <= 700; at++) times.add('x', { at, seconds: 600 });
    assert.deepEqual(times.samples('x').slice(-2), [
      { at: 600, seconds: 600 },
      { at: 700, seconds: 600 },
    ]);
  });

  it('writes launcher arguments as lines, and back', () => {
    assert.deepEqual(argsOf(['--max-best-of 32', ' --eager-prefill ', '--port=80', '', 'loose words']), [
      '--max-best-of',
      '32',
      '--eager-prefill',
      '--port',
      '80',
      'loose words',
    ]);
    const flag = fc.stringMatching(/^--[a-z]{1,8}$/);
    const value = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const args = fc
      .array(
        fc.oneof(
          flag.map((one) => [one]),
          fc.tuple(flag, value).map((pair) => [...pair]),
        ),
      )
      .map((each) => each.flat());
    fc.assert(
      fc.property(args, (list) => {
        assert.deepEqual(argsOf(linesOf(list)), list);
      }),
    );
    fc.assert(
      fc.property(args, fc.integer({ min: 1, max: 5000 }), (list, limit) => {
        assert.deepEqual(splitConcurrency(withConcurrency(list, limit)), { concurrency: limit, rest: list });
      }),
    );
  });
});
