import type { Log } from '../../../src/connectors/connector.ts';
import type { Deployment, HourlyPrice } from '../../../src/connectors/domain.ts';
import type { RequestSample, StatusSample, TestRun } from '../../../src/extension/metrics/types.ts';

export const dollars = (n: number): number => Math.round(n * 1e9);

export const price = (perHour: number): HourlyPrice => ({
  perReplicaHour: dollars(perHour),
  source: { kind: 'platform', readAt: 1 },
});

export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export function deployment(id: string, over: Partial<Deployment> = {}): Deployment {
  return {
    platform: 'together',
    id,
    name: `name-${id}`,
    status: 'active',
    detail: { word: 'READY' },
    model: { id: 'm', name: 'Model', kind: 'model' },
    replicas: { min: 1, max: 2, ready: 1 },
    price: price(4),
    config: { minReplicas: 1, maxReplicas: 2 },
    allowed: { test: true, stop: true, start: true, update: true, remove: true },
    readAt: 0,
    ...over,
  };
}

export function sample(id: string, over: Partial<RequestSample> = {}): RequestSample {
  return { id, deployment: 'together:d', sentAt: 1_800_000_000_000, outcome: 'ok', endMs: 100, ...over };
}

/** Its settings allow as many replicas as are ready, unless told otherwise. */
export function status(at: number, over: Partial<StatusSample> = {}): StatusSample {
  const { ready = 1 } = over;
  return { deployment: 'together:d', at, status: 'active', ready, max: ready, price: price(4), ...over };
}

export function testRun(id: string, over: Partial<RequestSample> = {}): TestRun {
  const made = sample(id, over);
  return {
    id,
    deployment: made.deployment,
    request: { prompt: 'Hello', stream: true },
    sample: made,
    text: 'Hi',
  };
}
