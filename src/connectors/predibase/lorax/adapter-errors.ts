import { t } from '@vscode/l10n';
import type { AskedAdapter } from './adapter.ts';

export interface AdapterFailure {
  /** After "could not use the adapter X: ". */
  what: string;
  hint: string;
}

interface Rule extends AdapterFailure {
  says: RegExp;
}

interface Circumstances {
  kind: 'server' | 'gateway';
  adapter: AskedAdapter | undefined;
  /** A token for its source went along. */
  tokenSent: boolean;
}

const configHint = t(
  'Check the id and the source; the repository must hold an adapter and not a whole model.',
);

const noConfig: Rule = {
  says: /No valid adapter config file found/i,
  what: t('it found no adapter_config.json there'),
  hint: t`${configHint} A private one needs a token that may read it.`,
};

/**
 * LoRAX answers every failure to fetch or load an adapter with 424 and an English text
 * (server/lorax_server/server.py, utils/adapter.py, utils/sources). It forgets them: asking again downloads again.
 */
const rules: readonly Rule[] = [
  noConfig,
  {
    says: /Architectures differ|is not compatible with model/i,
    what: t('it was trained on another base model'),
    hint: t('Use an adapter of the base model that this server runs.'),
  },
  {
    says: /is larger than adapter memory reservation/i,
    what: t('it needs more memory than the server reserves for adapters'),
    hint: t('Start the server with a larger --adapter-memory-fraction, or use an adapter of lower rank.'),
  },
  {
    says: /Memory reserved for adapters is 0/i,
    what: t('the server was started with preloaded adapters and then takes no others'),
    hint: t('Use one of the preloaded adapters, or start it without them.'),
  },
  {
    says: /is not ready for use\. Current status/i,
    what: t('its training at Predibase has not finished'),
    hint: t('Wait until its status is completed, or use an earlier version.'),
  },
  {
    says: /is not yet available/i,
    what: t('Predibase has no files of it yet'),
    hint: t('Wait until its upload or training is complete, or use an earlier version.'),
  },
  {
    says: /api_token must be provided/i,
    what: t('adapters of Predibase need a Predibase token'),
    hint: t('Connect Predibase with an API token, so that it can be sent with the request.'),
  },
  {
    says: /Invalid model id/i,
    what: t('its id is not of the form that Predibase uses'),
    hint: t('Name it as repository/version, for example support/1.'),
  },
  {
    says: /Invalid source '/i,
    what: t('the server does not know its source'),
    hint: t('Choose the hub, Predibase, S3 or a directory of the server.'),
  },
  {
    says: /does not support adapter loading/i,
    what: t('the base model of this server takes no adapters'),
    hint: t('Ask the base model, or use a server with a model that LoRAX can adapt.'),
  },
  {
    says: /does not support dynamic adapter loading/i,
    what: t('the server was started with one adapter of its own and takes no others'),
    hint: t('Leave the adapter empty to use the one it has, or start it without --adapter-id.'),
  },
  {
    says: /No local weights found in/i,
    what: t('there are no weights in its directory'),
    hint: t(
      'It needs adapter_model.safetensors or adapter_model.bin beside adapter_config.json, on the server.',
    ),
  },
  {
    says: /Base model adapter cannot be merged/i,
    what: t('the base model cannot be merged with adapters'),
    hint: t('Take the base model out of the merge.'),
  },
];

/** How the hub refuses: the words of its client library, or its bare statuses. */
const hubRefusal =
  /\b(401|403|404) (Client Error|Unauthorized|Forbidden|Not Found)|Repository Not Found|gated repo|RepositoryNotFoundError|Invalid username or password/i;

export function adapterFailure(
  text: string,
  { kind, adapter, tokenSent }: Circumstances,
): AdapterFailure | undefined {
  const rule = rules.find(({ says }) => says.test(text));
  const hub = adapter?.source === 'hub';
  const missing = hub && !tokenSent;
  if (hubRefusal.test(text))
    return {
      what: hub ? t('Hugging Face does not show it') : t('its source does not show it'),
      hint: missing ? t`Check the id and the source; ${tokenHint[kind]}` : plainHint,
    };
  if (!rule) return undefined;
  const { what, hint } = rule;
  return { what, hint: rule === noConfig && missing ? `${configHint} ${capital(tokenHint[kind])}` : hint };
}

const plainHint = t('Check the id and the source; a private repository needs a token that may read it.');

/** Where the token for private repositories is given: a server of one's own gets none but its own. */
const tokenHint = {
  server: t(
    'a private repository needs a Hugging Face token, which is set for this server alone (Edit Server).',
  ),
  gateway: t('a private repository needs a Hugging Face token: enter one with the connection.'),
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
