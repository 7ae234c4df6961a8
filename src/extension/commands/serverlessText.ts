import { t } from '@vscode/l10n';
import type { ServerlessModel } from '../../connectors/connector.ts';
import { contextLength } from '../../webviews/shared/format.ts';
import { tokenPrices } from '../../webviews/shared/prices.ts';

/** Kinds that answer a prompt with text; whatever is of a kind nobody named may do so too. */
const otherKinds = ['image', 'video', 'audio', 'transcribe', 'embedding', 'rerank', 'moderation'];

export function answersPrompts({ tags }: ServerlessModel): boolean {
  return !tags.some((tag) => otherKinds.includes(tag));
}

/** What a test of it costs; unknown is not nothing. */
export function tokenPriceText({ tokenPrice }: Pick<ServerlessModel, 'tokenPrice'>): string {
  if (!tokenPrice) return t('price unknown');
  const other = tokenPrice.other ? t('; another source: ') + tokenPrices(tokenPrice.other) : '';
  return `${tokenPrices(tokenPrice)}${other}`;
}

export function modelDetail({ id, name, contextLength: context }: ServerlessModel): string {
  const parts = [
    id === name ? undefined : id,
    context === undefined ? undefined : t`${contextLength(context)} context`,
  ];
  return parts.filter(Boolean).join(' · ');
}
