import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSource } from '../metrics/history.ts';
import type { RequestSample, StatusSample, TestRun, WatchStretch } from '../metrics/types.ts';
import type { TimeWindow } from '../../connectors/connector.ts';
import type { Limits } from './pruner.ts';

/** One thing to remember or forget. A batch of them is written in one transaction. */
export type Change =
  | { kind: 'request'; sample: RequestSample }
  | { kind: 'status'; sample: StatusSample }
  | { kind: 'watch'; stretch: WatchStretch }
  /** Readings of an account after an instant: from before the clock was set back. */
  | { kind: 'void'; scope: string; after: number }
  | { kind: 'test'; run: TestRun }
  | { kind: 'clear-tests'; deployment: DeploymentKey }
  | { kind: 'draft'; draft: Draft }
  | { kind: 'draft-gone'; id: string }
  | { kind: 'notes'; deployment: DeploymentKey; notes: LocalNotes }
  | { kind: 'memory'; key: string; value: string | undefined };

/** Where changes go: SQLite, or plain memory when there is none. Everything is synchronous. */
export interface Backend {
  /** All or nothing. */
  apply(changes: readonly Change[]): void;
  /** What is read meanwhile is all of one instant, whatever another window writes. */
  readRequests<T>(read: (source: RequestSource) => T): T;
  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[];
  /** The same of all deployments, by deployment. */
  statusesOfAll(window: TimeWindow): StatusSample[];
  /** Those that reach into the window. */
  watches(window: TimeWindow): WatchStretch[];
  /** Of all deployments, read after `at`. */
  statusesSince(at: number): StatusSample[];
  tests(deployment: DeploymentKey): TestRun[];
  drafts(): Draft[];
  notes(): Map<DeploymentKey, LocalNotes>;
  memory(key: string): string | undefined;
  /** All that is remembered under keys that begin so. */
  facts(prefix: string): Map<string, string>;
  /** A number that moves when another connection wrote. */
  version(): number;
  /** In use; 0 in memory. */
  bytes(): number;
  /** When the first request or reading is from. */
  oldest(): number | undefined;
  /** Deletes what is too old, as far as a few milliseconds go. Whether there may be more. */
  trim(limits: Limits): boolean;
  /** The same with the oldest single requests, then the oldest sums per minute, whatever their age. */
  shed(): boolean;
  close(): void;
}

/** Tests kept per deployment. */
export const testsKept = 10;

export const isEmptyNotes = (notes: LocalNotes): boolean =>
  !notes.description && (notes.tags === undefined || notes.tags.length === 0);

const isSample = ({ kind }: Change): boolean =>
  kind === 'request' || kind === 'status' || kind === 'watch' || kind === 'test';

/** What a person made: never dropped, and written before anything else when space is short. */
export const isPrecious = (change: Change): boolean => subjectOf(change) !== undefined;

/** Later changes of the same subject replace earlier ones. */
function subjectOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'draft':
      return `draft ${change.draft.id}`;
    case 'draft-gone':
      return `draft ${change.id}`;
    case 'notes':
      return `notes ${change.deployment}`;
    case 'memory':
      return `memory ${change.key}`;
    default:
      return undefined;
  }
}

/** The same without what was overtaken, and without the oldest samples where it is more than `most`. */
export function lighter(changes: readonly Change[], most: number): Change[] {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const subject = subjectOf(change);
    if (subject !== undefined) newest.set(subject, change);
  }
  const needed = changes.filter((change) => {
    const subject = subjectOf(change);
    return subject === undefined || newest.get(subject) === change;
  });
  let surplus = needed.length - most;
  return needed.filter((change) => !(isSample(change) && surplus-- > 0));
}

/** What is kept under a prefix, with what still waits to be written, by the rest of each key. */
export function factsOf(
  prefix: string,
  kept: ReadonlyMap<string, string>,
  waiting: readonly Change[],
): Map<string, string> {
  const facts = new Map(kept);
  for (const change of waiting) {
    if (change.kind !== 'memory' || !change.key.startsWith(prefix)) continue;
    if (change.value === undefined) facts.delete(change.key);
    else facts.set(change.key, change.value);
  }
  return new Map([...facts].map(([key, value]) => [key.slice(prefix.length), value]));
}
