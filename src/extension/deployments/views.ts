import { t } from '@vscode/l10n';
import type { Deployment, DeploymentStatus, NanoUsd, PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type {
  Busy,
  BurnRate,
  DeploymentKey,
  DeploymentView,
  Draft,
  FleetFilter,
  LocalNotes,
} from './types.ts';

export const deploymentKey = (platform: PlatformId, id: string): DeploymentKey => `${platform}:${id}`;
export const draftKey = (id: string): DeploymentKey => `draft:${id}`;

/** What Slipway itself knows about a row, beside what the platform says. */
export interface Overlay {
  notes: LocalNotes | undefined;
  busy: Busy | undefined;
  notDeleted?: ErrorData | undefined;
  /** What a server is called that is registered by URL, where the platform has such. */
  serversLabel?: string | undefined;
  followable?: boolean;
}

export function deploymentView(deployment: Deployment, stale: boolean, overlay: Overlay): DeploymentView {
  const { description, tags } = deployment.config;
  const registered = deployment.origin !== undefined && deployment.origin.label === overlay.serversLabel;
  return {
    ...deployment,
    key: deploymentKey(deployment.platform, deployment.id),
    notes: {
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags }),
      ...overlay.notes,
    },
    ...(overlay.busy ? { busy: overlay.busy } : {}),
    ...(overlay.followable ? { followable: true } : {}),
    ...(registered ? { registered } : {}),
    ...(overlay.notDeleted ? { notDeleted: overlay.notDeleted } : {}),
    ...(stale ? { stale } : {}),
  };
}

const openOutcome = t('A deploy was begun; the list will show what became of it.');
const notSent = { no: t('It has not been deployed yet.') };

export function draftView(draft: Draft, overlay: Overlay): DeploymentView {
  const { spec, problem } = draft;
  const { minReplicas, maxReplicas, description, tags, instanceType } = spec.config;
  return {
    platform: draft.platform,
    id: draft.id,
    key: draftKey(draft.id),
    draft,
    name: spec.name || t('Unnamed draft'),
    status: 'pending',
    detail: {
      word: 'draft',
      ...(problem ? { message: problem.message } : {}),
      ...(draft.sentAt !== undefined && !overlay.busy ? { notes: [openOutcome] } : {}),
    },
    model: spec.model,
    replicas: {
      ...(minReplicas === undefined ? {} : { min: minReplicas }),
      ...(maxReplicas === undefined ? {} : { max: maxReplicas }),
    },
    ...(instanceType === undefined ? {} : { instanceType: { id: instanceType, label: instanceType } }),
    config: spec.config,
    ...(problem ? { error: problem.message } : {}),
    allowed: { test: notSent, stop: notSent, start: notSent, update: notSent, remove: true },
    createdAt: draft.createdAt,
    updatedAt: draft.updatedAt,
    readAt: draft.updatedAt,
    notes: {
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags }),
    },
    ...(overlay.busy ? { busy: overlay.busy } : {}),
  };
}

export function countByStatus(views: Iterable<DeploymentView>): Record<DeploymentStatus, number> {
  const counts = { pending: 0, deploying: 0, active: 0, failed: 0, stopped: 0 };
  for (const { status } of views) counts[status]++;
  return counts;
}

/**
 * What one costs per hour as it runs now: with the least that it keeps running where nobody counts. Undefined =
 * unknown.
 */
export function hourlyCost({ replicas: { ready, min }, price, status }: DeploymentView): NanoUsd | undefined {
  if (ready === undefined && (status === 'stopped' || status === 'pending')) return 0;
  const replicas = ready ?? min;
  return price && replicas !== undefined ? replicas * price.perReplicaHour : undefined;
}

/** Whatever its status, a ready replica bills; also one that is draining. */
export function burnRate(views: Iterable<DeploymentView>): BurnRate {
  let perHour = 0;
  let atLeast = false;
  for (const { replicas, price, tokenPrice, serverless, status } of views) {
    if ((tokenPrice || serverless) && !price) continue; // billed by call, not by hour
    const { ready, min = 0 } = replicas;
    if (ready === undefined && status === 'active') {
      // Not reported: what it keeps running at the least is known all the same.
      perHour += min * (price?.perReplicaHour ?? 0);
      atLeast = true;
    } else if (ready === undefined) continue;
    else if (ready > 0 && !price) atLeast = true;
    else if (price) perHour += ready * price.perReplicaHour;
  }
  return { perHour, atLeast };
}

/** All words of the text must occur somewhere in what the row is called. */
export function matches(view: DeploymentView, filter: FleetFilter): boolean {
  if (filter.statuses && !filter.statuses.includes(view.status)) return false;
  if (filter.platforms && !filter.platforms.includes(view.platform)) return false;
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { name, model, group, platform, instanceType, origin, notes } = view;
  const haystack = [name, model.name, model.id, model.base, group, platform, instanceType?.label]
    .concat(origin?.label)
    .concat(notes.description, notes.tags)
    .join('\n')
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}
