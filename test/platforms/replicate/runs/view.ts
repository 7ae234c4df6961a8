import { isoMs, isoUs } from '../ids.ts';
import { ended, type Json, OutputFile, type Prediction } from '../types.ts';
import type { World } from '../world.ts';

/** `created`: the answer to a POST; `waited`: to one that waited for the output; `later`: all others. */
export type Moment = 'created' | 'waited' | 'later';

export function predictionView(world: World, prediction: Prediction, moment: Moment): Json {
  const { modes } = world;
  const fresh = moment !== 'later' && !(moment === 'waited' && prediction.status !== 'succeeded');
  const bareOutput = moment === 'created' && modes.createStyle === '2023';
  // Nobody notes the digits down, so clients meet three, six and nine of them.
  const digits = moment === 'later' ? 6 : prediction.id < 'i' ? 3 : 9;
  const view: Json = {
    id: prediction.id,
    model: prediction.model,
    version: prediction.version,
    ...deploymentOf(world, prediction),
    input: prediction.input,
    logs: moment === 'created' ? '' : logsOf(world, prediction),
    ...(bareOutput ? {} : { output: shown(prediction.output, moment), data_removed: prediction.dataRemoved }),
    error: prediction.error,
    // Those who wait get the output before the run is booked as done.
    status: moment === 'waited' && prediction.status === 'succeeded' ? 'processing' : prediction.status,
    ...(moment === 'later' ? { source: prediction.source } : {}),
    created_at: isoUs(prediction.createdUs, digits),
    ...optional(world, 'deadline', prediction.deadlineAt),
    ...(fresh ? {} : timesOf(world, prediction)),
    urls: urlsOf(world, prediction),
  };
  return view;
}

function deploymentOf({ modes }: World, { deployment }: Prediction): Json {
  if (deployment === undefined || modes.deploymentField === 'absent') return {};
  return { deployment: modes.deploymentField === 'full' ? deployment : deployment.split('/')[1] };
}

/** Recorded: a cancelled run's logs are null where unset fields are. */
function logsOf({ modes }: World, { logs, status }: Prediction): string | null {
  return modes.unset === 'null' && status === 'canceled' && logs === '' ? null : logs;
}

function timesOf(world: World, prediction: Prediction): Json {
  const keepMetrics = ended(prediction) && Object.keys(prediction.metrics).length > 0;
  return {
    ...optional(world, 'started_at', prediction.startedAt),
    ...optional(world, 'completed_at', prediction.completedAt),
    ...(keepMetrics || world.modes.unset === 'null' ? { metrics: prediction.metrics } : {}),
  };
}

function optional({ modes }: World, key: string, at: number | undefined): Json {
  if (at !== undefined) return { [key]: isoMs(at) };
  return modes.unset === 'null' && key !== 'deadline' ? { [key]: null } : {};
}

/** Files become data URIs for those who waited, and addresses for everybody else. */
export function shown(value: unknown, moment: Moment): unknown {
  if (value instanceof OutputFile) return moment === 'waited' ? dataUri(value) : value.url;
  if (Array.isArray(value)) return value.map((item) => shown(item, moment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item, moment)]));
}

export const dataUri = ({ type, bytes }: OutputFile): string =>
  `data:${type};base64,${bytes.toString('base64')}`;

function urlsOf(world: World, { id, streamKey, plan }: Prediction): Json {
  const get = `${world.origin}/v1/predictions/${id}`;
  const kind = plan.streams === 'files' ? 'files' : 'streams';
  return {
    get,
    cancel: `${get}/cancel`,
    web: `https://replicate.com/p/${id}`,
    ...(streamKey === undefined ? {} : { stream: `${world.origin}/v1/${kind}/${streamKey}` }),
  };
}
