import type {
  AdapterChoice,
  FieldChoice,
  InstanceType,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  ServerlessModel,
} from './catalogue.ts';
import type { Deployment, DeploymentConfig, ModelRef, PlatformId } from './domain.ts';
import type { ErrorData } from './errors.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from './inference.ts';
import type { LogEntry, LogFilters, LogQuery, PlatformUsage, Revision, TimeWindow } from './insight.ts';
import type { DeploymentChange, DeploymentSpec, Plan, RoutePlan } from './plan.ts';
import type { OutputFile, TestForm } from './test-form.ts';

export type * from './catalogue.ts';
export type * from './context.ts';
export type * from './definition.ts';
export type * from './insight.ts';
export type * from './plan.ts';
export type * from './test-form.ts';
export type * from './workbench.ts';
export { capabilities } from './definition.ts';

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
  /** What the account has for a field that is `listed`; `config` is what is configured so far. */
  choices?(field: string, config: DeploymentConfig, signal?: AbortSignal): Promise<FieldChoice[]>;
  /** Makes a credential (`ConnectorDefinition.issued`): values by credential key. Shown once by the platform: keep it at once. */
  issue?(signal?: AbortSignal): Promise<Record<string, string>>;
  /** Models that need no deployment, where the platform has such; `get('serverless:<id>')` reads one. */
  serverless?(
    query: { text?: string; cursor?: string },
    signal?: AbortSignal,
  ): Promise<Page<ServerlessModel>>;
  /** Adapters that a test of the deployment can name, or that are attached to it. */
  adapters(id: string, signal?: AbortSignal): Promise<AdapterChoice[]>;
  /** What a test of it can be given. Without this method: a prompt and the usual sampling. */
  testForm?(id: string, signal?: AbortSignal): Promise<TestForm>;
  /** A file that a test gave as output, for showing it. Only from hosts that the platform's outputs live on. */
  file?(url: string, signal?: AbortSignal): Promise<OutputFile>;
  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan>;
  planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan>;
  /** Returns when the platform has accepted it, not when it is active. Never sends a create twice. */
  deploy(spec: DeploymentSpec, options?: { signal?: AbortSignal; progress?: Progress }): Promise<Deployment>;
  update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment>;
  stop(id: string, signal?: AbortSignal): Promise<Deployment>;
  start(id: string, signal?: AbortSignal): Promise<Deployment>;
  /**
   * The whole delete order of the platform, step by step; resumable by calling again. `resumed`: nobody asked just
   * now, so what was started again since it was stopped for this is left alone.
   */
  remove(
    id: string,
    options?: { signal?: AbortSignal; progress?: Progress; resumed?: boolean },
  ): Promise<void>;
  /** Never throws: see InvokeEvent. */
  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent>;
  /** Code for the same request, with the key as an environment variable. */
  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string;
  /** The newest that the query lets through, oldest first. */
  logs?(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogEntry[]>;
  /** What comes from now on; ends when it is aborted or the deployment is over. */
  follow?(id: string, query: LogQuery, signal?: AbortSignal): AsyncIterable<LogEntry>;
  logFilters?(id: string, signal?: AbortSignal): Promise<LogFilters>;
  revisions?(id: string, signal?: AbortSignal): Promise<Revision[]>;
  rollback?(id: string, revision: string, signal?: AbortSignal): Promise<Deployment>;
  /** Replaces its replicas by new ones of the same kind. */
  restart?(id: string, signal?: AbortSignal): Promise<Deployment>;
  /** Sends traffic to a deployment that runs and gets none; what the others have stays in proportion. */
  route?(id: string, signal?: AbortSignal): Promise<Deployment>;
  planRoute?(id: string, signal?: AbortSignal): Promise<RoutePlan>;
  usage?(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage>;
  /** Ends keep-alive connections and background work. */
  dispose(): void;
}
