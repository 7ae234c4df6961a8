import type { Fault } from '../../../platforms/kit/faults.ts';
import type { FaultKind } from './faults.ts';

const inStream = (name: string, family: FaultKind['family'], fault: Fault, grpc?: Fault): FaultKind => ({
  name,
  family,
  sim: () => fault,
  ...(grpc ? { grpc: () => grpc } : {}),
  answers: 'streams',
  ...(fault.kind === 'stallMidStream' ? { stalls: true } : {}),
});
/** A server of gRPC does the same. */
const everywhere = (name: string, fault: Fault): FaultKind => inStream(name, 'stream breaks', fault, fault);

export const brokenStreams: FaultKind[] = [
  inStream('CRLF', 'harmless', { kind: 'crlf' }),
  inStream('characters in two pieces', 'harmless', { kind: 'splitUtf8' }),
  inStream('a byte at a time', 'harmless', { kind: 'drip' }),
  inStream('comments', 'harmless', { kind: 'comments' }),
  inStream('an event of 10 MB', 'stream breaks', { kind: 'hugeEvent', bytes: 10 * 2 ** 20 }),
  inStream('no end marker', 'no end marker', { kind: 'noDone' }),
  inStream('no end', 'stream breaks', { kind: 'noDone', cut: true }),
  everywhere('silence in the stream', { kind: 'stallMidStream' }),
  everywhere('silence at its beginning', { kind: 'stallMidStream', afterEvents: 0 }),
  everywhere('reset in the stream', { kind: 'resetMidStream' }),
  everywhere('reset at its beginning', { kind: 'resetMidStream', afterEvents: 0 }),
  inStream('a malformed event', 'stream breaks', { kind: 'malformedEvent' }),
  inStream(
    'an error in the stream',
    'stream breaks',
    { kind: 'streamError' },
    { kind: 'grpc', code: 14, details: 'Modal is restarting.', afterEvents: 3 },
  ),
  inStream('a named error in the stream', 'stream breaks', { kind: 'streamError', named: true }),
];
