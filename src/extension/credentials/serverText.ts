import { t } from '@vscode/l10n';
import type { CredentialField, ServerEntry, ServerSupport } from '../../connectors/connector.ts';
import type { Question } from '../dialogs.ts';
import { keySafety } from './hosts.ts';
import { priceProblem } from './prices.ts';

/** What the boxes of the add-server flow ask, and what is wrong with an answer. */

export const urlField = (support: ServerSupport): CredentialField => ({
  key: 'url',
  label: t`URL of the ${support.label}`,
  secret: false,
  placeholder: support.placeholder,
  help: support.help,
  validate: (text) => {
    const read = support.normalize(text);
    return 'no' in read ? read.no : undefined;
  },
});

/** What was changed about the address, to be said while it is typed. */
export function urlNote(support: ServerSupport, text: string): string | undefined {
  const read = support.normalize(text);
  return 'no' in read ? undefined : read.note;
}

export const labelField = (suggested: string, taken: readonly string[]): CredentialField => ({
  key: 'label',
  label: t('Name'),
  secret: false,
  optional: true,
  placeholder: suggested,
  help: t('How it is called in Slipway.'),
  validate: (text) => {
    if (text.length > 80) return t('A name has at most 80 characters.');
    return taken.includes(text) ? t`Another server is called "${text}".` : undefined;
  },
});

export const keyField = (url: string): CredentialField => ({
  key: 'token',
  label: t('Key'),
  secret: true,
  optional: true,
  help: t('Sent as bearer token, where a proxy in front of the server asks for one.'),
  validate: () => keyRefusal(url),
});

/** The secret of a server beside its key. */
export const adapterTokenField = (
  { label, help }: NonNullable<ServerSupport['adapterToken']>,
  url: string,
): CredentialField => ({ ...keyField(url), key: 'adapterToken', label, help });

export const priceField: CredentialField = {
  key: 'price',
  label: t('Price per hour'),
  secret: false,
  optional: true,
  placeholder: '1.29',
  help: t('Dollars per hour that the server costs you. Kept in the setting slipway.prices.'),
  validate: priceProblem,
};

/** Why no key may be sent to that address, or undefined. */
export function keyRefusal(url: string): string | undefined {
  if (keySafety(url) !== 'readable') return undefined;
  return t(
    'A key is not sent over plain http to the internet: everybody on the way could read it. Use an https address, or no key.',
  );
}

/** The host, and a number where several servers share it. */
export function suggestedLabel(url: string, taken: readonly string[]): string {
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (!taken.includes(host)) return host;
  for (let n = 2; ; n++) if (!taken.includes(`${host} ${n}`)) return `${host} ${n}`;
}

export function privateHttpQuestion({ url }: Pick<ServerEntry, 'url'>): Question {
  return {
    message: t('Send the key over plain http?'),
    detail: t`Requests to ${url} are not encrypted: whoever is on the same network can read the key.`,
    yes: t('Send It'),
  };
}

export function silentQuestion({ url }: Pick<ServerEntry, 'url'>, said: string): Question {
  return {
    message: t('It does not answer yet. Register it all the same?'),
    detail: t`${said}\nThe row of ${url} shows when it answers.`,
    yes: t('Register'),
  };
}

/** Both can be; a question that names a server says which. */
export const removeServerQuestion = (label: string, consequence?: string): Question => ({
  message: t`Remove "${label}" from the list?`,
  detail: t`${consequence ?? t('The server keeps running.')}\nIts key is deleted from this machine. Recorded metrics stay.`,
  yes: t('Remove'),
});
