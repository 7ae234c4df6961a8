import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { DeploymentChange, Plan } from '../connector.ts';
import type { Deployment, DeploymentConfig } from '../domain.ts';
import type { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import { equal, mustBeChangeable, patchOf, presentBounds, refused } from './change.ts';
import type { Patch } from './change.ts';
import { configChecks, hardwareChecks, warningCheck } from './checks.ts';
import type { Deployments } from './deployments.ts';
import { featureLabels } from './features.ts';
import type { Features } from './features.ts';
import { configOf } from './mapping.ts';
import type { Reading } from './mapping.ts';
import { estimateOf } from './plan.ts';
import { isStale } from './routing.ts';
import type { Routing } from './routing.ts';
import { autoscalingBody, boundsOf, extrasOf } from './shape.ts';
import type { Bounds, Extras } from './shape.ts';
import { stateWord } from './status.ts';
import { targetOf } from './units.ts';
import { deployment as deploymentSchema } from './wire.ts';

type Build = (current: Reading) => Patch | undefined;

/** Changes to a deployment that exists: bounds and autoscaling, and with them stop and start. */
export class Lifecycle {
  readonly #api: TogetherApi;
  readonly #deployments: Deployments;
  readonly #routing: Routing;
  readonly #features: Features;

  constructor(deployments: Deployments, routing: Routing, features: Features) {
    this.#api = deployments.api;
    this.#deployments = deployments;
    this.#routing = routing;
    this.#features = features;
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    const target = targetOf(id);
    if (target?.kind === 'v1') {
      await this.#deployments.firstGeneration.stop(target.endpoint, signal);
      return this.#deployments.get(id, signal);
    }
    return this.#write(
      id,
      (current) => {
        const word = stateWord(current.status?.state);
        const { minReplicas: min = 0, maxReplicas: max = 0 } = current.autoscaling ?? {};
        if (word === 'FAILED')
          throw refused('conflict', t('The deployment failed: nothing runs that could be stopped.'));
        if (word === 'STOPPED' || word === 'STOPPING' || max === 0) return undefined;
        // After a stop the platform knows only 0 and 0.
        this.#deployments.memory.set(boundsKey(id), `${min},${max}`);
        return { autoscaling: autoscalingBody({ min: 0, max: 0 }, undefined, current.autoscaling) };
      },
      signal,
    );
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    if (targetOf(id)?.kind === 'v1')
      throw refused(
        'retired',
        t('Together AI no longer starts endpoints of its first generation.'),
        t('Deploy the model again.'),
      );
    const started = await this.#write(
      id,
      (current) => {
        const word = stateWord(current.status?.state);
        if (word === 'FAILED')
          throw refused(
            'conflict',
            t('A failed deployment cannot be restarted on Together AI.'),
            t('Deploy the model again under a new name.'),
          );
        if (word === 'STOPPING')
          throw refused(
            'not-ready',
            t('The deployment is still stopping.'),
            t('Wait until it is stopped, then start it.'),
          );
        if (word !== 'STOPPED' || (current.autoscaling?.minReplicas ?? 0) > 0) return undefined;
        return { autoscaling: autoscalingBody(this.#lastBounds(id), undefined, current.autoscaling) };
      },
      signal,
    );
    return started;
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    mustBeChangeable(id, change);
    return this.#write(
      id,
      (current) => patchOf(current, change),
      signal,
      Object.keys(change) as (keyof DeploymentConfig)[],
    );
  }

  async plan(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    mustBeChangeable(id, change);
    const row = await this.#deployments.row(id, signal);
    const bounds = boundsOf(change, presentBounds(row.reading));
    const { hardware } = this.#deployments;
    if (hardware.stale) await this.#deployments.present(row, signal);
    const instanceType = hardware.find(row.reading.hardware);
    const price = hardware.price(row.reading.hardware, this.#deployments.names.ref(row.reading.model));
    const checks = [...configChecks(change, bounds), ...hardwareChecks(instanceType, price, {}, bounds)];
    for (const name of Object.keys(extrasOf(change)) as (keyof Extras)[])
      if (this.#features.absent(name))
        checks.push(warningCheck(t`Left out: this account’s API has no ${featureLabels[name]}.`));
    const patch = checks.some(({ level }) => level === 'error') ? undefined : patchOf(row.reading, change);
    const path = `${await this.#routing.path(row.endpoint.id, signal)}/deployments/${pathPart(row.reading.id)}`;
    const body = patch && { ...this.#offered(patch), etag: row.reading.etag };
    return {
      requests: body
        ? [
            {
              method: 'PATCH',
              url: this.#api.url('v2', path, { updateMask: maskOf(body) }),
              body,
              note: t('Changes the running deployment, with the etag read just before.'),
            },
          ]
        : [],
      estimate: estimateOf(price, bounds),
      checks,
    };
  }

  /**
   * Reads, changes, writes with the etag. On a stale etag: reads again, and writes once more unless
   * somebody changed the very fields that are being changed.
   */
  async #write(
    id: string,
    build: Build,
    signal?: AbortSignal,
    fields: readonly (keyof DeploymentConfig)[] = [],
  ): Promise<Deployment> {
    let before: DeploymentConfig | undefined;
    for (let attempt = 0; ; attempt++) {
      const row = await this.#deployments.row(id, signal);
      const patch = build(row.reading);
      if (!patch) return this.#deployments.present(row, signal);
      const now = configOf(row.reading);
      if (before && fields.some((field) => !equal(before?.[field], now[field])))
        throw refused(
          'conflict',
          t('Somebody else changed the same settings in the meantime.'),
          t('Look at the present values and apply the change again.'),
        );
      before = now;
      try {
        await this.#send(row.endpoint.id, row.reading, patch, signal);
        return await this.#deployments.get(id, signal);
      } catch (error) {
        if (attempt > 0 || !isStale(error)) throw error;
      }
    }
  }

  async #send(endpointId: string, current: Reading, patch: Patch, signal?: AbortSignal): Promise<void> {
    const path = `${await this.#routing.path(endpointId, signal)}/deployments/${pathPart(current.id)}`;
    const { autoscaling, ...extras } = patch;
    const etag = current.etag;
    await this.#features.probe(extras, async (left) => {
      const body = { ...(autoscaling ? { autoscaling } : {}), ...left };
      if (Object.keys(body).length === 0) throw nothingLeft(extras);
      await this.#api.call(deploymentSchema, {
        method: 'PATCH',
        base: 'v2',
        path,
        query: { updateMask: maskOf(body) },
        body: { ...body, ...(etag === undefined ? {} : { etag }) },
        repeat: etag === undefined ? 'never' : 'etag',
        signal,
      });
    });
  }

  #offered({ autoscaling, ...extras }: Patch): Patch {
    return { ...(autoscaling ? { autoscaling } : {}), ...this.#features.offered(extras) };
  }

  #lastBounds(id: string): Bounds {
    const [min, max] = (this.#deployments.memory.get(boundsKey(id)) ?? '').split(',').map(Number);
    return min && max && max >= min ? { min, max } : { min: 1, max: 1 };
  }
}

export const boundsKey = (id: string) => `together.bounds.${id}`;

function maskOf(body: object): string {
  return Object.keys(body)
    .filter((key) => key !== 'etag')
    .join(',');
}

function nothingLeft(asked: Extras): PlatformError {
  const [first] = Object.keys(asked) as (keyof Extras)[];
  return refused(
    'unsupported',
    t`This account’s API has no ${first === undefined ? t('such setting') : featureLabels[first]}.`,
    t('Leave it at its default.'),
  );
}
