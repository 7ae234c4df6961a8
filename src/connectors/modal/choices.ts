import { t } from '@vscode/l10n';
import type { FieldChoice } from '../connector.ts';
import type { DeploymentConfig } from '../domain.ts';
import type { ModalApi } from './api.ts';
import type { Environments } from './environments.ts';
import { routingRegions } from './regions.ts';
import { dayText, timeOf } from './units.ts';

const pageSize = 100;
const mostPages = 20;

/** What the workspace has for a field. */
export async function choices(
  parts: { api: ModalApi; environments: Environments },
  field: string,
  config: DeploymentConfig,
  signal?: AbortSignal,
): Promise<FieldChoice[]> {
  const { api, environments } = parts;
  const chosen = config.options?.['environment'];
  const environmentName = (): Promise<string> =>
    environments.resolve(typeof chosen === 'string' ? chosen.trim() : '', signal);
  switch (field) {
    case 'credentials.environments':
    case 'options.environment':
      return environments.choices(signal);
    case 'options.secrets':
    case 'options.hfSecret':
      return secrets(api, await environmentName(), signal);
    case 'options.adapterVolume':
    case 'options.cacheVolume':
    case 'options.weightsVolume':
      return volumes(api, await environmentName(), signal);
    case 'options.routingRegion':
      return routingRegions.map((value) => ({ value, label: value }));
    default:
      return [];
  }
}

async function secrets(api: ModalApi, environmentName: string, signal?: AbortSignal): Promise<FieldChoice[]> {
  const items = await listed(async (pagination) => {
    const { items } = await api.call('secretList', { environmentName, pagination }, { signal });
    return items;
  });
  return items.map(({ label, metadata, lastUsedAt }) => {
    const keys = metadata?.keys ?? [];
    const used = timeOf(lastUsedAt);
    const detail =
      keys.length > 0 ? keys.join(', ') : used === undefined ? undefined : t`last used ${dayText(used)}`;
    return { value: label, label, ...(detail === undefined ? {} : { detail }) };
  });
}

async function volumes(api: ModalApi, environmentName: string, signal?: AbortSignal): Promise<FieldChoice[]> {
  const items = await listed(async (pagination) => {
    const { items } = await api.call('volumeList', { environmentName, pagination }, { signal });
    return items;
  });
  return items.map(({ label, createdAt }) => {
    const made = timeOf(createdAt);
    return { value: label, label, ...(made === undefined ? {} : { detail: t`since ${dayText(made)}` }) };
  });
}

/** Page by page, each before the oldest so far; a short page is the last. */
async function listed<T extends { label: string; createdAt: number }>(
  read: (pagination: { maxObjects: number; createdBefore: number }) => Promise<T[]>,
): Promise<T[]> {
  const all = new Map<string, T>();
  let createdBefore = 0;
  for (let page = 0; page < mostPages; page++) {
    const items = await read({ maxObjects: pageSize, createdBefore });
    for (const item of items) all.set(item.label, item);
    const oldest = Math.min(...items.map(({ createdAt }) => createdAt));
    if (items.length < pageSize || oldest === createdBefore) break;
    createdBefore = oldest;
  }
  return [...all.values()].filter(({ label }) => label !== '');
}
