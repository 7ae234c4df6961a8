import type { Memory } from '../../context.ts';
import type { DeploymentConfig } from '../../domain.ts';
import type { DeploymentSpec } from '../../plan.ts';
import { changed, choose, specOf } from './choose.ts';
import type { AppChoice } from './spec.ts';

/** What Slipway deployed last under a name. Modal does not give it back. */
export interface KeptApp {
  choice: AppChoice;
  /** Of the version that it became. */
  tag: string;
  /** `ap-…`, at that time: a stopped app that is deployed again has another. */
  appId: string;
  /** The person's own version of the file was deployed: the choice may not say all of it. */
  edited?: true;
}

const most = 200;
const index = 'modal.apps';

/** By environment and name, the newest `most`. Without secrets: an app has none. */
export class SpecBook {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Undefined: Slipway did not deploy it from here. */
  get(environment: string, app: string): KeptApp | undefined {
    const kept = parsed(this.#memory.get(key(environment, app)));
    if (!isRecord(kept) || !isRecord(kept['spec'])) return undefined;
    const { spec, tag, appId, edited } = kept;
    const { name, model, config } = spec;
    if (name !== app || !isRecord(model) || !isRecord(config)) return undefined;
    try {
      return {
        choice: { ...choose(spec as unknown as DeploymentSpec), environment },
        tag: typeof tag === 'string' ? tag : '',
        appId: typeof appId === 'string' ? appId : '',
        ...(edited === true ? { edited } : {}),
      };
    } catch {
      // Kept by another version of Slipway, or damaged.
      return undefined;
    }
  }

  keep(environment: string, { choice, ...rest }: KeptApp): void {
    const own = key(environment, choice.spec.app);
    const others = this.#keys().filter((each) => each !== own);
    for (const old of others.slice(most - 1)) this.#memory.set(old, undefined);
    this.#memory.set(index, JSON.stringify([own, ...others.slice(0, most - 1)]));
    this.#memory.set(own, JSON.stringify({ spec: specOf(choice), ...rest }));
  }

  /** What was changed on the running app, so that the next deployment keeps it. Its tag stays: no version has it. */
  adjust(environment: string, app: string, change: DeploymentConfig): void {
    const kept = this.get(environment, app);
    if (kept) this.keep(environment, { ...kept, choice: changed(kept.choice, change) });
  }

  #keys(): string[] {
    const keys = parsed(this.#memory.get(index));
    return Array.isArray(keys) ? keys.filter((each) => typeof each === 'string') : [];
  }
}

const key = (environment: string, app: string): string => `modal.app.${environment}/${app}`;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
