export interface AbExperiment {
  readonly id: string;
  readonly endpointId: string;
  readonly name: string;
  description: string;
  members: AbMember[];
  readonly createdAt: number;
  updatedAt: number;
  etag: string;
}

export interface AbMember {
  deploymentId: string;
  role: 'AB_EXPERIMENT_MEMBER_ROLE_CONTROL' | 'AB_EXPERIMENT_MEMBER_ROLE_VARIANT';
  percent: number;
}

export interface ShadowExperiment {
  readonly id: string;
  readonly endpointId: string;
  readonly name: string;
  description: string;
  source: unknown;
  targets: ShadowTarget[];
  readonly createdAt: number;
  updatedAt: number;
  etag: string;
}

export interface ShadowTarget {
  readonly id: string;
  name: string;
  targetDeploymentId: string;
  description: string;
  readonly createdAt: number;
  updatedAt: number;
  etag: string;
}
