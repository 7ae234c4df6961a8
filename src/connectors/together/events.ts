import { t } from '@vscode/l10n';
import type { LogEntry } from '../connector.ts';
import { wordTable } from '../word-table.ts';
import type { TogetherApi } from './api.ts';
import { event } from './wire.ts';
import type { WireEvent } from './wire.ts';

/** The documents disagree on the limit (500 or 10000); the lower one is safe. */
const most = 500;

/**
 * What happened to a deployment, newest first. There is no log stream: the only output of a container is
 * the excerpt that comes with a crash.
 */
export async function readEvents(
  api: TogetherApi,
  endpointPath: string,
  deploymentId: string,
  query: { since?: number; limit?: number },
  signal?: AbortSignal,
): Promise<LogEntry[]> {
  const limit = Math.min(most, Math.max(1, query.limit ?? 100));
  const filter = {
    limit,
    deploymentIds: deploymentId,
    // Without this, naming a deployment leaves out what happened to its endpoint.
    sourceKinds: 'SOURCE_KIND_ENDPOINT,SOURCE_KIND_DEPLOYMENT',
    since: query.since === undefined ? undefined : new Date(query.since).toISOString(),
  };
  const { items } = await api.page(event, `${endpointPath}/events`, filter, undefined, signal);
  return items.map(toLogEntry);
}

const levels = wordTable<LogEntry['level']>({
  LEVEL_DEBUG: 'debug',
  LEVEL_INFO: 'info',
  LEVEL_WARN: 'warn',
  LEVEL_ERROR: 'error',
});

export function toLogEntry(wire: WireEvent): LogEntry {
  return {
    id: wire.id,
    at: wire.createdAt ?? 0,
    level: levels[wire.level ?? ''] ?? 'info',
    type: wire.type ?? 'event',
    message: wire.message ?? sentence(wire),
    ...(wire.logExcerpt ? { excerpt: wire.logExcerpt } : {}),
  };
}

/** Many events have no message but say it in their fields. */
function sentence({
  type,
  oldReplicas,
  newReplicas,
  reason,
  status,
  name,
  paths,
  containerName,
  replicaId,
}: WireEvent): string {
  const parts = [
    oldReplicas === undefined && newReplicas === undefined
      ? undefined
      : t`${oldReplicas ?? 0} → ${newReplicas ?? 0} replicas`,
    name,
    status,
    reason,
    paths.length === 0 ? undefined : t`changed: ${paths.join(', ')}`,
    containerName,
    replicaId,
  ].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? (type ?? 'event') : parts.join(', ');
}
