import { t } from '@vscode/l10n';
import type { Progress } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { aborted } from '../clock.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { NetworkError } from '../http-failure.ts';
import type { DeploymentSpec } from '../plan.ts';
import { specChecks } from './checks.ts';
import type { Deployments } from './deployments.ts';
import { problem } from './errors.ts';
import { createBody } from './plan.ts';
import type { CreateBody } from './plan.ts';
import type { Snapshots } from './snapshots.ts';
import type { WireDeployment } from './wire.ts';

/** After a create without an answer: how often and how long apart it is looked for. */
const looks = 3;
const lookPause = 2000;

/** A create goes out once. There are no idempotency keys: whether a lost one came about is seen by its name. */
export class Deployer {
  readonly #deployments: Deployments;
  readonly #snapshots: Snapshots;
  readonly #hfToken: string | undefined;

  constructor(deployments: Deployments, snapshots: Snapshots, hfToken: string | undefined) {
    this.#deployments = deployments;
    this.#snapshots = snapshots;
    this.#hfToken = hfToken;
  }

  async deploy(spec: DeploymentSpec, progress: Progress, signal?: AbortSignal): Promise<Deployment> {
    const wrong = specChecks(spec, this.#hfToken).find(({ level }) => level === 'error');
    if (wrong)
      throw problem('invalid', wrong.message, wrong.field === undefined ? {} : { field: wrong.field });
    const { name } = spec;
    if (await this.#deployments.find(name, signal)) throw taken(name);
    progress(t('Creating the deployment'));
    const body = createBody(spec, this.#hfToken);
    if (signal?.aborted) throw aborted();
    const found = await this.#create(body);
    // A name that was used before brings nothing of its former owner.
    this.#deployments.marks.clear(name);
    this.#snapshots.clear(name);
    if (!found) return this.#deployments.announced(asSent(body));
    this.#snapshots.keep(
      name,
      found.uuid,
      this.#deployments.settings(found),
      this.#deployments.api.clock.now(),
    );
    return this.#deployments.present(found);
  }

  /** Not cancellable once sent. The answer is not described, so the deployment is read by its name. */
  async #create(body: CreateBody): Promise<WireDeployment | undefined> {
    const { api } = this.#deployments;
    try {
      await api.send({ method: 'POST', path: '/v2/deployments', body });
    } catch (error) {
      if (isRefusal(error)) throw await this.#explained(error, body);
      if (!isUncertain(error)) throw error;
      const found = await this.#look(body.name, looks);
      if (found) return found;
      throw outcomeUnknown(body.name, error);
    }
    return this.#look(body.name, 1);
  }

  async #look(name: string, times: number): Promise<WireDeployment | undefined> {
    for (let look = 1; ; look++) {
      const found = await this.#deployments.find(name).catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        return undefined;
      });
      if (found || look >= times) return found;
      await this.#deployments.api.clock.sleep(lookPause);
    }
  }

  /** Which status stands for a name that is taken is not documented: the name itself tells. */
  async #explained(error: PlatformError, body: CreateBody): Promise<PlatformError> {
    if (await this.#look(body.name, 1)) return taken(body.name);
    const said = error.data.platformMessage ?? '';
    const byAccelerator = 'accelerator' in body.config;
    const byComputeSpec = 'computeSpec' in body.config;
    if (/compute_?spec|accelerator/i.test(said) && (byAccelerator || byComputeSpec))
      return new PlatformError({
        ...error.data,
        hint: byComputeSpec
          ? t('This installation may want the older way: switch “Name the hardware by compute spec” off.')
          : t('This installation may want the newer way: switch “Name the hardware by compute spec” on.'),
        field: byComputeSpec ? 'options.useComputeSpec' : 'instanceType',
      });
    return error;
  }
}

/** The platform's own answer that it has not done it. */
function isRefusal(error: unknown): error is PlatformError {
  if (!(error instanceof PlatformError)) return false;
  const { status = 0, code } = error.data;
  return (status >= 400 && status < 500 && status !== 408) || (status === 200 && code === 'invalid');
}

/** Whether a write may have happened although it failed. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.neverSent;
  if (!(error instanceof PlatformError)) return false;
  const { status = 0, code } = error.data;
  if (code === 'cancelled' || code === 'retired') return false;
  return status >= 500 || status === 408 || ['timeout', 'broken-stream', 'malformed'].includes(code);
}

function asSent({ name, description, config }: CreateBody): WireDeployment {
  const model = typeof config['baseModel'] === 'string' ? { name: config['baseModel'] } : undefined;
  const accelerator = typeof config['accelerator'] === 'string' ? { id: config['accelerator'] } : undefined;
  return { name, description, model, accelerator, config: config };
}

function taken(name: string): PlatformError {
  return problem('already-exists', t`There is a deployment with the name ${name} already.`, {
    hint: t('Choose another name, or remove the old one first.'),
    field: 'name',
  });
}

function outcomeUnknown(name: string, cause: unknown): PlatformError {
  return new PlatformError(
    {
      platform: 'predibase',
      code: 'outcome-unknown',
      message: t`Predibase did not answer when the deployment ${name} was created: it may or may not exist, and may be billed.`,
      hint: t('Refresh the list in a minute and look for it before you deploy again.'),
    },
    cause,
  );
}
