import type { Fault } from '../../../platforms/kit/faults.ts';
import type { Stage } from '../../conformance/stage.ts';
import type { FaultKind } from './faults.ts';

/** The platform's own 429, with another way to say how long. */
const told =
  (headers: (now: number) => Record<string, string>) =>
  ({ tooMany, control }: Stage): Fault => {
    const fault = tooMany(1);
    if (fault.kind !== 'status') return { ...fault, kind: 'status', status: 429, body: {} };
    const body = { ...(fault.body as object), retry_after: undefined };
    // It can be said in words, too: not here.
    const silent = 'detail' in body ? { ...body, detail: 'Request was throttled.' } : body;
    return { ...fault, body: silent, headers: headers(control.now()) };
  };
const asked = (retryAfterSecs?: number) => (): Fault => ({
  kind: 'grpc',
  code: 8,
  details: 'Too many requests',
  ...(retryAfterSecs === undefined ? {} : { retryAfterSecs }),
});
const after = (text: string) => told(() => ({ 'retry-after': text }));

/** `429`, with each way in which a wait is asked for, and ways in which it should not be. */
export const waits: FaultKind[] = [
  { name: '429, seconds', family: 'throttled', sim: after('7'), grpc: asked(7) },
  { name: '429, nought', family: 'throttled', sim: after('0'), grpc: asked(0) },
  { name: '429, a fraction', family: 'throttled', sim: after('1.5'), grpc: asked(0.25) },
  {
    name: '429, a date',
    family: 'throttled',
    sim: told((now) => ({ 'retry-after': new Date(now + 9000).toUTCString() })),
  },
  {
    name: '429, a date that is past',
    family: 'throttled',
    sim: told((now) => ({ 'retry-after': new Date(now - 3_600_000).toUTCString() })),
  },
  {
    name: '429, milliseconds',
    family: 'throttled',
    sim: told(() => ({ 'retry-after-ms': '1250.5' })),
  },
  { name: '429, a reset', family: 'throttled', sim: told(() => ({ 'x-ratelimit-reset': '3' })) },
  { name: '429, negative', family: 'throttled', sim: after('-5'), grpc: asked(-5) },
  { name: '429, years', family: 'throttled for long', sim: after('999999999'), grpc: asked(1e9) },
  {
    name: '429, a date in years',
    family: 'throttled for long',
    sim: told(() => ({ 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' })),
  },
  { name: '429, garbage', family: 'throttled', sim: after('soon, maybe'), grpc: asked(Number.NaN) },
  { name: '429, no end', family: 'throttled', sim: after('1e999'), grpc: asked(Number.POSITIVE_INFINITY) },
  { name: '429, without', family: 'throttled', sim: told(() => ({})), grpc: asked() },
];
