import { systemClock } from '../clock.ts';
import type {
  Account,
  AdapterChoice,
  Connector,
  InstanceType,
  Listing,
  Memory,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Progress,
  TestForm,
} from '../connector.ts';
import type { Clock, ConnectContext } from '../context.ts';
import type { Deployment, ModelRef } from '../domain.ts';
import type { PlatformError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { InvokeEvent, InvokeRequest, SnippetLanguage } from '../inference.ts';
import type { LogEntry, PlatformUsage, Revision, TimeWindow } from '../insight.ts';
import type { DeploymentChange, DeploymentSpec, Plan } from '../plan.ts';
import { redactor } from '../redact.ts';
import { ControlPlane } from './control-plane.ts';
import { problem } from './errors.ts';
import { subjectOf } from './ids.ts';
import { SideBySide } from './listing.ts';
import { loraxHttp } from './lorax/http.ts';
import { LoraxServers } from './lorax/servers.ts';

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
    const redact = redactor([apiKey, hfToken ?? '', ...servers.flatMap(({ token }) => token ?? [])]);
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
    this.#serverHttp = loraxHttp(context.fetch);
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
      label: 'Self-hosted LoRAX',
      id: 'self-hosted',
      details: [{ label: 'Registered', value: count }],
    };
  }

  async list({ signal, fresh = false }: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    const plane = this.#plane;
    return this.#sideBySide.list(
      plane && (() => plane.deployments.list(fresh, signal)),
      this.#serverCount > 0 ? () => this.#servers.list(signal, fresh) : undefined,
      () => this.#clock.now(),
    );
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#of(
      id,
      (plane, name) => plane.deployments.get(name, signal),
      (servers) => servers.get(id, signal),
    );
  }

  async models(query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return this.#account('Models').catalogue.models(query, signal);
  }

  variants(model: ModelRef): Promise<ModelVariant[]> {
    return settle(() => this.#account('Deployments').catalogue.variants(model));
  }

  hardware(): Promise<InstanceType[]> {
    return settle(() => this.#account('Deployments').deployments.accelerators.list());
  }

  async adapters(id: string, signal?: AbortSignal): Promise<AdapterChoice[]> {
    return this.#of(
      id,
      (plane, name) => plane.serving.adapters(name, signal),
      (servers) => servers.adapters(id),
    );
  }

  async testForm(id: string, signal?: AbortSignal): Promise<TestForm> {
    return this.#of(
      id,
      (plane, name) => plane.serving.testForm(name, signal),
      (servers) => servers.testForm(id),
    );
  }

  async plan(spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return this.#account('Deployments').plan(spec, signal);
  }

  async planUpdate(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#of(
      id,
      (plane, name) => plane.lifecycle.plan(name, change, signal),
      () => noServer('changes no settings of a server that runs'),
    );
  }

  async deploy(
    spec: DeploymentSpec,
    { signal, progress = ignore }: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    return this.#account('Deployments').deploy(spec, progress, signal);
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    return this.#of(
      id,
      (plane, name) => plane.lifecycle.update(name, change, signal),
      () => noServer('changes no settings of a server that runs'),
    );
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#of(
      id,
      (plane, name) => plane.lifecycle.stop(name, signal),
      () => noServer('has no call to stop it'),
    );
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#of(
      id,
      (plane, name) => plane.lifecycle.start(name, signal),
      () => noServer('cannot be started from outside'),
    );
  }

  async remove(
    id: string,
    { signal, progress = ignore }: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<void> {
    return this.#of(
      id,
      (plane, name) => plane.remove(name, progress, signal),
      (servers) => servers.remove(id),
    );
  }

  invoke(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    if (LoraxServers.owns(id)) return this.#servers.invoke(id, request, signal);
    return this.#ofPlane(id, request, signal);
  }

  snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
    const { id } = deployment;
    if (LoraxServers.owns(id)) return this.#servers.snippet(id, request, language);
    return this.#account('Deployments').snippet(deployment, request, language);
  }

  async logs(
    id: string,
    query: { since?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<LogEntry[]> {
    return this.#of(
      id,
      (plane, name) => plane.insight.logs(name, query, signal),
      () => noServer('gives out no logs over HTTP'),
    );
  }

  async revisions(id: string, signal?: AbortSignal): Promise<Revision[]> {
    return this.#of(
      id,
      (plane, name) => plane.revisions.list(name, signal),
      () => noServer('has no revisions'),
    );
  }

  async rollback(id: string, revision: string, signal?: AbortSignal): Promise<Deployment> {
    return this.#of(
      id,
      (plane, name) => plane.revisions.rollback(name, revision, signal),
      () => noServer('has no revisions'),
    );
  }

  async usage(id: string, window: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    return this.#of(
      id,
      (plane, name) => plane.insight.usage(name, window, signal),
      (servers) => servers.usage(id, window, signal),
    );
  }

  dispose(): void {
    this.#plane?.dispose();
    this.#serverHttp.dispose();
  }

  async #of<T>(
    id: string,
    plane: (plane: ControlPlane, name: string) => T | Promise<T>,
    servers: (servers: LoraxServers) => T | Promise<T>,
  ): Promise<T> {
    const subject = subjectOf(id);
    if (subject.kind === 'lorax') return servers(this.#servers);
    return plane(this.#account('Deployments'), subject.name);
  }

  /** The same for a test, where a wrong id is the last event, too. */
  async *#ofPlane(id: string, request: InvokeRequest, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    let error: PlatformError;
    try {
      const subject = subjectOf(id);
      if (subject.kind === 'lorax') throw problem('not-found', 'There is no such server.');
      const plane = this.#account('Deployments');
      yield* plane.invoke(subject.name, request, signal);
      return;
    } catch (thrown) {
      error = thrown as PlatformError;
    }
    yield { type: 'error', at: this.#clock.monotonic(), error: error.data };
  }

  #account(what: string): ControlPlane {
    if (this.#plane) return this.#plane;
    throw problem('unsupported', `${what} need a Predibase account: only LoRAX servers are connected.`, {
      hint: 'Connect Predibase with an API token, or start a LoRAX server yourself and register its address.',
    });
  }
}

/** What is known at once is asked for like everything else, and fails like it. */
function settle<T>(answer: () => T): Promise<T> {
  return Promise.resolve().then(answer);
}

function noServer(what: string): never {
  throw problem('unsupported', `LoRAX ${what}.`, {
    hint: 'Do it where the server runs.',
  });
}

function nothingToConnect() {
  return problem('unauthorized', 'There is no Predibase API token and no LoRAX server yet.', {
    hint: 'Enter a token, or register the address of a LoRAX server.',
  });
}

function ignore(): void {
  // Nobody wants to know.
}

function processMemory(): Memory {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key),
    set: (key, value) => {
      if (value === undefined) held.delete(key);
      else held.set(key, value);
    },
  };
}
