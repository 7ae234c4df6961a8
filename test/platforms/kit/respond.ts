import { type ServerResponse, STATUS_CODES } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, hasFault, type JsonAnswer } from './answers.ts';
import type { Fault } from './faults.ts';
import { flood } from './flood.ts';
import { SseWriter, StreamCut } from './sse.ts';

const json = 'application/json';

/** An answer that a fault gives in the platform's place, before any state is touched. */
export async function answerInstead(
  faults: readonly Fault[],
  response: ServerResponse,
  signal: AbortSignal,
): Promise<JsonAnswer | 'cut' | undefined> {
  for (const fault of faults) {
    if (fault.kind === 'delay') await rest(fault.ms, signal);
    if (fault.kind === 'status') return statusAnswer(fault);
    if (fault.kind === 'gateway') return gatewayPage(fault.status ?? 502);
    if (fault.kind === 'resetBeforeHeaders') return reset(response);
    if (fault.kind !== 'stallBeforeHeaders') continue;
    await rest(fault.ms ?? 2 ** 30, signal);
    if (signal.aborted) return 'cut';
  }
  return undefined;
}

/** What happens to the answer of a request that was carried out. */
export async function loseAnswer(
  fault: Extract<Fault, { kind: 'loseResponse' }>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<JsonAnswer | 'cut'> {
  if (fault.how === 'status') return gatewayPage(fault.status ?? 504);
  if (fault.how !== 'stall') return reset(response);
  await rest(2 ** 30, signal);
  return 'cut';
}

export async function write(
  proper: Answer,
  response: ServerResponse,
  faults: readonly Fault[],
  signal: AbortSignal,
): Promise<'answered' | 'cut'> {
  const skew = hasFault(faults, 'skew');
  const extra = {
    ...(skew ? { date: new Date(Date.now() + skew.ms).toUTCString() } : {}),
    ...hasFault(faults, 'headers')?.headers,
  };
  const pour = hasFault(faults, 'flood');
  if (pour) return flood(response, 'stream' in proper, pour.bytes);
  const said = hasFault(faults, 'answerWith');
  const answer = said ? inPlace(proper, said) : proper;
  if ('stream' in answer) return writeStream(answer, response, faults, signal, extra);

  const text = answer.text?.value ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
  const told = skew ? shifted(text, skew.ms) : text;
  const whole = hasFault(faults, 'malformedJson') ? told.slice(0, -2) + ',' : told;
  const body = answer.bytes ? Buffer.from(answer.bytes.value) : Buffer.from(whole);
  const { type } = answer.text ?? answer.bytes ?? { type: answer.body === undefined ? undefined : json };
  response.writeHead(answer.status, {
    ...(type ? { 'content-type': type } : {}),
    'content-length': body.length,
    ...answer.headers,
    ...extra,
  });
  const stall = body.length > 0 && hasFault(faults, 'stallMidBody');
  if (stall || hasFault(faults, 'truncatedBody') || hasFault(faults, 'resetMidStream')) {
    // The announced length is never reached.
    await new Promise<void>((sent) =>
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => sent()),
    );
    if (stall) await rest(2 ** 30, signal);
    response.socket?.destroy();
    return 'cut';
  }
  response.end(body);
  return 'answered';
}

async function writeStream(
  answer: Extract<Answer, { stream: unknown }>,
  response: ServerResponse,
  faults: readonly Fault[],
  signal: AbortSignal,
  extra: Record<string, string>,
): Promise<'answered' | 'cut'> {
  response.writeHead(answer.status, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    ...answer.headers,
    ...extra,
  });
  response.flushHeaders();
  try {
    await answer.stream(new SseWriter(response, faults, signal));
    response.end();
    return 'answered';
  } catch (error) {
    if (!(error instanceof StreamCut)) throw error;
    response.end();
    return 'cut';
  }
}

function inPlace(proper: Answer, said: Extract<Fault, { kind: 'answerWith' }>): JsonAnswer {
  const { status = proper.status, text, type = json } = said;
  return { status, headers: proper.headers ?? {}, text: { type, value: text } };
}

/** Every instant in a body, as a server tells it whose clock is off. */
function shifted(text: string, ms: number): string {
  return text.replace(/"(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))"/g, (whole, instant: string) => {
    const at = Date.parse(instant);
    return Number.isNaN(at) ? whole : `"${new Date(at + ms).toISOString()}"`;
  });
}

function statusAnswer(fault: Extract<Fault, { kind: 'status' }>): JsonAnswer {
  return {
    status: fault.status,
    headers: fault.headers ?? {},
    ...(fault.text === undefined
      ? { body: fault.body ?? {} }
      : { text: { type: 'text/plain', value: fault.text } }),
  };
}

function gatewayPage(status: number): JsonAnswer {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const value = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`;
  return { status, text: { type: 'text/html', value } };
}

function reset(response: ServerResponse): 'cut' {
  response.socket?.resetAndDestroy();
  return 'cut';
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
