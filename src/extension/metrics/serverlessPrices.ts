import type { Clock, ServerlessModel } from '../../connectors/connector.ts';
import type { ModelRef, PlatformId, TokenPrice } from '../../connectors/domain.ts';

const hourMs = 3_600_000;

interface Found {
  at: number;
  model?: { model: string; price: TokenPrice };
}

export interface ServerlessPricesOptions {
  clock: Clock;
  /** Models that a platform serves to everyone. Rejects where it has none or cannot be read. */
  list: (platform: PlatformId, text: string) => Promise<readonly ServerlessModel[]>;
}

/** What models cost by token, read once an hour for those that somebody looks at. */
export class ServerlessPrices {
  readonly #options: ServerlessPricesOptions;
  readonly #found = new Map<string, Found>();
  readonly #asking = new Set<string>();

  constructor(options: ServerlessPricesOptions) {
    this.#options = options;
  }

  /** As known now. What is not, is asked for, and known the next time: nobody waits for it. */
  of(platform: PlatformId, model: ModelRef): { model: string; price: TokenPrice } | undefined {
    const key = `${platform} ${model.id}`;
    const found = this.#found.get(key);
    const old = !found || this.#options.clock.now() - found.at > hourMs;
    if (old && !this.#asking.has(key)) void this.#ask(key, platform, model);
    return found?.model;
  }

  async #ask(key: string, platform: PlatformId, { id, name }: ModelRef): Promise<void> {
    this.#asking.add(key);
    // None is an answer too, and so is a failure: neither is asked for again at each refresh.
    const models = await this.#options.list(platform, name).catch(() => []);
    // The same model, never one that is called alike.
    const same = models.find((other) => other.id === id || other.id === name);
    this.#asking.delete(key);
    this.#found.set(key, {
      at: this.#options.clock.now(),
      ...(same?.tokenPrice ? { model: { model: same.name, price: same.tokenPrice } } : {}),
    });
  }
}
