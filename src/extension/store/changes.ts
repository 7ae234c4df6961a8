import type { DeploymentKey, Draft, LocalNotes } from '../deployments/types.ts';
import type { RequestSample, StatusSample, TestRun } from '../metrics/types.ts';
import type { TimeWindow } from '../../connectors/connector.ts';

/** One thing to remember or forget. A batch of them is written in one transaction. */
export type Change =
  | { kind: 'request'; sample: RequestSample }
  | { kind: 'status'; sample: StatusSample }
  | { kind: 'test'; run: TestRun }
  | { kind: 'clear-tests'; deployment: DeploymentKey }
  | { kind: 'draft'; draft: Draft }
  | { kind: 'draft-gone'; id: string }
  | { kind: 'notes'; deployment: DeploymentKey; notes: LocalNotes }
  | { kind: 'memory'; key: string; value: string | undefined }
  | { kind: 'prune'; before: number };

/** Where changes go: SQLite, or plain memory when there is none. Everything is synchronous. */
export interface Backend {
  /** All or nothing. */
  apply(changes: readonly Change[]): void;
  requests(window: TimeWindow, deployment?: DeploymentKey): RequestSample[];
  statuses(window: TimeWindow, deployment: DeploymentKey): StatusSample[];
  tests(deployment: DeploymentKey): TestRun[];
  drafts(): Draft[];
  notes(): Map<DeploymentKey, LocalNotes>;
  memory(key: string): string | undefined;
  /** A number that moves when another connection wrote. */
  version(): number;
  bytes(): number;
  close(): void;
}

/** Tests kept per deployment. */
export const testsKept = 10;

export const isEmptyNotes = (notes: LocalNotes): boolean =>
  !notes.description && (notes.tags === undefined || notes.tags.length === 0);
