import type { Account, Memory, Progress } from '../connector.ts';
import type { Clock, Log } from '../context.ts';
import type { Deployment } from '../domain.ts';
import { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import type { DeploymentSpec, Plan } from '../plan.ts';
import type { OwnPrices } from '../price-book.ts';
import type { Redact } from '../redact.ts';
import { Accelerators } from './accelerators.ts';
import { Adapters } from './adapters.ts';
import { PredibaseApi } from './api.ts';
import { Catalogue } from './catalogue.ts';
import { Deployer } from './deploy.ts';
import { Deployments } from './deployments.ts';
import { redirected } from './errors.ts';
import { Hosts } from './hosts.ts';
import { Identity, toAccount } from './identity.ts';
import { Insight } from './insight.ts';
import { LegacyPaths } from './legacy.ts';
import { Lifecycle } from './lifecycle.ts';
import { invokeLorax } from './lorax/invoke.ts';
import { loraxSnippet } from './lorax/snippet.ts';
import { planDeploy } from './plan.ts';
import type { Planner } from './plan.ts';
import { remove } from './remove.ts';
import { Revisions } from './revisions.ts';
import { Serving } from './serving.ts';
import { Snapshots } from './snapshots.ts';

export interface ControlPlaneContext {
  apiKey: string;
  tenant: string;
  hfToken: string | undefined;
  baseUrls: Record<string, string>;
  fetch: typeof fetch | undefined;
  clock: Clock;
  log: Log | undefined;
  redact: Redact;
  memory: Memory;
  prices: OwnPrices | undefined;
}

/** One Predibase account. Says which part does what; each part is a file of its own. */
export class ControlPlane {
  readonly deployments: Deployments;
  readonly catalogue: Catalogue;
  readonly lifecycle: Lifecycle;
  readonly insight: Insight;
  readonly revisions: Revisions;
  readonly serving: Serving;
  readonly #http: readonly HttpClient[];
  readonly #hosts: Hosts;
  readonly #token: string;
  readonly #snapshots: Snapshots;
  readonly #deployer: Deployer;
  readonly #planner: Planner;
  readonly #hfToken: string | undefined;

  constructor(context: ControlPlaneContext) {
    const { apiKey, tenant, hfToken, baseUrls, fetch, clock, log, redact, memory, prices } = context;
    this.#hosts = new Hosts(baseUrls);
    this.#token = apiKey;
    this.#hfToken = hfToken;
    const client = (host: () => string | undefined) =>
      new HttpClient({
        platform: 'predibase',
        platformName: 'Predibase',
        fetch,
        clock,
        requestIdHeaders: ['x-b3-traceid'],
        redirected: (to, status) => redirected(host() ?? 'Predibase')(to, status),
      });
    const gateway = client(() => this.#hosts.gateway);
    const answering = client(() => this.#hosts.servingIfKnown);
    this.#http = [gateway, answering];
    const api = new PredibaseApi({
      http: gateway,
      gateway: () => this.#hosts.gateway,
      token: apiKey,
      clock,
      log,
      redact,
    });
    const legacy = new LegacyPaths(api, memory);
    const identity = new Identity(api, legacy, tenant);
    const accelerators = new Accelerators(prices);
    this.deployments = new Deployments({ api, legacy, identity, hosts: this.#hosts, memory, accelerators });
    const adapters = new Adapters(api);
    this.catalogue = new Catalogue(api, adapters);
    this.#snapshots = new Snapshots(memory);
    this.lifecycle = new Lifecycle(this.deployments, this.#snapshots, hfToken);
    this.insight = new Insight(this.deployments);
    this.revisions = new Revisions(this.deployments, this.lifecycle, this.#snapshots);
    this.serving = new Serving(answering, this.deployments, adapters, hfToken);
    this.#deployer = new Deployer(this.deployments, this.#snapshots, hfToken);
    this.#planner = { deployments: this.deployments, adapters, hfToken };
  }

  /** A serving address that cannot be known is told now, and not with the first test. */
  async verify(signal?: AbortSignal): Promise<Account> {
    this.#hosts.requireServing();
    return toAccount(await this.deployments.identity.read(signal), this.#token);
  }

  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return planDeploy(this.#planner, spec, signal);
  }

  deploy(spec: DeploymentSpec, progress: Progress, signal?: AbortSignal): Promise<Deployment> {
    return this.#deployer.deploy(spec, progress, signal);
  }

  remove(name: string, progress: Progress, signal?: AbortSignal): Promise<void> {
    return remove(this.deployments, this.#snapshots, name, progress, signal);
  }

  invoke(name: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    const target = (within?: AbortSignal) => this.serving.target(name, within);
    return invokeLorax(target, request, signal, this.deployments.api.clock);
  }

  snippet({ endpoint, name }: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    const unknown = `https://serving.app.predibase.com/TENANT/deployments/v2/llms/${name}`;
    const tokenEnv = 'PREDIBASE_API_TOKEN';
    const hfTokenEnv = this.#hfToken === undefined ? undefined : 'HF_TOKEN';
    const maxTotalTokens = this.deployments.lastSeen(name)?.config?.maxTotalTokens;
    return loraxSnippet(
      {
        baseUrl: endpoint?.url.replace(/\/v1$/, '') ?? unknown,
        kind: 'gateway',
        defaultSource: 'pbase',
        tokenEnv,
        adapterTokenEnv: (source) =>
          source === 'pbase' ? tokenEnv : source === 'hub' ? hfTokenEnv : undefined,
        maxTotalTokens,
      },
      request,
      language,
    );
  }

  dispose(): void {
    this.deployments.api.budget.dispose();
    for (const http of this.#http) http.dispose();
  }
}
