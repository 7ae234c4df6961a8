import { t } from '@vscode/l10n';
import { PlatformError, isCancelled } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { ModalApi } from './api.ts';
import type { TaskCount } from './status.ts';
import type { Reply } from './wire.ts';

export type AppItem = Reply<'appList'>['apps'][number];
export type EndpointItem = Reply<'endpointList'>['items'][number];

/** One environment as read; an absent part could not be read, and `problems` says why. */
export interface Reading {
  environment: string;
  apps?: AppItem[];
  /** Containers by app. */
  tasks?: Map<string, TaskCount>;
  endpoints?: EndpointItem[];
  problems: ErrorData[];
}

const pageSize = 100;
/** A list that goes on for longer than any workspace's must not be followed for ever. */
const mostPages = 50;

export async function readEnvironment(
  api: ModalApi,
  environment: string,
  signal?: AbortSignal,
): Promise<Reading> {
  const problems: ErrorData[] = [];
  const attempt = async <T>(what: string, read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (isCancelled(error)) throw error;
      const { data } = PlatformError.from(error, 'modal');
      problems.push({
        ...data,
        message: t`The ${what} of ${environment} could not be read: ${data.message}`,
      });
      return undefined;
    }
  };
  const [apps, tasks, endpoints] = await Promise.all([
    attempt(t('apps'), readApps(api, environment, signal)),
    attempt(t('containers'), readTasks(api, environment, '', signal)),
    attempt(t('Endpoints'), readEndpoints(api, environment, { signal })),
  ]);
  return {
    environment,
    ...(apps ? { apps } : {}),
    ...(tasks ? { tasks } : {}),
    ...(endpoints ? { endpoints } : {}),
    problems,
  };
}

export async function readApps(api: ModalApi, environment: string, signal?: AbortSignal): Promise<AppItem[]> {
  return (await api.call('appList', { environmentName: environment }, { signal })).apps;
}

/** An empty app asks for those of all apps. */
export async function readTasks(
  api: ModalApi,
  environment: string,
  appId: string,
  signal?: AbortSignal,
): Promise<Map<string, TaskCount>> {
  const { tasks } = await api.call('taskList', { environmentName: environment, appId }, { signal });
  const counts = new Map<string, TaskCount>();
  for (const task of tasks) {
    const count = counts.get(task.appId) ?? { ready: 0, all: 0 };
    const started = task.startedAt > 0;
    counts.set(task.appId, {
      ...count,
      ready: count.ready + (started ? 1 : 0),
      all: count.all + 1,
      ...(started ? { sample: task.taskId } : {}),
    });
  }
  return counts;
}

/**
 * Page by page, each before the oldest so far. A server without Endpoints has none. `asked`: of one that is known,
 * so that what keeps it from being read is told, and not taken for its end.
 */
export async function readEndpoints(
  api: ModalApi,
  environment: string,
  { signal, asked = false }: { signal?: AbortSignal | undefined; asked?: boolean } = {},
): Promise<EndpointItem[]> {
  const all = new Map<string, EndpointItem>();
  let createdBefore = 0;
  for (let page = 0; page < mostPages; page++) {
    const pagination = { maxObjects: pageSize, createdBefore };
    const request = { environmentName: environment, pagination };
    const reply = asked
      ? await api.call('endpointList', request, { signal })
      : await api.optional('endpointList', request, { signal });
    const items = reply?.items ?? [];
    for (const item of items) all.set(item.endpointId, item);
    const times = items.flatMap(({ metadata }) => metadata?.creationInfo?.createdAt ?? []);
    const oldest = Math.min(...times);
    if (items.length < pageSize || !Number.isFinite(oldest) || oldest === createdBefore) break;
    createdBefore = oldest;
  }
  return [...all.values()];
}
