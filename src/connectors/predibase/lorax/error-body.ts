import { isObject, parsed } from './wire.ts';

export interface LoraxErrorBody {
  /** LoRAX's own word: `validation`, `generation`, `overloaded`, … Absent when something else answered. */
  type?: string;
  message?: string;
}

const longest = 500;

/**
 * An error as LoRAX writes it, `{error, error_type}`; its framework's refusals in plain text; the common OpenAI
 * shape of other servers; or a page of a proxy, of which only the words stay.
 */
export function readErrorBody(text: string): LoraxErrorBody {
  const json = parsed(text);
  if (json !== undefined) return errorIn(json) ?? {};
  const head = text.slice(0, 100 * longest);
  const markup = /<[a-z!/]/i.test(head);
  const plain = markup ? head.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ') : head;
  const words = plain.replace(/\s+/g, ' ').trim().slice(0, longest);
  return words === '' ? {} : { message: words };
}

/** The error that an event or a body is; undefined when it is none. */
export function errorIn(json: unknown): LoraxErrorBody | undefined {
  if (!isObject(json)) return undefined;
  const { error } = json;
  const flat = isObject(error) ? error : json;
  if (error === undefined || error === null) return detailOf(json);
  const message = typeof error === 'string' ? error : word(flat['message']);
  const type = word(json['error_type']) ?? word(flat['type']) ?? word(flat['code']);
  return {
    ...(type === undefined ? {} : { type }),
    ...(message === undefined ? {} : { message }),
  };
}

/** `{message}` and `{detail}` are how gateways and other servers say it; in an answer of a model neither occurs. */
function detailOf(json: Record<string, unknown>): LoraxErrorBody | undefined {
  if ('choices' in json || 'token' in json || 'generated_text' in json) return undefined;
  const message = word(json['message']) ?? word(json['detail']);
  return message === undefined ? undefined : { message };
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
