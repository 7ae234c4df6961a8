/** What the simulator remembers. Wire shapes are made from these by `views.ts`. */

export interface Autoscaling {
  minReplicas: number;
  maxReplicas: number;
  scaleUpWindow?: string;
  scaleDownWindow?: string;
  scaleToZeroWindow?: string;
  scalingMetrics?: ScalingMetric[];
}

export interface ScalingMetric {
  name: string;
  type: string;
  target: number;
  percentile?: string;
}

export interface Placement {
  inline?: {
    regions?: string[];
    constraint?: string;
    compliancePolicy?: { hipaa?: boolean };
  };
  profile?: string;
}

export type DeploymentState =
  'PROVISIONING' | 'SCALING' | 'READY' | 'DEGRADED' | 'STOPPING' | 'STOPPED' | 'FAILED';

export interface Replica {
  readonly id: string;
  phase: 'pending' | 'starting' | 'ready' | 'draining';
  /** Takes back the timer that would move it to its next phase. */
  cancel: () => void;
}

/** What a test wants to happen to a deployment instead of coming up. */
export type Fate =
  | { kind: 'noCapacity'; healAfterMs?: number }
  | { kind: 'rejected'; message?: string }
  | { kind: 'failed'; afterMs?: number; message?: string }
  | { kind: 'startupStalled'; healAfterMs?: number; message?: string }
  | { kind: 'notReady'; healAfterMs?: number; message?: string }
  | { kind: 'slow'; provisionMs?: number; startMs?: number };

export interface Deployment {
  readonly id: string;
  readonly projectId: string;
  readonly endpointId: string;
  shortName: string;
  readonly model: ModelRef;
  readonly config: ResourceRef;
  readonly hardware: string;
  readonly enableLora: boolean;
  readonly placement?: Placement;
  readonly createdAt: number;
  updatedAt: number;
  etag: string;
  autoscaling: Autoscaling;
  inactiveTimeout?: number;
  maxConcurrentRequestsPerReplica?: string;
  shadow: boolean;
  desired: number;
  replicas: Replica[];
  state: DeploymentState;
  message: string;
  fate?: Fate;
  /** DEGRADED while set; the text is the status message. */
  blocked?: string;
  runStartedAt: number;
  everReady: boolean;
  readonly adapters: Adapter[];
  inFlight: number;
  /** Scripted load for the autoscaler, by metric name. */
  load: Record<string, number>;
  lastRequestAt: number;
}

export interface ResourceRef {
  readonly projectId: string;
  readonly id: string;
}

export interface ModelRef extends ResourceRef {
  readonly revisionId: string;
}

export interface SplitEntry {
  deploymentId: string;
  weight: number;
}

export interface Endpoint {
  readonly id: string;
  readonly projectId: string;
  shortName: string;
  visibility: 'VISIBILITY_PRIVATE' | 'VISIBILITY_INTERNAL';
  etag: string;
  readonly createdAt: number;
  updatedAt: number;
  /** As the API shows it; routers follow about 30 s later in `routed`. */
  split: SplitEntry[];
  routed: SplitEntry[];
}

export interface Revision {
  readonly id: string;
  readonly createdAt: number;
  readonly validation?: 'PENDING' | 'SUCCESS' | 'FAILED' | 'ERROR';
}

export interface Model {
  readonly id: string;
  readonly projectId: string;
  readonly organizationId: string;
  name: string;
  description: string;
  visibility: 'VISIBILITY_PRIVATE' | 'VISIBILITY_INTERNAL';
  readonly baseModel?: ResourceRef;
  readonly weights: {
    type: 'WEIGHTS_TYPE_DEFAULT' | 'WEIGHTS_TYPE_ADAPTER';
    architecture?: string;
    contextLength?: string;
    parameters?: { total: string; byDtype: { dtype: string; count: string }[] };
  };
  readonly revisions: Revision[];
}

export interface Config {
  readonly id: string;
  readonly projectId: string;
  readonly model: ResourceRef;
  readonly selectors: readonly { key: string; value: string }[];
}

export interface Adapter {
  readonly id: string;
  readonly model: ResourceRef;
  revisionId: string;
  etag: string;
  state: 'PENDING' | 'LOADING' | 'READY' | 'REMOVING' | 'FAILED';
  loadedAt?: number;
}

export interface InstanceType {
  readonly id: string;
  readonly description: string;
  readonly gpuType: string;
  readonly gpuCount: number;
  readonly gpuMemoryGib: number;
  /** Undefined: the platform names none. */
  priceCentsPerHour: number | undefined;
  readonly regions: readonly { name: string; headroom?: { value?: number; relation: string } }[];
}

export interface PlatformEvent {
  readonly id: string;
  readonly at: number;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly type: string;
  readonly source: string;
  readonly endpointId: string;
  readonly deploymentId?: string;
  readonly fields: Record<string, unknown>;
}

/** One served (or refused) inference request, for analytics. */
export interface Served {
  readonly at: number;
  readonly endpointId: string;
  readonly deploymentId: string;
  readonly status: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly ttftMs: number;
  readonly latencyMs: number;
}

export interface V1Endpoint {
  readonly id: string;
  readonly name: string;
  displayName: string;
  readonly model: string;
  readonly hardware: string;
  readonly owner: string;
  state: string;
  autoscaling: { min_replicas: number; max_replicas: number };
  inactiveTimeout: number | null;
  readonly createdAt: number;
  /** Answers `dedicated_endpoint_not_running` on every fifth call although it says STARTED. */
  readonly flaky: boolean;
  readonly adapters: string[];
}
