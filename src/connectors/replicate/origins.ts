/**
 * Whether a request to this address may carry the token. Stream and page links come from answers, and one of
 * the documented examples is plain http: a link must never take the token along to where it does not belong.
 */
export function mayCarryToken(url: string, apiBase: string): boolean {
  const to = URL.parse(url);
  if (!to) return false;
  if (to.origin === URL.parse(apiBase)?.origin) return true;
  return to.protocol === 'https:' && to.port === '' && to.hostname.endsWith('.replicate.com');
}

/** Where outputs live: replicate.delivery and what is below it, or the origin that is configured for them. */
export function isOutputHost(url: string, delivery: string): boolean {
  const to = URL.parse(url);
  if (!to) return false;
  if (delivery !== '' && to.origin === URL.parse(delivery)?.origin) return true;
  const { protocol, hostname, port } = to;
  return (
    protocol === 'https:' &&
    port === '' &&
    (hostname === 'replicate.delivery' || hostname.endsWith('.replicate.delivery'))
  );
}
