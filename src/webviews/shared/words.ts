import { t } from '@vscode/l10n';

/** Text from elsewhere, put as this interface puts its own. Pure. */

export function asSentence(text: string): string {
  const trimmed = text.trim();
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** Of a status that Slipway concluded from a word which does not say it: an undocumented one, or an own look. */
export const inferredFrom = (word: string): string => t`inferred from “${word}”`;
