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
 * something kept. Replaces the account's own secrets, also when written into a URL or JSON, and whatever
 * looks like a credential.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of ordered) clean = clean.replaceAll(form, mask);
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

/** The same for a parsed body that is shown or kept: strings and keys are cleaned, the shape stays. */
export function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact)]),
  );
}
