import { isRecord, parsedJson } from './units.ts';

export interface ErrorBody {
  title?: string;
  detail?: string;
  /** Seconds. */
  retryAfter?: number;
  /** What is wrong with single fields, by path: `hardware`, `input.prompt`. */
  fields: { path: string; message: string }[];
}

/**
 * What an error answer says. There are two lists of field errors: management calls answer `errors` with JSON
 * pointers, predictions answer `invalid_fields`. A gateway's page says nothing.
 */
export function readErrorBody(text: string): ErrorBody {
  const json = parsedJson(text);
  if (!isRecord(json)) {
    const plain = text.trim();
    return plain === '' || plain.length > 300 || plain.startsWith('<')
      ? { fields: [] }
      : { detail: plain, fields: [] };
  }
  const title = word(json['title']);
  const detail = word(json['detail']);
  const retryAfter = json['retry_after'];
  return {
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
    ...(typeof retryAfter === 'number' && retryAfter >= 0 ? { retryAfter } : {}),
    fields: [...pointers(json['errors']), ...invalidFields(json['invalid_fields'])],
  };
}

function pointers(errors: unknown): ErrorBody['fields'] {
  return items(errors).flatMap((each) => {
    const message = word(each['detail']);
    const path = (word(each['pointer']) ?? '').replace(/^#?\//, '').replaceAll('/', '.');
    return message === undefined ? [] : [{ path, message }];
  });
}

/** A missing input is reported on `input` itself; only its sentence names it: "prompt is required". */
function invalidFields(fields: unknown): ErrorBody['fields'] {
  return items(fields).flatMap((each) => {
    const message = word(each['description']);
    if (message === undefined) return [];
    const path = word(each['field']) ?? '';
    const missing = /^(\S+) is required$/.exec(message)?.[1];
    return [{ path: (path === 'input' || path === '') && missing ? `input.${missing}` : path, message }];
  });
}

function items(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
