import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import { pathPart } from '../address.ts';
import type { LogEntry, PlatformUsage, Revision, TimeWindow } from '../connector.ts';
import type { Deployment, ModelRef } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import type { Deployments } from './deployments.ts';
import { notFound } from './deployments.ts';
import { readEvents } from './events.ts';
import { unlessGone } from './gone.ts';
import { readEventCost } from './read-cost.ts';
import { shiftTraffic, toRevisions } from './revisions.ts';
import type { Routing } from './routing.ts';
import { deploymentId, targetOf } from './units.ts';
import { readUsage, uncounted } from './usage.ts';
import { adapterEntry, deployment as deploymentSchema } from './wire.ts';

/** What can be read about a deployment beside its row: adapters, events, revisions, analytics. */
export class Insight {
  readonly #api: TogetherApi;
  readonly #deployments: Deployments;
  readonly #routing: Routing;

  constructor(deployments: Deployments, routing: Routing) {
    this.#api = deployments.api;
    this.#deployments = deployments;
    this.#routing = routing;
  }

  async adapters(id: string, signal?: AbortSignal): Promise<ModelRef[]> {
    const target = targetOf(id);
    if (target?.kind !== 'v2') return [];
    const path = `${await this.#routing.path(target.endpoint, signal)}/deployments/${pathPart(target.deployment)}`;
    const entries = await this.#api.all(adapterEntry, `${path}/adapters`, {}, signal);
    const names = entries.flatMap(({ adapterModel, adapterModelId }) => adapterModel ?? adapterModelId ?? []);
    await this.#deployments.names.resolve(names, signal);
    return names.map((name) => ({ ...this.#deployments.names.ref(name), kind: 'adapter' }));
  }

  async logs(
    id: string,
    query: { since?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    const target = current(id);
    return readEvents(
      this.#api,
      await this.#routing.path(target.endpoint, signal),
      target.deployment,
      query,
      signal,
    );
  }

  async revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    const { endpoint } = current(id);
    const path = `${await this.#routing.path(endpoint, signal)}/deployments`;
    const [siblings, parent] = await allOrNone(
      signal,
      (within) => this.#api.all(deploymentSchema, path, {}, within),
      (within) => this.#routing.read(endpoint, within),
    );
    return toRevisions(siblings, parent);
  }

  async rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    const { endpoint, deployment } = current(id);
    const older = await this.#deployments.row(deploymentId(endpoint, revision), signal);
    await shiftTraffic(this.#routing, older.endpoint, deployment, older.reading, signal);
    return this.#deployments.get(deploymentId(endpoint, revision), signal);
  }

  async usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    const target = current(id);
    const path = await this.#routing.path(target.endpoint, signal);
    // One that was deleted has no analytics any more, but it may still have events.
    const [counted, billed] = await Promise.all([
      unlessGone(readUsage(this.#api, path, target.deployment, window, signal)),
      readEventCost(this.#deployments, target, path, window, signal),
    ]);
    if (!counted && billed.cost === undefined) throw notFound(id);
    const { absent, ...figures } = counted ?? uncounted(window, this.#api.clock.now());
    return {
      ...figures,
      ...(billed.cost ? { cost: billed.cost } : {}),
      absent: [...absent, ...billed.absent],
    };
  }
}

/** The parts of the id of a current deployment; the first generation has no events, metrics or siblings. */
function current(id: string): { endpoint: string; deployment: string } {
  const target = targetOf(id);
  if (target?.kind === 'v2') return target;
  if (target?.kind === 'serverless')
    throw new PlatformError({
      platform: 'together',
      code: 'unsupported',
      message: t('Together AI reports no logs, metrics or revisions of a serverless model.'),
      hint: t('What you send to it from here is measured here.'),
    });
  if (target?.kind !== 'v1') throw notFound(id);
  throw new PlatformError({
    platform: 'together',
    code: 'unsupported',
    message: t('Together AI has no logs, metrics or revisions for endpoints of its first generation.'),
    hint: t('Deploy the model again to have them.'),
  });
}
