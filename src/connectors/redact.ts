const mask = '•••';

/** Words that look like a credential whoever they belong to, so that a foreign key is not shown either. */
const lookalikes = [
  // With a digit in it and long enough: "basic understanding" in a model's answer is no password.
  /\b(bearer|basic|token)\s+(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{12,}/gi,
  /\b(tgp_v1_|tgp_|r8_|pb_|hf_|sk-)[A-Za-z0-9_-]{8,}/g,
];

export type Redact = (text: string) => string;

/**
 * The one point where text from outside loses its secrets, before it becomes an error, a log line or
 * something kept. Replaces the account's own secrets, however a platform may write them, and whatever
 * looks like a credential.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  // The longest first: a shorter one may be a part of it. One search for all, as every text of a fleet goes through.
  const ordered = [...forms].sort((a, b) => b.length - a.length).map(literally);
  const own = ordered.length === 0 ? undefined : new RegExp(ordered.join('|'), 'g');
  return (text) => {
    let clean = own ? text.replace(own, mask) : text;
    for (const pattern of lookalikes)
      clean = clean.replace(pattern, (_match, word: string) =>
        word.endsWith('_') || word.endsWith('-') ? mask : `${word} ${mask}`,
      );
    return clean;
  };
}

/** Longest piece of somebody else’s text in an error. */
const longestExcerpt = 300;

/**
 * Words of a platform for an error: clean, and short enough to be read. Cleaned first, because half a key is not
 * known as one.
 */
export function excerpt(text: string, redact: Redact, most = longestExcerpt): string {
  const clean = redact(text).trim();
  return clean.length > most ? `${clean.slice(0, most).trimEnd()}…` : clean;
}

/** `RegExp.escape`, which the Node of older editors lacks. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** As it is, and as URLs, forms, JSON (also within JSON), HTML and base64 have it. */
function formsOf(secret: string): string[] {
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

/** The same for parsed values: texts and keys are cleaned, the shape stays; what holds no secret stays the same object. */
export function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, redact));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => ({
    before: [key, item] as const,
    clean: [redact(key), redactValue(item, redact)] as const,
  }));
  const same = entries.every(({ before, clean }) => before[0] === clean[0] && before[1] === clean[1]);
  return same ? value : Object.fromEntries(entries.map(({ clean }) => clean));
}
