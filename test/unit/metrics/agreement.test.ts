import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InvokeEvent, InvokeRequest } from '../../../src/connectors/inference.ts';
import { Transcript } from '../../../src/extension/metrics/transcript.ts';
import { tokensPerSecond } from '../../../src/extension/metrics/counts.ts';
import { tallyOf } from '../../../src/extension/metrics/tally.ts';
import * as tester from '../../../src/webviews/tester/result.ts';
import { ManualClock } from '../deployments/manualClock.ts';

const channel = fc.constantFrom('content' as const, 'reasoning' as const, 'tool' as const);
const sent = fc.constant({ type: 'sent' as const, url: 'u', body: {} });
const usage = fc.record(
  { input: fc.nat(50), output: fc.nat(50) },
  { requiredKeys: [], noNullPrototype: true },
);
const middle = fc.oneof(
  sent,
  fc.constant({ type: 'waiting' as const, message: 'Busy.' }),
  fc.constant({ type: 'first-byte' as const, status: 200 }),
  fc.record({ type: fc.constant('token' as const), text: fc.constantFrom('', 'a', 'bc'), channel }),
);
const end = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('done' as const), usage, response: fc.constant(1) }),
  },
  fc.record({
    type: fc.constant('error' as const),
    usage,
    error: fc.constant({ code: 'network' as const, message: 'x' }),
  }),
  fc.constant({ type: 'cancelled' as const }),
);
const times = fc.array(fc.nat(400), { minLength: 14, maxLength: 14 });
/** Whatever a connector may tell, at times that never run backwards. */
const events = fc.tuple(fc.array(middle, { maxLength: 12 }), end, times).map(([between, last, waits]) => {
  let at = 1000;
  const all = [{ type: 'sent' as const, url: 'u', body: {} }, ...between, last];
  return all.map((event, i): InvokeEvent => ({ ...event, at: (at += waits[i] ?? 0) }));
});

function transcript(request: InvokeRequest, all: readonly InvokeEvent[]) {
  const made = new Transcript({ id: 't', key: 'together:d', request }, new ManualClock());
  for (const event of all) made.take(event);
  return made.run();
}

describe('The tester and the metrics', () => {
  it('say the same about one test, while it runs and ever after', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (all, stream) => {
        const request = { prompt: 'x', stream };
        const run = transcript(request, all);
        const live = all.reduce(tester.next, tester.begin(request));
        const kept = tester.resultOf(run);
        const numbers = ({ firstTokenMs, lastTokenMs, endMs, outcome, text, reasoning }: tester.Result) => ({
          ...{ firstTokenMs, lastTokenMs, endMs, outcome, text, reasoning },
        });
        assert.deepEqual(numbers(live), numbers(kept));
        assert.equal(tester.tokensPerSecond(kept), tokensPerSecond(tallyOf([run.sample])));
        assert.equal(tester.tokensPerSecond(live), tokensPerSecond(tallyOf([run.sample])));
      }),
      { numRuns: 500 },
    );
  });

  it('count from the first sending, with the waits before a further try', () => {
    const run = transcript({ prompt: 'x', stream: true }, [
      { type: 'sent', at: 100, url: 'u', body: {} },
      { type: 'waiting', at: 150, message: 'Busy: trying again in 2 s.' },
      { type: 'sent', at: 2150, url: 'u', body: {} },
      { type: 'first-byte', at: 2200, status: 200 },
      { type: 'token', at: 2300, text: 'a', channel: 'content' },
      { type: 'token', at: 2500, text: 'b', channel: 'content' },
      { type: 'done', at: 2600, response: {}, usage: { input: 1, output: 5 } },
    ]);
    const { firstByteMs, firstTokenMs, lastTokenMs, endMs } = run.sample;
    assert.deepEqual([firstByteMs, firstTokenMs, lastTokenMs, endMs], [2100, 2200, 2400, 2500]);
    assert.equal(tokensPerSecond(tallyOf([run.sample])), 20, 'waits are no part of how fast it is generated');
  });

  it('give an answer that was wanted whole no first token, also where it had to be streamed', () => {
    const run = transcript({ prompt: 'x', stream: false }, [
      { type: 'sent', at: 0, url: 'u', body: { stream: false } },
      { type: 'waiting', at: 10, message: 'The model answers only as a stream: asking for one.' },
      { type: 'sent', at: 10, url: 'u', body: { stream: true } },
      { type: 'token', at: 300, text: 'a', channel: 'content' },
      { type: 'done', at: 600, response: {}, usage: { input: 1, output: 5 } },
    ]);
    assert.equal(run.sample.firstTokenMs, undefined);
    assert.equal(run.sample.endMs, 600);
    assert.equal(tokensPerSecond(tallyOf([run.sample])), undefined);
  });
});
