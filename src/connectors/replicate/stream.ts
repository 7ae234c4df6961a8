import { isCancelled } from '../errors.ts';
import type { HttpResponse } from '../http-response.ts';
import type { ReplicateApi } from './api.ts';
import type { Mailbox } from './mailbox.ts';
import { streamParts } from './stream-events.ts';

/** Longer than the 30 s after which the server itself ends a silent stream. Comments keep it open, but say nothing. */
export const silence = 45_000;

export type StreamItem =
  | { kind: 'event'; /** When it arrived. */ at: number; name: string; data: string; id?: string }
  /** `final`: there is no stream to connect to again. */
  | { kind: 'ended'; final: boolean };

/**
 * Opens a stream. Official clients disagree whether it wants the token, so after a 401 it is tried the other way
 * round; the token only ever goes where it belongs.
 */
export async function openStream(
  api: ReplicateApi,
  url: string,
  lastId: string | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const request = {
    method: 'GET',
    url,
    headers: {
      accept: 'text/event-stream',
      'cache-control': 'no-store',
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
    idle: silence,
    firstByte: silence,
    signal,
  };
  const response = await api.open(request);
  if (response.status !== 401) return response;
  response.cancel();
  return api.open(request, false);
}

/** Puts its events into the box, and how it ended. Only a cancellation is thrown. */
export async function readStream(
  open: () => Promise<HttpResponse>,
  box: Pick<Mailbox<StreamItem>, 'put'>,
  monotonic: () => number = () => performance.now(),
): Promise<void> {
  let final = false;
  let heard = monotonic();
  try {
    const response = await open();
    const events = response.contentType().startsWith('text/event-stream');
    // Gone, refused, or a page of something in between: the prediction itself is read instead.
    final = !response.ok || !events;
    if (final) response.cancel();
    else
      for await (const part of streamParts(response.chunks())) {
        if (part.kind === 'comment') {
          if (part.text.startsWith('408:') || monotonic() - heard > silence) break;
          continue;
        }
        heard = monotonic();
        box.put({ ...part, at: response.arrivedAt });
        if (part.name === 'done') return;
      }
  } catch (error) {
    if (isCancelled(error)) throw error;
  }
  box.put({ kind: 'ended', final });
}
