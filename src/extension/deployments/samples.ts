import type { Deployment } from '../../connectors/domain.ts';
import type { StatusSample } from '../metrics/types.ts';
import type { StatusEnd } from '../store/statusHistory.ts';
import type { Connection } from './connection.ts';
import { deploymentKey } from './views.ts';

/** What the history keeps of a reading. */
export function sampleOf({ scope }: Connection, deployment: Deployment): StatusSample {
  const { platform, id, readAt, status, replicas, price, createdAt } = deployment;
  const { ready, max } = replicas;
  return {
    deployment: deploymentKey(platform, id),
    at: readAt,
    status,
    ...(ready === undefined ? {} : { ready }),
    ...(max === undefined ? {} : { max }),
    ...(price ? { price } : {}),
    ...(createdAt === undefined ? {} : { createdAt: Math.round(createdAt) }),
    scope,
  };
}

/** It is gone, so it costs nothing from here on. */
export const endOf = ({ scope }: Connection, { platform, id }: Deployment, at: number): StatusEnd => ({
  deployment: deploymentKey(platform, id),
  at,
  scope,
});
