import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InvokeEvent } from '../../../src/connectors/inference.ts';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import { cleanTemp } from '../store/temp.ts';
import { world } from './world.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
const request = { prompt: 'Hello', stream: true };
const ok: InvokeEvent[] = [
  { type: 'sent', at: 0, url: 'u', body: {} },
  { type: 'token', at: 5, text: 'Hi', channel: 'content' },
  { type: 'done', at: 9, usage: { input: 2, output: 1 }, response: {} },
];

describe('Testing a deployment', () => {
  afterEach(cleanTemp);

  const play = (events: InvokeEvent[]) =>
    async function* (): AsyncIterable<InvokeEvent> {
      for (const event of events) {
        await Promise.resolve();
        yield event;
      }
    };

  it('tells once that a test was recorded, with the history in place', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    connector.script = play(ok);
    const recorded: number[] = [];
    service.testing.recorded(() => recorded.push(service.testing.tests('together:a').length));
    const test = service.testing.test('together:a', request);
    for await (const _event of test);
    assert.deepEqual(recorded, [1]);
    assert.equal(test.run?.sample.id, test.id);
    assert.deepEqual(service.testing.tests('together:a'), [test.run]);
    service.testing.clear('together:a');
    assert.deepEqual(service.testing.tests('together:a'), []);
  });

  it('that is not there, or only a draft, is one clear error and no sample', async () => {
    const { service, store } = world();
    const { id } = service.saveDraft({
      platform: 'together',
      spec: { name: 'n', model: { id: 'm', name: 'M', kind: 'model' }, config: {} },
    });
    for (const [key, code] of [
      ['together:none', 'not-found'],
      [`draft:${id}`, 'not-ready'],
    ] as const) {
      const events: InvokeEvent[] = [];
      for await (const event of service.testing.test(key, request)) events.push(event);
      assert.deepEqual(
        events.map((event) => event.type === 'error' && event.error.code),
        [code],
      );
    }
    assert.equal(store.requests(all).length, 0);
  });

  it('that the connector refuses before it sends anything is in the history, and no request', async () => {
    const { service, connector, store } = world();
    connector.add('a');
    await service.refresh();
    const error = { code: 'unauthorized', message: 'A proxy token is missing.' } as const;
    const refuse = play([
      { type: 'waiting', at: 1, message: 'Looking…' },
      { type: 'error', at: 2, error },
    ]);
    for (const script of [refuse, play([{ type: 'cancelled', at: 2 }])]) {
      connector.script = script;
      for await (const _event of service.testing.test('together:a', request));
    }
    assert.equal(store.requests(all).length, 0);
    const kept = service.testing.tests('together:a').map(({ unsent, sample }) => [unsent, sample.outcome]);
    assert.deepEqual(kept, [
      [true, 'cancelled'],
      [true, 'error'],
    ]);
    connector.script = play([ok[0]!, { type: 'error', at: 2, error }]);
    for await (const _event of service.testing.test('together:a', request));
    assert.deepEqual(
      store.requests(all).map(({ outcome, errorCode }) => [outcome, errorCode]),
      [['error', 'unauthorized']],
      'one that was sent and refused has failed',
    );
  });

  it('gives a success with a latency or a clear error for whatever is active, and the metrics count exactly that', async () => {
    const at = fc.nat(500);
    const stream: fc.Arbitrary<InvokeEvent[]> = fc.array(
      fc.oneof(
        at.map((t): InvokeEvent => ({ type: 'sent', at: t, url: 'u', body: {} })),
        at.map((t): InvokeEvent => ({ type: 'first-byte', at: t, status: 200 })),
        at.map((t): InvokeEvent => ({ type: 'token', at: t, text: 'x', channel: 'content' })),
        fc.tuple(at, fc.nat(50), fc.nat(50)).map(([t, input, output]): InvokeEvent => {
          return { type: 'done', at: t, usage: { input, output }, response: {} };
        }),
        fc
          .tuple(at, fc.constantFrom('timeout' as const, 'not-ready' as const, 'rate-limited' as const))
          .map(([t, code]): InvokeEvent => ({
            type: 'error',
            at: t,
            error: { code, message: 'It failed.' },
          })),
        at.map((t): InvokeEvent => ({ type: 'cancelled', at: t })),
      ),
      { maxLength: 8 },
    );
    const step = fc.record({
      id: fc.constantFrom('a', 'b'),
      events: stream,
      leaves: fc.option(fc.integer({ min: 1, max: 8 }), { nil: 99 }),
      cancels: fc.option(fc.nat(8), { nil: 99 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { service, connector, store, clock } = world();
        connector.add('a');
        connector.add('b');
        await service.refresh();
        const counts = { ok: 0, failed: 0, cancelled: 0, input: 0, output: 0 };
        const perDeployment = new Map<string, number>();
        for (const { id, events, leaves, cancels } of steps) {
          const view = service.get(`together:${id}`);
          assert.equal(view?.status, 'active');
          const stop = new AbortController();
          let given = 0;
          connector.script = async function* (signal) {
            for (const event of events) {
              if (given++ === cancels) stop.abort();
              if (signal?.aborted) {
                yield { type: 'cancelled', at: 500 };
                return;
              }
              await Promise.resolve();
              yield event;
            }
          };
          // Counted from what the consumer sees, independently of what is recorded.
          const seen: InvokeEvent[] = [];
          const test = service.testing.test(`together:${id}`, request, stop.signal);
          for await (const event of test) {
            seen.push(event);
            if (seen.length === leaves) break;
          }
          clock.skip(1000);
          const last = seen.at(-1);
          // What ended before anything was sent is no request.
          if (last?.type !== 'done' && !seen.some(({ type }) => type === 'sent')) continue;
          perDeployment.set(id, (perDeployment.get(id) ?? 0) + 1);
          if (last?.type === 'done') {
            counts.ok++;
            counts.input += last.usage?.input ?? 0;
            counts.output += last.usage?.output ?? 0;
            assert.ok((test.run?.sample.endMs ?? -1) >= 0, 'a success has a latency');
          } else if (last?.type === 'error') {
            counts.failed++;
            assert.ok(last.error.message.length > 0, 'an error has a sentence');
          } else counts.cancelled++;
        }
        const metrics = new MetricsService({ store, clock, deployments: service, pollSeconds: () => 5 });
        const reports = ['a', 'b'].map((id) =>
          metrics.report(`together:${id}`, { from: 0, to: clock.now() + 1 }),
        );
        const sum = (of: (report: (typeof reports)[number]) => number) =>
          reports.reduce((n, r) => n + of(r), 0);
        assert.deepEqual(
          {
            ok: sum((r) => r.requests.ok),
            failed: sum((r) => r.requests.failed),
            cancelled: sum((r) => r.requests.cancelled),
            input: sum((r) => r.tokens.input),
            output: sum((r) => r.tokens.output),
          },
          counts,
        );
        for (const [i, id] of ['a', 'b'].entries())
          assert.equal(reports[i]?.requests.total, perDeployment.get(id) ?? 0);
        const rows = metrics.fleet({ from: 0, to: clock.now() + 1 });
        assert.deepEqual(
          rows.map(({ requests }) => requests),
          reports.map((r) => r.requests.total),
        );
      }),
      { numRuns: 80 },
    );
  }).timeout(30_000);
});
