import type { HourlyPrice, ModelRef, TokenPrice } from './domain.ts';

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
  /** Chosen unless the person chooses another. */
  preferred?: true;
}

/** An adapter that a request can name. */
export interface AdapterChoice extends ModelRef {
  /** Where the server gets it from: sent with it. */
  source?: string;
  /** Why it cannot serve yet, or something to know about it. */
  note?: string;
}

/** Something of the account that a field can name. */
export interface FieldChoice {
  value: string;
  label: string;
  detail?: string;
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
