import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import * as v from 'valibot';
import type { Memory, ModelChoice, ModelQuery, ModelVariant, Page } from '../connector.ts';
import type { ModelRef } from '../domain.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import { mapLimited } from '../paging.ts';
import type { ReplicateApi } from './api.ts';
import type { Deployments } from './deployments.ts';
import { invalid, statusOf } from './errors.ts';
import { modelPath, ownerAndName } from './ids.ts';
import { Models, mustBeDeployable, toChoice } from './models.ts';
import { Notebook } from './notebook.ts';
import { age } from './units.ts';
import {
  deployment as deploymentSchema,
  model as modelSchema,
  prediction,
  search,
  training,
  version as versionSchema,
} from './wire.ts';
import type { WireDeployment } from './wire.ts';

const searchLimit = 50;
/** Names that are looked up at once for the list of own models. */
const mostOwn = 40;
const versionPages = 3;

/** Models to choose from. Own and private ones cannot be listed: their names are gathered where they show. */
export class Catalogue {
  readonly models: Models;
  readonly #api: ReplicateApi;
  readonly #deployments: Deployments;
  readonly #typed: Notebook<string[]>;

  constructor(deployments: Deployments, memory: Memory) {
    this.#api = deployments.api;
    this.#deployments = deployments;
    this.models = new Models(deployments.api);
    this.#typed = new Notebook<string[]>(memory, 'models', v.array(v.string()));
  }

  async page(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const text = query.text?.trim() ?? '';
    if (query.scope === 'own') return { items: await this.#own(text, signal) };
    if (text === '') return this.#all(query.cursor, signal);
    return { items: await this.#search(text, signal) };
  }

  /** Remembers a model that cannot be found by listing. */
  remember(name: string): void {
    const known = this.#typed.get('typed') ?? [];
    if (!known.includes(name)) this.#typed.set('typed', [...known, name].slice(-mostOwn));
  }

  async variants(model: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]> {
    const key = ownerAndName(model.id);
    if (!key) throw invalid(t('A model of Replicate is written as owner/name.'), 'model');
    const wire = await this.models.read(key, signal);
    mustBeDeployable(wire);
    const versions = await this.#versions(`${modelPath(key)}/versions`, signal);
    const latest = wire.latest_version?.id ?? versions[0]?.id;
    const now = this.#api.clock.now();
    return versions.map(({ id, created_at: made, cog_version: cog }) => ({
      id,
      label: `${id.slice(0, 12)}${made === undefined ? '' : `, ${age(made, now)}`}`,
      details: [
        ...(id === latest ? [t('Latest')] : []),
        ...(made === undefined ? [] : [t`Pushed ${new Date(made).toISOString().slice(0, 10)}`]),
        ...(cog === undefined ? [] : [`Cog ${cog}`]),
      ],
      ...(id === latest ? { preferred: true as const } : {}),
    }));
  }

  async #versions(path: string, signal?: AbortSignal) {
    const versions = [];
    let cursor: string | undefined;
    try {
      for (let page = 0; page < versionPages; page++) {
        const read = await this.#api.page(versionSchema, path, { cursor, signal });
        versions.push(...read.items);
        if (read.cursor === undefined || read.cursor === cursor) break;
        cursor = read.cursor;
      }
    } catch (error) {
      // Official models may keep their versions to themselves.
      if (statusOf(error) !== 404) throw error;
    }
    if (versions.length > 0) return versions;
    throw new PlatformError({
      platform: 'replicate',
      code: 'unsupported',
      message: t('Replicate shows no version of this model, so it cannot be deployed.'),
      hint: t('Choose another model, or push a version of your own.'),
      field: 'model',
    });
  }

  async #all(cursor: string | undefined, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const page = await this.#api.page(modelSchema, '/models', { cursor, signal });
    const items = page.items.map((wire) => toChoice(wire));
    return page.cursor === undefined ? { items } : { items, cursor: page.cursor };
  }

  /** A full name is read directly, because the search knows public models only. */
  async #search(text: string, signal?: AbortSignal): Promise<ModelChoice[]> {
    const direct = this.#direct(text, signal);
    const found = this.#api.get(search, '/search', { query: text, limit: searchLimit }, signal);
    const [exact, rest] = await Promise.allSettled([direct, found]);
    const first = exact.status === 'fulfilled' ? exact.value : undefined;
    if (rest.status === 'rejected') {
      if (!first || isCancelled(rest.reason)) throw rest.reason;
      return [first];
    }
    const others = rest.value.models.map(({ model, metadata }) =>
      toChoice(model, { description: metadata?.generated_description, tags: metadata?.tags }),
    );
    return [...(first ? [first] : []), ...others.filter(({ id }) => id !== first?.id)];
  }

  async #direct(name: string, signal?: AbortSignal): Promise<ModelChoice | undefined> {
    const key = ownerAndName(name);
    if (!key) return undefined;
    const wire = await this.models.recent(key, signal);
    if (wire.visibility === 'private') this.remember(`${wire.owner}/${wire.name}`);
    return toChoice(wire);
  }

  async #own(text: string, signal?: AbortSignal): Promise<ModelChoice[]> {
    const names = (await this.#names(signal)).filter((name) =>
      name.toLowerCase().includes(text.toLowerCase()),
    );
    if (ownerAndName(text) && !names.includes(text)) names.unshift(text);
    const found = await mapLimited(names.slice(0, mostOwn), 4, (name) =>
      this.#direct(name, signal).catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        // Predictions of official models carry internal names that nobody can read.
        return undefined;
      }),
    );
    return found.filter((choice) => choice !== undefined);
  }

  /** From deployments, recent predictions, trainings and what was typed before. */
  async #names(signal?: AbortSignal): Promise<string[]> {
    const none = (error: unknown): { items: never[] } => {
      if (isCancelled(error)) throw error;
      return { items: [] };
    };
    const known = this.#deployments.all();
    const read = async (within: AbortSignal): Promise<WireDeployment[]> =>
      known.length > 0
        ? known
        : (await this.#api.page(deploymentSchema, '/deployments', { signal: within })).items;
    const [rows, runs, trainings] = await allOrNone(
      signal,
      read,
      (within) => this.#api.page(prediction, '/predictions', { signal: within }).catch(none),
      (within) => this.#api.page(training, '/trainings', { signal: within }).catch(none),
    );
    const names = [
      ...(this.#typed.get('typed') ?? []),
      ...trainings.items.flatMap(({ output }) => output?.version?.split(':')[0] ?? []),
      ...rows.flatMap((row) => row.current_release?.model ?? []),
      ...runs.items.flatMap(({ model }) => model ?? []),
    ];
    return [...new Set(names)].filter((name) => ownerAndName(name) !== undefined);
  }
}
