import type { Plan } from './runs/plan.ts';

export type Json = Record<string, unknown>;

export interface Account {
  readonly type: 'user' | 'organization';
  readonly username: string;
  readonly name: string;
  readonly githubUrl: string;
  readonly token: string;
  /** The hardware this account may choose. */
  readonly skus: string[];
}

/** What a version does with its input; `runs/plan.ts` plays it. */
export type Behaviour = 'text' | 'images' | 'file' | 'growing' | 'object' | 'value' | 'nothing' | 'poster';

export interface Version {
  readonly id: string;
  /** Microseconds since the epoch, unique within the simulator. */
  readonly createdUs: number;
  readonly cogVersion: string | null;
  /** A whole OpenAPI document. */
  readonly schema: Json | null;
  readonly behaviour: Behaviour;
}

export interface Model {
  readonly owner: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly official: boolean;
  readonly createdUs: number;
  readonly hardware: string;
  /** Newest first. An official model keeps its version to itself. */
  versions: Version[];
  details: {
    description: string | null;
    github_url: string | null;
    paper_url: string | null;
    license_url: string | null;
    cover_image_url: string | null;
    weights_url: string | null;
    readme: string | null;
  };
  runCount: number;
  exampleInput: Json | undefined;
}

export interface Release {
  readonly number: number;
  readonly version: string;
  readonly createdUs: number;
  readonly hardware: string;
  readonly min: number;
  readonly max: number;
}

export interface Instance {
  readonly id: number;
  phase: 'setup' | 'ready';
  run: Prediction | undefined;
  /** Replaced by a newer release: it goes when its run ends. */
  retired: boolean;
  cancelTimer: (() => void) | undefined;
}

/** What a deployment's instances go through, set by a test. */
export type Fate =
  | { kind: 'noCapacity' }
  | { kind: 'slowBoot'; bootMs: number }
  /** Each queued run fails when an instance should have been ready, without ever starting. */
  | { kind: 'bootFails'; error?: string };

export interface Deployment {
  readonly owner: string;
  readonly name: string;
  /** `owner/name`. */
  readonly model: string;
  readonly createdUs: number;
  release: Release;
  /** All of them, though the platform shows only the current one. */
  readonly releases: Release[];
  instances: Instance[];
  /** Runs that no instance has taken yet, oldest first. */
  queue: Prediction[];
  fate: Fate | undefined;
  lastRunEndedAt: number;
  offlineSince: number;
}

export type Status = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted';

/** A file output: https for readers that come later, a data URI for those who waited. */
export class OutputFile {
  readonly type: string;
  readonly bytes: Buffer;
  url = '';

  constructor(type: string, bytes: Buffer) {
    this.type = type;
    this.bytes = bytes;
  }
}

export interface StreamEvent {
  readonly id: string;
  readonly name: 'output' | 'logs' | 'error' | 'done';
  readonly data: unknown;
}

export interface Prediction {
  readonly id: string;
  readonly account: string;
  readonly source: 'api' | 'web';
  readonly model: string;
  readonly version: string;
  /** Key of the deployment. */
  readonly deployment: string | undefined;
  readonly createdUs: number;
  readonly deadlineAt: number | undefined;
  readonly plan: Plan;
  readonly streamKey: string | undefined;
  input: Json | null;
  status: Status;
  startedAt: number | undefined;
  completedAt: number | undefined;
  output: unknown;
  logs: string;
  error: string | null;
  metrics: Json;
  dataRemoved: boolean;
  events: StreamEvent[];
  timers: (() => void)[];
  /** Called once when it ends, by whoever gave it a place to run. */
  released: (() => void) | undefined;
}

/** What the next run does instead of its plan. */
export type RunFate =
  | { kind: 'fails'; error?: string; afterMs?: number }
  | { kind: 'slow'; runMs: number }
  | { kind: 'hangs' }
  /** Nothing on the stream for a while. */
  | { kind: 'pausesAfter'; pieces: number; ms: number };

export interface Training {
  readonly id: string;
  readonly account: string;
  readonly model: string;
  readonly version: string;
  readonly destination: string;
  readonly input: Json;
  readonly createdUs: number;
  status: Status;
  startedAt: number | undefined;
  completedAt: number | undefined;
  newVersion: string | undefined;
}

export interface StoredFile {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly metadata: unknown;
  readonly createdUs: number;
}

export const ended = ({ status }: { status: Status }): boolean =>
  status !== 'starting' && status !== 'processing';
