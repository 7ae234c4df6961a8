import { t } from '@vscode/l10n';
import type { ConnectContext, ServerEntry } from '../../context.ts';
import { PlatformError } from '../../errors.ts';
import { locale } from '../../locale.ts';
import { loraxHttp } from './http.ts';
import { probe } from './probe.ts';
import type { ProbeResult } from './probe.ts';
import { serverHeaders } from './server-target.ts';

/** Asks a server who it is, at its registration: its health and its model, never a generation. */
export async function checkServer(
  entry: ServerEntry,
  context: ConnectContext,
  signal?: AbortSignal,
): Promise<string> {
  const http = loraxHttp(context);
  try {
    return described(await probe({ baseUrl: entry.url, headers: serverHeaders(entry), http }, signal));
  } finally {
    http.dispose();
  }
}

function described(result: ProbeResult): string {
  switch (result.kind) {
    case 'healthy': {
      const { model_id: model, max_total_tokens: limit } = result.info;
      if (limit === undefined)
        throw refusal(
          'malformed',
          t('The server says which model it runs, but not how many tokens that takes.'),
        );
      return t`${model}, up to ${limit.toLocaleString(locale())} tokens`;
    }
    case 'unreachable':
    case 'silent':
      throw new PlatformError(result.error);
    case 'behind-proxy':
      throw refusal(
        'not-ready',
        t`A proxy answers at this address (${result.status}), the server behind it does not.`,
        t('It may still be starting: wait until its model is loaded.'),
      );
    case 'locked':
      throw refusal(
        'unauthorized',
        t`What stands in front of the server refuses the token (${result.status}).`,
        t('LoRAX itself asks for none: enter the token of the proxy.'),
      );
    case 'unhealthy':
      throw refusal(
        'unavailable',
        t('The server says that it is unhealthy.'),
        t('Look at its log; it may have to be restarted.'),
      );
    case 'foreign':
      throw refusal(
        'malformed',
        result.why,
        t('Check the address and the port: LoRAX answers at /health and /info.'),
      );
  }
}

function refusal(
  code: 'malformed' | 'not-ready' | 'unauthorized' | 'unavailable',
  message: string,
  hint?: string,
): PlatformError {
  return new PlatformError({ platform: 'predibase', code, message, ...(hint === undefined ? {} : { hint }) });
}
