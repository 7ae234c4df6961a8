import type { SimClock } from '../kit/clock.ts';
import type { V1Model } from './catalogue/types.ts';

interface Line {
  readonly at: number;
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

export interface TokenBill {
  readonly requests: number;
  readonly input: number;
  readonly output: number;
  /** Integer nano-dollars, rounded once at the end; undefined when a price is unknown. */
  readonly nanoUsd: number | undefined;
}

/** The truth about the serverless models: the tokens of each answer that was given whole, at the price per million. */
export class TokenLedger {
  readonly #clock: SimClock;
  readonly #models: readonly V1Model[];
  readonly #lines: Line[] = [];

  constructor(clock: SimClock, models: readonly V1Model[]) {
    this.#clock = clock;
    this.#models = models;
  }

  record(model: string, input: number, output: number): void {
    this.#lines.push({ at: this.#clock.now(), model, input, output });
  }

  bill({ model, from = 0, to = Infinity }: { model?: string; from?: number; to?: number } = {}): TokenBill {
    const lines = this.#lines.filter(
      (line) => line.at >= from && line.at < to && (model === undefined || line.model === model),
    );
    const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
    let millionths = 0n;
    let known = true;
    for (const { model: id, input, output } of lines) {
      const [inputPrice, outputPrice] = this.#prices(id);
      known &&= inputPrice + outputPrice > 0n;
      millionths += BigInt(input) * inputPrice + BigInt(output) * outputPrice;
    }
    return {
      ...{ requests: lines.length, input: sum((line) => line.input), output: sum((line) => line.output) },
      nanoUsd: known ? Number((millionths + 500_000n) / 1_000_000n) : undefined,
    };
  }

  /** Of a million tokens, in nano-dollars; zeros are no price. */
  #prices(id: string): [bigint, bigint] {
    const pricing = this.#models.find(({ info }) => info.id === id)?.info.pricing ?? {};
    const nano = (key: string) => BigInt(Math.round(Number(pricing[key] ?? 0) * 1e9));
    return [nano('input'), nano('output')];
  }
}
