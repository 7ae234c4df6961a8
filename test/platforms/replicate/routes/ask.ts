import { type InvalidField, invalidFields, noCredit, refusal } from '../errors.ts';
import { checkInput } from '../runs/input.ts';
import type { Json, Version } from '../types.ts';
import { bodyOf, type Visit } from './context.ts';

/** What a POST for a prediction says in its headers. */
export interface Terms {
  readonly waitMs: number | undefined;
  readonly preference: string | undefined;
  readonly deadlineMs: number | undefined;
}

export function termsOf({ world, call }: Visit): Terms {
  const prefer = call.headers['prefer'];
  const { waitMs, preference } = patience(
    typeof prefer === 'string' ? prefer.trim() : undefined,
    world.modes,
  );
  const cancelAfter = call.headers['cancel-after'];
  return {
    waitMs,
    preference,
    deadlineMs: typeof cancelAfter === 'string' ? spanOf(cancelAfter) : undefined,
  };
}

function patience(
  prefer: string | undefined,
  { badPrefer }: { badPrefer: 400 | 'ignore' },
): Pick<Terms, 'waitMs' | 'preference'> {
  if (prefer === 'wait') return { waitMs: 60_000, preference: prefer };
  const seconds = /^wait=(\S+)$/.exec(prefer ?? '')?.[1];
  if (seconds === undefined) return { waitMs: undefined, preference: undefined };
  if (/^\d+$/.test(seconds) && Number(seconds) >= 1 && Number(seconds) <= 60) {
    return { waitMs: Number(seconds) * 1000, preference: prefer };
  }
  if (badPrefer === 400) throw refusal(400, 'Prefer: wait takes 1 to 60 seconds.');
  return { waitMs: undefined, preference: undefined };
}

/** `30s`, `5m`, `1h30m45s`, or plain seconds; at least five of them. */
function spanOf(text: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text.trim());
  const [hours, minutes, seconds] = (match ?? []).slice(1).map((part?: string) => Number(part ?? 0));
  const ms = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  if (ms < 5000) {
    const description = 'Cancel-After must be a duration of at least 5 seconds';
    throw invalidFields([{ type: 'invalid', field: '', description }]);
  }
  return ms;
}

/** The body of a prediction is closed: nothing but these. */
export function askedOf(visit: Visit, withVersion: boolean): { input: Json; version: string } {
  if (visit.world.modes.noCredit) throw noCredit();
  const body = bodyOf(visit);
  const known = ['input', 'stream', 'webhook', 'webhook_events_filter', ...(withVersion ? ['version'] : [])];
  const problems: InvalidField[] = Object.keys(body)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      type: 'additional_property_not_allowed',
      field: '',
      description: `Additional property ${key} is not allowed`,
    }));
  for (const key of withVersion ? ['version', 'input'] : ['input']) {
    if (!(key in body)) problems.push({ type: 'required', field: '', description: `${key} is required` });
  }
  const wrong = (key: string, type: string): void =>
    void problems.push({ type: 'invalid_type', field: key, description: `Invalid type. Expected: ${type}` });
  const { input, stream, webhook, webhook_events_filter: events, version } = body;
  if (input !== undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) {
    wrong('input', 'object');
  }
  if (stream !== undefined && typeof stream !== 'boolean') wrong('stream', 'boolean');
  if (version !== undefined && typeof version !== 'string') wrong('version', 'string');
  if (webhook !== undefined && !(typeof webhook === 'string' && webhook.startsWith('https://'))) {
    problems.push({ type: 'format', field: 'webhook', description: 'Does not match format "https URL"' });
  }
  const words = ['start', 'output', 'logs', 'completed'];
  const fine = Array.isArray(events) && events.every((word) => words.includes(String(word)));
  if (events !== undefined && !fine) wrong('webhook_events_filter', 'array');
  if (problems.length > 0) throw invalidFields(problems);
  return { input: input as Json, version: version as string };
}

export function inputFor(version: Version, input: Json): Json {
  checkInput(version, input);
  return input;
}
