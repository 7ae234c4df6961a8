import { t } from '@vscode/l10n';
import { aborted } from '../clock.ts';
import type { DeploymentSpec, Plan, Progress } from '../connector.ts';
import { PlatformError, isCancelled } from '../errors.ts';
import { endpointChecks } from './endpoint-checks.ts';
import { chooseEndpoint } from './endpoint-choice.ts';
import type { EndpointChoice } from './endpoint-choice.ts';
import { endpointRequest } from './endpoint-request.ts';
import type { Fillings } from './endpoint-request.ts';
import { problem } from './errors.ts';
import type { Inventory } from './inventory.ts';
import { check, plannedCall } from './planned.ts';

/** A read right after a lost answer may not show the new Endpoint yet. */
const looks = 3;
const lookPause = 2_000;

/** Endpoints: made with one call, which is never repeated. After a lost answer they are asked for by name. */
export class EndpointDeployer {
  readonly #inventory: Inventory;
  readonly #hfToken: string;

  constructor(inventory: Inventory, hfToken: string) {
    this.#inventory = inventory;
    this.#hfToken = hfToken;
  }

  async plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    const { api, environments } = this.#inventory;
    const choice = chooseEndpoint(spec);
    const checks = endpointChecks(choice, spec.model, this.#hfToken);
    const environment = await environments.resolve(choice.environment, signal);
    const { blockUnauthenticatedResources } = environments.find(environment) ?? {};
    if (!choice.proxyAuth && blockUnauthenticatedResources === true)
      checks.push(
        check('error', t`The environment ${environment} requires proxy tokens.`, 'options.proxyAuth'),
      );
    let volumeId = '';
    try {
      if (choice.name !== '' && (await this.#find(environment, choice.name, signal)) !== undefined)
        checks.push(check('error', takenText(choice.name), 'name'));
      volumeId = await this.#volumeId(choice, environment, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      const { message, field } = PlatformError.from(error, 'modal').data;
      checks.push(check('error', message, field === undefined ? undefined : 'options.weightsVolume'));
    }
    const hfToken = this.#hfToken === '' ? '' : '•••';
    const body = endpointRequest(choice, { environment, hfToken, volumeId });
    return {
      requests: [
        plannedCall(
          api,
          'EndpointCreate',
          body,
          t('Creates the Endpoint. Modal then provisions it, which takes minutes.'),
        ),
      ],
      // Modal chooses the GPUs and does not say which beforehand.
      estimate: {},
      checks,
    };
  }

  /** The id of what was made. */
  async deploy(
    spec: DeploymentSpec,
    progress: Progress,
    signal?: AbortSignal,
  ): Promise<{ environment: string; id: string }> {
    const choice = chooseEndpoint(spec);
    const wrong = endpointChecks(choice, spec.model, this.#hfToken).find(({ level }) => level === 'error');
    if (wrong)
      throw problem('invalid', wrong.message, wrong.field === undefined ? {} : { field: wrong.field });
    progress(t('Asking Modal for the name…'));
    const environment = await this.#inventory.environments.resolve(choice.environment, signal);
    if ((await this.#find(environment, choice.name, signal)) !== undefined)
      throw problem('already-exists', takenText(choice.name), {
        hint: t('Choose another name.'),
        field: 'name',
      });
    const volumeId = await this.#volumeId(choice, environment, signal);
    if (signal?.aborted) throw aborted();
    progress(t('Creating the Endpoint…'));
    const id = await this.#create(choice, { environment, hfToken: this.#hfToken, volumeId });
    this.#inventory.endpointSpecs.keep(environment, { ...spec, name: choice.name });
    return { environment, id };
  }

  async #create(choice: EndpointChoice, fillings: Fillings): Promise<string> {
    const { api } = this.#inventory;
    try {
      // Not cancellable once sent: whether it was carried out would then not be known.
      const made = await api.call('endpointCreate', endpointRequest(choice, fillings), { once: true });
      return made.endpointId;
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'outcome-unknown') throw error;
      for (let look = 1; look <= looks; look++) {
        const found = await this.#find(fillings.environment, choice.name).catch(() => undefined);
        if (found !== undefined) return found;
        if (look < looks) await api.clock.sleep(lookPause);
      }
      throw problem(
        'outcome-unknown',
        t`Modal did not answer when ${choice.name} was created: it may or may not exist, and may be billed.`,
        { hint: t('Refresh the list in a minute and look for it before you deploy again.') },
      );
    }
  }

  /** A stopped Endpoint's name is free again: Modal then knows none of that name. */
  async #find(environment: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
    const request = { name, environmentName: environment };
    try {
      const { endpointId } = await this.#inventory.api.call('endpointGetByName', request, { signal });
      return endpointId === '' ? undefined : endpointId;
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async #volumeId({ weights }: EndpointChoice, environment: string, signal?: AbortSignal): Promise<string> {
    if (weights.kind !== 'volume' || weights.volume === '') return '';
    // Without a way to create it is only looked up.
    const request = { deploymentName: weights.volume, environmentName: environment };
    try {
      return (await this.#inventory.api.call('volumeGetOrCreate', request, { signal })).volumeId;
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'not-found') throw error;
      throw problem('not-found', t`There is no volume ${weights.volume} in ${environment}.`, {
        field: 'options.weightsVolume',
      });
    }
  }
}

const takenText = (name: string): string => t`There is an Endpoint with the name ${name} already.`;
