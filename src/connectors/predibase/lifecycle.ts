import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import { fieldId, fieldValue } from '../config-field.ts';
import type { DeploymentConfig, Deployment } from '../domain.ts';
import { isCancelled } from '../errors.ts';
import type { DeploymentChange, Plan } from '../plan.ts';
import { boundsOf, check, configChecks } from './checks.ts';
import { isUncertain } from './deploy.ts';
import { sharedRefused } from './deployments.ts';
import type { Deployments } from './deployments.ts';
import { problem } from './errors.ts';
import { fields } from './fields.ts';
import { readingOf } from './mapping.ts';
import { isShared } from './ownership.ts';
import { estimateOf, shownBody } from './plan.ts';
import { configOf, equal, isSet, presentSettings, settingsOf } from './shape.ts';
import type { WireSettings } from './shape.ts';
import type { Snapshots } from './snapshots.ts';
import type { WireDeployment } from './wire.ts';

export interface UpdateBody {
  config?: WireSettings;
  description?: string;
}

/** Changes to a deployment that exists. There is one call, an update of its configuration; stop and start are made of it. */
export class Lifecycle {
  readonly #deployments: Deployments;
  readonly #snapshots: Snapshots;
  readonly #hfToken: string | undefined;

  constructor(deployments: Deployments, snapshots: Snapshots, hfToken: string | undefined) {
    this.#deployments = deployments;
    this.#snapshots = snapshots;
    this.#hfToken = hfToken;
  }

  /** The minimum becomes 0, and that it was meant as a stop is kept here: replicas leave when it gets no requests. */
  async stop(name: string, signal?: AbortSignal): Promise<Deployment> {
    const { marks } = this.#deployments;
    const wire = await this.#own(name, signal);
    const min = wire.config?.minReplicas ?? wire.minReplicas;
    const { status, leaving } = readingOf(wire, undefined);
    if (status === 'failed')
      throw problem('conflict', t('The deployment failed: nothing runs that could be stopped.'));
    if (leaving || marks.read(name, wire.uuid, min)) return this.#deployments.present(wire, signal);
    marks.set(name, min, wire.uuid, wire.currentReplicas === 0);
    try {
      if (min !== 0) await this.put(name, { config: { minReplicas: 0 } }, signal);
    } catch (error) {
      // A stop whose answer was lost or not waited for may have happened; then the minimum from before must not be
      // lost with it. Where it has not, the mark is void while the minimum is above 0.
      if (!isUncertain(error) && !isCancelled(error)) marks.clear(name);
      throw error;
    }
    return this.#deployments.get(name, signal);
  }

  async start(name: string, signal?: AbortSignal): Promise<Deployment> {
    const { marks } = this.#deployments;
    const wire = await this.#own(name, signal);
    const { leaving, status } = readingOf(wire, undefined);
    if (leaving)
      throw problem('not-ready', t('Predibase is taking the deployment away: it cannot be started now.'));
    if (status === 'failed')
      throw problem('conflict', t('A failed deployment cannot be started.'), {
        hint: t('Look at its error, then remove it and deploy again.'),
      });
    const min = wire.config?.minReplicas ?? wire.minReplicas;
    const mark = marks.read(name, wire.uuid, min);
    const wanted = mark?.min ?? 1;
    if (wanted !== min) await this.put(name, { config: { minReplicas: wanted } }, signal);
    marks.clear(name);
    return this.#deployments.get(name, signal);
  }

  async update(name: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    const wire = await this.#own(name, signal);
    const body = this.#body(wire, change);
    const wrong = this.#checks(wire, change).find(({ level }) => level === 'error');
    if (wrong)
      throw problem('invalid', wrong.message, wrong.field === undefined ? {} : { field: wrong.field });
    if (!body) return this.#deployments.present(wire, signal);
    await this.apply(wire, body, signal);
    return this.#deployments.get(name, signal);
  }

  async plan(name: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    const wire = await this.#own(name, signal);
    const checks = this.#checks(wire, change);
    const body = this.#body(wire, change);
    const present = configOf(wire);
    if (this.#deployments.stopped(wire) && (change.minReplicas ?? 0) > 0)
      checks.push(check('warning', t('It is stopped: a minimum of replicas starts it.'), 'minReplicas'));
    const price = this.#deployments.accelerators.price(
      present.instanceType,
      wire.model?.name ?? wire.config?.baseModel,
    );
    return {
      requests: body
        ? [
            {
              method: 'PUT',
              url: this.#deployments.api.url(pathOf(name)),
              body: shownBody(body),
              note: t('Changes only what is named; the replicas from before serve until it is applied.'),
            },
          ]
        : [],
      estimate: estimateOf(price, boundsOf(change, present)),
      checks,
    };
  }

  /** Sends it, and keeps the configurations before and after. */
  async apply(before: WireDeployment, body: UpdateBody, signal?: AbortSignal): Promise<void> {
    const { name, uuid } = before;
    const { clock } = this.#deployments.api;
    this.#snapshots.keep(name, uuid, this.#deployments.settings(before), clock.now());
    await this.put(name, body, signal);
    const after = await this.#deployments.find(name, signal);
    if (after) this.#snapshots.keep(name, after.uuid, this.#deployments.settings(after), clock.now());
  }

  async put(name: string, body: UpdateBody, signal?: AbortSignal): Promise<void> {
    await this.#deployments.api.send({ method: 'PUT', path: pathOf(name), body, signal });
  }

  async #own(name: string, signal?: AbortSignal): Promise<WireDeployment> {
    const wire = await this.#deployments.read(name, signal);
    if (isShared(wire)) throw sharedRefused();
    return wire;
  }

  #checks(wire: WireDeployment, change: DeploymentChange) {
    const present = configOf(wire);
    // A shorter idle timeout than is allowed now may be there from before, and may stay.
    const { idleTimeoutMinutes: idle, ...rest } = change;
    const asked = idle === undefined || idle === present.idleTimeoutMinutes ? rest : change;
    return configChecks(asked, boundsOf(change, present), this.#hfToken);
  }

  /** Only what differs, and only keys that can: the others are refused with the reason. */
  #body(wire: WireDeployment, change: DeploymentChange): UpdateBody | undefined {
    refuseFixed(change, configOf(wire));
    const { instanceType: _hardware, options = {}, ...rest } = change;
    const { useComputeSpec: _form, region: _region, quantization: _bits, ...others } = options;
    const asked = { ...rest, options: others };
    const wanted = settingsOf(asked, this.#hfToken, wire.config?.customArgs ?? []);
    const config = differing(wanted, presentSettings(wire));
    const { description } = change;
    const described = description !== undefined && description !== (wire.description ?? '');
    if (Object.keys(config).length === 0 && !described) return undefined;
    return {
      ...(Object.keys(config).length === 0 ? {} : { config }),
      ...(described ? { description } : {}),
    };
  }
}

export function differing(wanted: WireSettings, present: WireSettings): WireSettings {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => !equal(value, present[key]) && !(value === false && present[key] === undefined),
    ),
  );
}

/** What is fixed at creation may be in a change only as it is. */
function refuseFixed(change: DeploymentChange, present: DeploymentConfig): void {
  for (const field of fields) {
    if (field.updatable === true || field.support.level === 'absent') continue;
    const wanted = fieldValue(field, change);
    const off = wanted === false && fieldValue(field, present) === undefined;
    if (!isSet(wanted) || off || equal(wanted, fieldValue(field, present))) continue;
    throw problem('unsupported', field.updatable.no, { field: fieldId(field) });
  }
}

export const pathOf = (name: string) => `/v2/deployments/${pathPart(name)}`;
