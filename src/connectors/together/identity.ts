import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { Account } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import { whoami } from './wire-v1.ts';
import type { Whoami } from './wire-v1.ts';

/** Who the key belongs to. Kept for the life of the process: every v2 path needs the project. */
export class Identity {
  readonly #api: TogetherApi;
  #known: Whoami | undefined;
  #reading: Promise<Whoami> | undefined;

  constructor(api: TogetherApi) {
    this.#api = api;
  }

  async read(signal?: AbortSignal): Promise<Whoami> {
    this.#known = await this.#api.get(whoami, 'v1', '/whoami', {}, signal);
    return this.#known;
  }

  async get(signal?: AbortSignal): Promise<Whoami> {
    if (this.#known) return this.#known;
    // Several first calls at once share one request, unless one of them wants to cancel it.
    if (signal) return this.read(signal);
    this.#reading ??= this.read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** After a 401 or 403 elsewhere: throws when the key itself is refused. */
  async recheck(error: PlatformError, signal?: AbortSignal): Promise<void> {
    if (error.data.status !== 401 && error.data.status !== 403) return;
    try {
      await this.read(signal);
    } catch (second) {
      if (second instanceof PlatformError && second.code === 'unauthorized') throw second;
    }
  }

  async projectPath(signal?: AbortSignal): Promise<string> {
    const { project_id: project } = await this.get(signal);
    return `/projects/${pathPart(project)}`;
  }
}

export function toAccount(who: Whoami): Account {
  const project = who.project_name ?? who.project_slug ?? who.project_id;
  const organization = who.organization_name;
  const details = [
    { label: t('Project'), value: project },
    { label: t('Project slug'), value: who.project_slug },
    { label: t('Project id'), value: who.project_id },
    { label: t('Organization'), value: organization },
    { label: t('Organization id'), value: who.organization_id },
  ];
  return {
    id: who.project_id,
    label: organization === undefined ? project : `${project} · ${organization}`,
    details: details.flatMap(({ label, value }) => (value ? [{ label, value }] : [])),
  };
}
