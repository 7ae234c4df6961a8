import { t } from '@vscode/l10n';
import { lastPart, longestName, plainName } from '../name.ts';

/**
 * The rule of the SDK's command line (predibase/cli_commands/deploy.py); a `/` has a sentence of its own
 * because people paste Hugging Face paths. The length is what fits into a DNS label: none is documented.
 */
export function validateName(name: string): string | undefined {
  if (name === '') return t('Give it a name.');
  if (name.includes('/')) return t('A name has no slash: the path of the model belongs to the model.');
  if (!/^[a-z0-9-]+$/.test(name)) return t('Only lower-case letters, digits and hyphens.');
  return name.length > longestName ? t`At most ${longestName} characters.` : undefined;
}

/** `Qwen/Qwen3-8B` → `qwen3-8b`; `support/1`, an adapter → `support-1`. */
export function suggestName(modelName: string): string {
  const last = lastPart(modelName);
  return plainName(/^\d+$/.test(last) ? modelName : last);
}
