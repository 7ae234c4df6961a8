import type { FaultRule } from '../../kit/faults.ts';

/** What the launcher's flags decide; none of it can be changed over HTTP. */
export interface ServerSettings {
  modelId: string;
  /** Compared with the one an adapter declares. */
  architecture: string;
  kind: 'generate' | 'embed' | 'classify';
  maxConcurrentRequests: number;
  maxBestOf: number;
  maxStopSequences: number;
  maxInputLength: number;
  maxTotalTokens: number;
  /** Whether the base tokenizer carries a chat template. */
  chatTemplate: boolean;
  /** Whether that template knows `tools`, and whether it needs `guideline`. */
  templateTools: boolean;
  templateGuideline: boolean;
  defaultAdapterSource: 'hub' | 'local' | 's3' | 'pbase';
  /** Any of these sets the memory reserved for other adapters to 0. */
  preloadedAdapters: readonly string[];
  /** A server started with one adapter refuses all others. */
  staticAdapter: string | undefined;
  maxActiveAdapters: number;
  /** `PREDIBASE_API_TOKEN` of the server: good for downloading an adapter, not for loading it. */
  serverToken: string | undefined;
  requestLoggerUrl: string | undefined;
  /** Older servers do not know `eager_prefill`. */
  eagerPrefill: boolean;
  sha: string | undefined;
  dockerLabel: string | undefined;
}

export const defaultSettings: ServerSettings = {
  modelId: 'Qwen/Qwen3-8B',
  architecture: 'Qwen3ForCausalLM',
  kind: 'generate',
  maxConcurrentRequests: 1024,
  maxBestOf: 2,
  maxStopSequences: 4,
  maxInputLength: 4095,
  maxTotalTokens: 4096,
  chatTemplate: true,
  templateTools: false,
  templateGuideline: false,
  defaultAdapterSource: 'hub',
  preloadedAdapters: [],
  staticAdapter: undefined,
  maxActiveAdapters: 1024,
  serverToken: undefined,
  requestLoggerUrl: undefined,
  eagerPrefill: true,
  sha: undefined,
  dockerLabel: undefined,
};

export interface LoraxModes {
  /** Whether `data:` is followed by a space. */
  dataSpace: boolean;
  /** Quiet streams get a comment this often (wall time). */
  keepAliveMs: number;
  /** With a manual clock adapters load at once and only say how long it took; `true` waits for the clock. */
  holdLoads: boolean;
  /** The model never says that it is done: without a limit it goes on to the end of its context. */
  endless: boolean;
  /** `standard` answers chat in the common OpenAI shape: newer deployments need not be LoRAX underneath. */
  openAi: 'lorax' | 'standard';
}

export const defaultLoraxModes: LoraxModes = {
  dataSpace: true,
  keepAliveMs: 15_000,
  holdLoads: false,
  endless: false,
  openAi: 'lorax',
};

/** How long the parts of a request take; reported always, really waited for only on a live clock. */
export interface Timing {
  readonly validationMs: number;
  readonly prefillMs: number;
  readonly tokenMs: number;
}

export const defaultTiming: Timing = { validationMs: 1, prefillMs: 60, tokenMs: 12 };

/**
 * `starting`: the port is closed while weights load. `stuck`: health answers, generation does not.
 * `poisoned`: after a CUDA assert every request fails until the server is restarted.
 */
export type ServerState = 'starting' | 'healthy' | 'unhealthy' | 'stuck' | 'poisoned';

export interface LoraxOptions {
  readonly port?: number;
  /** `demo` (default) knows adapters of every source and kind of failure, `empty` none. */
  readonly seed?: 'demo' | 'empty';
  readonly clock?: 'manual' | { speed: number };
  readonly startAt?: number;
  readonly settings?: Partial<ServerSettings>;
  readonly modes?: Partial<LoraxModes>;
  readonly timing?: Timing;
  /** Default: at once with a manual clock, else at the speed of `timing`. */
  readonly pace?: 'instant' | 'timed';
  readonly state?: ServerState;
  /** A bearer token that a proxy in front demands; the server itself has no authentication. */
  readonly proxyToken?: string;
  /** Control plane that resolves `pbase` adapters (`PREDIBASE_GATEWAY_ENDPOINT`); without it the own table does. */
  readonly predibaseGateway?: string;
  readonly nanoUsdPerHour?: number;
  readonly faults?: readonly FaultRule[];
  readonly onAnswer?: (exchange: { method: string; path: string; status: number; body: unknown }) => void;
}
