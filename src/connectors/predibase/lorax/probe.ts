import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { PlatformError } from '../../errors.ts';
import type { ErrorData } from '../../errors.ts';
import { NetworkError } from '../../http-failure.ts';
import type { HttpResponse } from '../../http-response.ts';
import { readErrorBody } from './error-body.ts';
import type { LoraxTarget } from './target.ts';
import { info, parsed } from './wire.ts';
import type { LoraxInfo } from './wire.ts';

/** What one look at a server showed. */
export type ProbeResult =
  | { kind: 'healthy'; info: LoraxInfo }
  /** No connection: the port opens only after the weights are loaded, so a start and an end look alike. */
  | { kind: 'unreachable'; error: ErrorData }
  /** A connection, or the try of one, and no answer in time. */
  | { kind: 'silent'; error: ErrorData }
  /** A proxy answers for a server that does not. */
  | { kind: 'behind-proxy'; status: number }
  /** A proxy wants another token. */
  | { kind: 'locked'; status: number }
  | { kind: 'unhealthy' }
  /** Something answers that is no LoRAX server. */
  | { kind: 'foreign'; why: string };

export type ProbeTarget = Pick<LoraxTarget, 'baseUrl' | 'headers' | 'http'> & {
  /** Ms for each of its answers. */
  patience?: number | undefined;
};

/** /health is what is asked often; it only pings the GPU's process once that has worked. */
const usualPatience = 3_000;

/**
 * Asks a server how it is; `known` is what /info said before, which is not asked again. Never /startup: that is a
 * generation. Rejects only when cancelled.
 */
export async function probe(
  target: ProbeTarget,
  signal?: AbortSignal,
  known?: LoraxInfo,
): Promise<ProbeResult> {
  // What sends a byte now and then would be waited for without an end, and the whole list with it.
  const limit = AbortSignal.timeout(3 * (target.patience ?? usualPatience));
  const within = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const health = await read(target, '/health', within);
    const trouble = troubleIn(health);
    if (trouble) return trouble;
    // The answer is empty; a page in its place is somebody else's.
    if (known && health.text === '') return { kind: 'healthy', info: known };
    const said = await read(target, '/info', within);
    const behind = troubleIn(said);
    if (behind) return behind;
    const result = v.safeParse(info, parsed(said.text));
    if (result.success) return { kind: 'healthy', info: result.output };
    return {
      kind: 'foreign',
      why: t('Something answers at this address, but its /info is not that of LoRAX.'),
    };
  } catch (thrown) {
    const error = PlatformError.from(thrown, 'predibase');
    if (error.code === 'cancelled' && (signal?.aborted || !limit.aborted)) throw error;
    if (error.code === 'cancelled') return { kind: 'silent', error: endless().data };
    return fromFailure(error);
  }
}

interface Answer {
  path: string;
  status: number;
  text: string;
}

async function read(
  { baseUrl, headers, http, patience = usualPatience }: ProbeTarget,
  path: string,
  signal?: AbortSignal,
): Promise<Answer> {
  const response: HttpResponse = await http.send({
    method: 'GET',
    url: `${baseUrl}${path}`,
    headers,
    signal,
    firstByte: patience,
    idle: patience,
  });
  return { path, status: response.status, text: await response.text() };
}

function troubleIn({ path, status, text }: Answer): ProbeResult | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return { kind: 'locked', status };
  const { type } = readErrorBody(text);
  if (status === 503 && type === 'healthcheck') return { kind: 'unhealthy' };
  if (status >= 500 || status === 429) return { kind: 'behind-proxy', status };
  return {
    kind: 'foreign',
    why: t`Something answers at this address, but not LoRAX: ${path} gives ${status}.`,
  };
}

function endless(): PlatformError {
  return new PlatformError({
    platform: 'predibase',
    code: 'timeout',
    message: t('The server began to answer, but came to no end in time.'),
    hint: t('Check whether LoRAX answers at this address.'),
  });
}

function fromFailure(error: PlatformError): ProbeResult {
  const { data } = error;
  if (error instanceof NetworkError) {
    if (data.message.includes('certificate')) return { kind: 'foreign', why: data.message };
    return { kind: data.code === 'timeout' ? 'silent' : 'unreachable', error: data };
  }
  if (data.code === 'timeout' || data.code === 'broken-stream') return { kind: 'silent', error: data };
  // A redirect to somewhere else: a sign-in page.
  return { kind: 'foreign', why: data.message };
}
