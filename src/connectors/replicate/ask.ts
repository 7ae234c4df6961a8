import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import { PlatformError } from '../errors.ts';
import type { InvokeEvent } from '../inference.ts';
import type { Redact } from '../redact.ts';
import { backoff } from '../retry.ts';
import type { ReplicateApi } from './api.ts';
import { createPrediction } from './create-prediction.ts';
import type { Asked, Created } from './create-prediction.ts';
import { statusOf } from './errors.ts';
import type { Interface } from './form.ts';
import type { Pending } from './give-up.ts';
import type { Reading } from './predictions.ts';

const mostThrottled = 5;

/** What is known of a test while it runs, for its end. */
export interface Test {
  id: string | undefined;
  /** No more to cancel. */
  over: boolean;
  face: Interface | undefined;
  last: Reading | undefined;
  pending: Pending | undefined;
  /** Takes out the token and the secrets among the inputs, which a model may repeat in an error or its log. */
  redact: Redact;
}

/** Makes the prediction; rate limits are told and waited for, and only they are a reason to send again. */
export async function* ask(
  api: ReplicateApi,
  test: Test,
  asked: Asked,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent, Created> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await answered(api, test, asked, signal);
    } catch (error) {
      if (statusOf(error) !== 429 || attempt >= mostThrottled) throw error;
      const pause = PlatformError.from(error).data.retryAfterMs ?? backoff(attempt);
      const message = t`Replicate limits the rate of predictions: sent again in ${Math.ceil(pause / 1000)} s`;
      yield { type: 'waiting', at: api.clock.monotonic(), message };
      await api.clock.sleep(pause, signal);
    }
  }
}

/** The answer, or the person's cancellation if that comes first; what is then pending is cleaned up later. */
async function answered(api: ReplicateApi, test: Test, asked: Asked, signal?: AbortSignal): Promise<Created> {
  if (signal?.aborted) throw aborted();
  const abort = new AbortController();
  const created = createPrediction(api, asked, abort.signal);
  test.pending = { asked, created, abort };
  const gone = Promise.withResolvers<never>();
  const stop = () => gone.reject(aborted());
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([created, gone.promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!signal?.aborted) test.pending = undefined;
  }
}
