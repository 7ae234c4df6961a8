import type {
  Account,
  Connector,
  ConnectorDefinition,
  DeploymentChange,
  DeploymentSpec,
  Listing,
  Plan,
  Progress,
} from '../../../src/connectors/connector.ts';
import { capabilities } from '../../../src/connectors/connector.ts';
import type { Capability, Support } from '../../../src/connectors/connector.ts';
import { aborted } from '../../../src/connectors/clock.ts';
import type { Deployment, PlatformId } from '../../../src/connectors/domain.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import type { ErrorData } from '../../../src/connectors/errors.ts';
import type { InvokeEvent } from '../../../src/connectors/inference.ts';
import { deployment } from './builders.ts';

/** Waits at a place until the test opens it. */
export class Gate {
  #open: (() => void) | undefined;
  readonly #passed = new Promise<void>((resolve) => (this.#open = resolve));

  open(): void {
    this.#open?.();
  }

  pass(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(aborted());
      if (signal?.aborted) {
        stop();
        return;
      }
      signal?.addEventListener('abort', stop);
      void this.#passed.then(resolve);
    });
  }
}

const table = (): Record<Capability, Support> => {
  const native: Support = { level: 'native' };
  const all = Object.fromEntries(capabilities.map((name) => [name, native])) as Record<Capability, Support>;
  return { ...all, logs: { level: 'absent', why: 'This platform keeps no logs.' } };
};

export function fakeDefinition(id: PlatformId = 'together'): ConnectorDefinition {
  return {
    id,
    displayName: id,
    purpose: 'For tests.',
    homepage: 'https://example.invalid',
    credentials: [],
    baseUrls: [],
    capabilities: table(),
    fields: [],
    validateName: (name) =>
      /^[a-z0-9-]+$/.test(name) ? undefined : 'Use lower-case letters, digits and hyphens.',
    suggestName: (model) => model,
    load: () => Promise.resolve(() => new FakeConnector(id)),
  };
}

type Verb = 'list' | 'get' | 'deploy' | 'update' | 'stop' | 'start' | 'remove';

/** An account in memory that does what the test has scripted. */
export class FakeConnector implements Connector {
  readonly platform: PlatformId;
  readonly deployments = new Map<string, Deployment>();
  readonly calls: string[] = [];
  /** What goes wrong at the next call of a verb. */
  readonly failures = new Map<Verb, ErrorData>();
  readonly gates = new Map<Verb, Gate>();
  listing: Partial<Listing> = {};
  inFlight = 0;
  mostInFlight = 0;
  disposed = false;
  now = () => 0;
  /** The events of the next test. */
  script: (signal: AbortSignal | undefined) => AsyncIterable<InvokeEvent> = () => {
    throw new Error('no script');
  };
  /** What the next removals say about how far they are. */
  steps = ['Removing it…'];
  /** A create that arrived although its answer is an error. */
  createsAnyway = false;

  constructor(platform: PlatformId = 'together') {
    this.platform = platform;
  }

  add(id: string, over: Partial<Deployment> = {}): Deployment {
    const made = deployment(id, { platform: this.platform, ...over });
    this.deployments.set(id, made);
    return made;
  }

  change(id: string, over: Partial<Deployment>): Deployment {
    return this.add(id, { ...this.deployments.get(id), ...over });
  }

  count(verb: Verb): number {
    return this.calls.filter((call) => call === verb || call.startsWith(`${verb} `)).length;
  }

  verify(): Promise<Account> {
    return Promise.resolve({ id: 'a', label: 'Account', details: [] });
  }

  async list(options: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Listing> {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      // What a server would answer is decided when it is asked.
      const deployments = [...this.deployments.values()].map((d) => ({ ...d, readAt: this.now() }));
      await this.#enter('list', options.fresh ? 'fresh' : '', options.signal);
      return { deployments, problems: [], complete: true, readAt: this.now(), ...this.listing };
    } finally {
      this.inFlight--;
    }
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    await this.#enter('get', id, signal);
    const found = this.deployments.get(id);
    if (!found) throw new PlatformError({ code: 'not-found', message: 'No such deployment.' });
    return found;
  }

  async deploy(
    spec: DeploymentSpec,
    options: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<Deployment> {
    const create = () =>
      this.add(`id-${spec.name}`, {
        name: spec.name,
        status: 'deploying',
        replicas: { ready: 0 },
        createdAt: this.now(),
        readAt: this.now(),
      });
    if (this.createsAnyway) create();
    options.progress?.('Creating it…');
    await this.#enter('deploy', spec.name, options.signal);
    return create();
  }

  async update(id: string, change: DeploymentChange, signal?: AbortSignal): Promise<Deployment> {
    await this.#enter('update', `${id} ${JSON.stringify(change)}`, signal);
    return this.change(id, { config: { ...this.deployments.get(id)?.config, ...change } });
  }

  async stop(id: string, signal?: AbortSignal): Promise<Deployment> {
    await this.#enter('stop', id, signal);
    return this.change(id, { status: 'stopped', replicas: { ready: 0 } });
  }

  async start(id: string, signal?: AbortSignal): Promise<Deployment> {
    await this.#enter('start', id, signal);
    return this.change(id, { status: 'deploying' });
  }

  async remove(id: string, options: { signal?: AbortSignal; progress?: Progress } = {}): Promise<void> {
    // A platform that refuses at once has begun nothing.
    if (this.steps.length > 0) options.progress?.(this.steps[0] ?? '');
    await this.#enter('remove', id, options.signal);
    for (const step of this.steps.slice(1)) options.progress?.(step);
    this.deployments.delete(id);
  }

  async *invoke(_id: string, _request: unknown, signal?: AbortSignal): AsyncIterable<InvokeEvent> {
    yield* this.script(signal);
  }

  models = () => Promise.resolve({ items: [] });
  variants = () => Promise.resolve([]);
  hardware = () => Promise.resolve([]);
  adapters = () => Promise.resolve([]);
  plan = (): Promise<Plan> => Promise.resolve({ requests: [], estimate: {}, checks: [] });
  planUpdate = (): Promise<Plan> => this.plan();
  snippet = () => 'curl';

  dispose(): void {
    this.disposed = true;
  }

  async #enter(verb: Verb, detail: string, signal?: AbortSignal): Promise<void> {
    this.calls.push(detail === '' ? verb : `${verb} ${detail}`);
    await this.gates.get(verb)?.pass(signal);
    signal?.throwIfAborted();
    const failure = this.failures.get(verb);
    if (failure) throw new PlatformError(failure);
  }
}
