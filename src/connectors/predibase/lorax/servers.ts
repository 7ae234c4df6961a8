import type { AdapterChoice } from '../../catalogue.ts';
import type { Clock, Memory, ServerEntry } from '../../context.ts';
import type { Deployment } from '../../domain.ts';
import type { HttpClient } from '../../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../../inference.ts';
import type { PlatformUsage, TimeWindow } from '../../insight.ts';
import { PriceBook } from '../../price-book.ts';
import type { OwnPrices } from '../../price-book.ts';
import { redactor } from '../../redact.ts';
import type { Redact } from '../../redact.ts';
import type { TestForm } from '../../test-form.ts';
import { loraxForm } from './form.ts';
import { readLoraxUsage } from './metrics.ts';
import { serverPrefix, toRow } from './row.ts';
import { Scrapes } from './scrapes.ts';
import { serverSecrets, serverTarget } from './server-target.ts';
import { loraxSnippet } from './snippet.ts';
import type { AdapterSource, LoraxTarget } from './target.ts';
import { testServer, unknownServer } from './test-server.ts';
import { UsedAdapters } from './used-adapters.ts';
import { Watch } from './watch.ts';

export interface LoraxServersContext {
  servers: ServerEntry[];
  http: HttpClient;
  clock: Clock;
  redact: Redact;
  memory: Memory;
  prices?: OwnPrices | undefined;
  /** Ms that a server has to say how it is. */
  patience?: number;
  /** The token for adapters of a source, where the person has one: Predibase's for `pbase` only. */
  adapterToken?(source: AdapterSource): string | undefined;
  /** The variables that hold those tokens, for code to copy. */
  adapterTokenEnv?(source: AdapterSource): string | undefined;
}

interface Server {
  entry: ServerEntry;
  target: LoraxTarget;
  watch: Watch;
  adapters: UsedAdapters;
  scrapes: Scrapes;
}

/** The registered LoRAX servers, each shown as one deployment with the id `lorax/<server id>`. */
export class LoraxServers {
  readonly #context: LoraxServersContext;
  readonly #prices: PriceBook;
  readonly #servers: Map<string, Server>;

  constructor(context: LoraxServersContext) {
    this.#context = context;
    this.#prices = new PriceBook(context.prices);
    const { http, clock, memory, servers } = context;
    const own = redactor(servers.flatMap(serverSecrets));
    const redact: Redact = (text) => own(context.redact(text));
    const adapterToken = (source: AdapterSource) => context.adapterToken?.(source);
    this.#servers = new Map(
      servers.map((entry) => {
        const target = serverTarget(entry, { http, clock, redact, adapterToken });
        const watch = new Watch(entry, target, memory, context.patience);
        const adapters = new UsedAdapters(entry.id, memory);
        return [serverPrefix + entry.id, { entry, target, watch, adapters, scrapes: new Scrapes() }];
      }),
    );
  }

  static owns(id: string): boolean {
    return id.startsWith(serverPrefix);
  }

  /** All at once: each has its own few seconds, and always gives a row. Rejects only when cancelled. */
  list(signal?: AbortSignal, fresh = false): Promise<Deployment[]> {
    return Promise.all([...this.#servers.values()].map((server) => this.#look(server, signal, fresh)));
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#look(this.#server(id), signal, true);
  }

  /** The registration itself lives outside; what was remembered of the server ends with it. */
  remove(id: string): Promise<void> {
    const server = this.#servers.get(id);
    server?.watch.forget();
    server?.adapters.forget();
    return Promise.resolve();
  }

  adapters(id: string): Promise<AdapterChoice[]> {
    const { adapters, watch } = this.#server(id);
    return Promise.resolve(adapters.choices(watch.modelId));
  }

  testForm(id: string): Promise<TestForm> {
    const { adapters, watch, target } = this.#server(id);
    return Promise.resolve(
      loraxForm({
        choices: adapters.choices(watch.modelId),
        kind: 'server',
        defaultSource: target.defaultSource,
        maxTotalTokens: watch.info?.max_total_tokens,
      }),
    );
  }

  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncGenerator<InvokeEvent> {
    const server = this.#servers.get(id);
    return testServer(server && { ...server, target: limited(server) }, request, this.#context.clock, signal);
  }

  async usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    const { target, scrapes } = this.#server(id);
    return readLoraxUsage(target, window, scrapes, signal);
  }

  snippet(id: string, request: InvokeRequest, language: SnippetLanguage): string {
    const server = this.#server(id);
    const { baseUrl, kind, defaultSource, modelId, maxTotalTokens } = limited(server);
    return loraxSnippet(
      {
        baseUrl,
        kind,
        defaultSource,
        modelId,
        maxTotalTokens,
        tokenEnv: server.entry.token ? 'LORAX_TOKEN' : undefined,
        adapterTokenEnv: (source) =>
          source === 'hub'
            ? server.entry.adapterToken && 'HF_TOKEN'
            : this.#context.adapterTokenEnv?.(source),
      },
      request,
      language,
    );
  }

  async #look(server: Server, signal?: AbortSignal, fresh = false): Promise<Deployment> {
    const { entry, target, watch } = server;
    const status = await watch.look(signal, fresh);
    return toRow({
      entry,
      status,
      info: watch.info,
      modelId: watch.modelId,
      price: this.#prices.hourly([entry.id, entry.label, watch.modelId]),
      redact: target.redact,
      now: target.clock.now(),
    });
  }

  #server(id: string): Server {
    const server = this.#servers.get(id);
    if (server) return server;
    throw unknownServer();
  }
}

/** With what /info has said so far. */
function limited({ target, watch: { info, modelId } }: Server): LoraxTarget {
  return {
    ...target,
    ...(modelId === undefined ? {} : { modelId }),
    ...(info?.max_total_tokens === undefined ? {} : { maxTotalTokens: info.max_total_tokens }),
  };
}
