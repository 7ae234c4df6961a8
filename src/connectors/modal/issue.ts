import type { ModalApi } from './api.ts';
import { problem } from './errors.ts';

/** A proxy token for the whole workspace. Sent once: Modal shows its secret in this answer only. */
export async function issueProxyToken(api: ModalApi): Promise<Record<string, string>> {
  const made = await api.call('webhookTokenCreate', { scoped: false, name: 'Slipway' }, { once: true });
  if (made.tokenId === '' || made.tokenSecret === '')
    throw problem('malformed', 'Modal’s answer holds no proxy token.', {
      hint: 'Make one in Modal’s settings and enter it under Manage Platforms.',
    });
  return { proxyTokenId: made.tokenId, proxyTokenSecret: made.tokenSecret };
}
