import { aborted } from '../clock.ts';
import type { ReplicateApi } from './api.ts';
import { cancelPrediction, findPrediction } from './create-prediction.ts';
import type { Asked, Created } from './create-prediction.ts';

/** A create whose answer has not come. */
export interface Pending {
  asked: Asked;
  created: Promise<Created>;
  abort: AbortController;
}

/** A cancelled test is over for the person, whatever the platform takes to answer. */
const within = 3_000;

/** Ends on Replicate what was given up here, bounded in time: an abandoned run goes on costing. */
export async function giveUp(
  api: ReplicateApi,
  id: string | undefined,
  pending: Pending | undefined,
): Promise<void> {
  if (id !== undefined) return bounded(cancelPrediction(api, id));
  if (pending) return bounded(cancelPending(api, pending));
}

/** Without an id it is looked for, since a held answer may be a minute away; else that answer is waited for. */
async function cancelPending(api: ReplicateApi, { asked, created, abort }: Pending): Promise<void> {
  const found = await findPrediction(api, asked).catch(() => undefined);
  const id = found?.wire.id ?? (await created.catch(() => undefined))?.wire.id;
  if (id !== undefined) await cancelPrediction(api, id);
  if (found) abort.abort(aborted());
}

async function bounded(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, within);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
