import { t } from '@vscode/l10n';
import { systemClock } from '../clock.ts';
import type {
  Account,
  AdapterChoice,
  Connector,
  InstanceType,
  Listing,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Progress,
  TestForm,
} from '../connector.ts';
import type { Clock, ConnectContext } from '../context.ts';
import type { Deployment, ModelRef } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import type { LogEntry, PlatformUsage, Revision, TimeWindow } from '../insight.ts';
import { processMemory } from '../memory.ts';
import type { DeploymentChange, DeploymentSpec, Plan } from '../plan.ts';
import { redactor } from '../redact.ts';
import { ControlPlane } from './control-plane.ts';
import { problem } from './errors.ts';
import { placeOf } from './ids.ts';
import { SideBySide } from './listing.ts';
import { loraxHttp } from './lorax/http.ts';
import { serverSecrets } from './lorax/server-target.ts';
import { LoraxServers } from './lorax/servers.ts';
import { deploymentSubject, serverSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** An account on Predibase, LoRAX servers of one's own, or both: whichever a subject belongs to answers. */
export class PredibaseConnector implements Connector {
  readonly platform = 'predibase';
  readonly #plane: ControlPlane | undefined;
  readonly #servers: LoraxServers;
  readonly #serverCount: number;
  readonly #serverHttp: HttpClient;
  readonly #clock: Clock;
  readonly #sideBySide = new SideBySide();

  constructor(context: ConnectContext) {
    const given = (key: string) => (context.credentials[key] ?? '').trim();
    const apiKey = given('apiKey');
    const hfToken = given('hfToken') || undefined;
    const servers = context.servers ?? [];
    const clock = context.clock ?? systemClock;
    const redact = redactor([apiKey, hfToken ?? '', ...servers.flatMap(serverSecrets)]);
    const memory = context.memory ?? processMemory();
    const { prices, log, baseUrls = {} } = context;
    this.#clock = clock;
    this.#plane =
      apiKey === ''
        ? undefined
        : new ControlPlane({
            apiKey,
            tenant: given('tenant'),
            hfToken,
            baseUrls,
            fetch: context.fetch,
            clock,
            log,
            redact,
            memory,
            prices,
          });
    this.#serverCount = servers.length;
    this.#serverHttp = loraxHttp(context);
    this.#servers = new LoraxServers({
      servers,
      http: this.#serverHttp,
      clock,
      redact,
      memory,
      prices,
      // LoRAX may log the token of a request: it gets Predibase's only for adapters that are fetched there.
      adapterToken: (source) => (source === 'pbase' && apiKey !== '' ? apiKey : undefined),
      adapterTokenEnv: (source) => (source === 'pbase' && apiKey !== '' ? 'PREDIBASE_API_TOKEN' : undefined),
    });
  }

  async verify(signal?: AbortSignal): Promise<Account> {
    if (this.#plane) return this.#plane.verify(signal);
    if (this.#serverCount === 0) throw nothingToConnect();
    const count = `${this.#serverCount} ${this.#serverCount === 1 ? 'server' : 'servers'}`;
    return {
      label: t('Self-hosted LoRAX'),
      id: 'self-hosted',
      details: [{ label: t('Registered'), value: count }],
    };
  }

  async list({ signal, fresh = false }: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    const plane = this.#plane;
    return this.#sideBySide.list(
      plane && (() => plane.deployments.list(fresh, signal)),
      this.#serverCount > 0 ? () => this.#servers.list(signal, fresh) : undefined,
      () => this.#clock.now(),
      fresh,
    );
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#subject(id).get(signal);
  }

  async models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return this.#account(t('Models')).catalogue.models(query, signal);
  }

  variants(model: ModelRef): Promise<ModelVariant[]> {
    return settle(() => this.#account(t('Deployments')).catalogue.variants(model));
  }

  hardware(): Promise<InstanceType[]> {
    return settle(() => this.#account(t('Deployments')).deployments.accelerators.list());
  }

  async adapters(id: string, signal?: AbortSignal): Promise<AdapterChoice[]> {
    return this.#subject(id).adapters(signal);
  }

  async testForm(id: string, signal?: AbortSignal): Promise<TestForm> {
    return this.#subject(id).testForm(signal);
  }

  async plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return this.#account(t('Deployments')).plan(spec, signal);
  }

  async planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#subject(id).planUpdate(change, signal);
  }

  async deploy(
    spec: DeploymentSpec,
    { signal, progress = ignore }: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    return this.#account(t('Deployments')).deploy(spec, progress, signal);
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    return this.#subject(id).update(change, signal);
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#subject(id).stop(signal);
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#subject(id).start(signal);
  }

  async remove(
    id: string,
    { signal, progress = ignore }: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<void> {
    return this.#subject(id).remove(progress, signal);
  }

  /** Never throws: that there is no such subject is the last event, too. */
  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    try {
      return this.#subject(id).invoke(request, signal);
    } catch (error) {
      return ended(this.#clock.monotonic(), error);
    }
  }

  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    return this.#subject(deployment.id).snippet(deployment, request, language);
  }

  async logs(
    id: string,
    query: { since?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    return this.#subject(id).logs(query, signal);
  }

  async revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    return this.#subject(id).revisions(signal);
  }

  async rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#subject(id).rollback(revision, signal);
  }

  async usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    return this.#subject(id).usage(window, signal);
  }

  dispose(): void {
    this.#plane?.dispose();
    this.#serverHttp.dispose();
  }

  #subject(id: string): Subject {
    const place = placeOf(id);
    return place.kind === 'lorax'
      ? serverSubject(this.#servers, id)
      : deploymentSubject(this.#account(t('Deployments')), place.name);
  }

  #account(what: string): ControlPlane {
    if (this.#plane) return this.#plane;
    throw problem('unsupported', t`${what} need a Predibase account: only LoRAX servers are connected.`, {
      hint: t(
        'Connect Predibase with an API token, or start a LoRAX server yourself and register its address.',
      ),
    });
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the form in which tests are told
async function* ended(at: number, error: unknown): AsyncGenerator<InvokeEvent> {
  yield { type: 'error', at, error: PlatformError.from(error, 'predibase').data };
}

/** What is known at once is asked for like everything else, and fails like it. */
function settle<T>(answer: () => T): Promise<T> {
  return Promise.resolve().then(answer);
}

function nothingToConnect() {
  return problem('unauthorized', t('There is no Predibase API token and no LoRAX server yet.'), {
    hint: t('Enter a token, or register the address of a LoRAX server.'),
  });
}

function ignore(): void {
  // Nobody wants to know.
}
