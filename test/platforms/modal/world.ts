import type { SimClock } from '../kit/clock.ts';
import { randomFrom } from '../kit/random.ts';
import { Ledger } from './billing/ledger.ts';
import { notFound } from './errors.ts';
import type { Modes } from './options.ts';
import type { ApiToken, App, Endpoint, Environment, ProxyToken, Secret, Served, Volume } from './types.ts';
import { AppState } from './words.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const workspace = { id: 'ws-ACmeLabs00000000000000', name: 'acme-labs' } as const;

/** Everything the platform knows. */
export class World {
  readonly clock: SimClock;
  readonly modes: Modes;
  readonly ledger: Ledger;
  readonly tokens: ApiToken[] = [];
  readonly environments: Environment[] = [];
  readonly apps = new Map<string, App>();
  readonly served = new Map<string, Served>();
  readonly endpoints = new Map<string, Endpoint>();
  readonly secrets: Secret[] = [];
  readonly volumes: Volume[] = [];
  readonly proxyTokens: ProxyToken[] = [];
  /** What a test does to unary answers on their way. */
  rewrite: ((answer: unknown, path: string) => unknown) | undefined;
  /** Where deployed functions answer. */
  dataOrigin = '';
  readonly #random = randomFrom('modal');

  constructor(clock: SimClock, modes: Modes) {
    this.clock = clock;
    this.modes = modes;
    this.ledger = new Ledger(clock);
  }

  /** As `ap-` and 22 letters and digits. */
  makeId(prefix: string): string {
    const pick = (): string => letters[Math.floor(this.#random() * letters.length)]!;
    return prefix + Array.from({ length: 22 }, pick).join('');
  }

  /** Empty names mean the default. */
  environment(name: string): Environment {
    const found = this.environments.find((one) => (name === '' ? one.isDefault : one.name === name));
    if (!found) throw notFound(`Environment '${name}' not found`);
    return found;
  }

  app(id: string): App {
    const found = this.apps.get(id);
    if (!found) throw notFound(`App '${id}' not found`);
    return found;
  }

  /** The app that holds a name now. */
  deployed(name: string, environment: string): App | undefined {
    return this.#named(name, environment).find(({ state }) => state === AppState.deployed);
  }

  /** The app that a deploy of this name would go on with. */
  open(name: string, environment: string): App | undefined {
    const open: number[] = [AppState.deployed, AppState.initializing];
    return this.#named(name, environment).find(({ state }) => open.includes(state));
  }

  /** The last one of that name that was stopped. */
  previous(name: string, environment: string): App | undefined {
    const gone: number[] = [AppState.stopping, AppState.stopped, AppState.disabled];
    return this.#named(name, environment)
      .filter(({ state }) => gone.includes(state))
      .toSorted((a, b) => b.stoppedAt - a.stoppedAt)[0];
  }

  function(id: string): Served {
    const found = this.served.get(id);
    if (!found) throw notFound(`Function '${id}' not found`);
    return found;
  }

  urlOf(served: Served): string {
    return `${this.dataOrigin}/f/${served.id}`;
  }

  #named(name: string, environment: string): App[] {
    return [...this.apps.values()].filter((app) => app.name === name && app.environment === environment);
  }
}
