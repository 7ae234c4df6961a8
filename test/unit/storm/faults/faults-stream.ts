import type { Fault } from '../../../platforms/kit/faults.ts';
import type { FaultKind } from './faults.ts';

const inStream = (name: string, family: FaultKind['family'], fault: Fault, stalls?: true): FaultKind => ({
  name,
  family,
  sim: () => fault,
  answers: 'streams',
  ...(stalls ? { stalls } : {}),
});

export const brokenStreams: FaultKind[] = [
  inStream('CRLF', 'harmless', { kind: 'crlf' }),
  inStream('characters in two pieces', 'harmless', { kind: 'splitUtf8' }),
  inStream('a byte at a time', 'harmless', { kind: 'drip' }),
  inStream('comments', 'harmless', { kind: 'comments' }),
  inStream('an event of 10 MB', 'stream breaks', { kind: 'hugeEvent', bytes: 10 * 2 ** 20 }),
  inStream('no end marker', 'no end marker', { kind: 'noDone' }),
  inStream('no end', 'stream breaks', { kind: 'noDone', cut: true }),
  inStream('silence in the stream', 'stream breaks', { kind: 'stallMidStream' }, true),
  inStream('silence at its beginning', 'stream breaks', { kind: 'stallMidStream', afterEvents: 0 }, true),
  inStream('reset in the stream', 'stream breaks', { kind: 'resetMidStream' }),
  inStream('reset at its beginning', 'stream breaks', { kind: 'resetMidStream', afterEvents: 0 }),
  inStream('a malformed event', 'stream breaks', { kind: 'malformedEvent' }),
  inStream('an error in the stream', 'stream breaks', { kind: 'streamError' }),
  inStream('a named error in the stream', 'stream breaks', { kind: 'streamError', named: true }),
];
