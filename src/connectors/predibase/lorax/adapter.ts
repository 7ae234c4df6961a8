import { t } from '@vscode/l10n';
import { PlatformError } from '../../errors.ts';
import type { InvokeRequest } from '../../inference.ts';
import { adapterSources } from './target.ts';
import type { AdapterSource, LoraxTarget } from './target.ts';

/** The adapter that a request names. Its source is always said: `a/b` means one thing to the hub, another to Predibase. */
export interface AskedAdapter {
  id: string;
  source: AdapterSource;
}

/** Undefined = the base model itself. Throws what the server would only find out after a download, or not at all. */
export function askedAdapter(
  { adapter, adapterSource }: InvokeRequest,
  { defaultSource, modelId }: Pick<LoraxTarget, 'defaultSource' | 'modelId'>,
): AskedAdapter | undefined {
  const id = (adapter ?? '').trim();
  if (id === '') return undefined;
  // In chat the server would take it for the base, on the native routes for an adapter (router/src/server.rs).
  if (id === modelId || id === '__base_model__')
    throw refusal(
      t`${id} is the base model and no adapter.`,
      t('Leave the adapter empty to ask the base model.'),
    );
  const wanted = (adapterSource ?? '').trim().toLowerCase();
  const source = wanted === '' ? defaultSource : adapterSources.find((each) => each === wanted);
  if (source === undefined)
    throw refusal(
      t`LoRAX knows no adapter source "${wanted}".`,
      t`Choose one of ${adapterSources.join(', ')}.`,
      'adapterSource',
    );
  if (source === 'pbase' && id.split('/').length > 2)
    throw refusal(
      t`${id} is no adapter of Predibase.`,
      t('Name it as repository/version, for example support/1, or choose the source it comes from.'),
    );
  return { id, source };
}

function refusal(message: string, hint: string, field = 'adapter'): PlatformError {
  return new PlatformError({ platform: 'predibase', code: 'invalid', message, hint, field });
}
