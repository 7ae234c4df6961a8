/**
 * A secret as a platform may write it: as it is, and as URLs, forms, JSON (also within JSON), HTML and base64 have it.
 */
export function formsOf(secret: string): string[] {
  if (secret.length < 4) return [];
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const inJson = JSON.stringify(secret).slice(1, -1);
  const lowered = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [
    secret,
    ...[inUrl, lowered(inUrl), inUrl.toLowerCase(), encodeURIComponent(inUrl)],
    new URLSearchParams({ '': secret }).toString().slice(1),
    ...[inJson, JSON.stringify(inJson).slice(1, -1), inJson.replaceAll('/', String.raw`\/`)],
    secret.replace(/[&"'<>]/g, (mark) => entities[mark] ?? mark),
    secret.replace(/[&<>]/g, (mark) => entities[mark] ?? mark),
    ...[0, 1, 2].flatMap((before) => insideBase64(secret, before)),
  ];
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
};

/** The characters that only the secret decides, with so many bytes (of three) before it: `id:secret` is told so. */
function insideBase64(secret: string, before: number): string[] {
  const bytes = Buffer.byteLength(secret) + before;
  const whole = Buffer.from('\0'.repeat(before) + secret).toString('base64');
  const inside = whole.slice(Math.ceil((before * 8) / 6), Math.floor((bytes * 8) / 6));
  // Of a short secret there is too little to tell it from other text.
  return inside.length < 8 ? [] : [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
}
