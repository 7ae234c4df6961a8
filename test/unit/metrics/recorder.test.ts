import assert from 'node:assert/strict';
import fc from 'fast-check';
import { aborted } from '../../../src/connectors/clock.ts';
import type { TokenPrice } from '../../../src/connectors/domain.ts';
import type { InvokeEvent } from '../../../src/connectors/inference.ts';
import { Recorder } from '../../../src/extension/metrics/recorder.ts';
import type { TestTarget } from '../../../src/extension/metrics/recorder.ts';
import type { TestRun } from '../../../src/extension/metrics/types.ts';
import { ManualClock, settle } from '../deployments/manualClock.ts';

const source = { kind: 'user' as const };

function setUp() {
  const runs: TestRun[] = [];
  const clock = new ManualClock();
  const recorder = new Recorder({ clock, record: (run) => runs.push(run) });
  const target = (begin: TestTarget['begin'], over: Partial<TestTarget> = {}): TestTarget => ({
    id: 't',
    key: 'together:d',
    request: { prompt: 'Hello', stream: true },
    begin,
    ...over,
  });
  return { runs, clock, recorder, target };
}

async function* play(events: InvokeEvent[]): AsyncIterable<InvokeEvent> {
  for (const event of events) {
    await Promise.resolve();
    yield event;
  }
}

async function collect(test: AsyncIterable<InvokeEvent>): Promise<InvokeEvent[]> {
  const seen: InvokeEvent[] = [];
  for await (const event of test) seen.push(event);
  return seen;
}

const whole: InvokeEvent[] = [
  { type: 'sent', at: 100, url: 'u', body: {} },
  { type: 'first-byte', at: 130, status: 200 },
  { type: 'token', at: 135, text: '', channel: 'content' },
  { type: 'token', at: 150, text: 'Hm. ', channel: 'reasoning' },
  { type: 'token', at: 200, text: 'Hi', channel: 'content' },
  { type: 'token', at: 250, text: ' there', channel: 'content' },
  { type: 'done', at: 260, usage: { input: 12, output: 3 }, finishReason: 'stop', response: { ok: 1 } },
];

describe('Recorder', () => {
  it('takes the five instants from the sending, passes every event on, and keeps what was said', async () => {
    const { runs, recorder, target, clock } = setUp();
    const test = recorder.test(target(() => play(whole)));
    assert.deepEqual(await collect(test), whole);
    assert.equal(runs.length, 1);
    assert.equal(test.run, runs[0]);
    const { sample, text, reasoning, response, finishReason } = runs[0]!;
    assert.deepEqual(sample, {
      id: 't',
      deployment: 'together:d',
      sentAt: clock.now(),
      outcome: 'ok',
      firstByteMs: 30,
      firstTokenMs: 50,
      lastTokenMs: 150,
      endMs: 160,
      usage: { input: 12, output: 3 },
      tokenSource: 'reported',
    });
    assert.deepEqual([text, reasoning, response, finishReason], ['Hi there', 'Hm. ', { ok: 1 }, 'stop']);
  });

  it('has recorded it when the last event is given out', async () => {
    const { runs, recorder, target } = setUp();
    for await (const event of recorder.test(target(() => play(whole))))
      assert.equal(runs.length, event.type === 'done' ? 1 : 0);
  });

  it('gives an answer that was not streamed no first token', async () => {
    const { runs, recorder, target } = setUp();
    await collect(recorder.test(target(() => play(whole), { request: { prompt: 'x', stream: false } })));
    assert.equal(runs[0]?.sample.firstTokenMs, undefined);
    assert.equal(runs[0]?.sample.endMs, 160);
  });

  it('prices a call by its tokens, and believes the platform first', async () => {
    const { runs, recorder, target } = setUp();
    const tokenPrice: TokenPrice = { inputPerMillion: 20_000_000, outputPerMillion: 40_000_000, source };
    await collect(recorder.test(target(() => play(whole), { tokenPrice })));
    assert.equal(runs[0]!.sample.cost, 12 * 20 + 3 * 40);
    assert.deepEqual(runs[0]!.sample.costSource, source);
    const charged = whole.map((event) => (event.type === 'done' ? { ...event, cost: 7 } : event));
    await collect(recorder.test(target(() => play(charged), { tokenPrice })));
    assert.equal(runs[1]!.sample.cost, 7);
    assert.equal(runs[1]!.sample.costSource!.kind, 'platform');
  });

  it('takes no count for a count that is none', async () => {
    const { runs, recorder, target } = setUp();
    const usage = { input: Number.NaN, output: 1.5 };
    const tokenPrice: TokenPrice = { inputPerMillion: 1, outputPerMillion: 1, source };
    const end: InvokeEvent = { type: 'done', at: 1, usage, response: null };
    await collect(recorder.test(target(() => play([end]), { tokenPrice })));
    assert.equal(runs[0]?.sample.usage, undefined);
    assert.equal(runs[0]?.sample.cost, undefined);
  });

  it('records what is under way when the window closes, once and at once', async () => {
    const { runs, recorder, target } = setUp();
    const hanging: TestTarget['begin'] = async function* (signal) {
      yield whole[0]!;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))));
    };
    const first = recorder.test(target(hanging))[Symbol.asyncIterator]();
    const second = recorder.test(target(() => play(whole)))[Symbol.asyncIterator]();
    await first.next();
    const waiting = first.next();
    await second.next();
    recorder.dispose();
    assert.deepEqual(
      runs.map(({ sample }) => sample.outcome),
      ['cancelled', 'cancelled'],
    );
    const told: IteratorResult<InvokeEvent, unknown> = await waiting;
    assert.ok(!told.done && told.value.type === 'error', 'and does not throw');
    assert.equal((await first.next()).done, true);
    await second.return?.();
    assert.equal(runs.length, 2);
  });

  it('cancels the request when nobody wants the rest, also while it waits for an event', async () => {
    const { runs, recorder, target } = setUp();
    let stopped = false;
    const test = recorder.test(
      target(async function* (signal) {
        yield whole[0]!;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        stopped = true;
        yield { type: 'cancelled', at: 500 };
      }),
    );
    const iterator = test[Symbol.asyncIterator]();
    await iterator.next();
    const waiting = iterator.next();
    await settle();
    await iterator.return?.();
    assert.deepEqual(await waiting, { done: false, value: { type: 'cancelled', at: 500 } });
    assert.ok(stopped);
    assert.deepEqual(
      runs.map(({ sample }) => [sample.outcome, sample.endMs]),
      [['cancelled', 400]],
    );
  });

  it('records it when it ends, also while nobody takes its events, and stays as exact', async () => {
    const { runs, recorder, target } = setUp();
    const test = recorder.test(target(() => play(whole)));
    const iterator = test[Symbol.asyncIterator]();
    await iterator.next();
    while (runs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const { outcome, firstTokenMs, endMs } = runs[0]!.sample;
    assert.deepEqual([outcome, firstTokenMs, endMs], ['ok', 50, 160]);
    const rest = await collect({ [Symbol.asyncIterator]: () => iterator });
    assert.deepEqual(rest, whole.slice(1), 'and the listener still hears all of it');
    assert.equal(runs.length, 1);
  });

  it('lets a connector tidy up when its listener leaves, and waits for that', async () => {
    const { recorder, target } = setUp();
    let tidy = false;
    const test = recorder.test(
      target(async function* () {
        try {
          yield* whole;
        } finally {
          await settle();
          tidy = true;
        }
      }),
    );
    for await (const _event of test) break;
    assert.ok(tidy);
  });

  it('takes the first token of any channel, and no piece without text', async () => {
    for (const channel of ['content', 'reasoning', 'tool'] as const) {
      const { runs, recorder, target } = setUp();
      const events: InvokeEvent[] = [
        { type: 'sent', at: 10, url: 'u', body: {} },
        { type: 'token', at: 20, text: '', channel: 'content' },
        { type: 'token', at: 30, text: 'x', channel },
        { type: 'token', at: 40, text: '', channel },
        { type: 'done', at: 50, response: {} },
      ];
      await collect(recorder.test(target(() => play(events))));
      assert.deepEqual([runs[0]?.sample.firstTokenMs, runs[0]?.sample.lastTokenMs], [20, 20]);
    }
  });

  it('counts from the first sending, whatever it waited for and however often it was sent again', async () => {
    const { runs, recorder, target } = setUp();
    const again: InvokeEvent[] = [
      { type: 'sent', at: 10, url: 'u', body: {} },
      { type: 'waiting', at: 20, message: 'Busy.' },
      { type: 'sent', at: 1000, url: 'u', body: {} },
      { type: 'first-byte', at: 1010, status: 200 },
      { type: 'token', at: 1020, text: 'x', channel: 'content' },
      { type: 'done', at: 1030, response: {} },
    ];
    await collect(recorder.test(target(() => play(again))));
    const { firstByteMs, firstTokenMs, endMs } = runs[0]!.sample;
    assert.deepEqual([runs.length, firstByteMs, firstTokenMs, endMs], [1, 1000, 1010, 1020]);
  });

  it('records nothing for a test that nobody began', async () => {
    const { runs, recorder, target } = setUp();
    await recorder
      .test(target(() => play(whole)))
      [Symbol.asyncIterator]()
      .return?.();
    assert.equal(runs.length, 0);
  });

  it('counts exactly what happened, for any stream of events and any consumer', async () => {
    const at = fc.nat(1000);
    const token = fc.record({
      type: fc.constant('token' as const),
      at,
      text: fc.constantFrom('', 'a', 'bc'),
      channel: fc.constantFrom('content' as const, 'reasoning' as const, 'tool' as const),
    });
    const usage = fc.record({ input: fc.nat(100), output: fc.nat(100) }, { requiredKeys: [] });
    const event: fc.Arbitrary<InvokeEvent> = fc.oneof(
      { weight: 4, arbitrary: token },
      at.map((t): InvokeEvent => ({ type: 'sent', at: t, url: 'u', body: null })),
      at.map((t): InvokeEvent => ({ type: 'first-byte', at: t, status: 200 })),
      at.map((t): InvokeEvent => ({ type: 'waiting', at: t, message: 'cold' })),
      fc.tuple(at, usage).map(([t, u]): InvokeEvent => ({ type: 'done', at: t, usage: u, response: null })),
      at.map((t): InvokeEvent => ({ type: 'error', at: t, error: { code: 'unavailable', message: 'x' } })),
      at.map((t): InvokeEvent => ({ type: 'cancelled', at: t })),
    );
    const ending = fc.constantFrom('ends', 'throws', 'throws an abort');
    const plan = fc.record({
      events: fc.array(event, { maxLength: 12 }),
      ending,
      /** After how many events the consumer leaves; more than there are: it stays. */
      leaves: fc.nat(15),
    });
    const isEnd = ({ type }: InvokeEvent) => type === 'done' || type === 'error' || type === 'cancelled';
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { maxLength: 8 }), async (plans) => {
        const { runs, recorder, target } = setUp();
        const expected: string[] = [];
        for (const { events, ending, leaves } of plans) {
          const source = async function* (): AsyncIterable<InvokeEvent> {
            yield* play(events);
            if (ending === 'throws') throw new Error('against the contract');
            if (ending === 'throws an abort') throw aborted();
          };
          const seen: InvokeEvent[] = [];
          if (leaves === 0) continue;
          for await (const event of recorder.test(target(source))) {
            seen.push(event);
            if (seen.length === leaves) break;
          }
          // Independent of the recorder: where did the stream or the consumer end it?
          const endsAt = events.findIndex(isEnd);
          const length = endsAt < 0 ? events.length : endsAt;
          const end = events[endsAt];
          if (leaves <= length) expected.push('cancelled');
          else if (end?.type === 'done') expected.push('ok');
          else if (end?.type === 'cancelled') expected.push('cancelled');
          else expected.push('error');
          assert.equal(seen.filter(isEnd).length, leaves <= length ? 0 : 1, 'one end, and only once');
          assert.ok(
            seen.slice(0, -1).every((event) => !isEnd(event)),
            'the end comes last',
          );
        }
        assert.deepEqual(
          runs.map(({ sample }) => sample.outcome),
          expected,
        );
        for (const { sample, error } of runs) {
          for (const ms of [sample.endMs, sample.firstByteMs ?? 0, sample.firstTokenMs ?? 0])
            assert.ok(ms >= 0);
          assert.equal(sample.outcome === 'error', error !== undefined && error.message.length > 0);
          assert.equal(sample.errorCode, error?.code);
        }
      }),
      { numRuns: 300 },
    );
  });
});
