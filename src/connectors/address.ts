export type Query = Record<string, string | number | boolean | undefined>;

/** What is undefined is left out. */
export function withQuery(url: string, query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return `${url}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** A base URL that paths can be put after. */
export function withoutLastSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
