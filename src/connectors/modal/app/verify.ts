import type { ModalApi } from '../api.ts';
import { stop } from '../lifecycle.ts';
import { appState } from '../states.ts';

/** What Modal has under a name. */
export interface Standing {
  /** The name of the environment, also where the default was asked for. */
  environment: string;
  /** The app that is deployed now; absent: none is. */
  appId?: string;
  /** Of the version that runs; absent: not told. */
  version?: number;
}

/** What became of a run, by Modal's own word. */
export type Outcome =
  | { kind: 'published'; appId: string; version?: number }
  | { kind: 'unchanged'; appId: string; version?: number }
  | { kind: 'absent' };

export async function standingOf(
  api: ModalApi,
  environment: string,
  name: string,
  signal?: AbortSignal,
): Promise<Standing> {
  const found = await api.call('appGetByDeploymentName', { name, environmentName: environment }, { signal });
  const resolved = found.environmentName === '' ? environment : found.environmentName;
  if (found.appId === '') return { environment: resolved };
  const { appId } = found;
  const lifecycle =
    found.lifecycle ?? (await api.optional('appGetLifecycle', { appId }, { signal }))?.lifecycle;
  if (lifecycle && stateOf(lifecycle) !== appState.deployed) return { environment: resolved };
  return { environment: resolved, appId, ...(lifecycle?.version ? { version: lifecycle.version } : {}) };
}

/**
 * Compares what is there with what was. An exit code proves neither that nothing was published nor that something
 * was. A version with another's tag is another's.
 */
export async function outcomeOf(
  api: ModalApi,
  before: Standing,
  { app, tag }: { app: string; tag: string },
): Promise<Outcome> {
  const after = await standingOf(api, before.environment, app);
  const { appId, version } = after;
  if (appId === undefined) return { kind: 'absent' };
  const at = { appId, ...(version === undefined ? {} : { version }) };
  const isNew = appId !== before.appId;
  if (!isNew && version !== undefined && version === before.version) return { kind: 'unchanged', ...at };
  const history = await api.optional('appDeploymentHistory', { appId }).catch(() => undefined);
  const since = isNew ? 0 : (before.version ?? 0);
  const newer = (history?.appDeploymentHistories ?? []).filter((each) => each.version > since);
  const ours = newer.some((each) => each.tag === tag);
  const foreign = !ours && newer.length > 0 && newer.every((each) => each.tag !== '');
  // A server that tells no version shows what is new by the tag alone.
  if (ours || (!foreign && (isNew || version !== undefined))) return { kind: 'published', ...at };
  return before.appId === undefined ? { kind: 'absent' } : { kind: 'unchanged', ...at };
}

/** Apps of a name that are being created, by id: a first deployment that was cut off leaves one behind. */
export async function unfinishedApps(
  api: ModalApi,
  { environment, name, signal }: { environment: string; name: string; signal?: AbortSignal | undefined },
): Promise<string[]> {
  const { apps } = await api.call('appList', { environmentName: environment }, { signal });
  const ours = apps.filter(
    (app) =>
      (app.description || app.name) === name && stateOf({ appState: app.state }) === appState.initializing,
  );
  return ours.map(({ appId }) => appId);
}

/** Ends what a first deployment left behind. Modal ends it too, some time after it heard of it last. */
export async function clearUnfinished(
  api: ModalApi,
  where: { environment: string; name: string },
  there: readonly string[],
): Promise<void> {
  const left = (await unfinishedApps(api, where)).filter((id) => !there.includes(id));
  for (const id of left) await stop(api, { kind: 'app', environment: where.environment, id });
}

/** A number that the installed client may not know. */
const stateOf = ({ appState: state }: { appState: number }): number => state;
