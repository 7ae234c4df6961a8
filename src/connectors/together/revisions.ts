import { t } from '@vscode/l10n';
import type { Revision } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import { stateWord } from './status.ts';
import type { Routing } from './routing.ts';
import { lastSegment } from './units.ts';
import type { Reading } from './mapping.ts';
import type { Endpoint, SplitEntry, WireDeployment } from './wire.ts';

/** A deployment never changes its model or hardware, so the deployments of an endpoint are its revisions. */
export function toRevisions(siblings: readonly WireDeployment[], endpoint: Endpoint): Revision[] {
  return [...siblings]
    .sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
    .map((each) => {
      const weight = endpoint.trafficSplit.find(({ deploymentId }) => deploymentId === each.id)?.weight;
      const word = stateWord(each.status?.state).toLowerCase();
      return {
        id: each.id,
        label: lastSegment(each.name),
        ...(each.createdAt === undefined ? {} : { createdAt: each.createdAt }),
        current: (weight ?? 0) > 0,
        detail: `${word}, ${weight ? t`weight ${weight}` : t('no traffic')}${each.hardware ? `, ${each.hardware}` : ''}`,
      };
    });
}

/** Gives the weight of one deployment to an older one, which must be able to serve at once. */
export async function shiftTraffic(
  routing: Routing,
  endpoint: Endpoint,
  from: string,
  to: Reading,
  signal?: AbortSignal,
): Promise<void> {
  if ((to.status?.readyReplicas ?? 0) === 0)
    throw new PlatformError({
      platform: 'together',
      code: 'not-ready',
      message: t`${lastSegment(to.name)} has no ready replica, so traffic cannot go back to it yet.`,
      hint: t('Start it, wait until it is active, and roll back then.'),
    });
  await routing.edit(endpoint.id, (split) => shifted(split, from, to.id), signal);
}

export function shifted(split: readonly SplitEntry[], from: string, to: string): SplitEntry[] {
  if (from === to) return [...split];
  const weightOf = (id: string) => split.find((entry) => entry.deploymentId === id)?.weight ?? 0;
  const moved = weightOf(from) + weightOf(to) || 1;
  const rest = split.filter(({ deploymentId }) => deploymentId !== to);
  return [
    ...rest.map((entry) => (entry.deploymentId === from ? { ...entry, weight: 0 } : entry)),
    { deploymentId: to, weight: moved },
  ];
}
