import { statuses, type PlatformId } from '../../../src/connectors/domain.ts';
import type { DeploymentView, FleetView } from '../../../src/extension/deployments/types.ts';

export function view(change: Partial<DeploymentView> = {}): DeploymentView {
  const platform = change.platform ?? 'together';
  const id = change.id ?? change.name ?? 'llama';
  return {
    platform,
    id,
    key: `${platform}:${id}`,
    name: id,
    status: 'active',
    detail: { word: 'DEPLOYMENT_STATE_READY' },
    model: { id: 'meta/llama', name: 'Llama 3.1 8B', kind: 'model' },
    replicas: { min: 1, max: 2, ready: 1 },
    price: { perReplicaHour: 4_200_000_000, source: { kind: 'platform', readAt: 1000 } },
    config: {},
    endpoint: { url: 'https://example.test/v1', model: 'acme/llama' },
    dashboardUrl: 'https://example.test/llama',
    allowed: {
      test: true,
      stop: true,
      start: { no: 'It runs.' },
      update: true,
      remove: { no: 'Stop it first.' },
    },
    readAt: 1000,
    notes: {},
    ...change,
  };
}

export function fleet(deployments: DeploymentView[], change: Partial<FleetView> = {}): FleetView {
  const counts = Object.fromEntries(
    statuses.map((status) => [status, deployments.filter((one) => one.status === status).length]),
  ) as FleetView['counts'];
  return {
    deployments,
    platforms: [platform('together', 'Together AI'), platform('modal', 'Modal')],
    counts,
    burn: { perHour: 0, atLeast: false },
    ...change,
  };
}

export const platform = (id: PlatformId, displayName: string): FleetView['platforms'][number] => ({
  ...{ id, displayName, connected: true, problems: [], reading: false, lastReadAt: 1000 },
});
