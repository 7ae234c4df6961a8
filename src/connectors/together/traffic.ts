import { t } from '@vscode/l10n';
import type { RoutePlan, TrafficShare } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import type { Deployments } from './deployments.ts';
import { unlessGone } from './gone.ts';
import type { Row } from './holding.ts';
import { withWeight } from './routing.ts';
import type { Routing } from './routing.ts';
import { stateWord } from './status.ts';
import { lastSegment, targetOf } from './units.ts';
import { abExperiment, deployment as deploymentSchema } from './wire.ts';
import type { SplitEntry, WireDeployment } from './wire.ts';

/** Gives traffic to a deployment that runs and gets none; the weights of the others stay. */
export class Traffic {
  readonly #api: TogetherApi;
  readonly #deployments: Deployments;
  readonly #routing: Routing;

  constructor(deployments: Deployments, routing: Routing) {
    this.#api = deployments.api;
    this.#deployments = deployments;
    this.#routing = routing;
  }

  async plan(id: string, signal?: AbortSignal): Promise<RoutePlan> {
    const { endpoint, reading } = await this.#routable(id, signal);
    const path = await this.#routing.path(endpoint.id, signal);
    const siblings = await this.#api.all(deploymentSchema, `${path}/deployments`, {}, signal);
    const after = withWeight(endpoint.trafficSplit, reading.id);
    return {
      requests: [
        {
          method: 'PATCH',
          url: this.#api.url('v2', path, { updateMask: 'trafficSplit' }),
          body: { etag: endpoint.etag, trafficSplit: after },
          note: t('Routes requests to it, with the etag read just before.'),
        },
      ],
      shares: sharesOf(siblings, endpoint.trafficSplit, after),
    };
  }

  async route(id: string, signal?: AbortSignal): Promise<Deployment> {
    const { endpoint, reading } = await this.#routable(id, signal);
    await this.#routing.edit(endpoint.id, (split) => withWeight(split, reading.id), signal);
    this.#routing.forget(reading.id);
    return this.#deployments.get(id, signal);
  }

  /** Read now; refused where the platform would refuse it, in words that say what to do. */
  async #routable(id: string, signal?: AbortSignal): Promise<Row> {
    if (targetOf(id)?.kind === 'v1')
      throw refused('unsupported', t('An endpoint of the first generation has no traffic split.'));
    const row = await this.#deployments.row(id, signal);
    const { endpoint, reading } = row;
    const word = stateWord(reading.status?.state);
    if (['STOPPED', 'STOPPING', 'FAILED'].includes(word))
      throw refused('not-ready', t('It does not run, so it cannot serve traffic.'), t('Start it first.'));
    if (reading.trafficMode === 'TRAFFIC_MODE_SHADOW')
      throw refused(
        'conflict',
        t('The deployment is a shadow target and cannot serve live traffic.'),
        t('Remove the shadow target first.'),
      );
    if (endpoint.activeRolloutId)
      throw refused(
        'conflict',
        t('A rollout of this endpoint is under way and owns its traffic split.'),
        t('Complete or cancel the rollout first.'),
      );
    if (await this.#isVariant(row, signal))
      throw refused(
        'conflict',
        t(
          'The deployment is a variant of an A/B experiment: only its control may stand in the traffic split.',
        ),
        t('Take it out of the experiment first.'),
      );
    return row;
  }

  async #isVariant({ endpoint, reading }: Row, signal?: AbortSignal): Promise<boolean> {
    const path = `${await this.#routing.path(endpoint.id, signal)}/abExperiments`;
    const experiments = (await unlessGone(this.#api.all(abExperiment, path, {}, signal))) ?? [];
    return experiments.some(({ members }) =>
      members.some(({ deploymentId, role }) => deploymentId === reading.id && !role.endsWith('CONTROL')),
    );
  }
}

/** Share = weight × ready replicas, of all (docs.together.ai: docs/dedicated-endpoints/route-traffic). */
function sharesOf(
  siblings: readonly WireDeployment[],
  before: readonly SplitEntry[],
  after: readonly SplitEntry[],
): TrafficShare[] {
  const capacity = (split: readonly SplitEntry[], { id, status }: WireDeployment) =>
    (split.find(({ deploymentId }) => deploymentId === id)?.weight ?? 0) * (status?.readyReplicas ?? 0);
  const total = (split: readonly SplitEntry[]) =>
    siblings.reduce((sum, each) => sum + capacity(split, each), 0);
  const [sumBefore, sumAfter] = [total(before), total(after)];
  return siblings
    .filter(({ id }) => after.some(({ deploymentId, weight }) => deploymentId === id && weight > 0))
    .map((each) => ({
      name: lastSegment(each.name),
      ...(sumBefore > 0 ? { before: capacity(before, each) / sumBefore } : {}),
      ...(sumAfter > 0 ? { after: capacity(after, each) / sumAfter } : {}),
    }));
}

function refused(code: 'conflict' | 'not-ready' | 'unsupported', message: string, hint?: string) {
  return new PlatformError({
    platform: 'together',
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
}
