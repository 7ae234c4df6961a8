import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { AdapterChoice } from '../catalogue.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { mapLimited } from '../paging.ts';
import { excerpt } from '../redact.ts';
import type { PredibaseApi } from './api.ts';
import { adapter, repo, repoList } from './wire.ts';
import type { WireAdapter, WireRepo } from './wire.ts';

/** The list takes no offset: what is beyond cannot be asked for. */
export const mostRepos = 100;
/** Repositories that are read for one question; each is a request. */
const mostRead = 20;
/** Versions whose readiness is asked for, newest first; each is a request. */
const mostAsked = 40;
const atOnce = 4;
const keptFor = 30_000;

export interface AdapterVersion {
  /** `repo/version`, as a request names it. */
  id: string;
  repo: string;
  base?: string;
  createdAt?: string;
  description?: string;
  /** Absent = not asked. */
  state?: AdapterState;
}

export interface AdapterState {
  ready: boolean;
  /** In words, without a full stop. */
  note: string;
}

interface Kept<T> {
  at: number;
  value: T;
}

/** Repositories and the adapters in them. Versions come with a repository only, readiness with a version only. */
export class Adapters {
  readonly #api: PredibaseApi;
  #list: Kept<WireRepo[]> | undefined;
  readonly #repos = new Map<string, Kept<WireRepo | undefined>>();
  readonly #states = new Map<string, Kept<AdapterState | undefined>>();

  constructor(api: PredibaseApi) {
    this.#api = api;
  }

  async repos(signal?: AbortSignal): Promise<WireRepo[]> {
    const known = this.#list;
    if (known && this.#fresh(known)) return known.value;
    const { data } = await this.#api.get(repoList, '/v2/repos', { limit: mostRepos }, signal);
    const value = data?.repos ?? [];
    this.#list = { at: this.#api.clock.now(), value };
    return value;
  }

  /** One with its versions; undefined when there is none of that name. */
  async repo(name: string, signal?: AbortSignal): Promise<WireRepo | undefined> {
    const known = this.#repos.get(name);
    if (known && this.#fresh(known)) return known.value;
    const path = `/v2/repos/${pathPart(name)}`;
    const value = await unlessMissing(this.#api.get(repo, path, {}, signal));
    this.#repos.set(name, { at: this.#api.clock.now(), value });
    return value;
  }

  /** The versions of these repositories that are not archived, newest first within each. */
  async versions(
    repos: readonly WireRepo[],
    wanted: (version: AdapterVersion) => boolean,
    signal?: AbortSignal,
  ): Promise<AdapterVersion[]> {
    const read = await mapLimited(repos.slice(0, mostRead), atOnce, async (each) =>
      each.versions ? each : ((await this.repo(each.name, signal)) ?? each),
    );
    const found = read.flatMap(versionsOf).filter(wanted);
    await mapLimited(found.slice(0, mostAsked), atOnce, async (version) => {
      const state = await this.stateIfKnown(version.id, signal);
      if (state) version.state = state;
    });
    return found;
  }

  /** Whether it can serve; undefined when that cannot be told of such an id. */
  async #state(id: string, signal?: AbortSignal): Promise<AdapterState | undefined> {
    const known = this.#states.get(id);
    if (known && (known.value?.ready || this.#fresh(known))) return known.value;
    // The id splits at the first slash (SDK: predibase/resources/adapters.py); without a version nothing is told.
    const slash = id.indexOf('/');
    if (slash < 0) return undefined;
    const path = `/v2/repos/${pathPart(id.slice(0, slash))}/version/${pathPart(id.slice(slash + 1))}`;
    const found = await unlessMissing(this.#api.get(adapter, path, {}, signal));
    const value = found
      ? stateOf(found, this.#api.redact)
      : { ready: false, note: t('Predibase does not know it') };
    this.#states.set(id, { at: this.#api.clock.now(), value });
    return value;
  }

  /** For a deployment of this base model: what a test of it can name. */
  async fitting(base: string, signal?: AbortSignal): Promise<AdapterChoice[]> {
    const fits = (version: AdapterVersion) => version.base === base;
    const versions = await this.versions(await this.repos(signal), fits, signal);
    return versions.map(({ id, state }) => ({
      id,
      name: id,
      kind: 'adapter',
      base,
      source: 'pbase',
      ...(state === undefined || state.note === '' ? {} : { note: capitalized(state.note) }),
    }));
  }

  /** The same where nothing may fail because of it. */
  async stateIfKnown(id: string, signal?: AbortSignal): Promise<AdapterState | undefined> {
    try {
      return await this.#state(id, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  }

  #fresh({ at }: Kept<unknown>): boolean {
    return this.#api.clock.now() - at < keptFor;
  }
}

function versionsOf({ name, description, versions = [] }: WireRepo): AdapterVersion[] {
  return versions
    .filter(({ archived }) => archived !== true)
    .map(({ tag, baseModel, createdAt }) => ({
      id: `${name}/${tag}`,
      repo: name,
      ...(baseModel === undefined ? {} : { base: baseModel }),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(description === undefined || description === '' ? {} : { description }),
    }))
    .sort((one, other) => other.id.localeCompare(one.id, 'en', { numeric: true }));
}

/**
 * LoRAX takes an adapter that has a path, and while it is trained the last checkpoint; it refuses the ones
 * that wait or stop (LoRAX: server/lorax_server/utils/sources). Uploaded ones have no status.
 */
export function stateOf(
  { status, adapterPath, finetuningJob, archived }: WireAdapter,
  redact: (text: string) => string,
): AdapterState {
  const word = (status ?? '').trim().toLowerCase();
  const because = finetuningJob?.error ? `: ${excerpt(finetuningJob.error, redact)}` : '';
  if (['errored', 'canceled', 'stopped'].includes(word) && !adapterPath)
    return { ready: false, note: t`its training ended without a result (${word})${because}` };
  if (['pending', 'queued', 'stopping'].includes(word))
    return { ready: false, note: t`its training is not done (${word})` };
  if (word === 'training') return { ready: true, note: t('still in training: its last checkpoint is used') };
  if (!adapterPath) return { ready: false, note: t('it has no weights yet') };
  return { ready: true, note: archived === true ? t('archived') : '' };
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof PlatformError && error.data.status === 404) return undefined;
    throw error;
  }
}
