import type { InvokeEvent } from '../../src/connectors/inference.ts';
import { systemClock } from '../../src/connectors/clock.ts';
import { distribution } from '../../src/extension/metrics/percentile.ts';
import { Recorder } from '../../src/extension/metrics/recorder.ts';
import { reportOf } from '../unit/metrics/kit.ts';
import type { RequestSample } from '../../src/extension/metrics/types.ts';
import { sample, status } from '../unit/deployments/builders.ts';
import { median, tell } from './measure.ts';

const day = 24 * 3600_000;
const base = 1_800_000_000_000;

function requests(count: number): RequestSample[] {
  return Array.from({ length: count }, (_, i) =>
    sample(`r${i}`, {
      sentAt: base + Math.floor((i / count) * day),
      outcome: i % 50 === 0 ? 'error' : 'ok',
      // Spread over three decades without a generator: each run sees the same.
      endMs: 50 + ((i * 7919) % 9973) ** 1.1,
      firstTokenMs: 20 + ((i * 104_729) % 997),
      lastTokenMs: 2000,
      usage: { input: i % 500, output: 1 + (i % 300) },
    }),
  );
}

export async function benchMetrics(): Promise<void> {
  const window = { from: base, to: base + day };
  const statuses = Array.from({ length: 1440 }, (_, i) => status(base + i * 60_000));
  const make = (samples: RequestSample[]) => () =>
    reportOf({ key: 'together:d', window, now: window.to, requests: samples, statuses, holdMs: 120_000 });
  const few = make(requests(500));
  const small =
    (await median(() => {
      for (let i = 0; i < 50; i++) few();
    })) / 50;
  const large = await median(make(requests(50_000)));
  tell(
    'metrics.report.50000',
    large,
    'ms',
    'The whole report over 50 000 requests and a day of status samples',
  );
  tell(
    'metrics.report.scaling',
    large / small / 100,
    'ratio',
    'Per request, against 500; below 1 = fixed part',
  );

  const values = requests(50_000).map(({ endMs }) => endMs);
  tell(
    'metrics.distribution.50000',
    await median(() => distribution(values)),
    'ms',
    'Exact percentiles and buckets',
  );
  await benchRecorder();
}

async function benchRecorder(): Promise<void> {
  const tokens = 20_000;
  const stream = async function* (): AsyncIterable<InvokeEvent> {
    yield { type: 'sent', at: 0, url: 'u', body: {} };
    for (let at = 1; at <= tokens; at++) {
      // As from a socket: an event comes in a later turn.
      yield await Promise.resolve<InvokeEvent>({ type: 'token', at, text: 'word ', channel: 'content' });
    }
    yield { type: 'done', at: tokens + 1, response: {} };
  };
  const drain = async (events: AsyncIterable<InvokeEvent>) => {
    let count = 0;
    for await (const event of events) if (event.type === 'token') count++;
    if (count !== tokens) throw new Error(`${count} tokens came through`);
  };
  const recorder = new Recorder({ clock: systemClock, record: () => undefined });
  const request = { prompt: 'x', stream: true };
  const bare = await median(() => drain(stream()));
  const recorded = await median(() => drain(recorder.test({ id: 't', key: 'k', request, begin: stream })));
  tell(
    'recorder.overhead',
    ((recorded - bare) * 1000) / tokens,
    'us/token',
    'Recording, on top of iterating',
  );
  tell('recorder.ratio', recorded / bare, 'ratio', 'Iterating through the recorder against iterating bare');
}
