import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import type { DeploymentSpec, Progress } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import { boundsOf, specChecks } from './checks.ts';
import type { Catalogue } from './catalogue.ts';
import type { Deployments } from './deployments.ts';
import { invalid, statusOf } from './errors.ts';
import { versionOf } from './fields.ts';
import { deploymentPath, keyOf } from './ids.ts';
import type { Key } from './ids.ts';
import { deployment as deploymentSchema } from './wire.ts';
import type { WireDeployment } from './wire.ts';
import { isUncertain, outcomeUnknown } from './writes.ts';

/** All six are required; the owner is the account of the token. */
export interface CreateBody {
  name: string;
  model: string;
  version: string;
  hardware: string;
  min_instances: number;
  max_instances: number;
}

/** A read right after a lost answer may not show the new deployment yet. */
const looks = 3;
const lookPause = 2_000;

/** One call, which is never repeated: after a lost answer the deployment itself is asked for. */
export class Deployer {
  readonly #deployments: Deployments;
  readonly #catalogue: Catalogue;

  constructor(deployments: Deployments, catalogue: Catalogue) {
    this.#deployments = deployments;
    this.#catalogue = catalogue;
  }

  async deploy(spec: DeploymentSpec, progress: Progress, signal?: AbortSignal): Promise<Deployment> {
    const wrong = specChecks(spec).find(({ level }) => level === 'error');
    if (wrong) throw invalid(wrong.message, wrong.field);
    progress(t('Checking the model and the name'));
    const body = createBody(spec, await this.version(spec, signal));
    const key = { owner: await this.#deployments.owner(signal), name: body.name };
    if (await this.exists(key, signal)) throw taken(body.name);
    if (signal?.aborted) throw aborted();
    progress(t('Creating the deployment'));
    const created = await this.#create(key, body);
    this.#catalogue.remember(spec.model.id);
    return this.#deployments.present(this.#deployments.took(created));
  }

  async version(spec: DeploymentSpec, signal?: AbortSignal): Promise<string> {
    const named = versionOf(spec.config) ?? spec.variant;
    if (named !== undefined) return named;
    const variants = await this.#catalogue.variants(spec.model, signal);
    const chosen = variants.find(({ preferred }) => preferred) ?? variants[0];
    if (!chosen) throw invalid(t`${spec.model.name} has no version that could be deployed.`, 'variant');
    return chosen.id;
  }

  /** What a second create with the same name answers is not documented, so it is not tried. */
  async exists(key: Key, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#deployments.row(key, signal);
      return true;
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 || status === 403) return false;
      throw error;
    }
  }

  async #create(key: Key, body: CreateBody): Promise<WireDeployment> {
    const { api } = this.#deployments;
    try {
      // Not cancellable once sent: whether it was carried out would then not be known.
      return await api.call(deploymentSchema, { method: 'POST', path: '/deployments', body });
    } catch (error) {
      if (!isUncertain(error)) throw error;
      for (let look = 1; look <= looks; look++) {
        const found = await api.get(deploymentSchema, deploymentPath(key)).catch(() => undefined);
        if (found) return found;
        if (look < looks) await api.clock.sleep(lookPause);
      }
      throw outcomeUnknown(
        t`Replicate did not answer when ${keyOf(key)} was created: it may or may not exist, and may be billed.`,
        t('Refresh the list in a minute and look for it before you deploy again.'),
        error,
      );
    }
  }
}

export function createBody(spec: DeploymentSpec, version: string): CreateBody {
  const { min, max } = boundsOf(spec.config);
  return {
    name: spec.name.trim(),
    model: spec.model.id.trim(),
    version,
    hardware: spec.config.instanceType ?? '',
    min_instances: min,
    max_instances: max,
  };
}

export function taken(name: string): PlatformError {
  return new PlatformError({
    platform: 'replicate',
    code: 'already-exists',
    message: t`There is a deployment with the name ${name} already.`,
    hint: t('Choose another name, or remove the old one first.'),
    field: 'name',
  });
}
