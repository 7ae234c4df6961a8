import { t } from '@vscode/l10n';
import type { ConnectContext } from '../../context.ts';
import { HttpClient } from '../../http.ts';

/** The way out to servers of a person's own: their names in the errors, and no page of a platform to look at. */
export function loraxHttp({ fetch, clock }: Pick<ConnectContext, 'fetch' | 'clock'>): HttpClient {
  return new HttpClient({
    platform: 'predibase',
    platformName: t('The LoRAX server'),
    fetch,
    clock,
    requestIdHeaders: ['x-request-id', 'x-b3-traceid'],
  });
}
