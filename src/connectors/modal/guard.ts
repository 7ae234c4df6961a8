import { t } from '@vscode/l10n';
import type { DeploymentPart } from '../domain.ts';

/** Whether Modal's proxy asks callers of a part for a token, for programs and in words. Undefined = not told. */
export function guardOf(proxyAuth: boolean | undefined): Pick<DeploymentPart, 'guarded' | 'note'> {
  if (proxyAuth === undefined) return {};
  const note = proxyAuth ? t('needs a proxy token') : t('open to anyone who knows the address');
  return { guarded: proxyAuth, note };
}
