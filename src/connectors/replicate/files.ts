import { t } from '@vscode/l10n';
import type { OutputFile } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import { invalid } from './errors.ts';
import { isOutputHost } from './origins.ts';
import { partsOf } from './outputs.ts';
import type { WirePrediction } from './wire.ts';

const maxBytes = 10 * 1024 * 1024;
const mostRemembered = 200;

/** Output files. They are fetched without the token, which must not go where outputs live. */
export class Files {
  readonly #http: HttpClient;
  readonly #delivery: string;
  /** Page of the prediction by address, for when a file cannot be had from here. */
  readonly #pages = new Map<string, string>();

  constructor(http: HttpClient, delivery: string) {
    this.#http = http;
    this.#delivery = delivery;
  }

  remember({ output, urls }: WirePrediction): void {
    if (urls?.web === undefined) return;
    for (const part of partsOf(undefined, output, this.#delivery))
      if (part.kind === 'file' && !part.url.startsWith('data:')) this.#pages.set(part.url, urls.web);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= mostRemembered) return;
      this.#pages.delete(oldest);
    }
  }

  async read(url: string, signal?: AbortSignal): Promise<OutputFile> {
    if (url.startsWith('data:')) return fromDataUri(url);
    if (!isOutputHost(url, this.#delivery))
      throw invalid(
        t`Files are only fetched from where Replicate keeps outputs, not from ${URL.parse(url)?.host ?? t('this address')}.`,
        undefined,
        t('Open it in the browser, if you trust it.'),
      );
    const response = await this.#http.send({ method: 'GET', url, headers: { accept: '*/*' }, signal });
    if (!response.ok) {
      response.cancel();
      throw this.#refused(url, response.status);
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.chunks()) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge();
      parts.push(chunk);
    }
    const mediaType = response.contentType().split(';')[0]?.trim();
    return {
      mediaType: mediaType === undefined || mediaType === '' ? 'application/octet-stream' : mediaType,
      base64: Buffer.concat(parts).toString('base64'),
    };
  }

  #refused(url: string, status: number): PlatformError {
    const page = this.#pages.get(url);
    const where = page === undefined ? t('on the page of the prediction on Replicate') : t`at ${page}`;
    const [code, message, hint]: [ErrorCode, string, string] =
      status === 401 || status === 403
        ? [
            'forbidden',
            t('The file wants the token, which is never sent to where outputs live.'),
            t`See it ${where}.`,
          ]
        : status === 404 || status === 410
          ? [
              'not-found',
              t('The file is gone: Replicate deletes outputs about an hour after the test.'),
              t('Send the test again, and save the file at once.'),
            ]
          : ['unavailable', t`The file could not be fetched: ${status}.`, t`Try again, or see it ${where}.`];
    return new PlatformError({ platform: 'replicate', code, message, hint, status });
  }
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
