import type { Fault } from '../../../platforms/kit/faults.ts';
import type { Rewrite, Stage } from '../../conformance/stage.ts';
import { brokenAnswers } from './faults-answer.ts';
import { brokenStreams } from './faults-stream.ts';
import { waits } from './faults-wait.ts';
import type { LineFault } from './line.ts';
import type { Family } from './outcomes.ts';

/** One thing that goes wrong. Exactly one of `sim`, `line` and `rewrite` says where. */
export interface FaultKind {
  name: string;
  /** Which row of the rules it is held to. */
  family: Family;
  /** In the simulator; over HTTP. Undefined for a stage that has no such thing. */
  sim?: (stage: Stage) => Fault | undefined;
  /** The same as a server of gRPC does it; without, it exists over HTTP only. */
  grpc?: (stage: Stage) => Fault;
  line?: LineFault;
  rewrite?: Rewrite;
  /** Requests that pass first. */
  skip?: number;
  /** Ends by a time-out only. */
  stalls?: true;
  /** For answers that are event streams only, or for all others only. */
  answers?: 'streams' | 'whole';
}

const at = (fault: Fault): Pick<FaultKind, 'sim'> => ({ sim: () => fault });
const both = (fault: Fault): Pick<FaultKind, 'sim' | 'grpc'> => ({ sim: () => fault, grpc: () => fault });
const rpc = (code: number, details: string) => ({
  grpc: (): Fault => ({ kind: 'grpc', code, details }),
});

const connections: FaultKind[] = [
  { name: 'connection refused', family: 'never sent', line: 'refused' },
  { name: 'host unknown', family: 'never sent', line: 'dns' },
  { name: 'no TLS at the port', family: 'never sent', line: 'tls' },
  { name: 'proxy refuses the tunnel', family: 'never sent', line: 'proxy' },
  { name: 'no route', family: 'never sent', line: 'unreachable' },
  { name: 'no connection in time', family: 'no connection in time', line: 'connect-timeout' },
  { name: 'half-open socket', family: 'silence', line: 'half-open', stalls: true },
  { name: 'reset before the headers', family: 'cut', ...both({ kind: 'resetBeforeHeaders' }) },
  { name: 'answer lost by a reset', family: 'cut', ...both({ kind: 'loseResponse', how: 'reset' }) },
  {
    name: 'silence before the headers',
    family: 'silence',
    ...both({ kind: 'stallBeforeHeaders' }),
    stalls: true,
  },
  {
    name: 'answer lost by silence',
    family: 'silence',
    ...both({ kind: 'loseResponse', how: 'stall' }),
    stalls: true,
  },
  {
    name: 'silence in the body',
    family: 'silence',
    ...at({ kind: 'stallMidBody' }),
    stalls: true,
    answers: 'whole',
  },
  { name: 'reset in the body', family: 'cut', ...both({ kind: 'truncatedBody' }), answers: 'whole' },
];

const page = '<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>No</h1></body></html>';
const status = (code: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}): Fault => ({
  kind: 'status',
  status: code,
  ...more,
});

const statuses: FaultKind[] = [
  { name: '500 in JSON', family: 'failing', ...at(status(500, { body: {} })), ...rpc(13, 'Internal error') },
  { name: '500 in text', family: 'failing', ...at(status(500, { text: 'oops' })), ...rpc(2, 'Unknown') },
  { name: '502 as a page', family: 'failing', ...both({ kind: 'gateway', status: 502 }) },
  { name: '503', family: 'failing', ...at(status(503, { body: {} })), ...rpc(14, 'upstream connect error') },
  {
    name: '504 of one that was done',
    family: 'done and told as failed',
    ...both({ kind: 'loseResponse', how: 'status' }),
  },
  {
    name: '500 with a book in it',
    family: 'failing',
    sim: ({ refusal }) => ({ ...refusal(500), body: swollen(refusal(500), 'All is lost. '.repeat(80_000)) }),
    ...rpc(13, 'All is lost. '.repeat(500)),
  },
  {
    name: '500 that repeats the key',
    family: 'failing',
    sim: ({ refusal, secrets: [key = ''] }) => ({
      ...refusal(500),
      // At every length at which something may be cut.
      body: swollen(refusal(500), `No: ${`${key} `.repeat(100)}`),
    }),
    grpc: ({ secrets: [key = ''] }) => ({ kind: 'grpc', code: 13, details: `No: ${`${key} `.repeat(100)}` }),
  },
  {
    name: '401',
    family: 'unauthorized',
    sim: ({ refusal }) => refusal(401),
    grpc: ({ refusal }) => refusal(401),
  },
  { name: '403', family: 'forbidden', sim: ({ refusal }) => refusal(403), ...rpc(7, 'Not allowed.') },
  {
    name: 'key revoked on the way',
    family: 'revoked on the way',
    sim: ({ refusal }) => refusal(401),
    ...rpc(16, 'Token revoked'),
    skip: 1,
  },
  { name: '407 of a proxy', family: 'refused by a proxy', ...at(status(407, { text: page })) },
  {
    name: 'redirect to another host',
    family: 'redirect',
    ...at(status(302, { headers: { location: 'https://elsewhere.example/' } })),
  },
  {
    name: 'redirect in a circle',
    family: 'redirect',
    ...at(status(307, { headers: { location: '#round' } })),
  },
  { name: 'redirect to nowhere', family: 'redirect', ...at(status(302)) },
];

/** The words of a refusal replaced, whatever form the platform gives them. */
function swollen(refusal: Fault, words: string): unknown {
  const body = refusal.kind === 'status' ? refusal.body : {};
  const replace = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string')
      return key !== undefined && /error|message|detail/.test(key) ? words : value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replace(inner, name)]));
  };
  return replace(body);
}

export const faults: readonly FaultKind[] = [
  ...waits,
  ...connections,
  ...statuses,
  ...brokenAnswers,
  ...brokenStreams,
];
