export interface ErrorBody {
  message?: string;
  code?: string;
  /** Wherever the platform put a finer type (its 429s name it in four different places). */
  type?: string;
  param?: string;
}

/**
 * What an error answer says, in any of the shapes Together uses: `{error:{…}}`, `{error:"…"}`, a flat
 * object (queue routes), `{message}`, or a gateway's page, of which only plain short text is kept.
 */
export function readErrorBody(text: string): ErrorBody {
  const json = parsed(text);
  if (isObject(json)) return fromObject(json);
  const plain = text.trim();
  return plain === '' || plain.length > 300 || plain.startsWith('<') ? {} : { message: plain };
}

export function errorFromValue(value: unknown): ErrorBody {
  if (typeof value === 'string') return { message: value };
  return isObject(value) ? fromObject({ error: value }) : {};
}

function fromObject(body: Record<string, unknown>): ErrorBody {
  const inner = body['error'];
  if (typeof inner === 'string') return { ...flat(body), message: inner };
  if (isObject(inner)) {
    const { type: outer } = flat({ error_type: body['error_type'] });
    return { ...(outer === undefined ? {} : { type: outer }), ...flat(inner) };
  }
  return flat(body);
}

function flat(body: Record<string, unknown>): ErrorBody {
  const message = word(body['message']);
  const code = word(body['code']);
  const type = word(body['error_type']) ?? word(body['type']);
  const param = word(body['param']);
  return {
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(param === undefined ? {} : { param }),
  };
}

function word(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
