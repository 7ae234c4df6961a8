/** An entry of `GET /v2/supported-models`, as it goes over the wire. */
export interface SupportedModel {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly displayType: string;
  readonly publisher: string;
  readonly status: string;
  readonly inputModalities: readonly string[];
  readonly outputModalities: readonly string[];
  readonly products: readonly string[];
  readonly capabilities: readonly string[];
  readonly features?: readonly string[];
  readonly architecture?: string;
  readonly contextLength?: string;
  readonly serverlessEndpoint?: string;
  readonly baseModelId: string;
  readonly baseModel: string;
  readonly deploymentProfiles: readonly DeploymentProfile[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DeploymentProfile {
  readonly profileId: string;
  readonly model: string;
  readonly config: string;
  readonly modelName: string;
  readonly gpuType: string;
  readonly gpuCount: number;
  readonly quantization: string;
  readonly parallelism: string;
  readonly certifiedConfigRevisionId: string;
  readonly certifiedModelRevisionId: string;
  readonly performanceBenchmarks: {
    readonly decodingSpeedTps?: number;
    readonly timeToFirstTokenMs?: number;
    readonly maxContextLength?: string;
  };
}

/** An entry of `GET /v1/models` with what the simulator does when it is called. */
export interface V1Model {
  readonly info: {
    readonly id: string;
    readonly object: 'model';
    readonly created: number;
    readonly type: string;
    readonly display_name?: string;
    readonly organization?: string;
    readonly link?: string;
    readonly license?: string;
    readonly context_length?: number;
    readonly pricing?: Record<string, unknown>;
  };
  readonly callable: 'yes' | 'no' | 'stream-only';
}
