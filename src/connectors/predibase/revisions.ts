import { t } from '@vscode/l10n';
import type { Deployment } from '../domain.ts';
import type { Revision } from '../insight.ts';
import { sharedRefused } from './deployments.ts';
import type { Deployments } from './deployments.ts';
import { problem } from './errors.ts';
import { differing } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { isShared } from './ownership.ts';
import { equal, fixedKeys } from './shape.ts';
import type { WireSettings } from './shape.ts';
import { toRevisions } from './snapshots.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';

/** Defaults of the documentation: a key cannot be taken away again, so it is set to what it would be without. */
const defaults: WireSettings = {
  minReplicas: 0,
  maxReplicas: 1,
  cooldownTime: 3600,
  scaleUpRequestThreshold: 1,
  usesGuaranteedCapacity: false,
  requestLoggingEnabled: false,
  prefixCaching: false,
  directIngress: false,
  cacheModel: false,
  mergeAdapter: false,
  preloadedAdapters: [],
  customArgs: [],
};

/** Configurations that were seen from here, and the way back to one. */
export class Revisions {
  readonly #deployments: Deployments;
  readonly #lifecycle: Lifecycle;
  readonly #snapshots: Snapshots;

  constructor(deployments: Deployments, lifecycle: Lifecycle, snapshots: Snapshots) {
    this.#deployments = deployments;
    this.#lifecycle = lifecycle;
    this.#snapshots = snapshots;
  }

  async list(name: string, signal?: AbortSignal): Promise<Revision[]> {
    const wire = await this.#deployments.read(name, signal);
    if (isShared(wire)) return [];
    const settings = this.#deployments.settings(wire);
    this.#snapshots.keep(name, wire.uuid, settings, this.#deployments.api.clock.now());
    return toRevisions(this.#snapshots.of(name, wire.uuid), settings);
  }

  async rollback(name: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    const wire = await this.#deployments.read(name, signal);
    if (isShared(wire)) throw sharedRefused();
    const snapshot = this.#snapshots.of(name, wire.uuid).find(({ id }) => id === revision);
    if (!snapshot)
      throw problem('not-found', t('This configuration is not kept any more.'), {
        hint: t('Slipway keeps the last 20 that it has seen, on this machine.'),
      });
    const { minReplicas, ...others } = backTo(snapshot, this.#deployments.settings(wire));
    // What is stopped stays so; Start then brings back the minimum of that configuration.
    const stopped = this.#deployments.stopped(wire);
    const config = minReplicas === undefined || stopped ? others : { ...others, minReplicas };
    if (Object.keys(config).length > 0) await this.#lifecycle.apply(wire, { config }, signal);
    if (stopped && typeof minReplicas === 'number')
      this.#deployments.marks.set(name, minReplicas, wire.uuid, wire.currentReplicas === 0);
    return this.#deployments.get(name, signal);
  }
}

/** What has to be written for the settings of then, or why they cannot come back. */
function backTo({ settings }: Snapshot, present: WireSettings): WireSettings {
  const fixed = fixedKeys.filter((key) => !equal(settings[key], present[key]));
  if (fixed.length > 0)
    throw problem(
      'unsupported',
      t`Predibase does not change ${fixed.join(t(' and '))} of a deployment that exists.`,
      {
        hint: t('Remove it and deploy again to go back to this configuration.'),
      },
    );
  const unset = Object.keys(present).filter((key) => !(key in settings) && key in defaults);
  const wanted = { ...settings, ...Object.fromEntries(unset.map((key) => [key, defaults[key]])) };
  const { baseModel: _base, ...updatable } = wanted;
  return differing(updatable, present);
}
