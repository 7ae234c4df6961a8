import type { ControlPlane } from '../../../../src/connectors/modal/wire.ts';
import type { Luck } from './luck.ts';
import { mutatedMessage } from './mutate.ts';
import type { Watchdog } from './watchdog.ts';

interface Reply {
  request: string;
  /** One of a plain call, all of a stream. */
  messages: unknown[];
}

type Call = (request: unknown, options?: { signal?: AbortSignal }) => unknown;

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const nameless = new Set(['then', 'catch', 'finally', 'toJSON']);

/** A control plane whose calls are made by one function: nothing else of it is ever used. */
function planeOf(call: (name: string) => Call): ControlPlane {
  return new Proxy({} as ControlPlane, {
    get: (_target, name) => (typeof name === 'string' && !nameless.has(name) ? call(name) : undefined),
  });
}

/** What Modal's control plane answered once, decoded. */
export class PlaneTape {
  readonly #replies = new Map<string, Reply[]>();

  recording(real: ControlPlane): ControlPlane {
    return planeOf((name) => (request, options) => {
      const result = (real as unknown as Record<string, Call>)[name]?.call(real, request, options);
      const reply: Reply = { request: JSON.stringify(request), messages: [] };
      this.#replies.set(name, [...(this.#replies.get(name) ?? []), reply]);
      if (isStream(result)) return this.#heard(result, reply);
      return (result as Promise<unknown>).then((message) => {
        reply.messages.push(message);
        return message;
      });
    });
  }

  async *#heard(stream: AsyncIterable<unknown>, reply: Reply): AsyncGenerator {
    for await (const message of stream) {
      reply.messages.push(message);
      yield message;
    }
  }

  get size(): number {
    return this.#replies.size;
  }

  find(name: string, request: unknown, luck: Luck): Reply | undefined {
    const all = this.#replies.get(name)?.filter(({ messages }) => messages.length > 0) ?? [];
    const exact = all.find((reply) => reply.request === JSON.stringify(request));
    return exact ?? (all.length > 0 ? luck.pick(all) : undefined);
  }
}

const streaming = new Set(['appGetLogs']);

export function playedPlane(tape: PlaneTape, luck: Luck, share: number, watchdog: Watchdog) {
  let changed = 0;
  const given = (message: unknown): unknown => {
    if (!luck.chance(share)) return structuredClone(message);
    changed++;
    return mutatedMessage(message, luck);
  };
  const plane = planeOf((name) => (request, options) => {
    options?.signal?.throwIfAborted();
    if (!watchdog.may('ask')) return watchdog.never();
    const messages = tape.find(name, request, luck)?.messages;
    if (streaming.has(name)) return streamOf((messages ?? []).map(given), options?.signal);
    const [message] = messages ?? [];
    return message === undefined ? Promise.reject(unimplemented(name)) : Promise.resolve(given(message));
  });
  return { plane, changed: () => changed };
}

async function* streamOf(messages: unknown[], signal?: AbortSignal): AsyncGenerator {
  for (const message of messages) {
    await Promise.resolve();
    signal?.throwIfAborted();
    yield message;
  }
}

const unimplemented = (name: string): Error =>
  Object.assign(new Error(`no ${name}`), { code: 12, details: '' });
