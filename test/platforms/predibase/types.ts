import type { Router } from '../kit/router.ts';
import type { Engine } from './lorax/engine.ts';

export interface ComputeEvent {
  readonly eventType: string;
  readonly timestamp: string;
}

/** What a deployment will go through while it comes up. */
export type Fate =
  | { kind: 'failed'; afterMs?: number; message?: string }
  | { kind: 'slow'; provisionMs?: number; startMs?: number }
  /** Stays in a status word of its own. */
  | { kind: 'stuck'; status?: string };

export interface Deployment {
  readonly name: string;
  readonly uuid: string;
  description: string | null;
  readonly shared: boolean;
  /** The platform's own word. */
  status: string;
  /** Said in its place, for words a client has never heard. */
  statusInstead: string | undefined;
  readonly model: { readonly name: string; readonly maxInputLength: number };
  readonly accelerator: string;
  readonly computeSpec: unknown;
  readonly quantization: string | null;
  usesGuaranteedCapacity: boolean;
  config: Config;
  currentReplicas: number;
  readonly events: ComputeEvent[];
  readonly created: number;
  updated: number;
  errorText: string | undefined;
  fate: Fate | undefined;
  readonly engine: Engine;
  readonly router: Router;
  /** Takes back whatever transition is under way. */
  cancel: () => void;
  cancelIdle: () => void;
  /** Serving requests that wait for a replica. */
  waiting: ((outcome: 'ready' | 'gone') => void)[];
}

/** As on the wire, camelCase; null and absent are the same. */
export type Config = Record<string, unknown> & {
  minReplicas: number;
  maxReplicas: number;
  cooldownTime: number;
  scaleUpRequestThreshold: number;
};

export interface AdapterVersion {
  readonly tag: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly baseModel: string;
  archived: boolean;
  /** Null or empty for uploaded ones. */
  status: string | null;
  adapterPath: string | null;
  readonly checkpoint: number | null;
  readonly description: string | null;
  readonly finetuningJob?: { readonly uuid: string; readonly error: string | null };
}

export interface Repo {
  readonly uuid: string;
  readonly name: string;
  readonly description: string | null;
  readonly versions: AdapterVersion[];
}

export interface BatchJob {
  readonly uuid: string;
  readonly originalRequest: unknown;
  status: string;
  error?: string;
  resultPath?: string;
  cancel: () => void;
}
