import { HttpClient } from '../../http.ts';

/** The way out to servers of a person's own: their names in the errors, and no page of a platform to look at. */
export function loraxHttp(fetchOf?: typeof fetch): HttpClient {
  return new HttpClient({
    platform: 'predibase',
    platformName: 'The LoRAX server',
    fetch: fetchOf,
    requestIdHeaders: ['x-request-id', 'x-b3-traceid'],
  });
}
