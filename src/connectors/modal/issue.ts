import { t } from '@vscode/l10n';
import type { ModalApi } from './api.ts';
import { problem } from './errors.ts';

/** A proxy token for the whole workspace. Sent once: Modal shows its secret in this answer only. */
export async function issueProxyToken(api: ModalApi): Promise<Record<string, string>> {
  const made = await api.call('webhookTokenCreate', { scoped: false, name: 'Slipway' }, { once: true });
  if (made.tokenId === '' || made.tokenSecret === '')
    throw problem(
      'outcome-unknown',
      t('Modal’s answer holds no proxy token: one may have been made that nobody knows.'),
      {
        hint: t(
          'Look at the proxy tokens in Modal’s settings. Make one there and enter it under Manage Platforms.',
        ),
      },
    );
  return { proxyTokenId: made.tokenId, proxyTokenSecret: made.tokenSecret };
}
