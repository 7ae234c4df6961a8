import { t } from '@vscode/l10n';
import { aborted } from './clock.ts';
import type { Clock } from './context.ts';
import type { PlatformId } from './domain.ts';
import { PlatformError } from './errors.ts';

interface ResponseOptions {
  platform: PlatformId;
  platformName: string;
  url: string;
  clock: Clock;
  abort: AbortController;
  done: () => void;
  signal: AbortSignal | undefined;
  idle: number;
  maxBody: number;
  requestIdHeaders: readonly string[];
}

/** A status and its headers, with a body that can be read once, under an idle limit and a size cap. */
export class HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly #response: Response;
  readonly #options: ResponseOptions;
  #arrivedAt: number;

  constructor(response: Response, options: ResponseOptions) {
    this.status = response.status;
    this.headers = response.headers;
    this.url = options.url;
    this.#response = response;
    this.#options = options;
    this.#arrivedAt = options.clock.monotonic();
  }

  /**
   * When the chunk that `chunks` gave out last arrived, on the clock’s monotonic time; the headers, before the
   * first. What is read from a chunk happened then, however long the reading takes.
   */
  get arrivedAt(): number {
    return this.#arrivedAt;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get requestId(): string | undefined {
    for (const name of this.#options.requestIdHeaders) {
      const value = this.headers.get(name);
      if (value) return value;
    }
    return undefined;
  }

  /** Where a redirect points; '' when it does not say. Undefined when it is no redirect. */
  get redirectTarget(): string | undefined {
    if (this.#response.type === 'opaqueredirect') return '';
    if (![301, 302, 303, 307, 308].includes(this.status)) return undefined;
    return this.headers.get('location') ?? '';
  }

  contentType(): string {
    return (this.headers.get('content-type') ?? '').toLowerCase();
  }

  /** Chunks as they come. Leaving the loop early closes the connection. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const reader = this.#response.body?.getReader();
    if (!reader) {
      this.#options.done();
      return;
    }
    let ended = false;
    try {
      for (;;) {
        const { done, value } = await this.#within<{ done: boolean; value?: Uint8Array | undefined }>(
          reader.read(),
        );
        this.#arrivedAt = this.#options.clock.monotonic();
        ended = done;
        if (done) return;
        if (value) yield value;
      }
    } finally {
      this.#options.done();
      if (!ended) this.cancel();
    }
  }

  async text(): Promise<string> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.chunks()) {
      size += chunk.byteLength;
      if (size > this.#options.maxBody)
        throw this.#error(
          'malformed',
          t`sent an answer larger than ${Math.round(this.#options.maxBody / 1024)} KiB.`,
        );
      parts.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(parts));
  }

  cancel(): void {
    this.#options.done();
    this.#options.abort.abort(aborted());
  }

  async #within<T>(read: Promise<T>): Promise<T> {
    const { idle, signal, platform } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(this.#error('timeout', t`stopped sending for ${Math.round(idle / 1000)} s.`)),
        idle,
      );
    });
    try {
      return await Promise.race([read, silence]);
    } catch (error) {
      if (signal?.aborted) throw PlatformError.from(aborted(), platform);
      if (error instanceof PlatformError) throw error;
      throw this.#error('broken-stream', t('closed the connection in the middle of the answer.'), error);
    } finally {
      clearTimeout(timer);
    }
  }

  #error(code: 'malformed' | 'timeout' | 'broken-stream', what: string, cause?: unknown): PlatformError {
    const { platform, platformName } = this.#options;
    const requestId = this.requestId;
    return new PlatformError(
      {
        platform,
        code,
        message: `${platformName} ${what}`,
        hint:
          requestId === undefined
            ? t('Try again; if it stays so, look at the status page of the platform.')
            : t('Try again; if it stays so, tell the platform the request id.'),
        status: this.status,
        ...(requestId === undefined ? {} : { requestId }),
      },
      cause,
    );
  }
}
