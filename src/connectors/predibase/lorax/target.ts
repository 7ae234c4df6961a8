import type { Clock } from '../../context.ts';
import type { HttpClient } from '../../http.ts';
import type { Redact } from '../../redact.ts';

/** Where LoRAX gets an adapter from (its documentation: models/adapters). */
export const adapterSources = ['hub', 'pbase', 's3', 'local'] as const;
export type AdapterSource = (typeof adapterSources)[number];

/** Where LoRAX requests go: a server of the person's own, or a deployment behind Predibase's serving gateway. */
export interface LoraxTarget {
  kind: 'server' | 'gateway';
  /** Without `/v1` and without a slash at its end. */
  baseUrl: string;
  /** Authorization for the proxy or the gateway, where there is one. */
  headers: Record<string, string>;
  /** What a bare adapter id means here. It is always sent explicitly. */
  defaultSource: AdapterSource;
  /** The token for fetching adapters of this source, sent as `api_token`; undefined = none must be sent. */
  adapterToken(source: AdapterSource): string | undefined;
  /** `/info.model_id`, where known: in chat anything else than it and "" is taken for an adapter. */
  modelId?: string;
  /** Most tokens of prompt and answer together, where known. */
  maxTotalTokens?: number;
  http: HttpClient;
  clock: Clock;
  redact: Redact;
}
