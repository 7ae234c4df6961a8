import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import type { DeploymentChange, Plan } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import { boundsOf, check, configChecks, costChecks } from './checks.ts';
import type { Deployments } from './deployments.ts';
import { invalid } from './errors.ts';
import { fieldOf } from './fields.ts';
import { deploymentPath, keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import { modelRef } from './mapping.ts';
import { differenceOf, different, patchOf, presentBounds } from './patch.ts';
import type { PatchBody } from './patch.ts';
import { collected, estimateOf, hardwareChecks } from './plan.ts';
import { deployment as deploymentSchema } from './wire.ts';
import type { WireDeployment, WireRelease } from './wire.ts';
import { isUncertain, outcomeUnknown } from './writes.ts';

/** Changes to a deployment that exists. Each makes a release, so one that changes nothing is not sent. */
export class Lifecycle {
  readonly #deployments: Deployments;

  constructor(deployments: Deployments) {
    this.#deployments = deployments;
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    const key = parseKey(id);
    const row = await this.#deployments.row(key, signal);
    const stopped = (await this.disable(row, signal)) ?? row;
    return this.#deployments.present(stopped);
  }

  /** Sets 0/0; undefined when it is so already. */
  async disable(row: WireDeployment, signal?: AbortSignal): Promise<WireDeployment | undefined> {
    const { min_instances: min, max_instances: max } = row.current_release?.configuration ?? {};
    if (max === 0) return undefined;
    // After a stop the platform knows only 0 and 0.
    if (max !== undefined) this.#deployments.bounds.keep(keyOf(row), { min: min ?? 0, max });
    return this.#patch(row, { min_instances: 0, max_instances: 0 }, signal);
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    const key = parseKey(id);
    const row = await this.#deployments.row(key, signal);
    if (row.current_release?.configuration?.max_instances !== 0) return this.#deployments.present(row);
    const { min, max } = this.#deployments.bounds.of(id, this.#deployments.history.of(id));
    return this.#write(row, { min_instances: min, max_instances: max }, signal);
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    const key = parseKey(id);
    const seen = this.#deployments.lastSeen(id)?.current_release;
    const row = await this.#deployments.row(key, signal);
    mustBeChangeable(change, row);
    mustBeAsSeen(seen, row.current_release);
    return this.#write(row, patchOf(row, change), signal);
  }

  /** The version, hardware and bounds of an older release, as a new one. What is stopped stays so: running costs. */
  async restore(key: Key, wanted: PatchBody, signal?: AbortSignal): Promise<Deployment> {
    const row = await this.#deployments.row(key, signal);
    const { min_instances: _min, max_instances: _max, ...rest } = wanted;
    return this.#write(row, different(row, presentBounds(row).max === 0 ? rest : wanted), signal);
  }

  async plan(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    const key = parseKey(id);
    const seen = this.#deployments.lastSeen(id)?.current_release;
    const row = await this.#deployments.row(key, signal);
    const before = presentBounds(row);
    const bounds = boundsOf(change, before);
    const checks = [...unchangeable(change), ...configChecks(change, bounds, before)];
    const moved = differenceOf(seen, row.current_release);
    if (moved !== undefined) checks.push(check('warning', t`It was changed elsewhere meanwhile. ${moved}`));
    await collected(checks, 'instanceType', () => this.#deployments.hardware.recent(signal), 'warning');
    const sku = change.instanceType ?? row.current_release?.configuration?.hardware;
    if (change.instanceType !== undefined)
      checks.push(...hardwareChecks(this.#deployments, change.instanceType));
    const price = this.#deployments.hardware.price(sku, modelRef(row.current_release?.model));
    const broken = checks.some(({ level }) => level === 'error');
    const body = broken ? undefined : patchOf(row, change);
    if (sku !== undefined) checks.push(...costChecks(bounds, price));
    if (body) checks.push(...this.#runningChecks(row, bounds.max === 0 && before.max > 0));
    return {
      requests: body
        ? [
            {
              method: 'PATCH',
              url: this.#deployments.api.url(deploymentPath(key)),
              body,
              note: t('Makes a new release, after the deployment was read once more.'),
            },
          ]
        : [],
      estimate: estimateOf(price, bounds),
      checks,
    };
  }

  #runningChecks(row: WireDeployment, disables: boolean) {
    const runs = this.#deployments.evidence.of(row, this.#deployments.history.of(keyOf(row)));
    const running = runs.filter(({ status }) => status === 'starting' || status === 'processing').length;
    const count =
      running === 0
        ? ''
        : running === 1
          ? t(' 1 prediction is running now.')
          : t` ${running} predictions are running now.`;
    return disables
      ? [
          check(
            'warning',
            t`With 0 instances predictions that run are cancelled at once.${count}`,
            'maxReplicas',
          ),
        ]
      : [check('info', t`A new release may replace the instances.${count}`)];
  }

  async #write(row: WireDeployment, body: PatchBody | undefined, signal?: AbortSignal): Promise<Deployment> {
    if (!body) return this.#deployments.present(row);
    const written = await this.#patch(row, body, signal);
    const before = row.current_release?.number;
    const after = written.current_release?.number;
    const notes =
      before !== undefined && after !== undefined && after > before + 1
        ? [t`Release ${before} became ${after}: somebody else changed it at the same time`]
        : [];
    return this.#deployments.present(written, undefined, notes);
  }

  /** Never repeated by itself; after a lost answer the deployment says whether it took the change. */
  async #patch(row: WireDeployment, body: PatchBody, signal?: AbortSignal): Promise<WireDeployment> {
    const { api, unconfirmed } = this.#deployments;
    if (signal?.aborted) throw aborted();
    unconfirmed.add(keyOf(row));
    try {
      const path = deploymentPath(row);
      // Not cancellable once sent.
      return this.#deployments.took(await api.call(deploymentSchema, { method: 'PATCH', path, body }));
    } catch (error) {
      if (!isUncertain(error)) {
        unconfirmed.delete(keyOf(row));
        throw error;
      }
      const now = await this.#deployments.row(row, signal).catch(() => undefined);
      if (now && !different(now, body)) return now;
      // Read after it failed, and not as wanted: it did not happen.
      if (now) throw error;
      throw outcomeUnknown(
        t`Replicate did not answer when ${keyOf(row)} was changed: it may or may not have happened.`,
        t('Refresh the list and look before you change it again.'),
        error,
      );
    }
  }
}

function mustBeChangeable(change: DeploymentChange, row: WireDeployment): void {
  const before = presentBounds(row);
  const wrong = [...unchangeable(change), ...configChecks(change, boundsOf(change, before), before)].find(
    ({ level }) => level === 'error',
  );
  if (wrong) throw invalid(wrong.message, wrong.field);
}

function unchangeable(change: DeploymentChange) {
  return (Object.keys(change) as (keyof DeploymentChange)[]).flatMap((key) => {
    const field = fieldOf(key);
    return field && field.support.level !== 'absent' && field.updatable !== true
      ? [check('error', field.updatable.no, key)]
      : [];
  });
}

/** There is no compare-and-set: reading just before is the best there is. */
function mustBeAsSeen(seen: WireRelease | undefined, now: WireRelease | undefined): void {
  const moved = differenceOf(seen, now);
  if (moved === undefined) return;
  throw new PlatformError({
    platform: 'replicate',
    code: 'conflict',
    message: t`It was changed elsewhere meanwhile, so nothing was sent. ${moved}`,
    hint: t('Look at what it is now, and apply your change again if it still fits.'),
  });
}
