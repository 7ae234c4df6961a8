import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import { encoded, pathPart } from '../address.ts';
import type { Listing, Memory } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { Accelerators } from './accelerators.ts';
import type { PredibaseApi } from './api.ts';
import type { Hosts } from './hosts.ts';
import { problem } from './errors.ts';
import type { Identity } from './identity.ts';
import { deploymentId, notFound } from './ids.ts';
import type { LegacyPaths } from './legacy.ts';
import { readingOf, toDeployment } from './mapping.ts';
import type { Around } from './mapping.ts';
import { Ownership } from './ownership.ts';
import { presentSettings } from './shape.ts';
import type { WireSettings } from './shape.ts';
import { StopMarks } from './stop-marks.ts';
import { deploymentAnswer, deploymentList, legacyDeployment } from './wire.ts';
import type { WireDeployment } from './wire.ts';

export interface DeploymentParts {
  api: PredibaseApi;
  legacy: LegacyPaths;
  identity: Identity;
  hosts: Hosts;
  memory: Memory;
  accelerators: Accelerators;
}

/** Everything read of the control plane's deployments. */
export class Deployments {
  readonly api: PredibaseApi;
  readonly legacy: LegacyPaths;
  readonly identity: Identity;
  readonly hosts: Hosts;
  readonly memory: Memory;
  readonly marks: StopMarks;
  readonly accelerators: Accelerators;
  readonly #ownership: Ownership;
  readonly #seen = new Map<string, WireDeployment>();
  /** What the legacy path told about a deployment that failed; kept while it says so. */
  readonly #told = new Map<string, { uuid: string | undefined; said: NonNullable<Around['legacy']> }>();

  constructor({ api, legacy, identity, hosts, memory, accelerators }: DeploymentParts) {
    this.api = api;
    this.legacy = legacy;
    this.identity = identity;
    this.hosts = hosts;
    this.memory = memory;
    this.accelerators = accelerators;
    this.#ownership = new Ownership(api);
    this.marks = new StopMarks(memory, api.clock);
  }

  /** One call in the steady state, however many there are: the list has no pages. */
  async list(fresh: boolean, signal?: AbortSignal): Promise<Listing> {
    const [{ data }] = await allOrNone(
      signal,
      (within) => this.api.get(deploymentList, '/v2/deployments', {}, within),
      (within) => this.identity.tenantIfKnown(fresh, within),
    );
    const serving = await this.#serving(signal);
    const readAt = this.api.clock.now();
    const listed = (data ?? []).filter(({ status }) => status?.trim().toLowerCase() !== 'deleted');
    const named = new Map(listed.map((wire) => [wire.name, wire]));
    const rows = await this.#ownership.settle([...named.values()], signal);
    const expired = this.identity.expired();
    return {
      deployments: rows.map((wire) => this.#row(wire, serving, readAt)),
      problems: expired ? [expired] : [],
      complete: true,
      readAt,
    };
  }

  async get(name: string, signal?: AbortSignal): Promise<Deployment> {
    return this.present(await this.read(name, signal), signal);
  }

  /** As it stands on the wire, read now. */
  async read(name: string, signal?: AbortSignal): Promise<WireDeployment> {
    const found = await this.find(name, signal);
    if (!found) throw notFound(deploymentId(name));
    return found;
  }

  async find(name: string, signal?: AbortSignal): Promise<WireDeployment | undefined> {
    const path = `/v2/deployments/${pathPart(name)}`;
    try {
      const { data } = await this.api.get(deploymentAnswer, path, {}, signal);
      if (!data) return undefined;
      return (await this.#ownership.settle([data], signal))[0];
    } catch (error) {
      if (error instanceof PlatformError && error.data.status === 404) return undefined;
      throw error;
    }
  }

  async present(wire: WireDeployment, signal?: AbortSignal): Promise<Deployment> {
    await this.identity.tenantIfKnown(false, signal);
    const { status } = readingOf(wire, this.#mark(wire));
    if (status === 'failed') await this.#askWhy(wire, signal);
    return this.#row(wire, await this.#serving(signal), this.api.clock.now());
  }

  /** The deployment as it will be, while the platform does not show it yet. */
  async announced(wire: WireDeployment, signal?: AbortSignal): Promise<Deployment> {
    const row = this.#row(wire, await this.#serving(signal), this.api.clock.now());
    return {
      ...row,
      status: 'deploying',
      detail: { word: 'sent', message: t('Sent, waiting for Predibase.') },
    };
  }

  /** As last read, without asking again. */
  lastSeen(name: string): WireDeployment | undefined {
    return this.#seen.get(name);
  }

  #row(wire: WireDeployment, serving: string | undefined, readAt: number): Deployment {
    const mark = this.#mark(wire);
    this.#seen.set(wire.name, wire);
    const told = this.#told.get(wire.name);
    const { status, scaledToZero } = readingOf(wire, mark);
    const failed = status === 'failed' && told?.uuid === wire.uuid;
    if (mark && !mark.emptied && (scaledToZero || wire.currentReplicas === 0))
      this.marks.emptied(wire.name, mark);
    const { accelerators } = this;
    return toDeployment(wire, {
      accelerators,
      mark,
      serving,
      ...(failed && told ? { legacy: told.said } : {}),
      readAt,
    });
  }

  /** What it is set to, apart from a stop: that is no change of its configuration. */
  settings(wire: WireDeployment): WireSettings {
    const present = presentSettings(wire);
    const mark = this.#mark(wire);
    return mark?.min === undefined ? present : { ...present, minReplicas: mark.min };
  }

  stopped(wire: WireDeployment): boolean {
    return this.#mark(wire) !== undefined;
  }

  #mark(wire: WireDeployment) {
    return this.marks.read(wire.name, wire.uuid, wire.config?.minReplicas ?? wire.minReplicas);
  }

  async #serving(signal?: AbortSignal): Promise<string | undefined> {
    const host = this.hosts.servingIfKnown;
    const tenant = host === undefined ? undefined : await this.identity.tenantIfKnown(false, signal);
    return tenant === undefined ? undefined : `${host}/${encoded(tenant)}`;
  }

  /** v2 has no error text, the legacy path may; without its answer the row is still good. */
  async #askWhy({ name, uuid }: WireDeployment, signal?: AbortSignal): Promise<void> {
    try {
      const path = `/llms/${pathPart(name)}`;
      const said = await this.legacy.get(legacyDeployment, path, {}, signal);
      if (!said) return;
      const { errorText, created, updated } = said;
      const text = errorText === undefined || errorText === '' ? undefined : this.api.redact(errorText);
      this.#told.set(name, { uuid, said: { errorText: text, created, updated } });
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.api.log?.debug(`Why ${name} failed could not be read: ${PlatformError.from(error).message}`);
    }
  }
}

/** What serves everybody belongs to nobody here. */
export function sharedRefused(): PlatformError {
  return problem('unsupported', t('Predibase runs this deployment for everyone: it can only be used.'), {
    hint: t('Deploy the model yourself to have one of your own.'),
  });
}
