import { t } from '@vscode/l10n';
import { lastPart, longestName, plainName } from '../name.ts';

/** Only what can be no name at all: no rule is documented, so the platform decides about the rest. */
export function validateName(name: string): string | undefined {
  if (name.trim() === '') return t('Give it a name.');
  return /[\s/]/.test(name.trim()) ? t('No spaces or slashes: use dashes.') : undefined;
}

/** What guides and official tests keep to (replicate.com/docs/guides/model-best-practices). */
export function nameHint(name: string): string | undefined {
  if (name.length > longestName) return t`At most ${longestName} characters are safe.`;
  return /^[a-z0-9][a-z0-9-]*$/.test(name)
    ? undefined
    : t('Lower-case letters, digits and dashes, beginning with a letter or a digit, are safe.');
}

/** `stability-ai/SDXL 1.0` → `sdxl-1-0`. */
export function suggestName(modelName: string): string {
  return plainName(lastPart(modelName));
}
