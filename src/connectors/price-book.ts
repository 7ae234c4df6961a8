import type { HourlyPrice, ModelRef, NanoUsd, TokenPrice } from './domain.ts';

/** What the person set for one name. */
export interface OwnPrice {
  /** For one ready replica with all its GPUs, per hour. */
  perHour?: NanoUsd;
  /** Per one million tokens; both or none. */
  tokens?: { input: NanoUsd; output: NanoUsd };
  /** Agreed with the platform: then its public price is not theirs, and this one goes before it. */
  contract?: true;
}

/** By what is priced: the id of an instance type, a model or a server, or `*` for all else of the platform. */
export type OwnPrices = Readonly<Record<string, OwnPrice>>;

type Named = string | ModelRef | undefined;

/**
 * Chooses among the sources of a price, for one platform: what the person marked as agreed, then what the platform
 * tells, then what the person set, then the bundled table. Where another source differs by more than half, it is
 * kept beside the chosen one.
 */
export class PriceBook {
  readonly #own: OwnPrices;

  constructor(own: OwnPrices = {}) {
    this.#own = own;
  }

  get names(): string[] {
    return Object.keys(this.#own).filter((name) => name !== everything);
  }

  /** `names` from the most particular to the least; `told` by the platform or a table. Undefined: nobody knows. */
  hourly(names: readonly Named[], ...told: (HourlyPrice | undefined)[]): HourlyPrice | undefined {
    const own = this.#find(names, ({ perHour }) => perHour !== undefined);
    const set = own?.perHour;
    const mine: HourlyPrice[] = set === undefined ? [] : [{ perReplicaHour: set, source: { kind: 'user' } }];
    const [first, ...others] = ranked(mine, own, told);
    if (!first) return undefined;
    const other = others.find((another) => farApart(first.perReplicaHour, another.perReplicaHour));
    return { ...first, ...(other ? { other } : {}) };
  }

  tokens(names: readonly Named[], ...told: (TokenPrice | undefined)[]): TokenPrice | undefined {
    const own = this.#find(names, ({ tokens }) => tokens !== undefined);
    const set = own?.tokens;
    const mine: TokenPrice[] = set
      ? [{ inputPerMillion: set.input, outputPerMillion: set.output, source: { kind: 'user' } }]
      : [];
    const [first, ...others] = ranked(mine, own, told);
    if (!first) return undefined;
    const other = others.find(
      ({ inputPerMillion, outputPerMillion }) =>
        farApart(first.inputPerMillion, inputPerMillion) ||
        farApart(first.outputPerMillion, outputPerMillion),
    );
    return { ...first, ...(other ? { other } : {}) };
  }

  #find(names: readonly Named[], has: (own: OwnPrice) => boolean): OwnPrice | undefined {
    const keys = names.flatMap((name) => (typeof name === 'object' ? [name.id, name.name] : (name ?? [])));
    return [...keys, everything]
      .map((key) => (Object.hasOwn(this.#own, key) ? this.#own[key] : undefined))
      .find((own) => own !== undefined && has(own));
  }
}

const everything = '*';

function ranked<T extends HourlyPrice | TokenPrice>(
  mine: readonly T[],
  own: OwnPrice | undefined,
  told: readonly (T | undefined)[],
): T[] {
  const known = told.filter((price) => price !== undefined);
  const live = known.filter(({ source }) => source.kind === 'platform');
  const tables = known.filter(({ source }) => source.kind !== 'platform');
  return own?.contract ? [...mine, ...live, ...tables] : [...live, ...mine, ...tables];
}

/** Two sources of one price may well be of different days; more than half apart, one of them is about something else. */
function farApart(one: NanoUsd, another: NanoUsd): boolean {
  return Math.max(one, another) > 1.5 * Math.min(one, another);
}
