import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import type { DeploymentSpec, Progress } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { NetworkError } from '../http-failure.ts';
import type { TogetherApi } from './api.ts';
import type { Catalogue } from './catalogue.ts';
import { specChecks } from './checks.ts';
import type { Deployments } from './deployments.ts';
import { featureLabels } from './features.ts';
import type { Features } from './features.ts';
import type { Routing } from './routing.ts';
import { createBody, extrasOf } from './shape.ts';
import type { Extras } from './shape.ts';
import { deploymentId, lastSegment } from './units.ts';
import { bindingOf } from './variants.ts';
import type { Binding } from './variants.ts';
import { deployment as deploymentSchema, endpoint as endpointSchema } from './wire.ts';
import type { Endpoint, WireDeployment } from './wire.ts';

/** A list right after a lost answer may not show the new thing yet. */
const looks = 3;
const lookPause = 2_000;

/**
 * Endpoint, deployment, traffic split. There are no idempotency keys, so no create is ever sent twice:
 * names are fixed beforehand, and after a lost answer the list says what became of it.
 */
export class Deployer {
  readonly #api: TogetherApi;
  readonly #deployments: Deployments;
  readonly #catalogue: Catalogue;
  readonly #routing: Routing;
  readonly #features: Features;

  constructor(deployments: Deployments, catalogue: Catalogue, routing: Routing, features: Features) {
    this.#api = deployments.api;
    this.#deployments = deployments;
    this.#catalogue = catalogue;
    this.#routing = routing;
    this.#features = features;
  }

  async deploy(spec: DeploymentSpec, progress: Progress, signal?: AbortSignal): Promise<Deployment> {
    const wrong = specChecks(spec).find(({ level }) => level === 'error');
    if (wrong) throw invalid(wrong.message, wrong.field);
    const binding = await this.binding(spec, signal);
    progress(t('Creating the endpoint'));
    const { endpoint, fresh } = await this.#endpoint(spec.name, signal);
    if (!fresh) await this.#mustBeFree(endpoint, spec.name, signal);
    let created: WireDeployment;
    try {
      const body = createBody(spec.name, binding, spec.config);
      progress(t('Checking the configuration with Together AI'));
      const asked = extrasOf(spec.config);
      const { extras } = await this.validate(endpoint.id, body, asked, signal);
      for (const name of Object.keys(asked) as (keyof Extras)[])
        if (!(name in extras)) progress(t`Left out: this account’s API has no ${featureLabels[name]}.`);
      progress(t('Creating the deployment'));
      created = await this.#create(endpoint, { ...body, ...extras }, signal);
    } catch (error) {
      if (fresh && !isUncertain(error) && !outcomeUnknown(error)) await this.#takeBack(endpoint);
      throw error;
    }
    // From here on it exists and may bill, so a cancellation comes too late: what is begun is completed.
    progress(t('Setting the traffic split'));
    await this.#routing.route(endpoint.id, created.id);
    return this.#deployments.get(deploymentId(endpoint.id, created.id));
  }

  async binding(spec: DeploymentSpec, signal?: AbortSignal): Promise<Binding> {
    const given = bindingOf(spec.variant);
    if (given) return given;
    if (spec.variant !== undefined)
      throw invalid(t('The variant of the model is not one that Together AI offers.'), 'model');
    const variants = await this.#catalogue.variants(spec.model, signal);
    const only = variants.length === 1 ? bindingOf(variants[0]?.id) : undefined;
    if (!only)
      throw invalid(t`${spec.model.name} can run in ${variants.length} ways: choose a variant.`, 'model');
    return only;
  }

  async findEndpoint(name: string, signal?: AbortSignal): Promise<Endpoint | undefined> {
    const project = await this.#deployments.identity.projectPath(signal);
    const endpoints = await this.#api.all(endpointSchema, `${project}/endpoints`, {}, signal);
    return endpoints.find((endpoint) => lastSegment(endpoint.name) === name);
  }

  async siblings(endpointId: string, signal?: AbortSignal): Promise<WireDeployment[]> {
    return this.#api.all(
      deploymentSchema,
      `${await this.#routing.path(endpointId, signal)}/deployments`,
      {},
      signal,
    );
  }

  /** The platform's own check. What its answer holds is undocumented: only the status counts. */
  async validate(
    endpointId: string,
    body: object,
    extras: Extras,
    signal?: AbortSignal,
  ): Promise<{ extras: Extras }> {
    const path = `${await this.#routing.path(endpointId, signal)}/deployments`;
    return this.#features.probe(extras, (left) =>
      this.#api.send({
        method: 'POST',
        base: 'v2',
        path,
        query: { validateOnly: true },
        body: { ...body, ...left },
        signal,
      }),
    );
  }

  async #endpoint(name: string, signal?: AbortSignal): Promise<{ endpoint: Endpoint; fresh: boolean }> {
    const path = `${await this.#deployments.identity.projectPath(signal)}/endpoints`;
    stopIfAborted(signal);
    try {
      // Not cancellable once sent: half a create is worse than a late one.
      const endpoint = await this.#api.call(endpointSchema, {
        method: 'POST',
        base: 'v2',
        path,
        body: { name },
      });
      return { endpoint, fresh: true };
    } catch (error) {
      const taken = error instanceof PlatformError && error.data.status === 409;
      if (!taken && !isUncertain(error)) throw error;
      const found = await this.#look(() => this.findEndpoint(name), taken ? 1 : looks);
      // An endpoint that we are not sure to have made is never taken back.
      if (found) return { endpoint: found, fresh: false };
      throw taken ? error : unknown(t`the endpoint ${name}`, error);
    }
  }

  async #mustBeFree(endpoint: Endpoint, name: string, signal?: AbortSignal): Promise<void> {
    const siblings = await this.siblings(endpoint.id, signal);
    if (!siblings.some((sibling) => lastSegment(sibling.name) === name)) return;
    throw new PlatformError({
      platform: 'together',
      code: 'already-exists',
      message: t`There is a deployment with the name ${name} already.`,
      hint: t('Choose another name, or remove the old one first.'),
      field: 'name',
    });
  }

  async #create(endpoint: Endpoint, body: { name: string }, signal?: AbortSignal): Promise<WireDeployment> {
    const path = `${await this.#routing.path(endpoint.id, signal)}/deployments`;
    stopIfAborted(signal);
    try {
      return await this.#api.call(deploymentSchema, { method: 'POST', base: 'v2', path, body });
    } catch (error) {
      if (!isUncertain(error)) throw error;
      const mine = async () =>
        (await this.siblings(endpoint.id)).find(({ name }) => lastSegment(name) === body.name);
      const found = await this.#look(mine, looks);
      if (found) return found;
      throw unknown(t`the deployment ${body.name}`, error);
    }
  }

  async #look<T>(
    find: () => Promise<T | undefined>,
    times: number,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    for (let look = 1; ; look++) {
      const found = await find().catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        return undefined;
      });
      if (found !== undefined || look >= times) return found;
      await this.#api.clock.sleep(lookPause, signal);
    }
  }

  /** An endpoint that we just made and that got no deployment. Cancelling the deploy does not cancel this. */
  async #takeBack(endpoint: Endpoint): Promise<void> {
    try {
      const path = await this.#routing.path(endpoint.id);
      await this.#api.send({
        method: 'DELETE',
        base: 'v2',
        path,
        query: { etag: endpoint.etag },
        repeat: 'delete',
      });
    } catch (error) {
      this.#api.log?.warn(
        `The empty endpoint ${endpoint.name} is left behind: ${PlatformError.from(error).message}`,
      );
    }
  }
}

function outcomeUnknown(error: unknown): boolean {
  return error instanceof PlatformError && error.code === 'outcome-unknown';
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}

/** Whether a write may have happened although it failed. */
export function isUncertain(error: unknown): boolean {
  if (error instanceof NetworkError) return !error.neverSent;
  if (!(error instanceof PlatformError)) return false;
  const { status, code } = error.data;
  if (code === 'cancelled') return false;
  if (status !== undefined && status >= 400) return status >= 500 || status === 408;
  return code === 'timeout' || code === 'broken-stream' || code === 'malformed';
}

function unknown(what: string, cause: unknown): PlatformError {
  return new PlatformError(
    {
      platform: 'together',
      code: 'outcome-unknown',
      message: t`Together AI did not answer when ${what} was created: it may or may not exist, and may be billed.`,
      hint: t('Refresh the list in a minute and look for it before you deploy again.'),
    },
    cause,
  );
}

function invalid(message: string, field?: string): PlatformError {
  return new PlatformError({
    platform: 'together',
    code: 'invalid',
    message,
    ...(field === undefined ? {} : { field }),
  });
}
