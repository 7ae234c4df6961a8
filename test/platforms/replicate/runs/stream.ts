import type { Answer, Call } from '../../kit/answers.ts';
import type { SseWriter } from '../../kit/sse.ts';
import { unauthorized } from '../errors.ts';
import { OutputFile, type Prediction, type StreamEvent } from '../types.ts';
import type { World } from '../world.ts';
import { holdUntil } from './hold.ts';
import { dataUri } from './view.ts';

/** Server-sent events of one run; the address itself is the secret. */
export function streamAnswer(world: World, call: Call, prediction: Prediction): Answer {
  const sentToken = call.headers.authorization !== undefined;
  const { streamToken } = world.modes;
  if (streamToken === 'required' && !sentToken) throw unauthorized();
  if (streamToken === 'refused' && sentToken) throw unauthorized();
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    stream: (out) => tell(world, call, prediction, out),
  };
}

async function tell(world: World, call: Call, prediction: Prediction, out: SseWriter): Promise<void> {
  await out.comment(' hi');
  let told = firstToTell(world, call, prediction);
  for (;;) {
    const event = prediction.events[told];
    if (!event) {
      const more = (): boolean => prediction.events.length > told;
      const came = await holdUntil(world, prediction, more, world.timings.streamSilenceMs, out.signal);
      if (came) continue;
      // Also the answer to those who come after the data was removed.
      return out.comment('408: 408 Request Timeout');
    }
    told += 1;
    if (event.name === 'logs' && !world.modes.streamLogs) continue;
    await out.event(dressed(world, event));
    if (event.name === 'done') return;
  }
}

function firstToTell(world: World, call: Call, prediction: Prediction): number {
  const last = call.headers['last-event-id'];
  if (world.modes.streamResume === 'replay' || typeof last !== 'string') return 0;
  return prediction.events.findIndex(({ id }) => id === last) + 1;
}

function dressed({ modes }: World, event: StreamEvent): { name: string; id?: string; data?: string } {
  const { name, id, data } = event;
  if (name === 'error') {
    const detail = String(data);
    return { name, id, data: modes.streamError === 'json' ? JSON.stringify({ detail }) : detail };
  }
  if (name !== 'done') return { name, id, data: textOf(data) };
  if (modes.streamDone === 'bare') return { name };
  const reason = JSON.stringify(data === 'succeeded' ? {} : { reason: data });
  return modes.streamDone === 'withoutId' ? { name, data: reason } : { name, id, data: reason };
}

/** Large files come whole, as data URIs of any size. */
function textOf(data: unknown): string {
  if (data instanceof OutputFile) return data.bytes.length > 100_000 ? dataUri(data) : data.url;
  return typeof data === 'string' ? data : JSON.stringify(data);
}
