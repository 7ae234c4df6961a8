import type { Clock, ServerEntry } from '../../context.ts';
import type { HttpClient } from '../../http.ts';
import type { Redact } from '../../redact.ts';
import type { AdapterSource, LoraxTarget } from './target.ts';

interface Parts {
  http: HttpClient;
  clock: Clock;
  redact: Redact;
  /** Undefined = none must be sent. */
  adapterToken: (source: AdapterSource) => string | undefined;
}

/** LoRAX has no authentication: a token is for what stands in front of it. */
export function serverHeaders({ token }: ServerEntry): Record<string, string> {
  return token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` };
}

export function serverTarget(entry: ServerEntry, { http, clock, redact, adapterToken }: Parts): LoraxTarget {
  return {
    kind: 'server',
    baseUrl: entry.url,
    headers: serverHeaders(entry),
    defaultSource: 'hub',
    adapterToken,
    http,
    clock,
    redact,
  };
}
