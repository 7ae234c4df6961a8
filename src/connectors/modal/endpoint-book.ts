import type { DeploymentSpec, Memory } from '../connector.ts';

/** How many Endpoints are remembered; the oldest is forgotten first. */
const most = 50;
const index = 'modal.endpoints';

/** What Endpoints were made from here with, so that a stopped one can be made again. Without secrets: a spec has none. */
export class EndpointBook {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get(environment: string, name: string): DeploymentSpec | undefined {
    const kept = parsed(this.#memory.get(key(environment, name)));
    return isSpec(kept) ? kept : undefined;
  }

  keep(environment: string, spec: DeploymentSpec): void {
    const own = key(environment, spec.name);
    const keys = [own, ...this.#keys().filter((each) => each !== own)];
    for (const old of keys.slice(most)) this.#memory.set(old, undefined);
    this.#memory.set(index, JSON.stringify(keys.slice(0, most)));
    this.#memory.set(own, JSON.stringify(spec));
  }

  #keys(): string[] {
    const keys = parsed(this.#memory.get(index));
    return Array.isArray(keys) ? keys.filter((each) => typeof each === 'string') : [];
  }
}

const key = (environment: string, name: string): string => `modal.endpoint.${environment}/${name}`;

function isSpec(value: unknown): value is DeploymentSpec {
  if (typeof value !== 'object' || value === null) return false;
  const { name, model, config } = value as Record<string, unknown>;
  return typeof name === 'string' && isObject(model) && isObject(config);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
