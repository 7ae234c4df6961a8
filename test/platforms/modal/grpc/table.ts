import type { Metadata } from '@grpc/grpc-js';
import type { ApiToken } from '../types.ts';

export interface RpcCall {
  readonly metadata: Metadata;
  /** Whose token it carries. */
  readonly token: ApiToken;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

type Unary = (request: never, call: RpcCall) => object;
type Stream = (request: never, call: RpcCall) => AsyncIterable<object> | Iterable<object>;

export type Rpc =
  { readonly kind: 'unary'; readonly run: Unary } | { readonly kind: 'stream'; readonly run: Stream };

/** The methods that are played, by name. A request arrives with every member, those that have no presence as zeros. */
export class RpcTable {
  readonly #rpcs = new Map<string, Rpc>();

  on(name: string, run: Unary): this {
    this.#rpcs.set(name, { kind: 'unary', run });
    return this;
  }

  stream(name: string, run: Stream): this {
    this.#rpcs.set(name, { kind: 'stream', run });
    return this;
  }

  find(name: string): Rpc | undefined {
    return this.#rpcs.get(name);
  }

  names(): string[] {
    return [...this.#rpcs.keys()];
  }
}

/** Known to the client of today and not to the interface that Modal publishes: a server may lack them. */
export const recent: ReadonlySet<string> = new Set([
  'AppGetInfo',
  'EndpointGetInfo',
  'FunctionCallCount',
  'FunctionCallFetch',
  'FunctionGetById',
  'FunctionGetMetrics',
  'FunctionGetSchedulingParams',
  'FunctionGetTimeRangeStats',
  'MetricsGetInfo',
  'ServerCountRequests',
  'ServerGetMetrics',
  'ServerGetTimeRangeStats',
  'ServerRequestFetch',
  'WebhookTokenUpdate',
]);
