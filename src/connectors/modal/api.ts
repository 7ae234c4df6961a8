import type { ModalClient } from 'modal';
import { Budget, unpublished } from '../budget.ts';
import type { Clock, Log } from '../context.ts';
import type { Redactor } from '../redact.ts';
import { openClient } from './client.ts';
import { isAtDoor, isMissing, isThrottledAtDoor, problemOf } from './errors.ts';
import { askedWait } from './retry-policy.ts';
import type { ControlPlane, Message, Reply, Request, Streaming, Unary } from './wire.ts';

export interface ApiOptions {
  tokenId: string;
  tokenSecret: string;
  server: string;
  clock: Clock;
  log: Log | undefined;
  redact: Redactor;
  /** For tests: the calls without a network. */
  plane?: ControlPlane;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** It creates or spends: sent once. Without it Modal's client repeats what failed on the way. */
  once?: true;
  timeoutMs?: number;
}

interface Trailer {
  get(key: string): unknown;
}

/** A feature that was missing is asked for again after this long: plans and servers change. */
const missingMs = 24 * 3_600_000;
const usualTimeoutMs = 30_000;
/** The longest that one call waits, all in all, because the server asked for it. */
const longestWaitMs = 20_000;
/** For a server that asks to wait for nothing, again and again. */
const mostTries = 10;
/** The token that the client gets for itself does not tell how long to wait for it. */
const doorPauseMs = 2_000;

/** The one owner of Modal's control plane: every call goes through here and fails with a PlatformError only. */
export class ModalApi {
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly server: string;
  readonly budget: Budget;
  readonly #options: ApiOptions;
  /** When a call was found missing: on the server, or for what it was asked about. */
  readonly #missing = new Map<string, number>();
  #client: Promise<ModalClient> | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.redact = options.redact;
    this.server = options.server;
    this.budget = new Budget(options.clock, unpublished);
  }

  async call<K extends Unary>(
    name: K,
    request: Request<K>,
    { signal, once, timeoutMs = usualTimeoutMs }: CallOptions = {},
  ): Promise<Reply<K>> {
    signal?.throwIfAborted();
    const plane = await this.#plane();
    const call = plane[name] as (request: Request<K>, options: object) => Promise<Reply<K>>;
    let wait: number | undefined;
    const onTrailer = (trailer: Trailer): void => void (wait = waitIn(trailer));
    const options = { timeoutMs, onTrailer, ...(signal ? { signal } : {}), ...(once ? { retries: 0 } : {}) };
    for (let waited = 0, tries = 1; ; tries++) {
      wait = undefined;
      await this.budget.turn(signal);
      try {
        return await call(request, options);
      } catch (error) {
        const told = isThrottledAtDoor(error) ? doorPauseMs : (wait as number | undefined);
        // Without a wait it may as well be a limit of the workspace, which has nothing to do with how often one asks.
        if (told !== undefined) this.budget.refused(told);
        const enough = tries >= mostTries || waited + (told ?? 0) > longestWaitMs;
        if (told === undefined || enough || (once && !isAtDoor(error)))
          throw problemOf(error, {
            call: name,
            redact: this.redact,
            once: once === true,
            retryAfterMs: told,
          });
        waited += told;
        await this.clock.sleep(told, signal);
      }
    }
  }

  /**
   * A call that not every server, plan or role has. Undefined: not here; it is not asked again for a day, except
   * with `retry`.
   */
  async optional<K extends Unary>(
    name: K,
    request: Request<K>,
    options: CallOptions & { retry?: boolean } = {},
  ): Promise<Reply<K> | undefined> {
    // A role belongs to one environment: what is forbidden in one may be allowed in another.
    const here = `${name} ${scopeOf(request)}`;
    if (!options.retry && (this.#isMissing(name) || this.#isMissing(here))) return undefined;
    try {
      const reply = await this.call(name, request, options);
      this.#missing.delete(name);
      this.#missing.delete(here);
      return reply;
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#options.log?.info(`Modal has no ${name} here.`);
      this.#missing.set(error.code === 'unsupported' ? name : here, this.clock.now());
      return undefined;
    }
  }

  #isMissing(key: string): boolean {
    const since = this.#missing.get(key);
    return since !== undefined && this.clock.now() - since < missingMs;
  }

  /**
   * A stream of messages. Leaving the loop or aborting ends the call, and so does `timeoutMs`: without it, one that
   * falls silent is waited for as long as somebody wants it. It is not repeated when it breaks.
   */
  async *stream<K extends Streaming>(
    name: K,
    request: Request<K>,
    { signal, timeoutMs }: Omit<CallOptions, 'once'>,
  ): AsyncGenerator<Message<K>> {
    signal?.throwIfAborted();
    const plane = await this.#plane();
    const call = plane[name] as (request: Request<K>, options: object) => AsyncIterable<Message<K>>;
    let wait: number | undefined;
    const onTrailer = (trailer: Trailer): void => void (wait = waitIn(trailer));
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    await this.budget.turn(signal);
    try {
      yield* call(request, { onTrailer, ...limit, ...(signal ? { signal } : {}) });
    } catch (error) {
      const retryAfterMs = isThrottledAtDoor(error) ? doorPauseMs : wait;
      if (retryAfterMs !== undefined) this.budget.refused(retryAfterMs);
      throw problemOf(error, { call: name, redact: this.redact, once: false, retryAfterMs });
    }
  }

  /** Ends its background work. A channel that Modal's client leaves open goes idle by itself. */
  dispose(): void {
    this.budget.dispose();
    void this.#client?.then((client) => client.close()).catch(() => undefined);
    this.#client = undefined;
  }

  async #plane(): Promise<ControlPlane> {
    const { plane, tokenId, tokenSecret, server, log, redact } = this.#options;
    if (plane) return plane;
    const warn = (message: string): void => log?.warn(redact(`Modal: ${message}`));
    this.#client ??= openClient({ tokenId, tokenSecret, server, warn });
    return (await this.#client).cpClient;
  }
}

const waitIn = (trailer: Trailer): number | undefined => askedWait(trailer.get('grpc-status-details-bin'));

/** What a call is about; empty: the workspace. */
function scopeOf(request: unknown): string {
  const { environmentName, appId, functionId } = request as Record<string, unknown>;
  const scope = environmentName ?? appId ?? functionId;
  return typeof scope === 'string' ? scope : '';
}
