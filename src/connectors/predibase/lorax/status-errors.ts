import { t } from '@vscode/l10n';
import type { ErrorData } from '../../errors.ts';

type Said = Pick<ErrorData, 'code' | 'message' | 'hint'>;

export function nameOf(kind: 'server' | 'gateway'): string {
  return kind === 'server' ? t('The LoRAX server') : t('The deployment');
}

/** An answer without a word of LoRAX in it: its framework, a proxy or Predibase's gateway speaks. */
export function statusRule(status: number, text: string, kind: 'server' | 'gateway'): Said {
  const server = kind === 'server';
  const who = nameOf(kind);
  const said = text === '' ? '' : `: ${text.slice(0, 300).replace(/[.\s]+$/, '')}`;
  switch (status) {
    case 401:
    case 403:
      return {
        code: status === 401 ? 'unauthorized' : 'forbidden',
        message: server
          ? t`What stands in front of the LoRAX server refuses the token (${status}).`
          : t`Predibase refuses the token for this deployment (${status}).`,
        hint: server
          ? t('LoRAX itself asks for none: set the token of the proxy for this server.')
          : t('Check the API token, and that it belongs to the tenant of the deployment.'),
      };
    case 404:
    case 405:
      return {
        code: 'not-found',
        message: server
          ? t`The server has no such route (${status}).`
          : t`No such deployment or tenant at this serving address (${status}).`,
        hint: server
          ? t('Check that LoRAX runs at this address, and that the address ends before /v1.')
          : t(
              'Check the serving address and the tenant in the settings, and whether the deployment still exists.',
            ),
      };
    case 413:
      return {
        code: 'invalid',
        message: t`${who} takes no request of this size${said}.`,
        hint: t('Shorten the prompt: LoRAX takes bodies of up to 2 MB.'),
      };
    case 429:
      return {
        code: 'rate-limited',
        message: server
          ? t('What stands in front of the LoRAX server limits the rate of requests.')
          : t('Predibase limits the rate of requests to this deployment.'),
        hint: t('Wait a little and try again.'),
      };
    case 504:
      return {
        code: 'timeout',
        message: t`The gateway in front of ${server ? t('the LoRAX server') : t('the deployment')} did not wait for the answer (504).`,
        hint: t('Ask for a stream or for fewer tokens, or raise the time limit of the gateway.'),
      };
    case 502:
    case 503:
      return {
        code: 'not-ready',
        message: t`A gateway answers, but ${server ? t('the LoRAX server') : t('the deployment')} behind it does not (${status}).`,
        hint: t('It may still be starting: wait a little and try again.'),
      };
  }
  if (status >= 500)
    return {
      code: 'unavailable',
      message: t`${who} failed (${status})${said}.`,
      hint: t('Try again; if it stays so, look at its log.'),
    };
  if (status >= 400)
    return {
      code: 'invalid',
      message: t`${who} refuses the request (${status})${said}.`,
      hint: t('Change what it names and send it again.'),
    };
  return {
    code: 'unavailable',
    message: t`${who} ended the answer with an error${said}.`,
    hint: t('Try again.'),
  };
}
