import type { EndpointInfo } from './endpoint-details.ts';
import type { AppDetails } from './app-details.ts';
import { subjectId } from './ids.ts';
import type { Subject } from './ids.ts';
import type { AppItem, EndpointItem } from './reading.ts';
import { appState, provisioning } from './states.ts';
import type { TaskCount } from './status.ts';
import { timeOf } from './units.ts';

/** What is known of one app, whatever told it. */
export interface AppRow {
  kind: 'app';
  environment: string;
  id: string;
  name: string;
  state: number;
  createdAt: number | undefined;
  deployedAt: number | undefined;
  stoppedAt: number | undefined;
  version: number | undefined;
  /** Absent = not read. */
  tasks: TaskCount | undefined;
  details: AppDetails | undefined;
}

export interface EndpointRow {
  kind: 'endpoint';
  environment: string;
  id: string;
  name: string;
  /** The list's own word; an older server leaves it empty. */
  word: string;
  provisioning: number;
  appState: number;
  /** Of the server that answers; empty = not told. */
  functionId: string;
  /** False also where an older server does not tell. */
  unauthenticated: boolean;
  createdAt: number | undefined;
  updatedAt: number | undefined;
  info: EndpointInfo | undefined;
  tasks: TaskCount | undefined;
}

export type Row = AppRow | EndpointRow;

export function rowId({ kind, environment, id }: Pick<Row, 'kind' | 'environment' | 'id'>): string {
  return subjectId({ kind, environment, id });
}

export function appRow(
  environment: string,
  item: AppItem,
  details: AppDetails | undefined,
  tasks: TaskCount | undefined,
): AppRow {
  const lifecycle = item.metadata?.lifecycle ?? details?.lifecycle;
  return {
    kind: 'app',
    environment,
    id: item.appId,
    name: appName(item),
    state: item.state,
    createdAt: timeOf(item.createdAt) ?? timeOf(lifecycle?.createdAt),
    deployedAt: timeOf(lifecycle?.deployedAt),
    stoppedAt: timeOf(item.stoppedAt) ?? timeOf(lifecycle?.stoppedAt),
    version: lifecycle && lifecycle.version > 0 ? lifecycle.version : undefined,
    tasks,
    details,
  };
}

export function endpointRow(
  environment: string,
  item: EndpointItem,
  info: EndpointInfo | undefined,
  tasks: ReadonlyMap<string, TaskCount> | undefined,
): EndpointRow {
  const appId = info?.metadata?.appId;
  return {
    kind: 'endpoint',
    environment,
    id: item.endpointId,
    name: item.name || item.metadata?.name || item.endpointId,
    word: item.status.trim(),
    provisioning: item.provisioningStatus,
    appState: item.appState,
    functionId: item.functionId,
    unauthenticated: item.unauthenticated,
    createdAt: timeOf(item.metadata?.creationInfo?.createdAt),
    updatedAt: timeOf(item.updatedAt),
    info,
    tasks: tasks && appId ? (tasks.get(appId) ?? noTasks) : undefined,
  };
}

/** Its app's server: what statistics and scaling are asked by. */
export function serverId({ info, functionId }: EndpointRow): string {
  return info?.metadata?.serverId || functionId;
}

export const noTasks: TaskCount = { ready: 0, all: 0 };

/** The name that people gave is in the description; the name itself is mostly empty. */
export function appName({ description, name, metadata }: AppItem): string {
  return description || name || metadata?.description || '';
}

const deployments = new Set<number>([
  appState.deployed,
  appState.initializing,
  appState.stopping,
  appState.stopped,
  appState.disabled,
]);
const known = new Set<number>(Object.values(appState));

/** Runs from a terminal come and go and are no deployments; a state of tomorrow is one if it was ever deployed. */
export function isDeployment(item: AppItem): boolean {
  if (deployments.has(item.state)) return true;
  const { version = 0, deployedAt = 0 } = item.metadata?.lifecycle ?? {};
  const state: number = item.state;
  return !known.has(state) && state > 0 && (version > 0 || deployedAt > 0);
}

export const hasEnded = (state: number): boolean =>
  state === appState.stopping || state === appState.stopped || state === appState.disabled;

/** A stopped app whose name another one has now: its successor is the row. */
export function withoutSuperseded(items: readonly AppItem[]): AppItem[] {
  const running = new Set(items.filter(({ state }) => !hasEnded(state)).map(appName));
  return items.filter((item) => !hasEnded(item.state) || !running.has(appName(item)));
}

/** What was just made, until Modal lists it. */
export function announced({ kind, environment, id }: Subject, name: string, now: number): Row {
  if (kind === 'endpoint')
    return {
      kind,
      environment,
      id,
      name,
      word: 'provisioning',
      provisioning: provisioning.pending,
      appState: 0,
      functionId: '',
      unauthenticated: false,
      createdAt: now,
      updatedAt: undefined,
      info: undefined,
      tasks: undefined,
    };
  return {
    kind,
    environment,
    id,
    name,
    state: appState.deployed,
    createdAt: now,
    deployedAt: now,
    stoppedAt: undefined,
    version: undefined,
    tasks: undefined,
    details: undefined,
  };
}
