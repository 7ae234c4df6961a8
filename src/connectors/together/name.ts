import { t } from '@vscode/l10n';
import { lastPart, longestName, plainName } from '../name.ts';

/** Together documents no rule; this is the part that is safe everywhere (DNS labels). */
export function validateName(name: string): string | undefined {
  if (name === '') return t('Give it a name.');
  if (name.length > longestName) return t`At most ${longestName} characters.`;
  if (!/^[a-z0-9-]+$/.test(name)) return t('Only lower-case letters, digits and hyphens.');
  return /^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(name)
    ? undefined
    : t('It begins and ends with a letter or a digit.');
}

/** `Qwen/Qwen3.5-9B` → `qwen3-5-9b`. */
export function suggestName(modelName: string): string {
  return plainName(lastPart(modelName));
}
