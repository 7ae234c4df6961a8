import type { ModalApi } from './api.ts';
import { entryBefore } from './log-fetch.ts';
import { isBuild } from './log-lines.ts';
import { functionQueued, noContainer, queuedStep, running, starting, stateOf } from './waits.ts';

export interface ColdStart {
  api: ModalApi;
  environment: string;
  appId: string;
  functionId: string;
}

/** A warm container answers sooner than this. */
const patienceMs = 2_000;
/** Modal ends a stream of logs after that many seconds by itself. */
const streamSeconds = 55;
const pauseMs = 10_000;

/**
 * What a container that is waited for goes through, from the control plane only: another request to its address
 * would start another one. It keeps company: what goes wrong here says nothing about the test.
 */
export async function* coldStart(start: ColdStart, signal: AbortSignal): AsyncGenerator<string> {
  const { clock } = start.api;
  let told = '';
  try {
    await clock.sleep(patienceMs, signal);
    while (!signal.aborted) {
      const before = clock.monotonic();
      try {
        for await (const step of steps(start, told === '', signal)) {
          if (step !== told) yield step;
          told = step;
        }
      } catch {
        signal.throwIfAborted();
      }
      if (clock.monotonic() - before < pauseMs) await clock.sleep(pauseMs, signal);
    }
  } catch {
    // Whoever asked needs it no more.
  }
}

async function* steps(
  { api, environment, appId, functionId }: ColdStart,
  first: boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  if (first) {
    const { tasks } = await api.call('taskList', { environmentName: environment, appId }, { signal });
    yield tasks.length === 0
      ? noContainer
      : tasks.some(({ startedAt }) => startedAt > 0)
        ? running
        : starting;
  }
  const lastEntryId = await entryBefore(api, appId, undefined, signal);
  const request = { appId, functionId, lastEntryId, timeout: streamSeconds };
  for await (const batch of api.stream('appGetLogs', request, { signal })) {
    if (batch.appDone) return;
    if (isBuild(batch)) continue;
    for (const item of batch.items) {
      const state: number = item.taskState;
      const progress: number | undefined = item.taskProgress?.progressType;
      const step = progress === functionQueued && state === 0 ? queuedStep : stateOf(state).step;
      if (item.data === '' && step !== undefined) yield step;
    }
  }
}

/** Tells the steps while something else is awaited. */
export class Watch {
  readonly #abort = new AbortController();
  #steps: AsyncGenerator<string> | undefined;
  #next: Promise<IteratorResult<string, void>> | undefined;

  /** Undefined: it is not known what to look at. */
  constructor(start: ColdStart | undefined) {
    this.#steps = start && coldStart(start, this.#abort.signal);
  }

  async *during<T>(work: Promise<T>): AsyncGenerator<string, T> {
    const ended = work.then(
      (value) => ({ kind: 'value' as const, value }),
      (error: unknown) => ({ kind: 'error' as const, error }),
    );
    for (;;) {
      this.#next ??= this.#steps?.next();
      const step = this.#next?.then((result) => ({ kind: 'step' as const, result }));
      const first = await Promise.race(step ? [ended, step] : [ended]);
      if (first.kind === 'value') return first.value;
      if (first.kind === 'error') throw first.error;
      this.#next = undefined;
      if (first.result.done) this.#steps = undefined;
      else yield first.result.value;
    }
  }

  end(): void {
    this.#abort.abort();
  }
}
