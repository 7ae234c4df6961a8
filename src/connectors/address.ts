import { t } from '@vscode/l10n';
import { PlatformError } from './errors.ts';

export type Query = Record<string, string | number | boolean | undefined>;

/** What is undefined is left out. */
export function withQuery(url: string, query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encoded(String(value))}`);
  return `${url}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** A base URL that paths can be put after. */
export function withoutLastSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Half of a pair of code units, which JSON can carry, would make `encodeURIComponent` throw. */
export const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/**
 * An id or a name as one part of a path. A URL cannot name these: a path that ends in `..` or in nothing is another
 * one, of the list or of something above it, and a delete must not go there.
 */
export function pathPart(text: string): string {
  if (!['', '.', '..'].includes(text)) return encoded(text);
  throw new PlatformError({
    code: 'malformed',
    message: t`“${text}” cannot be asked for by its name.`,
    hint: t('Look at it on the page of the platform.'),
  });
}
