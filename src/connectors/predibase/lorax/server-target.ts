import type { Clock, ServerEntry } from '../../context.ts';
import type { HttpClient } from '../../http.ts';
import type { Redact } from '../../redact.ts';
import type { AdapterSource, LoraxTarget } from './target.ts';

interface Parts {
  http: HttpClient;
  clock: Clock;
  redact: Redact;
  /** For the other sources than the hub; undefined = none must be sent. */
  adapterToken: (source: AdapterSource) => string | undefined;
}

/** What of it must not be seen anywhere. */
export function serverSecrets({ token, adapterToken }: ServerEntry): string[] {
  return [token, adapterToken].filter((secret) => secret !== undefined);
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
    // The token for Hugging Face is this server's own: none is sent to a server that it was not set for.
    adapterToken: (source) => (source === 'hub' ? entry.adapterToken : adapterToken(source)),
    http,
    clock,
    redact,
  };
}
