import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { Call, ReplicateApi } from './api.ts';
import { cancelAfter } from './ending.ts';
import { deploymentPath, keyOf, predictionPath } from './ids.ts';
import type { Key } from './ids.ts';
import { readPrediction } from './predictions.ts';
import type { Reading } from './predictions.ts';
import { isUncertain, outcomeUnknown } from './writes.ts';
import { prediction } from './wire.ts';

/** The most that the platform holds an answer back. */
export const heldFor = 60;
const slack = 30_000;
const cancelWithin = 5_000;

export interface Asked {
  key: Key;
  input: Record<string, unknown>;
  /** Hold the answer until there is an output. */
  hold: boolean;
  /** Wall clock. */
  at: number;
  /** Ids that are known already: none of them is the one that was just made. */
  known: ReadonlySet<string>;
}

export interface Created extends Reading {
  status: number;
  requestId?: string;
}

export const predictionsPath = (key: Key): string => `${deploymentPath(key)}/predictions`;

/** Headers of a new prediction, the same in a test and in code to copy. */
export const headersOf = (hold: boolean): Record<string, string> => ({
  ...(hold ? { prefer: `wait=${heldFor}` } : {}),
  'cancel-after': cancelAfter.header,
});

/**
 * Makes a prediction, once: there are no idempotency keys. Not even a person's cancellation ends the call, since
 * only its answer has the id to cancel by; the caller stops waiting instead.
 */
export async function createPrediction(
  api: ReplicateApi,
  asked: Asked,
  signal: AbortSignal,
): Promise<Created> {
  const call: Call = {
    method: 'POST',
    path: predictionsPath(asked.key),
    body: { input: asked.input },
    headers: headersOf(asked.hold),
    firstByte: (asked.hold ? heldFor + 30 : 60) * 1000,
    // A rate limit is waited for where that can be told and cancelled.
    retries: 0,
    signal,
  };
  try {
    const { text, status, requestId } = await api.send(call);
    const reading = readPrediction(api, text, call);
    return { ...reading, status, ...(requestId === undefined ? {} : { requestId: api.redact(requestId) }) };
  } catch (error) {
    if (!isUncertain(error)) throw error;
    const found = await findPrediction(api, asked).catch(() => undefined);
    if (found) return { ...found, status: PlatformError.from(error).data.status ?? 0 };
    throw outcomeUnknown(
      t`Replicate did not answer when the prediction was made: it may be running on ${keyOf(asked.key)}, and billed.`,
      t('Look at the predictions on Replicate before you send it again.'),
      error,
    );
  }
}

/** The one with the same input that is not known yet, among those made since. */
export async function findPrediction(
  api: ReplicateApi,
  { key, input, at, known }: Asked,
): Promise<Reading | undefined> {
  const query = { created_after: new Date(at - slack).toISOString() };
  const { items } = await api.page(prediction, '/predictions', { query });
  const same = items.filter(
    ({ id, deployment, input: theirs }) =>
      !known.has(id) &&
      (deployment === undefined || deployment === key.name || deployment === keyOf(key)) &&
      canonical(theirs) === canonical(input),
  );
  const [wire] = same;
  return wire && same.length === 1 ? { wire, raw: wire } : undefined;
}

/** Best effort: what it answers does not matter, since a run that is over cannot be cancelled. */
export async function cancelPrediction(api: ReplicateApi, id: string): Promise<void> {
  await api
    .send({
      method: 'POST',
      path: `${predictionPath(id)}/cancel`,
      signal: AbortSignal.timeout(cancelWithin),
      retries: 1,
    })
    .catch(() => undefined);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
