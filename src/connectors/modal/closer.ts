import { t } from '@vscode/l10n';
import { isCancelled } from '../errors.ts';
import type { PlatformError } from '../errors.ts';
import type { ModalApi } from './api.ts';
import { firstGpu } from './gpus.ts';
import type { Closer } from './inventory.ts';
import type { PartFacts, Scaling } from './part-facts.ts';
import { scalingOf } from './part-facts.ts';
import type { TaskCount } from './status.ts';
import type { Reply } from './wire.ts';

const recent = 10 * 60_000;
/** As Modal's own client waits for it. */
const statsTimeout = 10_000;

/** What is worth asking about one app that somebody looks at. Each part may fail: the rest stands. */
export interface CloserLook extends Closer {
  /** In force now; absent = not told. */
  scaling?: Scaling;
}

export async function lookCloser(
  api: ModalApi,
  part: PartFacts,
  tasks: TaskCount | undefined,
  signal?: AbortSignal,
): Promise<CloserLook> {
  const attempt = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  };
  const [backlog, params, failing, hardware] = await Promise.all([
    attempt(readBacklog(api, part.id, signal)),
    attempt(api.optional('functionGetSchedulingParams', { functionId: part.id }, { signal })),
    attempt(readFailing(api, part, tasks, signal)),
    attempt(readHardware(api, part, tasks, signal)),
  ]);
  const configuration = params?.autoscalerConfiguration;
  const notes = [...overrides(configuration), ...(hardware === undefined ? [] : [t`runs on ${hardware}`])];
  return {
    backlog,
    failing,
    ...(notes.length === 0 ? {} : { notes }),
    ...(configuration?.settings ? { scaling: scalingOf(configuration.settings) } : {}),
  };
}

export async function readBacklog(api: ModalApi, functionId: string, signal?: AbortSignal): Promise<number> {
  const reply = await api.call(
    'functionGetCurrentStats',
    { functionId },
    { signal, timeoutMs: statsTimeout },
  );
  return reply.backlog;
}

/** Containers that begin and fail say nothing in the list: it only shows that none has started. */
async function readFailing(
  api: ModalApi,
  { id, kind }: PartFacts,
  tasks: TaskCount | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!tasks || tasks.ready > 0) return false;
  const until = new Date(api.clock.now());
  const range = { functionId: id, since: new Date(until.getTime() - recent), until };
  const stats =
    kind === 'server'
      ? await api.optional('serverGetTimeRangeStats', range, { signal })
      : await api.optional('functionGetTimeRangeStats', range, { signal });
  return stats !== undefined && stats.containerErrorCount > 0 && stats.containerStartedCount === 0;
}

/** Modal may give better hardware than was asked for, at the same price (Modal's guide on GPUs). */
async function readHardware(
  api: ModalApi,
  { gpu }: PartFacts,
  tasks: TaskCount | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (tasks?.sample === undefined) return undefined;
  const { info } = await api.call('taskGetInfo', { taskId: tasks.sample }, { signal });
  const type = info?.gpuType || info?.gpuConfig?.gpuType || '';
  if (type === '') return undefined;
  return gpu !== undefined && firstGpu(gpu)?.type === firstGpu(type)?.type ? undefined : type;
}

type Configuration = NonNullable<Reply<'functionGetSchedulingParams'>['autoscalerConfiguration']>;

function overrides(configuration: Configuration | undefined): string[] {
  const { overrideSettings } = configuration ?? {};
  const set = Object.values(overrideSettings ?? {}).some((value) => value !== undefined);
  return set ? [t('its scaling was changed since it was deployed; the next deploy drops that')] : [];
}

/** Whether a failure means that it is over already. */
export function isOverAlready(error: PlatformError): boolean {
  return error.code === 'not-found' || error.code === 'conflict';
}
