import { withoutLastSlash } from '../address.ts';
import { systemClock } from '../clock.ts';
import type {
  Account,
  ConnectContext,
  Connector,
  DeploymentChange,
  DeploymentSpec,
  InstanceType,
  Listing,
  LogEntry,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Plan,
  PlatformUsage,
  Progress,
  Revision,
  RoutePlan,
  ServerlessModel,
  TimeWindow,
} from '../connector.ts';
import type { Deployment, ModelRef } from '../domain.ts';
import { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import { processMemory } from '../memory.ts';
import { PriceBook } from '../price-book.ts';
import { redactor } from '../redact.ts';
import { TogetherApi } from './api.ts';
import type { Base } from './api.ts';
import { Catalogue } from './catalogue.ts';
import { Deployments } from './deployments.ts';
import { toAccount } from './identity.ts';
import { Insight } from './insight.ts';
import { invoke } from './invoke.ts';
import { Deployer } from './deploy.ts';
import { Features } from './features.ts';
import { Lifecycle } from './lifecycle.ts';
import { planDeploy } from './plan.ts';
import type { Planner } from './plan.ts';
import { remove } from './remove.ts';
import { Routing } from './routing.ts';
import { Serverless } from './serverless.ts';
import { snippet } from './snippets.ts';
import { subjectOf } from './subjects.ts';
import { routeFor } from './chat.ts';
import { Traffic } from './traffic.ts';
import { targetOf } from './units.ts';
import { Variants } from './variants.ts';

/** One Together AI account. Says which part does what; each part is a file of its own. */
export class TogetherConnector implements Connector {
  readonly platform = 'together';
  readonly #http: HttpClient;
  readonly #api: TogetherApi;
  readonly #deployments: Deployments;
  readonly #routing: Routing;
  readonly #catalogue: Catalogue;
  readonly #serverless: Serverless;
  readonly #lifecycle: Lifecycle;
  readonly #planner: Planner;
  readonly #insight: Insight;
  readonly #traffic: Traffic;
  readonly #baseUrls: Record<Base, string>;

  constructor(context: ConnectContext, defaults: Record<Base, string>) {
    const apiKey = (context.credentials['apiKey'] ?? '').trim();
    const given = context.baseUrls ?? {};
    const base = (key: Base) => withoutLastSlash(given[key] ?? defaults[key]);
    this.#baseUrls = { v1: base('v1'), v2: base('v2'), inference: base('inference') };
    const clock = context.clock ?? systemClock;
    this.#http = new HttpClient({
      platform: 'together',
      platformName: 'Together AI',
      fetch: context.fetch,
      clock,
      requestIdHeaders: ['x-request-id', 'x-together-traceid'],
    });
    const redact = redactor(Object.values(context.credentials).map((secret) => secret.trim()));
    this.#api = new TogetherApi({
      http: this.#http,
      baseUrls: this.#baseUrls,
      apiKey,
      clock,
      log: context.log,
      redact,
    });
    const memory = context.memory ?? processMemory();
    const prices = new PriceBook(context.prices);
    this.#deployments = new Deployments(this.#api, this.#baseUrls, memory, prices);
    const { identity, names, hardware } = this.#deployments;
    this.#routing = new Routing(this.#api, identity, memory);
    const variants = new Variants(this.#api, identity, hardware);
    this.#catalogue = new Catalogue(this.#api, identity, names, variants);
    const features = new Features(memory, clock);
    this.#lifecycle = new Lifecycle(this.#deployments, this.#routing, features);
    this.#planner = {
      api: this.#api,
      hardware: this.#deployments.hardware,
      variants,
      routing: this.#routing,
      features,
      deployer: new Deployer(this.#deployments, this.#catalogue, this.#routing, features),
    };
    this.#insight = new Insight(this.#deployments, this.#routing);
    this.#traffic = new Traffic(this.#deployments, this.#routing);
    this.#serverless = new Serverless(this.#api, prices);
  }

  async verify(signal?: AbortSignal): Promise<Account> {
    return toAccount(await this.#deployments.identity.read(signal));
  }

  list(options: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    return this.#deployments.list(this.#routing, options.fresh ?? false, options.signal);
  }

  get(id: string, signal?: AbortSignal): Promise<Deployment> {
    const target = targetOf(id);
    if (target?.kind === 'serverless') return this.#serverless.get(target.model, this.#baseUrls.v1, signal);
    return this.#deployments.get(id, signal);
  }

  models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return this.#catalogue.models(query, signal);
  }

  serverless(
    query: { text?: string; cursor?: string },
    signal?: AbortSignal,
  ): Promise<Page<ServerlessModel>> {
    return this.#serverless.list(query, signal);
  }

  variants(model: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]> {
    return this.#catalogue.variants(model, signal);
  }

  hardware(signal?: AbortSignal): Promise<InstanceType[]> {
    return this.#deployments.hardware.read(signal);
  }

  adapters(id: string, signal?: AbortSignal): Promise<ModelRef[]> {
    return this.#insight.adapters(id, signal);
  }

  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return planDeploy(this.#planner, spec, signal);
  }

  planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#lifecycle.plan(id, change, signal);
  }

  deploy(
    spec: DeploymentSpec,
    options: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    return this.#planner.deployer.deploy(spec, options.progress ?? ignore, options.signal);
  }

  update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    return this.#lifecycle.update(id, change, signal);
  }

  stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#lifecycle.stop(id, signal);
  }

  start(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#lifecycle.start(id, signal);
  }

  remove(id: string, options: { signal?: AbortSignal; progress?: Progress } = {}): Promise<void> {
    const parts = {
      api: this.#api,
      deployments: this.#deployments,
      routing: this.#routing,
      lifecycle: this.#lifecycle,
    };
    return remove(parts, id, options.progress ?? ignore, options.signal);
  }

  logs(id: string, query: { since?: number; limit?: number }, signal?: AbortSignal): Promise<LogEntry[]> {
    return this.#insight.logs(id, query, signal);
  }

  revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    return this.#insight.revisions(id, signal);
  }

  rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#insight.rollback(id, revision, signal);
  }

  route(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#traffic.route(id, signal);
  }

  planRoute(id: string, signal?: AbortSignal): Promise<RoutePlan> {
    return this.#traffic.plan(id, signal);
  }

  usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    return this.#insight.usage(id, window, signal);
  }

  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    const subject = () => subjectOf(id, this.#deployments, this.#routing, this.#serverless, signal);
    return invoke(this.#api, subject, request, signal);
  }

  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    const { id } = deployment.model;
    const kind = deployment.serverless ? this.#serverless.kindOf(id) : this.#deployments.names.typeOf(id);
    const route = routeFor(kind);
    const { url, model } = deployment.endpoint ?? { url: this.#baseUrls.v1, model: id };
    return snippet({ url, model, route }, request, language);
  }

  dispose(): void {
    this.#api.budget.dispose();
    this.#http.dispose();
  }
}

const ignore: Progress = () => undefined;
