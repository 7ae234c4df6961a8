/** Longest piece of somebody else's text that is shown. */
const longest = 500;

/**
 * What a failed answer says. The forms are those that the SDK reads (predibase/_client.py, pql/api.py):
 * `{error: "…"}`, `{error: {message}}`, `{errorMessage}`, `{message}`, `null`, or a page of something in between.
 */
export function messageOf(text: string): { message?: string; json: boolean } {
  const body = parsed(text);
  if (body === undefined) {
    const plain = plainText(text);
    return plain === '' ? { json: false } : { message: plain, json: false };
  }
  const message = typeof body === 'object' && body !== null ? fromObject(body) : undefined;
  return message === undefined ? { json: true } : { message: plainText(message), json: true };
}

function fromObject(body: object): string | undefined {
  const field = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  const error = field(body, 'error');
  const candidates = [error, field(error, 'message'), field(body, 'errorMessage'), field(body, 'message')];
  return candidates.find((value): value is string => typeof value === 'string' && value.trim() !== '');
}

/** Without tags, so that a proxy's page is a sentence and never markup. */
export function plainText(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/<(script|style|head)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
