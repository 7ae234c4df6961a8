import type { ErrorCode, PlatformId } from '../../../../src/connectors/index.ts';
import type { CallKind } from './calls.ts';
import { exceptions } from './exceptions.ts';
import type { Exception } from './exceptions.ts';

/**
 * `ok`; `blank`, which is `ok` with nothing where there is something; or the code of the error that a call ends with,
 * or that a list tells beside its rows.
 */
export type Outcome = 'ok' | 'blank' | ErrorCode;

/** `always`: whatever is tried meets it. `once`: the first request does, the next ones do not. */
export type Scope = 'always' | 'once';

/**
 * Without a column of its own a log that is followed comes to what any reading comes to. Where what is lost of each
 * stream is its end, it may be told whole all the same.
 */
type Row = Record<Exclude<CallKind, 'follow'>, readonly Outcome[]> & { follow?: readonly Outcome[] };

/** A create that may have been carried out is found again, or told as what nobody knows. Never as a failure. */
const created: readonly Outcome[] = ['ok', 'outcome-unknown'];

/** Families of faults, and what each kind of call may come to where the fault stays. */
const stays = {
  /** Nothing was sent: there is nothing to be unsure of. */
  'never sent': all('network'),
  'no connection in time': all('timeout'),
  /** No word came back. A change may be seen to be done by looking. */
  silence: {
    read: ['timeout'],
    follow: ['ok', 'timeout'],
    create: created,
    write: ['ok', 'timeout', 'outcome-unknown'],
    ask: ['timeout', 'outcome-unknown'],
    stream: ['timeout', 'outcome-unknown'],
  },
  cut: {
    read: ['network', 'broken-stream'],
    follow: ['ok', 'network', 'broken-stream'],
    create: created,
    write: ['ok', 'network', 'broken-stream', 'outcome-unknown'],
    ask: ['network', 'broken-stream', 'outcome-unknown'],
    stream: ['network', 'broken-stream', 'outcome-unknown'],
  },
  /** The platform says that it failed. A create that was looked for and is not there has failed. */
  failing: {
    read: ['unavailable'],
    create: ['unavailable', 'outcome-unknown'],
    write: ['unavailable', 'outcome-unknown'],
    ask: ['unavailable', 'outcome-unknown'],
    stream: ['unavailable', 'outcome-unknown'],
  },
  /** A gateway gave up waiting for it. */
  'done and told as failed': {
    read: ['unavailable', 'timeout'],
    follow: ['ok', 'unavailable', 'timeout'],
    create: created,
    write: ['ok', 'unavailable', 'timeout', 'outcome-unknown'],
    ask: ['unavailable', 'timeout', 'outcome-unknown'],
    stream: ['unavailable', 'timeout', 'outcome-unknown'],
  },
  unauthorized: all('unauthorized'),
  /** The first request passes. What does without the rest says so at its next reading. */
  'revoked on the way': all('ok', 'unauthorized'),
  forbidden: all('forbidden'),
  throttled: all('rate-limited'),
  'throttled for long': all('rate-limited'),
  /** Not the platform’s word: the key is as good as before. `fetch` says nothing of a 407 but that it failed. */
  'refused by a proxy': {
    read: ['network'],
    create: ['network', 'outcome-unknown'],
    write: ['network', 'outcome-unknown'],
    ask: ['network', 'outcome-unknown'],
    stream: ['network', 'outcome-unknown'],
  },
  redirect: all('network'),
  nonsense: {
    read: ['malformed'],
    create: created,
    write: ['ok', 'malformed', 'outcome-unknown'],
    ask: ['malformed', 'outcome-unknown'],
    stream: ['malformed', 'broken-stream', 'outcome-unknown'],
  },
  /** JSON, and not of the kind that is documented. */
  'other type': {
    read: ['malformed'],
    create: created,
    write: ['ok', 'malformed', 'outcome-unknown'],
    ask: ['malformed', 'outcome-unknown'],
    stream: ['malformed', 'broken-stream', 'outcome-unknown'],
  },
  /** Of the right kind, and newer or older than we are. What then cannot be done is said by whoever misses what. */
  strange: {
    read: ['ok', 'blank', 'malformed', 'unsupported', 'not-found'],
    create: created,
    write: ['ok', 'malformed', 'outcome-unknown', 'invalid', 'conflict', 'unsupported', 'timeout'],
    ask: ['ok', 'malformed', 'invalid', 'timeout', 'not-ready', 'unsupported'],
    stream: ['ok', 'malformed', 'invalid', 'timeout', 'not-ready', 'unsupported'],
  },
  flood: {
    read: ['malformed'],
    create: created,
    write: ['ok', 'malformed', 'outcome-unknown'],
    ask: ['malformed', 'outcome-unknown'],
    stream: ['malformed', 'broken-stream', 'outcome-unknown'],
  },
  harmless: all('ok'),
  /** What was received is not taken for the whole answer. */
  'stream breaks': {
    ...all('broken-stream', 'malformed', 'timeout', 'unavailable', 'network'),
    follow: ['ok', 'broken-stream', 'timeout', 'unavailable', 'network'],
  },
  'no end marker': all('ok', 'broken-stream'),
} satisfies Record<string, Row>;

export type Family = keyof typeof stays;

/**
 * Faults that pass: a read that meets one of them once must come to its answer. Silence is none of them, since to
 * try again is another half a minute of it.
 */
const passing: ReadonlySet<Family> = new Set([
  'cut',
  'failing',
  'done and told as failed',
  'throttled',
  'harmless',
]);

/** A log goes on after what ends a stream of it: silence, too, since whoever follows it waits anyway. */
const goesOn: ReadonlySet<Family> = new Set([...passing, 'silence', 'stream breaks']);

function all(...outcomes: Outcome[]): Row {
  return { read: outcomes, create: outcomes, write: outcomes, ask: outcomes, stream: outcomes };
}

export interface Cell {
  platform: PlatformId;
  subject: string;
  call: string;
  kind: CallKind;
  fault: string;
  family: Family;
  scope: Scope;
}

/**
 * What the cell may come to. `done`: whether what a create makes is there; when nothing is, its failure may be told
 * like that of any other change.
 */
export function allowed(cell: Cell, done: 'nothing' | 'maybe'): readonly Outcome[] {
  const row: Row = stays[cell.family];
  const { kind, scope } = cell;
  const usual =
    kind === 'create' && done === 'nothing'
      ? [...row.create, ...row.write].filter((outcome) => outcome !== 'ok')
      : // A list that has lost rows says that they are gone.
        (kind === 'follow' ? (row.follow ?? row.read) : row[kind]).filter(
          (outcome) => outcome !== 'blank' || cell.call !== 'list',
        );
  const more = exceptions.filter(({ of }) => matches(of, cell)).flatMap(({ also }) => also);
  if (scope === 'always') return [...usual, ...more];
  const passes = kind === 'follow' ? goesOn : kind === 'read' ? passing : undefined;
  return passes?.has(cell.family) ? ['ok', ...more] : ['ok', ...usual, ...more];
}

function matches(of: Exception['of'], cell: Cell): boolean {
  return Object.entries(of).every(([key, value]) => [value].flat().includes(cell[key as keyof Cell]));
}
