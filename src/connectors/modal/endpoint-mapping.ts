import { t } from '@vscode/l10n';
import type { DeploymentSpec } from '../connector.ts';
import type { Action, Allowed, Deployment, DeploymentConfig, HourlyPrice, ModelRef } from '../domain.ts';
import { guardOf } from './guard.ts';
import { rowId, serverId } from './rows.ts';
import type { EndpointRow } from './rows.ts';
import { endpointWord } from './states.ts';
import { endpointVerdict } from './status.ts';
import type { Verdict } from './status.ts';

export interface EndpointAround {
  readAt: number;
  /** What it was made from here with. */
  spec: DeploymentSpec | undefined;
  readOnly: boolean;
  /** It was not asked about yet. */
  awaited: boolean;
  price: (model: ModelRef) => HourlyPrice | undefined;
  backlog?: number | undefined;
  notes?: string[];
}

export function toEndpointDeployment(row: EndpointRow, around: EndpointAround): Deployment {
  const { info, createdAt, updatedAt } = row;
  const verdict = verdictOf(row, around.backlog);
  const running = verdict.status === 'active';
  const notes = [...(verdict.detail.notes ?? []), ...(around.notes ?? [])];
  const url = info?.info?.serviceUrl || undefined;
  const auth = authOf(row);
  const model = modelOf(row, around);
  const price = around.price(model);
  const server = serverId(row);
  const stopped = verdict.status === 'stopped';
  const counted = stopped ? { ready: 0, all: 0 } : row.tasks;
  return {
    platform: 'modal',
    id: rowId(row),
    name: row.name,
    group: row.environment,
    status: verdict.status,
    detail: { ...verdict.detail, ...(notes.length === 0 ? {} : { notes }) },
    model,
    replicas: counted ? { ready: counted.ready, scheduled: counted.all } : {},
    ...(price ? { price } : {}),
    config: configOf(row, around.spec),
    parts:
      server === ''
        ? []
        : [
            {
              id: server,
              name: 'server',
              kind: 'server',
              ...(url === undefined ? {} : { url }),
              ...guardOf(auth),
            },
          ],
    ...(url === undefined || !running
      ? {}
      : { endpoint: { url: `${url}/v1`, model: servedModel(row, around.spec) ?? '' } }),
    dashboardUrl: `https://modal.com/id/${row.id}`,
    ...(verdict.error === undefined ? {} : { error: verdict.error }),
    allowed: allowedFor(verdict, around, url),
    consequences: {
      stop: t(
        'It ends for good: requests under way are lost, its address answers no more and its name is free.',
      ),
      start: t('Modal makes another Endpoint of the same kind, with a new id. Its address may be another.'),
    },
    restartable: { no: t('Modal runs the containers of an Endpoint by itself.') },
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    readAt: around.readAt,
  };
}

export function verdictOf(
  { word, provisioning, appState, info, tasks }: EndpointRow,
  backlog?: number,
): Verdict {
  // The list's word goes first.
  const told = word || (endpointWord(info?.info?.status ?? 0) ?? '');
  return endpointVerdict({ word: told, provisioning, appState, tasks, backlog });
}

/** Whether a proxy token is needed; undefined = not told. */
export function authOf({ unauthenticated, info }: EndpointRow): boolean | undefined {
  if (info?.info) return info.info.requiresProxyAuth;
  // A field that an older server does not send looks the same as one that says no.
  return unauthenticated ? false : undefined;
}

/** What to send as `model`. */
export function servedModel({ info }: EndpointRow, spec: DeploymentSpec | undefined): string | undefined {
  return info?.info?.modelName || info?.info?.repoId || spec?.model.id || undefined;
}

function modelOf(row: EndpointRow, { spec, awaited }: EndpointAround): ModelRef {
  const id = row.info?.info?.repoId || servedModel(row, spec);
  return id === undefined
    ? { id: '', name: awaited ? t('not read yet') : t('not told by Modal'), kind: 'model' }
    : { id, name: id, kind: 'model' };
}

function configOf(row: EndpointRow, spec: DeploymentSpec | undefined): DeploymentConfig {
  const auth = authOf(row);
  return {
    ...spec?.config,
    options: {
      ...spec?.config.options,
      way: 'endpoint',
      environment: row.environment,
      ...(auth === undefined ? {} : { proxyAuth: auth }),
    },
  };
}

function allowedFor(
  { status }: Verdict,
  { readOnly, spec, awaited }: EndpointAround,
  url: string | undefined,
): Record<Action, Allowed> {
  const may: Allowed = readOnly ? { no: t('Your role in this environment lets you only look.') } : true;
  const stopped = status === 'stopped';
  const test: Allowed =
    status !== 'active'
      ? { no: stopped ? t('It is stopped.') : t('It is not live yet.') }
      : url === undefined
        ? {
            no: awaited
              ? t('Its address is not known yet. Refresh the list.')
              : t('Modal has not told its address. Its page on Modal has it.'),
          }
        : true;
  const start: Allowed = !stopped
    ? { no: t('It is not stopped. When it is idle, the first request wakes it.') }
    : spec
      ? may
      : { no: t('It was not made from here, so its settings are not known. Deploy another one.') };
  return {
    test,
    stop: stopped ? { no: t('It is stopped already.') } : may,
    start,
    update: { no: t('An Endpoint cannot be changed. Make another one and stop this one.') },
    remove: { no: t('A stop is final on Modal. What is stopped leaves the list by itself.') },
  };
}
