import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { ModelChoice, ModelQuery, ModelVariant, Page } from '../connector.ts';
import type { ModelRef } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import type { Identity } from './identity.ts';
import type { ModelNames } from './names.ts';
import { resourceName } from './units.ts';
import type { Variants } from './variants.ts';
import { model, supportedModel } from './wire.ts';
import type { SupportedModel, WireModel } from './wire.ts';

/** What can be deployed: Together's catalogue by `arch_` id, own and shared models by resource name. */
export class Catalogue {
  readonly #api: TogetherApi;
  readonly #identity: Identity;
  readonly #names: ModelNames;
  readonly #variants: Variants;

  constructor(api: TogetherApi, identity: Identity, names: ModelNames, variants: Variants) {
    this.#api = api;
    this.#identity = identity;
    this.#names = names;
    this.#variants = variants;
  }

  models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return query.scope === 'catalogue' ? this.#supported(query, signal) : this.#own(query, signal);
  }

  async variants(ref: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]> {
    if (!resourceName(ref.id)) {
      const path = `/supported-models/${pathPart(ref.id)}`;
      return this.#variants.ofSupported(await this.#api.get(supportedModel, 'v2', path, {}, signal), signal);
    }
    const name = resourceName(ref.id);
    if (!name) throw noSuchModel(ref);
    const own = await this.#api.get(model, 'v2', `/projects/${name.project}/models/${name.id}`, {}, signal);
    this.#names.learnOwn(own);
    return this.#variants.ofOwn(ref.id, own, signal);
  }

  async #supported({ text, cursor }: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const query = { product: 'PRODUCT_DEDICATED', search: text?.trim() ? text.trim() : undefined };
    const page = await this.#api.page(supportedModel, '/supported-models', query, cursor, signal);
    for (const item of page.items) this.#names.learnSupported(item);
    const items = page.items.filter(({ status }) => status !== 'SUPPORTED_MODEL_STATUS_HIDDEN').map(toChoice);
    return page.cursor === undefined ? { items } : { items, cursor: page.cursor };
  }

  /** First the project's own, then what other projects of the organization share. */
  async #own({ text, cursor }: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const who = await this.#identity.get(signal);
    const [, scope = 'project', after] = /^(project|organization):(.*)$/.exec(cursor ?? '') ?? [];
    const path =
      scope === 'organization' && who.organization_id
        ? `/organizations/${pathPart(who.organization_id)}/models`
        : `/projects/${pathPart(who.project_id)}/models`;
    const page = await this.#api.page(model, path, {}, after === '' ? undefined : after, signal);
    for (const item of page.items) this.#names.learnOwn(item);
    await this.#names.resolve(
      page.items.map(({ baseModel }) => baseModel),
      signal,
    );
    const wanted = text?.trim().toLowerCase() ?? '';
    const items = page.items
      .filter((item) => scope === 'project' || item.projectId !== who.project_id)
      .map((item) => this.#toOwnChoice(item, who.project_id))
      .filter(({ name }) => name.toLowerCase().includes(wanted));
    if (page.cursor !== undefined) return { items, cursor: `${scope}:${page.cursor}` };
    return scope === 'project' && who.organization_id ? { items, cursor: 'organization:' } : { items };
  }

  #toOwnChoice(item: WireModel, project: string): ModelChoice {
    const { weights, description } = item;
    const adapter = weights?.type === 'WEIGHTS_TYPE_ADAPTER';
    const base =
      this.#names.get(item.baseModel ?? item.baseModelId)?.name ?? item.baseModel ?? item.baseModelId;
    return {
      // The owner stands in the id: another project's model is never rewritten to ours.
      id: `projects/${item.projectId ?? project}/models/${item.id}`,
      name: item.name,
      kind: adapter ? 'adapter' : 'model',
      ...(base ? { base } : {}),
      ...(description ? { description } : {}),
      ...(weights?.contextLength ? { contextLength: weights.contextLength } : {}),
      tags: adapter ? ['adapter'] : weights?.type === 'WEIGHTS_TYPE_SPECULATOR' ? ['speculator'] : [],
      ...(weights?.type === 'WEIGHTS_TYPE_SPECULATOR'
        ? { deployable: { no: t('It only speeds up another model and answers nothing itself.') } }
        : {}),
    };
  }
}

export function toChoice(item: SupportedModel): ModelChoice {
  const { displayName, publisher, description, contextLength, status, features } = item;
  const standing = status?.replace('SUPPORTED_MODEL_STATUS_', '').toLowerCase();
  const tags = [
    ...(item.displayType ? [item.displayType] : []),
    ...(standing === 'recommended' || standing === 'deprecated' ? [standing] : []),
    ...features.map((feature) => feature.replace('FEATURE_', '').toLowerCase().replaceAll('_', ' ')),
    ...item.tags,
  ];
  return {
    id: item.id,
    name: item.name,
    kind: 'model',
    ...(publisher ? { publisher } : {}),
    ...(description
      ? { description }
      : displayName && displayName !== item.name
        ? { description: displayName }
        : {}),
    ...(contextLength ? { contextLength } : {}),
    tags: [...new Set(tags)],
    ...deployable(item),
  };
}

/** Without profiles its configs decide, which are asked for only when somebody chooses it. */
function deployable({ deploymentProfiles, baseModel }: SupportedModel): Pick<ModelChoice, 'deployable'> {
  if (deploymentProfiles.length > 0) return { deployable: true };
  if (baseModel) return {};
  return { deployable: { no: t('Together AI has no configuration on which it can be deployed.') } };
}

function noSuchModel(ref: ModelRef): PlatformError {
  return new PlatformError({
    platform: 'together',
    code: 'not-found',
    message: t`Together AI has no model “${ref.name}”.`,
    hint: t('Choose one from the list.'),
    field: 'model',
  });
}
