import { t } from '@vscode/l10n';
import type { Memory } from '../connector.ts';
import type { Clock } from '../connector.ts';
import { unknownField } from './errors.ts';
import type { Extras } from './shape.ts';

type Feature = keyof Extras;

/** Asked again after a day: the platform is adding these. */
const forgottenAfter = 24 * 60 * 60_000;

export const featureLabels: Record<Feature, string> = {
  inactiveTimeout: t('idle timeout'),
  maxConcurrentRequestsPerReplica: t('limit of concurrent requests'),
};

/** Which of the newer settings this account's API knows: found out by its "unknown field" refusal. */
export class Features {
  readonly #memory: Memory;
  readonly #clock: Clock;

  constructor(memory: Memory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  absent(feature: Feature): boolean {
    const since = Number(this.#memory.get(key(feature)) ?? Number.NaN);
    return this.#clock.now() - since < forgottenAfter;
  }

  /** The extras that are not known to be refused. */
  offered(extras: Extras): Extras {
    return Object.fromEntries(Object.entries(extras).filter(([name]) => !this.absent(name as Feature)));
  }

  /** Runs `send`, leaving out what the platform turns out not to know. */
  async probe<T>(
    extras: Extras,
    send: (extras: Extras) => Promise<T>,
  ): Promise<{ result: T; extras: Extras }> {
    let left = this.offered(extras);
    for (;;) {
      try {
        return { result: await send(left), extras: left };
      } catch (error) {
        const refused = this.#refused(error, left);
        if (!refused) throw error;
        this.#memory.set(key(refused), String(this.#clock.now()));
        left = this.offered(left);
      }
    }
  }

  #refused(error: unknown, extras: Extras): Feature | undefined {
    const plain = (name: string) => name.replaceAll('_', '').toLowerCase();
    const field = unknownField(error);
    if (field === undefined) return undefined;
    return (Object.keys(extras) as Feature[]).find((name) => plain(name) === plain(field));
  }
}

const key = (feature: Feature) => `together.absent.${feature}`;
