import { t } from '@vscode/l10n';
import { withoutLastSlash } from '../address.ts';
import { systemClock } from '../clock.ts';
import type {
  Account,
  AdapterChoice,
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
  OutputFile,
  Page,
  Plan,
  PlatformUsage,
  Progress,
  Revision,
  TestForm,
  TimeWindow,
} from '../connector.ts';
import type { Deployment, ModelRef } from '../domain.ts';
import { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import { processMemory } from '../memory.ts';
import { redactor } from '../redact.ts';
import { ReplicateApi } from './api.ts';
import { Catalogue } from './catalogue.ts';
import { Deployer } from './deploy.ts';
import { Deployments } from './deployments.ts';
import { Files } from './files.ts';
import { parseKey } from './ids.ts';
import { invoke } from './invoke.ts';
import { Lifecycle } from './lifecycle.ts';
import { readLogs } from './logs.ts';
import { planDeploy } from './plan.ts';
import { OfflineSince, remove } from './remove.ts';
import { rollback, toRevisions } from './revisions.ts';
import { snippet } from './snippets.ts';
import { Subjects } from './subject.ts';
import { readUsage } from './usage.ts';

export interface Bases {
  api: string;
  /** Empty: the platform's own hosts. */
  delivery: string;
}

/** One token, that is one user or one organization. Builds the parts and hands each call to the one it concerns. */
export class ReplicateConnector implements Connector {
  readonly platform = 'replicate';
  readonly #http: HttpClient;
  readonly #bases: Bases;
  readonly #deployments: Deployments;
  readonly #catalogue: Catalogue;
  readonly #deployer: Deployer;
  readonly #lifecycle: Lifecycle;
  readonly #subjects: Subjects;
  readonly #files: Files;
  readonly #offline: OfflineSince;

  constructor(context: ConnectContext, defaults: Bases) {
    const given = context.baseUrls ?? {};
    const base = (key: keyof Bases) => withoutLastSlash(given[key]?.trim() || defaults[key]);
    this.#bases = { api: base('api'), delivery: base('delivery') };
    const clock = context.clock ?? systemClock;
    this.#http = new HttpClient({
      platform: 'replicate',
      platformName: 'Replicate',
      fetch: context.fetch,
      clock,
      // There is no request id of its own; support asks for Cloudflare's.
      requestIdHeaders: ['cf-ray'],
    });
    const memory = context.memory ?? processMemory();
    const api = new ReplicateApi({
      http: this.#http,
      base: this.#bases.api,
      token: (context.credentials['token'] ?? '').trim(),
      clock,
      log: context.log,
      redact: redactor(Object.values(context.credentials).map((secret) => secret.trim())),
    });
    this.#deployments = new Deployments(api, this.#bases.api, memory, context.prices);
    this.#catalogue = new Catalogue(this.#deployments, memory);
    this.#deployer = new Deployer(this.#deployments, this.#catalogue);
    this.#lifecycle = new Lifecycle(this.#deployments);
    this.#subjects = new Subjects(this.#deployments, this.#catalogue.models);
    this.#files = new Files({
      http: this.#http,
      delivery: this.#bases.delivery,
      clock,
      log: context.log,
    });
    this.#offline = new OfflineSince(memory);
  }

  async verify(signal?: AbortSignal): Promise<Account> {
    const { username, name, type } = await this.#deployments.account(signal);
    return {
      label: name === undefined || name === username ? username : `${name} (${username})`,
      id: username,
      details: [
        { label: type === 'organization' ? t('Organization') : t('User'), value: username },
        ...(name === undefined ? [] : [{ label: t('Name'), value: name }]),
      ],
    };
  }

  list(options: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    return this.#deployments.list(options.fresh ?? false, options.signal);
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#deployments.get(id, signal);
  }

  models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return this.#catalogue.page(query, signal);
  }

  variants(model: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]> {
    return this.#catalogue.variants(model, signal);
  }

  hardware(signal?: AbortSignal): Promise<InstanceType[]> {
    return this.#deployments.hardware.read(signal);
  }

  /** A fine-tune is a version of its own; what takes weights at all takes them as one of its inputs. */
  adapters(): Promise<AdapterChoice[]> {
    return Promise.resolve([]);
  }

  testForm(id: string, signal?: AbortSignal): Promise<TestForm> {
    return this.#subjects.form(id, signal);
  }

  file(url: string, signal?: AbortSignal): Promise<OutputFile> {
    return this.#files.read(url, signal);
  }

  plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return planDeploy(this.#deployments, this.#deployer, spec, signal);
  }

  planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#lifecycle.plan(id, change, signal);
  }

  deploy(
    spec: DeploymentSpec,
    options: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    return this.#deployer.deploy(spec, options.progress ?? ignore, options.signal);
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

  remove(
    id: string,
    { progress = ignore, resumed = false, signal }: Parameters<Connector['remove']>[1] = {},
  ): Promise<void> {
    const parts = { deployments: this.#deployments, lifecycle: this.#lifecycle, offline: this.#offline };
    return remove(parts, id, { progress, resumed, signal });
  }

  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    const parts = {
      deployments: this.#deployments,
      subjects: this.#subjects,
      files: this.#files,
      delivery: this.#bases.delivery,
    };
    return invoke(parts, id, request, signal);
  }

  snippet({ id }: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    const face = this.#subjects.knownInterface(id);
    return snippet({ base: this.#bases.api, key: parseKey(id), face }, request, language);
  }

  async logs(
    id: string,
    query: { since?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    return readLogs(this.#deployments, parseKey(id), query, signal);
  }

  async revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    await this.#deployments.row(parseKey(id), signal);
    return toRevisions(this.#deployments.history.of(id));
  }

  async rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    return rollback(this.#deployments, this.#lifecycle, parseKey(id), revision, signal);
  }

  async usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    return readUsage(this.#deployments, parseKey(id), window, signal);
  }

  dispose(): void {
    this.#deployments.api.dispose();
    this.#http.dispose();
  }
}

const ignore: Progress = () => undefined;
