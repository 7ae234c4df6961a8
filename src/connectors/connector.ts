import type {
  AutoscalingConfig,
  Deployment,
  DeploymentConfig,
  HourlyPrice,
  ModelRef,
  NanoUsd,
  PlatformId,
  TokenPrice,
} from './domain.ts';
import type { ErrorData } from './errors.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from './inference.ts';

/** How far a platform has a capability; `how` and `why` are sentences that users read. */
export type Support =
  { level: 'native' } | { level: 'emulated'; how: string } | { level: 'absent'; why: string };

export const capabilities = [
  'deploy',
  'update',
  'stop',
  'start',
  'remove',
  'invoke',
  'streaming',
  'adapters',
  'logs',
  'revisions',
  'rollback',
  'usage',
  'pricing',
  'regions',
] as const;
export type Capability = (typeof capabilities)[number];

export interface CredentialField {
  key: string;
  label: string;
  secret: boolean;
  optional?: boolean;
  placeholder?: string;
  /** The environment variable that the ecosystem uses for it. */
  env?: string;
  /** How to get one, in a sentence, and where. */
  help: string;
  helpUrl?: string;
  /** Why this text cannot be one, or undefined. Format only; `verify` does the rest. */
  validate?(text: string): string | undefined;
}

/** One row of the configuration step: drawn by the wizard, checked by both ends. */
export interface ConfigField {
  key: keyof DeploymentConfig;
  label: string;
  help: string;
  kind:
    | 'integer'
    | 'seconds'
    | 'minutes'
    | 'text'
    | 'choices'
    | 'instance'
    | 'autoscaling'
    | 'environment'
    | 'tags';
  support: Support;
  min?: number;
  max?: number;
  default?: number | string;
  /** Whether it can be changed on a running deployment; else the reason. */
  updatable: true | { no: string };
  /** For autoscaling: the metrics to choose from. */
  metrics?: {
    name: string;
    label: string;
    unit: string;
    min: number;
    max?: number;
    default: number;
    percentile?: boolean;
  }[];
}

export interface BaseUrl {
  key: string;
  default: string;
  help: string;
}

/** Everything that a connector needs from outside, so that it runs in VS Code, in a test, on a command line. */
export interface ConnectContext {
  credentials: Record<string, string>;
  /** Overrides by BaseUrl.key. */
  baseUrls?: Record<string, string>;
  /** Default: `globalThis.fetch` taken at call time, so that VS Code's proxy and certificates hold. */
  fetch?: typeof fetch;
  clock?: Clock;
  log?: Log;
  /** Small facts that the platform forgets (replica bounds before a stop). Default: this process only. */
  memory?: Memory;
}

export interface Clock {
  /** ms since epoch. */
  now(): number;
  /** Monotonic ms, for durations. */
  monotonic(): number;
  /** Rejects with an AbortError when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

/** Who a key belongs to. */
export interface Account {
  /** For people: project and organization. */
  label: string;
  id: string;
  details: { label: string; value: string }[];
}

/** A read of the whole account. A part that failed is a problem beside the rest, never a blank. */
export interface Listing {
  deployments: Deployment[];
  problems: ErrorData[];
  /** True when `deployments` is everything there is; false when a problem hides some. */
  complete: boolean;
  /** Ids in `deployments` that could not be read this time: what stands there is from before. */
  stale?: string[];
  readAt: number;
}

export interface ModelQuery {
  text?: string;
  /** `catalogue`: the platform's own; `own`: fine-tunes, uploads and adapters of this account. */
  scope: 'catalogue' | 'own';
  cursor?: string;
}

export interface ModelChoice extends ModelRef {
  publisher?: string;
  description?: string;
  /** Tokens. */
  contextLength?: number;
  tags: string[];
  /** Undefined = unknown until its variants are asked for. */
  deployable?: true | { no: string };
}

/** A model that the platform serves to everyone, billed by token; tested with the id `serverless:<id>`. */
export interface ServerlessModel extends ModelChoice {
  /** Absent = unknown. */
  tokenPrice?: TokenPrice;
}

/** One way to run a model: quantization, GPUs. What a spec names. */
export interface ModelVariant {
  /** Opaque; passed back in the spec verbatim. */
  id: string;
  label: string;
  details: string[];
  instanceType?: string;
}

export interface Page<T> {
  items: T[];
  cursor?: string;
}

export interface RegionHeadroom {
  name: string;
  /** Replicas that fit now, best effort. Absent = unknown. */
  replicas?: number;
  /** True when it is "at least this many". */
  atLeast?: boolean;
}

export interface InstanceType {
  id: string;
  label: string;
  gpu?: string;
  gpuCount?: number;
  gpuMemoryGb?: number;
  price?: HourlyPrice;
  regions: RegionHeadroom[];
}

export interface DeploymentSpec {
  name: string;
  model: ModelRef;
  variant?: string;
  config: DeploymentConfig;
}

/** A change to an existing deployment: only what differs. */
export type DeploymentChange = DeploymentConfig;

export interface PlannedRequest {
  method: string;
  url: string;
  body?: unknown;
  /** What it does and when, in a few words. */
  note: string;
}

export interface Check {
  level: 'error' | 'warning' | 'info';
  message: string;
  field?: keyof DeploymentConfig | 'name' | 'model';
}

export interface Estimate {
  /** Per hour with the minimum and the maximum of replicas. Absent = price unknown. */
  minPerHour?: NanoUsd;
  maxPerHour?: NanoUsd;
  price?: HourlyPrice;
}

/** What a deploy or an update would do: exactly the requests, the price, and what is wrong with it. */
export interface Plan {
  requests: PlannedRequest[];
  estimate: Estimate;
  checks: Check[];
}

/** What giving traffic to a deployment would do. Shares are 0 to 1; absent = unknown. */
export interface RoutePlan {
  requests: PlannedRequest[];
  /** Everything that then gets traffic. */
  shares: TrafficShare[];
}

export interface TrafficShare {
  name: string;
  before?: number;
  after?: number;
}

export interface LogEntry {
  id: string;
  at: number;
  level: 'debug' | 'info' | 'warn' | 'error';
  /** The platform's type, e.g. `deployment.scaled`. */
  type: string;
  message: string;
  /** Output of the container, where the platform gives it. */
  excerpt?: string;
}

export interface Revision {
  id: string;
  label: string;
  createdAt?: number;
  current: boolean;
  detail?: string;
}

export interface TimeWindow {
  /** ms since epoch; `from` inclusive, `to` exclusive. */
  from: number;
  to: number;
}

/** Usage as the platform itself counts it. Every absent field is unknown. Latencies in ms. */
export interface PlatformUsage {
  window: TimeWindow;
  readAt: number;
  requests?: { total?: number; succeeded?: number; failed?: number };
  tokens?: { input?: number; output?: number };
  latency?: Partial<Record<'average' | 'p50' | 'p90' | 'p95' | 'p99', number>>;
  firstToken?: Partial<Record<'average' | 'p50' | 'p90' | 'p95' | 'p99', number>>;
  /** Anything else that it reports, by the platform's own names. */
  other: { label: string; value: string }[];
  series: { name: string; points: { at: number; value: number }[] }[];
  /** What this platform does not give, each in a sentence. */
  absent: string[];
}

/** Progress of a many-step action, for the row and the panel. */
export type Progress = (step: string) => void;

/** One account on one platform. Every method is cancellable and throws PlatformError only. */
export interface Connector {
  readonly platform: PlatformId;
  verify(signal?: AbortSignal): Promise<Account>;
  /** Cheap in the steady state. `fresh` bypasses what the connector remembers. */
  list(options?: { signal?: AbortSignal; fresh?: boolean }): Promise<Listing>;
  get(id: string, signal?: AbortSignal): Promise<Deployment>;
  models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>>;
  /** How a model can be run; throws `unsupported` with the reason when it cannot. */
  variants(model: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]>;
  hardware(signal?: AbortSignal): Promise<InstanceType[]>;
  /** Models that need no deployment, where the platform has such; `get('serverless:<id>')` reads one. */
  serverless?(
    query: { text?: string; cursor?: string },
    signal?: AbortSignal,
  ): Promise<Page<ServerlessModel>>;
  /** Adapters attached to a deployment. */
  adapters(id: string, signal?: AbortSignal): Promise<ModelRef[]>;
  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan>;
  planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan>;
  /** Returns when the platform has accepted it, not when it is active. Never sends a create twice. */
  deploy(spec: DeploymentSpec, options?: { signal?: AbortSignal; progress?: Progress }): Promise<Deployment>;
  update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment>;
  stop(id: string, signal?: AbortSignal): Promise<Deployment>;
  start(id: string, signal?: AbortSignal): Promise<Deployment>;
  /** The whole delete order of the platform, step by step; resumable by calling again. */
  remove(id: string, options?: { signal?: AbortSignal; progress?: Progress }): Promise<void>;
  /** Never throws: see InvokeEvent. */
  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent>;
  /** Code for the same request, with the key as an environment variable. */
  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string;
  logs?(id: string, query: { since?: number; limit?: number }, signal?: AbortSignal): Promise<LogEntry[]>;
  revisions?(id: string, signal?: AbortSignal): Promise<Revision[]>;
  rollback?(id: string, revision: string, signal?: AbortSignal): Promise<Deployment>;
  /** Sends traffic to a deployment that runs and gets none; what the others have stays in proportion. */
  route?(id: string, signal?: AbortSignal): Promise<Deployment>;
  planRoute?(id: string, signal?: AbortSignal): Promise<RoutePlan>;
  usage?(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage>;
  /** Ends keep-alive connections and background work. */
  dispose(): void;
}

/** A platform as data, and the way to connect to it. */
export interface ConnectorDefinition {
  id: PlatformId;
  displayName: string;
  /** What it is for, in one sentence. */
  purpose: string;
  homepage: string;
  credentials: CredentialField[];
  baseUrls: BaseUrl[];
  capabilities: Record<Capability, Support>;
  fields: ConfigField[];
  /** The rule for a name, checked as it is typed; undefined = good. */
  validateName(name: string): string | undefined;
  /** A name the platform accepts, made from a model's name. */
  suggestName(modelName: string): string;
  connect(context: ConnectContext): Connector;
}

export type { AutoscalingConfig, TokenPrice };
