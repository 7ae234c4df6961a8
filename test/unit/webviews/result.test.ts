import assert from 'node:assert/strict';
import type { InvokeEvent, TestRun } from '../../../src/webviews/protocol.ts';
import { begin, next, resultOf, tokensPerSecond } from '../../../src/webviews/tester/result.ts';
import { columnsIn, lonely, stackHeights, ticks } from '../../../src/webviews/ui/chartScale.ts';

const request = { prompt: 'hi', stream: true };

describe('a test’s result', () => {
  it('adds up the events, in durations from when it was sent', () => {
    const events: InvokeEvent[] = [
      { type: 'sent', at: 1000, url: 'https://x', body: { a: 1 } },
      { type: 'waiting', at: 1010, message: 'Loading…' },
      { type: 'first-byte', at: 1100, status: 200 },
      { type: 'token', at: 1200, text: 'hm', channel: 'reasoning' },
      { type: 'token', at: 1300, text: 'Hel', channel: 'content' },
      { type: 'token', at: 2200, text: 'lo', channel: 'content' },
      { type: 'done', at: 2300, usage: { input: 3, output: 11 }, response: { id: 1 }, finishReason: 'stop' },
    ];
    const result = events.reduce(next, begin(request));
    const { text, reasoning, firstTokenMs, lastTokenMs, endMs, outcome, waiting } = result;
    assert.deepEqual(
      { text, reasoning, firstTokenMs, lastTokenMs, endMs, outcome, waiting },
      {
        text: 'Hello',
        reasoning: 'hm',
        firstTokenMs: 200,
        lastTokenMs: 1200,
        endMs: 1300,
        outcome: 'ok',
        waiting: undefined,
      },
    );
    assert.equal(tokensPerSecond(result), 10);
  });

  it('keeps what came before an error or a cancellation', () => {
    const token: InvokeEvent = { type: 'token', at: 2, text: 'half', channel: 'content' };
    const before = [{ type: 'sent', at: 0, url: '', body: 0 } as InvokeEvent, token].reduce(
      next,
      begin(request),
    );
    assert.equal(next(before, { type: 'cancelled', at: 5 }).text, 'half');
    const error = { code: 'broken-stream', message: 'It broke off.' } as const;
    const failed = next(before, { type: 'error', at: 5, error });
    assert.deepEqual([failed.text, failed.outcome, failed.error], ['half', 'error', error]);
  });

  it('measures nothing where nothing was sent, live and as it was recorded', () => {
    const error = { code: 'unauthorized', message: 'There is no key.' } as const;
    const failed = next(begin(request), { type: 'error', at: 6, error });
    const sample = { id: '1', deployment: 'd', sentAt: 5, outcome: 'error', endMs: 6 } as const;
    const recorded = resultOf({ id: '1', deployment: 'd', request, text: '', error, unsent: true, sample });
    for (const { outcome, endMs, unsent } of [failed, recorded])
      assert.deepEqual([outcome, endMs, unsent], ['error', undefined, true]);
    const sent = next(begin(request), { type: 'sent', at: 0, url: '', body: 0 });
    assert.equal(next(sent, { type: 'error', at: 6, error }).unsent, undefined);
  });

  it('knows no speed where a part is unknown', () => {
    assert.equal(tokensPerSecond({ ...begin(request), usage: { output: 5 } }), undefined);
    assert.equal(
      tokensPerSecond({ ...begin(request), usage: { output: 1 }, firstTokenMs: 1, lastTokenMs: 1 }),
      undefined,
    );
  });

  it('shows a recorded test, with the wire of this session where there was one', () => {
    const run: TestRun = {
      id: '1',
      deployment: 'd',
      request,
      text: 'Hello',
      sample: { id: '1', deployment: 'd', sentAt: 5, outcome: 'ok', endMs: 9 },
    };
    assert.equal(resultOf(run).sent, undefined);
    assert.deepEqual(resultOf(run, { ...begin(request), sent: { method: 'POST', url: 'u', body: 1 } }).sent, {
      method: 'POST',
      url: 'u',
      body: 1,
    });
  });
});

describe('the scale of a chart', () => {
  it('ends at or above the largest value, in at most five round steps', () => {
    for (const max of [0.013, 1, 3, 7, 9.99, 10, 64, 99, 1234, 5e9]) {
      const marks = ticks(max);
      assert.ok((marks.at(-1) ?? 0) >= max * (1 - 1e-9), String(max));
      assert.ok(marks.length >= 3 && marks.length <= 6, `${String(max)}: ${marks.join()}`);
    }
    assert.deepEqual(ticks(0), [0, 1]);
    assert.deepEqual(ticks(1, true), [0, 1]);
    assert.deepEqual(ticks(3, true), [0, 1, 2, 3]);
    assert.deepEqual(ticks(10, true), [0, 5, 10]);
  });

  it('stacks known values and breaks lines at unknown ones', () => {
    assert.deepEqual(stackHeights([{ values: [1, undefined] }, { values: [2, 3] }]), [3, 3]);
    assert.deepEqual(lonely([1, undefined, 2, 3, undefined, 4]), [0, 5]);
  });

  it('takes a stretch of an axis for the columns that lie in it, and for the nearest where none does', () => {
    assert.deepEqual(columnsIn(1.6, 4.4, 10), { from: 2, to: 4 });
    assert.deepEqual(columnsIn(-3, 99, 10), { from: 0, to: 9 });
    assert.deepEqual(columnsIn(3.1, 3.3, 10), { from: 3, to: 3 });
    assert.equal(columnsIn(0, 1, 0), undefined);
  });
});
