import type { LogBook } from './logs/book.ts';
import type { AppState, DeploymentType, InputStatus, Provisioning, Result } from './words.ts';

export interface Environment {
  readonly id: string;
  name: string;
  webSuffix: string;
  readonly isDefault: boolean;
  readonly createdAt: number;
  budgetDollars: number | undefined;
  spendLimitReached: boolean;
}

/** What a deployed file says of one function. */
export interface FunctionConfig {
  /** In the order of preference, e.g. `H100:2`. */
  readonly gpu: readonly string[];
  readonly min: number;
  readonly max?: number;
  readonly buffer?: number;
  readonly scaledownSeconds: number;
  readonly timeoutSeconds: number;
  readonly startupSeconds: number;
  readonly maxInputs: number;
  readonly targetInputs?: number;
  readonly proxyAuth: boolean;
  readonly region?: string;
  readonly port: number;
  /** The names that the engine answers to. */
  readonly served: readonly string[];
  readonly model: string;
  readonly loras: readonly { readonly name: string; readonly path: string }[];
  readonly secrets: readonly string[];
  readonly volumes: readonly string[];
}

export interface FunctionSpec {
  readonly tag: string;
  readonly kind: 'web' | 'server';
  readonly config: FunctionConfig;
}

export interface Commit {
  readonly vcs?: string;
  readonly branch?: string;
  readonly commitHash?: string;
  readonly commitTimestamp?: number;
  readonly dirty?: boolean;
  readonly authorName?: string;
  readonly authorEmail?: string;
  readonly repoUrl?: string;
}

export interface Version {
  readonly version: number;
  readonly functions: readonly FunctionSpec[];
  readonly tag: string;
  readonly clientVersion: string;
  readonly deployedAt: number;
  readonly deployedBy: string;
  readonly rollbackVersion: number;
  readonly type: DeploymentType;
  readonly commit: Commit | undefined;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  state: AppState;
  readonly createdAt: number;
  readonly createdBy: string;
  deployedAt: number;
  deployedBy: string;
  stoppedAt: number;
  stoppedBy: string;
  readonly history: Version[];
  /** The version in force; 0 before the first. */
  live: number;
  readonly functions: Map<string, Served>;
  tags: Record<string, string>;
  readonly logs: LogBook;
}

/** What is changed without a deploy; forgotten with the next. */
export interface Scaling {
  minContainers?: number;
  maxContainers?: number;
  bufferContainers?: number;
  scaleupWindow?: number;
  scaledownWindow?: number;
  targetConcurrencyFloat?: number;
}

/** What the coming containers of a function go through instead of a start. */
export type Fate =
  | { readonly kind: 'crashes'; readonly message?: string }
  | { readonly kind: 'slow'; readonly coldStartMs: number }
  | { readonly kind: 'noCapacity' };

/** One function or server of an app. */
export interface Served {
  readonly id: string;
  readonly app: App;
  readonly tag: string;
  kind: FunctionSpec['kind'];
  config: FunctionConfig;
  overrides: Scaling;
  readonly overridden: Map<keyof Scaling, { at: number; by: string }>;
  readonly containers: Container[];
  readonly inputs: Input[];
  fate: Fate | undefined;
}

export interface Container {
  readonly id: string;
  readonly served: Served;
  readonly version: number;
  readonly gpu: { readonly type: string; readonly count: number };
  readonly enqueuedAt: number;
  /** 0 until the server in it answers. */
  startedAt: number;
  /** 0 while it runs. */
  finishedAt: number;
  result: Result | undefined;
  /** Of a version that is no longer live, or stopped gracefully: takes no more inputs. */
  draining: boolean;
  running: number;
  /** Since when nothing runs in it. */
  idleSince: number;
  /** Takes back what was planned for it. */
  cancel: () => void;
}

/** One HTTP request of a function, from its arrival to its end. */
export interface Input {
  readonly callId: string;
  readonly method: string;
  readonly route: string;
  readonly enqueuedAt: number;
  startedAt: number;
  finishedAt: number;
  status: InputStatus;
  httpStatus: number;
  container: Container | undefined;
  /** Told by the engine, not by the clock: a manual one stands still meanwhile. */
  executionMs: number;
  promptTokens: number;
  outputTokens: number;
  ttftMs: number;
  /** Wakes whoever waits for a container. */
  assigned: ((container: Container) => void) | undefined;
}

export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly app: App;
  readonly server: Served;
  readonly modelName: string;
  readonly repoId: string;
  readonly revision: string;
  readonly volumeId: string;
  readonly modelPath: string;
  readonly unauthenticated: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
  updatedAt: number;
  provisioning: Provisioning;
  stoppedAt: number;
  stoppedBy: string;
}

export interface Secret {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  keys: string[];
  readonly createdAt: number;
  lastUsedAt: number;
}

export interface VolumeFile {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
}

export interface Volume {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly version: 1 | 2;
  readonly createdAt: number;
  readonly files: VolumeFile[];
}

export interface ProxyToken {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
  readonly scoped: boolean;
  name: string;
  readonly environments: Set<string>;
}

export interface ApiToken {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly username: string;
  expiresAt: number | undefined;
  revoked: boolean;
}
