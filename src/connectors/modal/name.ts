import { t } from '@vscode/l10n';
import { lastPart, plainName } from '../name.ts';

/** Modal's own rule for names of apps (`modal/_utils/name_utils.py` of its Python client). */
const longest = 64;
const pattern = /^[a-zA-Z0-9\-_.]+$/;
const looksLikeId = /^ap-[a-zA-Z0-9]{22}$/;

export function validateName(name: string): string | undefined {
  const text = name.trim();
  if (text === '') return t('Give it a name.');
  if (!pattern.test(text)) return t('Letters, digits, dashes, dots and underscores only.');
  if (text.length > longest) return t`At most ${longest} characters.`;
  return looksLikeId.test(text) ? t('A name must not look like the id of an app.') : undefined;
}

/** `Qwen/Qwen3-8B-FP8` → `qwen3-8b-fp8`. */
export function suggestName(modelName: string): string {
  return plainName(lastPart(modelName));
}
