import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { Page, ServerlessModel } from '../connector.ts';
import type { Action, Allowed, Deployment, TokenPrice } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import { nanoFromDollars } from '../money.ts';
import type { PriceBook } from '../price-book.ts';
import type { TogetherApi } from './api.ts';
import { modelInfo } from './wire-v1.ts';
import type { ModelInfo } from './wire-v1.ts';

/** A bare array by the documents; an envelope has been announced. */
const modelList = v.union([
  v.array(modelInfo),
  v.object({ data: v.array(modelInfo), next_cursor: v.nullish(v.string()) }),
]);
const staleAfter = 10 * 60_000;

/**
 * Models of the shared service, billed by token. Nothing in the list says which of them can really be
 * called (docs.together.ai: reference/models); only a call tells.
 */
export class Serverless {
  readonly #api: TogetherApi;
  readonly #prices: PriceBook;
  #known: ServerlessModel[] = [];
  #readAt: number | undefined;

  constructor(api: TogetherApi, prices: PriceBook) {
    this.#api = api;
    this.#prices = prices;
  }

  async list(
    query: { text?: string; cursor?: string },
    signal?: AbortSignal,
  ): Promise<Page<ServerlessModel>> {
    const models = await this.#recent(signal);
    const text = query.text?.trim().toLowerCase() ?? '';
    const items = models.filter(({ id, name }) => `${id}\n${name}`.toLowerCase().includes(text));
    return { items };
  }

  async find(id: string, signal?: AbortSignal): Promise<ServerlessModel | undefined> {
    return (await this.#recent(signal)).find((model) => model.id === id);
  }

  /** One of them, as something that can be tested. */
  async get(id: string, url: string, signal?: AbortSignal): Promise<Deployment> {
    const model = await this.find(id, signal);
    if (!model)
      throw new PlatformError({
        platform: 'together',
        code: 'not-found',
        message: t`Together AI does not list a serverless model “${id}” any more.`,
        hint: t('Choose another one.'),
      });
    return toDeployment(model, url, this.#readAt ?? this.#api.clock.now());
  }

  /** chat, language, code …, as far as the list has been read. */
  kindOf(id: string): string | undefined {
    return this.#known.find((model) => model.id === id)?.tags[0];
  }

  async #recent(signal?: AbortSignal): Promise<ServerlessModel[]> {
    const now = this.#api.clock.now();
    if (this.#readAt !== undefined && now - this.#readAt < staleAfter) return this.#known;
    const items: ModelInfo[] = [];
    let after: string | undefined;
    do {
      const body: v.InferOutput<typeof modelList> = await this.#api.get(
        modelList,
        'v1',
        '/models',
        { after },
        signal,
      );
      items.push(...(Array.isArray(body) ? body : body.data));
      const next = Array.isArray(body) ? undefined : (body.next_cursor ?? undefined);
      after = next === after || next === '' ? undefined : next;
    } while (after !== undefined);
    this.#known = items.map((item) => toServerless(item, now, this.#prices));
    this.#readAt = now;
    return this.#known;
  }
}

export function toServerless(item: ModelInfo, readAt: number, prices: PriceBook): ServerlessModel {
  const tokenPrice = prices.tokens([item.id, item.display_name], tokenPriceOf(item, readAt));
  const { display_name: name, organization: publisher, context_length: contextLength } = item;
  return {
    id: item.id,
    name: name ?? item.id,
    kind: 'model',
    ...(publisher ? { publisher } : {}),
    ...(contextLength ? { contextLength } : {}),
    tags: item.type ? [item.type] : [],
    ...(tokenPrice ? { tokenPrice } : {}),
  };
}

const onlyTested: Allowed = { no: t('A serverless model belongs to Together AI: it can only be tested.') };
const allowed: Record<Action, Allowed> = {
  test: true,
  stop: onlyTested,
  start: onlyTested,
  update: onlyTested,
  remove: onlyTested,
};

function toDeployment(model: ServerlessModel, url: string, readAt: number): Deployment {
  const { id, name, tokenPrice } = model;
  return {
    platform: 'together',
    id: `serverless:${id}`,
    name,
    serverless: true,
    status: 'active',
    detail: {
      word: 'serverless',
      inferred: true,
      notes: [t('only a call tells whether it is served now')],
    },
    model: { id, name, kind: 'model' },
    replicas: {},
    ...(tokenPrice ? { tokenPrice } : {}),
    config: {},
    endpoint: { url, model: id },
    allowed,
    readAt,
  };
}

/** USD per million tokens. All zeros means unknown; for speech the two numbers mean nothing. */
function tokenPriceOf(item: ModelInfo, readAt: number): TokenPrice | undefined {
  if (item.type === 'transcribe' || item.type === 'audio') return undefined;
  const { input, output, cached_input: cached } = item.pricing ?? {};
  const inputPerMillion = input === undefined ? undefined : nanoFromDollars(input);
  const outputPerMillion = output === undefined ? undefined : nanoFromDollars(output);
  if (inputPerMillion === undefined || outputPerMillion === undefined) return undefined;
  if (inputPerMillion === 0 && outputPerMillion === 0) return undefined;
  const cachedInputPerMillion = cached === undefined ? undefined : nanoFromDollars(cached);
  return {
    inputPerMillion,
    outputPerMillion,
    ...(cachedInputPerMillion ? { cachedInputPerMillion } : {}),
    source: { kind: 'platform', readAt },
  };
}
