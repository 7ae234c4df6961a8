import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { hasFault } from './answers.ts';
import type { Fault } from './faults.ts';
import { machineTime } from './machineTime.ts';

/** Ends a stream early without being an error of the handler: the fault or the client did it. */
export class StreamCut extends Error {}

/** What differs from platform to platform in the same wire form. */
export interface SseDialect {
  /** Before an event's JSON; the space after the colon is optional. */
  readonly prefix?: string;
  /** What the `streamError` fault sends when it names no body. */
  readonly errorBody?: unknown;
}

/** Writes server-sent events, bending them as the armed faults say. */
export class SseWriter {
  readonly #response: ServerResponse;
  readonly #faults: readonly Fault[];
  readonly #signal: AbortSignal;
  readonly #newline: string;
  #sent = 0;
  #wroteAt = 0;
  #dialect: SseDialect = {};

  constructor(response: ServerResponse, faults: readonly Fault[], signal: AbortSignal) {
    this.#response = response;
    this.#faults = faults;
    this.#signal = signal;
    this.#newline = hasFault(faults, 'crlf') ? '\r\n' : '\n';
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /** When the last piece was handed to the socket, on the clock of `machineTime`. */
  get wroteAt(): number {
    return this.#wroteAt;
  }

  /** Whether the stream is to end before the answer does. */
  get cutShort(): boolean {
    return hasFault(this.#faults, 'noDone')?.cut === true;
  }

  speak(dialect: SseDialect): void {
    this.#dialect = dialect;
  }

  /** Keeps a quiet connection open. */
  async comment(text = ''): Promise<void> {
    await this.#write(`:${text}${this.#newline.repeat(2)}`);
  }

  async send(payload: unknown): Promise<void> {
    await this.#misbehave();
    if (hasFault(this.#faults, 'comments')) await this.#write(`: keep-alive${this.#newline.repeat(2)}`);
    const { prefix = 'data: ' } = this.#dialect;
    await this.#write(`${prefix}${JSON.stringify(payload)}${this.#newline.repeat(2)}`);
    this.#sent += 1;
  }

  /** A named event whose data is plain text: line breaks make several `data` lines, no text makes none. */
  async event(event: { name: string; id?: string | undefined; data?: string | undefined }): Promise<void> {
    await this.#misbehave();
    if (event.name === 'done' && hasFault(this.#faults, 'noDone')) return;
    if (hasFault(this.#faults, 'comments')) await this.comment(' keep-alive');
    const id = event.id === undefined ? [] : [`id: ${event.id}`];
    const data = event.data?.split('\n').map((line) => `data: ${line}`) ?? [];
    const lines = [`event: ${event.name}`, ...id, ...data];
    await this.#write(lines.join(this.#newline) + this.#newline.repeat(2));
    this.#sent += 1;
  }

  /** The end marker most inference platforms share. */
  async done(): Promise<void> {
    await this.#misbehave();
    if (!hasFault(this.#faults, 'noDone')) await this.#write(`data: [DONE]${this.#newline.repeat(2)}`);
  }

  async pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    await wait(ms, undefined, { signal: this.#signal }).catch(() => {
      throw new StreamCut('client left');
    });
  }

  async #misbehave(): Promise<void> {
    for (const fault of this.#faults) {
      if (!('afterEvents' in fault) && !/MidStream|malformedEvent|hugeEvent|streamError/.test(fault.kind))
        continue;
      const due = ('afterEvents' in fault ? fault.afterEvents : undefined) ?? 2;
      if (due !== this.#sent) continue;
      if (fault.kind === 'stallMidStream') await this.pause(fault.ms ?? 2 ** 30);
      if (fault.kind === 'malformedEvent') await this.#write(`data: {"id":${this.#newline.repeat(2)}`);
      if (fault.kind === 'hugeEvent')
        await this.#write(`data: ${'a'.repeat(fault.bytes)}${this.#newline.repeat(2)}`);
      if (fault.kind === 'streamError') await this.#failInStream(fault);
      if (fault.kind === 'resetMidStream') {
        this.#response.socket?.resetAndDestroy();
        throw new StreamCut('reset by fault');
      }
    }
  }

  async #failInStream(fault: Extract<Fault, { kind: 'streamError' }>): Promise<void> {
    const standard = { error: { message: 'internal error', type: 'server_error', code: null } };
    const body = fault.body ?? this.#dialect.errorBody ?? standard;
    const name = fault.named ? `event: error${this.#newline}` : '';
    await this.#write(`${name}data: ${JSON.stringify(body)}${this.#newline.repeat(2)}`);
    throw new StreamCut('error sent in the stream');
  }

  async #write(text: string): Promise<void> {
    if (this.#signal.aborted) throw new StreamCut('client left');
    const bytes = Buffer.from(text);
    const drip = hasFault(this.#faults, 'drip');
    if (drip) return this.#trickle(bytes, drip.bytes ?? 1);
    if (!hasFault(this.#faults, 'splitUtf8')) return this.#flush(bytes);
    // Cuts inside a multi-byte character when there is one, else in the middle of the line.
    const wide = bytes.findIndex((byte) => byte >= 0x80);
    const cut = wide === -1 ? Math.floor(bytes.length / 2) : wide + 1;
    await this.#flush(bytes.subarray(0, cut));
    await wait(2);
    await this.#flush(bytes.subarray(cut));
  }

  async #trickle(bytes: Buffer, size: number): Promise<void> {
    for (let at = 0; at < bytes.length; at += size) {
      await this.#flush(bytes.subarray(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #flush(bytes: Buffer): Promise<void> {
    this.#wroteAt = machineTime();
    if (this.#response.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#response.off('drain', go).off('close', go);
        resolve();
      };
      this.#response.on('drain', go).on('close', go);
    });
  }
}
