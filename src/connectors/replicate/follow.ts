import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { InvokeEvent } from '../inference.ts';
import type { Answer } from './answer.ts';
import type { ReplicateApi } from './api.ts';
import { cancelAfter } from './ending.ts';
import { predictionPath } from './ids.ts';
import { Mailbox } from './mailbox.ts';
import { getPrediction } from './predictions.ts';
import type { Reading } from './predictions.ts';
import { isOver } from './runs.ts';
import { openStream, readStream } from './stream.ts';
import type { StreamItem } from './stream.ts';

/** Official clients poll every 500 ms; a run that goes on is asked less and less. */
const firstPause = 500;
const longestPause = 5_000;
/** Nothing is streamed during a cold boot: meanwhile the prediction itself is read. */
const startPoll = 2_000;
/** Past the deadline that the platform was given, nothing is to be expected any more. */
const grace = 60_000;
const mostReconnects = 60;

export interface Followed {
  api: ReplicateApi;
  answer: Answer;
  /** Wall clock: when the run must be over. */
  until: number;
  /** Told at each reading. */
  seen: (reading: Reading) => void;
}

export const deadlineFrom = (now: number): number => now + cancelAfter.ms + grace;

/** Reads a prediction until it is over. */
export async function* poll(
  { api, answer, until, seen }: Followed,
  first: Reading,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, Reading> {
  let reading = first;
  for (let pause = firstPause; !isOver(reading.wire.status); pause = Math.min(longestPause, pause * 1.5)) {
    yield* answer.progress(reading, false);
    if (api.clock.now() > until) throw stuck(reading);
    await api.clock.sleep(Math.round(pause), signal);
    reading = await getPrediction(api, predictionPath(first.wire.id), signal);
    seen(reading);
  }
  return reading;
}

type Item = StreamItem | { kind: 'polled'; reading: Reading } | { kind: 'failed'; error: unknown };

/**
 * The same with its text as it comes. The stream only makes it visible sooner: it may end without a `done`, fall
 * silent in a cold boot or be lost, and each time the prediction itself says how things stand.
 */
export async function* stream(
  followed: Followed,
  first: Reading,
  url: string,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, Reading> {
  const { api, answer, until, seen } = followed;
  const box = new Mailbox<Item>();
  const inner = new AbortController();
  const stop = () => {
    inner.abort(aborted());
    box.put({ kind: 'failed', error: aborted() });
  };
  if (signal?.aborted) throw aborted();
  signal?.addEventListener('abort', stop, { once: true });
  const state = { lastId: undefined as string | undefined, seenIds: new Set<string>(), started: false };
  const fail = (error: unknown) => box.put({ kind: 'failed', error });
  const connect = () =>
    void readStream(() => openStream(api, url, state.lastId, inner.signal), box).catch(fail);
  void watchStart(api, first, state, box, inner.signal).catch(fail);
  connect();
  let reading = first;
  try {
    yield* answer.progress(first, true);
    for (let lost = 0; lost <= mostReconnects;) {
      const item = await box.take();
      if (item.kind === 'failed') throw item.error;
      if (item.kind === 'polled') {
        reading = item.reading;
        seen(reading);
        yield* answer.progress(reading, true);
        if (isOver(reading.wire.status)) break;
      } else if (item.kind === 'event') {
        if (item.id !== undefined && state.seenIds.has(item.id)) continue;
        if (item.id !== undefined) state.seenIds.add((state.lastId = item.id));
        state.started = true;
        if (item.name === 'done') break;
        if (item.name === 'output') yield* answer.piece(item.data, item.at);
      } else {
        reading = await getPrediction(api, predictionPath(first.wire.id), inner.signal);
        seen(reading);
        if (isOver(reading.wire.status) || item.final || api.clock.now() > until) break;
        yield* answer.progress(reading, true);
        await api.clock.sleep(Math.min(longestPause, firstPause * 2 ** lost++), inner.signal);
        connect();
      }
    }
  } catch (error) {
    if (signal?.aborted || isCancelled(error)) throw aborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    inner.abort(aborted());
  }
  // What was streamed is no metrics and no final word.
  if (!isOver(reading.wire.status)) {
    reading = await getPrediction(api, predictionPath(first.wire.id), signal);
    seen(reading);
  }
  return yield* poll(followed, reading, signal);
}

async function watchStart(
  api: ReplicateApi,
  first: Reading,
  state: { started: boolean },
  box: Mailbox<Item>,
  signal: AbortSignal,
): Promise<void> {
  let status = first.wire.status;
  while (status === 'starting' && !state.started) {
    await api.clock.sleep(startPoll, signal);
    const reading = await getPrediction(api, predictionPath(first.wire.id), signal);
    status = reading.wire.status;
    box.put({ kind: 'polled', reading });
  }
}

function stuck({ wire }: Reading): PlatformError {
  return new PlatformError({
    platform: 'replicate',
    code: 'timeout',
    message: t`The prediction is still “${wire.status}” past its deadline of ${cancelAfter.words}.`,
    hint: t('Look at it on its page on Replicate.'),
    platformCode: wire.status,
  });
}
