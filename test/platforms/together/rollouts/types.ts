export interface Step {
  readonly traffic: number;
  readonly replicas?: number;
}

export interface StepRecord {
  readonly stepIndex: number;
  readonly targetTrafficPercent: number;
  state: 'PENDING' | 'RUNNING' | 'PASSED' | 'FAILED' | 'PAUSED' | 'CANCELED' | 'SKIPPED';
  startedAt?: number;
  completedAt?: number;
}

export interface Rollout {
  readonly id: string;
  readonly endpointId: string;
  readonly sourceId: string;
  readonly targetId: string;
  readonly strategy: 'CANARY' | 'BLUE_GREEN' | 'ROLLING';
  readonly stepMs: number;
  readonly finalSourceReplicas: number;
  readonly finalTargetReplicas: number;
  readonly createdAt: number;
  state: string;
  steps: StepRecord[];
  currentStep?: number;
  percent?: number;
  /** What the pair held in the split at the start, shared out from then on. */
  weight: number;
  startedAt?: number;
  completedAt?: number;
  updatedAt: number;
  pause?: { reason?: string; at: number };
  condition?: { category: string; message: string; atStep: number; observedAt: number };
  etag: string;
  /** Set by a test: the step at which the platform pauses by itself, and why. */
  trouble?: { atStep: number; category: string; message?: string };
  cancelTimer: () => void;
}

export const terminal = (rollout: Rollout): boolean => /^(CANCELED|COMPLETED|ABORTED)$/.test(rollout.state);
