import { t } from '@vscode/l10n';
import type { DeploymentChange, DeploymentSpec, Plan, Progress } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { AppDeployer } from './app/deployer.ts';
import type { Deployed } from './app/settle.ts';
import { stoppedApp, stoppedEndpoint } from './departures.ts';
import type { EndpointDeployer } from './endpoint-deploy.ts';
import { problem } from './errors.ts';
import { subjectId } from './ids.ts';
import type { Subject } from './ids.ts';
import type { Inventory } from './inventory.ts';
import { restart, rollback, stop } from './lifecycle.ts';
import { announced } from './rows.ts';
import type { AppRow, Row } from './rows.ts';
import { Scaler, differenceOf } from './scaling.ts';
import type { Difference } from './scaling.ts';
import { subjectOf } from './single.ts';
import type { Singles } from './single.ts';

interface ChangeParts {
  inventory: Inventory;
  singles: Singles;
  apps: AppDeployer;
  endpoints: EndpointDeployer;
}

interface Options {
  signal?: AbortSignal | undefined;
  progress?: Progress | undefined;
}

/** Everything that changes something, by what it is about: an app or an Endpoint. */
export class Changes {
  readonly #inventory: Inventory;
  readonly #singles: Singles;
  readonly #apps: AppDeployer;
  readonly #endpoints: EndpointDeployer;
  readonly #scaler: Scaler;

  constructor({ inventory, singles, apps, endpoints }: ChangeParts) {
    this.#inventory = inventory;
    this.#singles = singles;
    this.#apps = apps;
    this.#endpoints = endpoints;
    this.#scaler = new Scaler(inventory);
  }

  subject(id: string): Subject {
    return subjectOf(id);
  }

  async plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    await this.#inventory.prices.refresh(signal);
    return spec.variant === 'endpoint' ? this.#endpoints.plan(spec, signal) : this.#apps.plan(spec, signal);
  }

  async deploy(spec: DeploymentSpec, options: Options): Promise<Deployment> {
    const { signal, progress = ignore } = options;
    if (spec.variant === 'endpoint') return this.#deployEndpoint(spec, progress, signal);
    const environment = await this.#environmentOf(spec, signal);
    return this.#deployed(environment, spec.name.trim(), () => this.#apps.deploy(spec, options));
  }

  async planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    await this.#inventory.prices.refresh(signal);
    const { row, deployment, difference } = await this.#change(id, change, signal);
    if (this.#isLive(row, difference)) return this.#scaler.plan(row, deployment, difference);
    return this.#apps.planUpdate(at(row), change, signal);
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    const { row, deployment, difference } = await this.#change(id, change, signal);
    if (!this.#isLive(row, difference))
      return this.#deployed(row.environment, row.name, () => this.#apps.update(at(row), change, { signal }));
    return this.#inventory.present(await this.#scaler.apply(row, deployment, difference, signal));
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    const subject = subjectOf(id);
    await stop(this.#inventory.api, subject, signal);
    // Modal may take a moment to say so, and leaves the row out later.
    const row = this.#inventory.row(id) ?? (await this.#singles.row(subject, signal));
    return this.#inventory.present(this.#inventory.keep(stopped(row)));
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    const row = this.#inventory.row(id) ?? (await this.#singles.row(subjectOf(id), signal));
    if (row.kind === 'app')
      return this.#deployed(row.environment, row.name, () => this.#apps.start(at(row), { signal }));
    const spec = this.#inventory.endpointSpecs.get(row.environment, row.name);
    if (!spec)
      throw problem('unsupported', t('It was not made from here, so its settings are not known.'), {
        hint: t('Deploy another one.'),
      });
    const options = { ...spec.config.options, environment: row.environment };
    return this.#deployEndpoint({ ...spec, config: { ...spec.config, options } }, ignore, signal);
  }

  async restart(id: string, signal?: AbortSignal): Promise<Deployment> {
    await restart(this.#inventory.api, this.#app(id, t('restarted')).id, signal);
    return this.#singles.get(id, signal);
  }

  async rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    await rollback(this.#inventory.api, this.#app(id, t('rolled back')).id, revision, signal);
    return this.#singles.get(id, signal);
  }

  noRemoval(): PlatformError {
    return problem('unsupported', t('Modal has nothing to remove: a stop is final.'), {
      hint: t('Stop it. What is stopped leaves the list by itself.'),
    });
  }

  #app(id: string, done: string): Subject {
    const subject = subjectOf(id);
    if (subject.kind === 'app') return subject;
    throw problem('unsupported', t`An Endpoint cannot be ${done}.`, {
      hint: t('Make another one and stop this one.'),
    });
  }

  async #change(id: string, change: DeploymentChange, signal?: AbortSignal) {
    const row = await this.#singles.row(subjectOf(id), signal);
    if (row.kind === 'endpoint')
      throw problem('unsupported', t('An Endpoint cannot be changed.'), {
        hint: t('Make another one and stop this one.'),
      });
    const deployment = this.#inventory.present(row);
    return { row, deployment, difference: differenceOf(change, deployment.config) };
  }

  /** A new version is made from the kept choice; without one, only scaling can be changed. */
  #isLive({ environment, name }: AppRow, { rest }: Difference): boolean {
    return rest.length === 0 || this.#inventory.specs.get(environment, name) === undefined;
  }

  async #deployed(environment: string, name: string, work: () => Promise<Deployed>): Promise<Deployment> {
    const made = await this.#inventory.whileDeploying(environment, name, work);
    // Not with the signal: it is there, whatever was called off meanwhile.
    return this.#made({ kind: 'app', environment: made.environment, id: made.appId }, name, made.notes);
  }

  async #deployEndpoint(spec: DeploymentSpec, progress: Progress, signal?: AbortSignal): Promise<Deployment> {
    const { environment, id } = await this.#endpoints.deploy(spec, progress, signal);
    return this.#made({ kind: 'endpoint', environment, id }, spec.name.trim());
  }

  /** As Modal shows it; it may need a moment, or fail to answer, and the deployment is there all the same. */
  async #made(subject: Subject, name: string, notes: string[] = []): Promise<Deployment> {
    try {
      return await this.#singles.get(subjectId(subject), undefined, notes);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const row = announced(subject, name, this.#inventory.api.clock.now());
      return this.#inventory.present(this.#inventory.keep(row), { notes });
    }
  }

  async #environmentOf({ config }: DeploymentSpec, signal?: AbortSignal): Promise<string> {
    const chosen = config.options?.['environment'];
    return this.#inventory.environments.resolve(typeof chosen === 'string' ? chosen.trim() : '', signal);
  }
}

const at = ({ environment, name }: AppRow) => ({ environment, name });

function stopped(row: Row): Row {
  return row.kind === 'app' ? stoppedApp(row) : stoppedEndpoint(row);
}

const ignore: Progress = () => undefined;
