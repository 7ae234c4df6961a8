/**
 * Requests, replies and events over any pair of message ports: the one class at both ends of every panel.
 * It never leaves a peer waiting: a handler that throws, an unknown name, an input that does not
 * validate and a result that cannot be sent all become error replies.
 */
import { t } from '@vscode/l10n';
import { PlatformError, type ErrorData } from '../connectors/errors.ts';
import { parseEnvelope, type Envelope } from './envelope.ts';
import type { Calls } from './protocol.ts';

export interface Port {
  post(message: unknown): void;
  /** Returns what stops it. */
  listen(receive: (message: unknown) => void): () => void;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Default one minute; 0 = as long as it takes. */
  timeoutMs?: number;
}

export type Handlers<C extends Calls<C>> = {
  [K in keyof C]: (input: C[K]['in'], signal: AbortSignal) => C[K]['out'] | Promise<C[K]['out']>;
};

/** Per call: the unknown that came in as what it must be, or throws. Complete by type. */
export type Validators<C extends Calls<C>> = { [K in keyof C]: (input: unknown) => C[K]['in'] };

/** The end that asks and hears events: a webview. */
export type ClientRpc<C extends Calls<C>, Events> = Rpc<C, Events, object, object>;
/** The end that answers and emits events: the extension host. */
export type ServerRpc<C extends Calls<C>, Events> = Rpc<object, object, C, Events>;

type Arguments<In> = undefined extends In
  ? [input?: In, options?: CallOptions]
  : [input: In, options?: CallOptions];

interface Pending {
  id: string;
  name: string;
  resolve(value: unknown): void;
  reject(error: PlatformError): void;
}

const defaultTimeoutMs = 60_000;

export class Rpc<Remote extends Calls<Remote>, Heard, Local extends Calls<Local>, Emitted> {
  readonly #port: Port;
  readonly #log: (message: string) => void;
  readonly #stopListening: () => void;
  /** A reloaded webview counts its calls from one again; the session keeps old replies from new calls. */
  readonly #session = crypto.randomUUID();
  #peerSession: string | undefined;
  #lastId = 0;
  #disposed = false;
  readonly #pending = new Map<string, Pending>();
  readonly #running = new Map<string, AbortController>();
  readonly #listeners = new Map<string, Set<(payload: unknown) => void>>();
  readonly #handlers = new Map<string, (input: unknown, signal: AbortSignal) => unknown>();
  /** Answers to calls that are still to come: here, and of the peer. */
  readonly #prepared = new Map<string, Promise<unknown>>();
  readonly #offered = new Map<string, unknown>();

  constructor(port: Port, log: (message: string) => void = () => undefined) {
    this.#port = port;
    this.#log = log;
    this.#stopListening = port.listen((message) => {
      this.#receive(message);
    });
  }

  /** Rejects with a PlatformError: the peer's, or `timeout`, or `cancelled` (aborted or disposed). */
  call<K extends keyof Remote & string>(
    name: K,
    ...[input, options = {}]: Arguments<Remote[K]['in']>
  ): Promise<Remote[K]['out']> {
    const { signal, timeoutMs = defaultTimeoutMs } = options;
    const id = `${this.#session}:${String(++this.#lastId)}`;
    return new Promise((resolve, reject) => {
      if (this.#disposed) {
        reject(cancelled(t('The panel was closed.')));
        return;
      }
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      if (this.#offered.has(name)) {
        resolve(this.#offered.get(name));
        this.#offered.delete(name);
        return;
      }
      const end = (): void => {
        this.#pending.delete(id);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const giveUp = (error: PlatformError): void => {
        end();
        this.#tryPost({ kind: 'cancel', id });
        reject(error);
      };
      const abort = (): void => giveUp(cancelled());
      const timer =
        timeoutMs > 0 ? setTimeout(() => giveUp(timedOut(name, timeoutMs)), timeoutMs) : undefined;
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, {
        ...{ id, name },
        resolve: (value) => {
          end();
          resolve(value);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      });
      const problem = this.#tryPost({ kind: 'call', session: this.#session, id, name, input });
      if (problem !== undefined) this.#pending.get(id)?.reject(problem);
    });
  }

  /** Sets what answers the peer. Every input passes its validator before its handler sees it. */
  handle(handlers: Handlers<Local>, validators: Validators<Local>): void {
    for (const name of Object.keys(handlers) as (keyof Local & string)[]) {
      this.#handlers.set(name, (input, signal) => handlers[name](validators[name](input), signal));
    }
  }

  /**
   * Answers a call without input before the peer asks, once: the answer is there a way to and fro earlier. What fails is
   * told to who has asked meanwhile.
   */
  offer(name: keyof Local & string): void {
    const handler = this.#handlers.get(name);
    if (handler === undefined) return;
    const id = `offer:${name}`;
    const controller = new AbortController();
    this.#running.set(id, controller);
    const prepared = Promise.resolve().then(() => handler(undefined, controller.signal));
    this.#prepared.set(name, prepared);
    prepared
      // Who has asked meanwhile gets a reply.
      .then((value) => this.#prepared.delete(name) && this.#tryPost({ kind: 'offer', name, value }))
      // A failure is old when somebody asks later: then it is tried anew.
      .catch(() => this.#prepared.delete(name))
      .finally(() => this.#running.delete(id));
  }

  emit<E extends keyof Emitted & string>(event: E, payload: Emitted[E]): void {
    this.#tryPost({ kind: 'event', name: event, payload });
  }

  /** Asks whether anybody is there. The answer is no more than that a message comes. */
  ping(): void {
    this.#tryPost({ kind: 'ping' });
  }

  /** Returns what stops it. */
  on<E extends keyof Heard & string>(event: E, listener: (payload: Heard[E]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    const entry = (payload: unknown): void => listener(payload as Heard[E]);
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }

  /** Calls that wait are rejected, handlers that run are aborted, nothing is sent or heard any more. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stopListening();
    for (const pending of [...this.#pending.values()]) pending.reject(cancelled(t('The panel was closed.')));
    this.#abortRunning();
    this.#listeners.clear();
    this.#handlers.clear();
  }

  #receive(message: unknown): void {
    const envelope = parseEnvelope(message);
    if (envelope === undefined) {
      this.#log('Dropped a message that is not an envelope.');
      return;
    }
    if (envelope.kind === 'pong') return;
    if (envelope.kind === 'ping') return void this.#tryPost({ kind: 'pong' });
    if (envelope.kind === 'call') return void this.#answer(envelope);
    if (envelope.kind === 'cancel') return this.#running.get(envelope.id)?.abort();
    if (envelope.kind === 'event') {
      this.#hear(envelope.name, envelope.payload);
      return;
    }
    if (envelope.kind === 'offer') {
      this.#accept(envelope.name, envelope.value);
      return;
    }
    // No pending call: it was cancelled, timed out, or belongs to the page before a reload.
    if (envelope.kind === 'ok') return this.#pending.get(envelope.id)?.resolve(envelope.value);
    this.#pending.get(envelope.id)?.reject(new PlatformError(envelope.error));
  }

  async #answer({ session, id, name, input }: Envelope & { kind: 'call' }): Promise<void> {
    // The page was reloaded: nobody waits for its old calls.
    if (this.#peerSession !== undefined && session !== this.#peerSession) this.#abortRunning();
    this.#peerSession = session;
    const handler = this.#handlers.get(name);
    if (handler === undefined) {
      this.#log(`No handler for ${name}.`);
      const message = t('This panel and the extension do not match. Reload the window.');
      this.#tryPost({ kind: 'error', id, error: { code: 'unsupported', message } });
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const value: unknown = await (this.#taken(name) ?? handler(input, controller.signal));
      const problem = this.#tryPost({ kind: 'ok', id, value });
      if (problem !== undefined) this.#tryPost({ kind: 'error', id, error: problem.data });
    } catch (error) {
      const { data } = PlatformError.from(error);
      if (!(error instanceof PlatformError)) this.#log(`${name}: ${data.message}`);
      this.#tryPost({ kind: 'error', id, error: data });
    } finally {
      this.#running.delete(id);
    }
  }

  /** What was prepared for the first call. */
  #taken(name: string): Promise<unknown> | undefined {
    const prepared = this.#prepared.get(name);
    this.#prepared.delete(name);
    return prepared;
  }

  /** An answer that came unasked: for the call that waits for it, or the next. */
  #accept(name: string, value: unknown): void {
    const waiting = [...this.#pending.values()].find((pending) => pending.name === name);
    if (!waiting) this.#offered.set(name, value);
    else {
      waiting.resolve(value);
      this.#tryPost({ kind: 'cancel', id: waiting.id });
    }
  }

  #hear(name: string, payload: unknown): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(payload);
      } catch (error) {
        this.#log(`A listener of ${name} failed: ${String(error)}`);
      }
    }
  }

  #abortRunning(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #tryPost(envelope: Envelope): PlatformError | undefined {
    if (this.#disposed) return undefined;
    try {
      this.#port.post(envelope);
      return undefined;
    } catch (error) {
      this.#log(`Could not send a message (${envelope.kind}): ${String(error)}`);
      return PlatformError.from(error);
    }
  }
}

function cancelled(message = t('Cancelled.')): PlatformError {
  return new PlatformError({ code: 'cancelled', message } satisfies ErrorData);
}

function timedOut(name: string, timeoutMs: number): PlatformError {
  return new PlatformError({
    code: 'timeout',
    message: t`Slipway did not answer within ${String(timeoutMs / 1000)} s (${name}).`,
    hint: t('Try again. If it stays, reload the window.'),
  });
}
