import { t } from '@vscode/l10n';
import type { Clock, Log, OutputFile } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import type { ErrorCode, ErrorData } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { HttpResponse } from '../http-response.ts';
import { repeatRequest } from '../repeat-request.ts';
import { temporary } from './api.ts';
import { readErrorBody } from './error-body.ts';
import { invalid } from './errors.ts';
import { isOutputHost } from './origins.ts';
import { byEnding, partsOf } from './outputs.ts';
import { askedDelay } from './waits.ts';
import type { WirePrediction } from './wire.ts';

const method = 'GET';
const maxBytes = 10 * 1024 * 1024;
const mostRemembered = 200;
/** Fewer than of a request that is small. */
const retries = 2;

/** What something in front of the files says in their place. */
const words = new Set(['text/html', 'application/json']);
/** What is said of a file by who does not know what it is. */
const unknownTypes = new Set(['', 'application/octet-stream', 'text/plain']);

export interface FileParts {
  http: HttpClient;
  /** Origin of the files. */
  delivery: string;
  clock: Clock;
  log: Log | undefined;
}

/** Output files. They are fetched without the token, which must not go where outputs live. */
export class Files {
  readonly #parts: FileParts;
  /** Page of the prediction by address, for when a file cannot be had from here. */
  readonly #pages = new Map<string, string>();

  constructor(parts: FileParts) {
    this.#parts = parts;
  }

  remember({ output, urls }: WirePrediction): void {
    if (urls?.web === undefined) return;
    for (const part of partsOf(undefined, output, this.#parts.delivery))
      if (part.kind === 'file' && !part.url.startsWith('data:')) this.#pages.set(part.url, urls.web);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= mostRemembered) return;
      this.#pages.delete(oldest);
    }
  }

  async read(url: string, signal?: AbortSignal): Promise<OutputFile> {
    if (url.startsWith('data:')) return fromDataUri(url);
    if (!isOutputHost(url, this.#parts.delivery))
      throw invalid(
        t`Files are only fetched from where Replicate keeps outputs, not from ${URL.parse(url)?.host ?? t('this address')}.`,
        undefined,
        t('Open it in the browser, if you trust it.'),
      );
    const { clock, log } = this.#parts;
    return repeatRequest(() => this.#fetch(url, signal), {
      platform: 'replicate',
      name: `${method} ${URL.parse(url)?.origin ?? ''}`,
      clock,
      log,
      signal,
      retries,
      mayRepeat: (error) => temporary(error, true),
    });
  }

  async #fetch(url: string, signal?: AbortSignal): Promise<OutputFile> {
    const response = await this.#parts.http.send({ method, url, headers: { accept: '*/*' }, signal });
    if (!response.ok) throw await this.#refused(url, response);
    const named = byEnding(url);
    const told = response.contentType().split(';')[0]?.trim() ?? '';
    if (named !== undefined && words.has(told) && !words.has(named)) {
      response.cancel();
      throw this.#problem(url, 'malformed', t`Something else came in place of the file (${told}).`);
    }
    const bytes = await wholeOf(response);
    if (bytes.byteLength === 0) throw this.#problem(url, 'malformed', t('The file that came is empty.'));
    const mediaType = unknownTypes.has(told) ? (named ?? told) : told;
    return {
      mediaType: mediaType === '' ? 'application/octet-stream' : mediaType,
      base64: bytes.toString('base64'),
    };
  }

  async #refused(url: string, response: HttpResponse): Promise<PlatformError> {
    const { status, headers } = response;
    if (status === 401 || status === 403 || status === 404 || status === 410) {
      response.cancel();
      return status === 401 || status === 403
        ? this.#problem(
            url,
            'forbidden',
            t('The file wants the token, which is never sent to where outputs live.'),
            { status, hint: t`See it ${this.#place(url)}.` },
          )
        : this.#problem(
            url,
            'not-found',
            t('The file is gone: Replicate deletes outputs about an hour after the test.'),
            { status, hint: t('Send the test again, and save the file at once.') },
          );
    }
    const body = readErrorBody(await response.text().catch(() => ''));
    const wait =
      status === 429 || status === 503 ? askedDelay(headers, body, this.#parts.clock.now()) : undefined;
    const more = { status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
    return status === 429
      ? this.#problem(url, 'rate-limited', t('Replicate limits the rate of requests.'), more)
      : this.#problem(url, 'unavailable', t`The file could not be fetched: ${status}.`, more);
  }

  #problem(url: string, code: ErrorCode, message: string, more: Partial<ErrorData> = {}): PlatformError {
    const hint = t`Try again, or see it ${this.#place(url)}.`;
    return new PlatformError({ platform: 'replicate', code, message, hint, ...more });
  }

  #place(url: string): string {
    const page = this.#pages.get(url);
    return page === undefined ? t('on the page of the prediction on Replicate') : t`at ${page}`;
  }
}

async function wholeOf(response: HttpResponse): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.chunks()) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function fromDataUri(url: string): OutputFile {
  const comma = url.indexOf(',');
  const [type = '', ...options] = url.slice('data:'.length, comma).split(';');
  if (comma === -1) throw invalid(t('The data URI has no data.'));
  const body = url.slice(comma + 1);
  if (body.length > (maxBytes * 4) / 3 + 4) throw tooLarge();
  const base64 = options.includes('base64') ? body : Buffer.from(decoded(body)).toString('base64');
  return { mediaType: type === '' ? 'text/plain' : type.toLowerCase(), base64 };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(t('The data URI cannot be read.'));
  }
}

function tooLarge(): PlatformError {
  return invalid(
    t`The file is larger than ${maxBytes / 1024 / 1024} MiB, so it is not shown here.`,
    undefined,
    t('Open it in the browser.'),
  );
}
