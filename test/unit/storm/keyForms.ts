/** The ways in which a key may come back from a platform, each as the text that then must be nowhere. */
export function formsOf(key: string): string[] {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const html = key.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return [
    key,
    encodeURIComponent(key),
    encodeURIComponent(key).toLowerCase(),
    encodeURIComponent(encodeURIComponent(key)),
    new URLSearchParams({ k: key }).toString().slice(2),
    json(key),
    json(json(key)),
    json(key).replaceAll('/', String.raw`\/`),
    html,
    base64(key),
    base64(key).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    base64(`user:${key}`),
    base64(`tk:${key}:`),
  ];
}

/** What of a form must be found nowhere: base64 of more than the key shares its inside only. */
export const tracesOf = (key: string): string[] => {
  const [first = '', ...others] = formsOf(key);
  return [...new Set([first, ...others.map((form) => form.replace(/=+$/, ''))])].filter(
    ({ length }) => length > 7,
  );
};

/** A key with everything that some form writes otherwise. All of it can stand in a header. */
export const keyFor = (what: string): string => `K_${what}_9f&3"b/<7+c=Zq%20x${what.length}endofkey`;
