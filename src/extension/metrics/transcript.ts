import type { Clock } from '../../connectors/connector.ts';
import type { PriceSource, TokenPrice } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type {
  InvokeEvent,
  InvokeRequest,
  OutputPart,
  TokenChannel,
  TokenUsage,
} from '../../connectors/inference.ts';
import { tokenCost } from '../../connectors/money.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Outcome, RequestSample, TestRun } from './types.ts';

/** What a test keeps at most of each text, so that a runaway answer does not fill the memory. */
const textMax = 1_000_000;

interface Target {
  id: string;
  key: DeploymentKey;
  request: InvokeRequest;
  tokenPrice?: TokenPrice;
}

/** The five instants of a request (sent, first byte, first token, last token, end), and what was said. */
export class Transcript {
  readonly #target: Target;
  readonly #clock: Clock;
  /** Epoch and monotonic time of the sending; of the beginning, until it is sent. */
  #sentAt: number;
  #zero: number;
  #sent = false;
  #firstByte: number | undefined;
  #firstToken: number | undefined;
  #lastToken: number | undefined;
  #end = 0;
  #outcome: Outcome = 'cancelled';
  #usage: TokenUsage | undefined;
  #cost: { cost: number; source: PriceSource } | undefined;
  #error: ErrorData | undefined;
  #response: unknown;
  #finishReason: string | undefined;
  #output: OutputPart[] | undefined;
  readonly #texts = { answer: '', reasoning: '' };

  constructor(target: Target, clock: Clock) {
    this.#target = target;
    this.#clock = clock;
    this.#sentAt = clock.now();
    this.#zero = clock.monotonic();
    this.#end = this.#zero;
  }

  take(event: InvokeEvent): void {
    switch (event.type) {
      case 'sent':
        // Sent again (rate limit, cold start, a model that only streams): who asked waits since the first time.
        if (this.#sent) return;
        this.#sent = true;
        this.#sentAt = this.#clock.now();
        this.#zero = event.at;
        return;
      case 'first-byte':
        this.#firstByte ??= event.at;
        return;
      case 'waiting':
        return;
      case 'output':
        this.#output = event.parts;
        return;
      case 'token':
        if (event.text === '') return;
        // An answer that comes whole has no first token: its time would be the latency under another name.
        if (this.#target.request.stream) {
          this.#firstToken ??= event.at;
          this.#lastToken = event.at;
        }
        this.#say(event.channel, event.text);
        return;
      case 'done':
        this.#outcome = 'ok';
        this.#end = event.at;
        this.#usage = counted(event.usage);
        this.#finishReason = event.finishReason;
        this.#response = event.response;
        if (event.cost !== undefined)
          this.#cost = { cost: event.cost, source: { kind: 'platform', readAt: this.#clock.now() } };
        return;
      case 'error':
        this.#outcome = 'error';
        this.#end = event.at;
        this.#usage = counted(event.usage);
        this.#error = event.error;
        this.#response = event.response;
        return;
      case 'cancelled':
        this.#outcome = 'cancelled';
        this.#end = event.at;
        return;
    }
  }

  run(): TestRun {
    const { id, key, request } = this.#target;
    return {
      id,
      deployment: key,
      request,
      sample: this.#sample(),
      ...(this.#sent || this.#outcome === 'ok' ? {} : { unsent: true as const }),
      text: this.#texts.answer,
      ...(this.#texts.reasoning === '' ? {} : { reasoning: this.#texts.reasoning }),
      ...(this.#output === undefined ? {} : { output: this.#output }),
      ...(this.#response === undefined ? {} : { response: this.#response }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(this.#finishReason === undefined ? {} : { finishReason: this.#finishReason }),
    };
  }

  /** A call of a tool is the answer where a model gives one. */
  #say(channel: TokenChannel, text: string): void {
    const kind = channel === 'reasoning' ? 'reasoning' : 'answer';
    if (this.#texts[kind].length < textMax) this.#texts[kind] += text;
  }

  #sample(): RequestSample {
    const usage =
      this.#usage && Object.values(this.#usage).some((n) => n !== undefined) ? this.#usage : undefined;
    const price = this.#target.tokenPrice;
    const computed = usage && price && tokenCost(usage, price);
    const cost =
      this.#cost ?? (computed === undefined || !price ? undefined : { cost: computed, source: price.source });
    return {
      id: this.#target.id,
      deployment: this.#target.key,
      sentAt: this.#sentAt,
      outcome: this.#outcome,
      ...(this.#error ? { errorCode: this.#error.code } : {}),
      ...since('firstByteMs', this.#firstByte, this.#zero),
      ...since('firstTokenMs', this.#firstToken, this.#zero),
      ...since('lastTokenMs', this.#lastToken, this.#zero),
      endMs: Math.max(0, this.#end - this.#zero),
      ...(usage ? { usage, tokenSource: 'reported' as const } : {}),
      ...(cost ? { cost: cost.cost, costSource: cost.source } : {}),
    };
  }
}

/** Only what is a count; undefined when nothing is. */
function counted(usage: TokenUsage | undefined): TokenUsage | undefined {
  const counts = Object.entries(usage ?? {}).filter(([, n]) => Number.isSafeInteger(n) && Number(n) >= 0);
  return counts.length > 0 ? Object.fromEntries(counts) : undefined;
}

/** Instants that came in a wrong order are no negative durations. */
function since<K extends string>(key: K, at: number | undefined, zero: number): Partial<Record<K, number>> {
  return at === undefined ? {} : ({ [key]: Math.max(0, at - zero) } as Record<K, number>);
}
