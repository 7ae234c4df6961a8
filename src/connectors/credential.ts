import { t } from '@vscode/l10n';

/** What can be told from a key before the platform sees it: that it was pasted whole, and nothing else. */
export function keyCheck(noun: string): (text: string) => string | undefined {
  return (text) => {
    const key = text.trim();
    if (key === '') return t`Paste an ${noun}.`;
    if (/\s/.test(key)) return t`An ${noun} has no spaces or line breaks in it.`;
    return /^[\x21-\x7e]+$/.test(key) ? undefined : t`An ${noun} has only plain letters, digits and signs.`;
  };
}
