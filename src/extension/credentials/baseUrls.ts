import { t } from '@vscode/l10n';
import type { BaseUrl, ConnectorDefinition } from '../../connectors/connector.ts';
import { keySafety } from './hosts.ts';

/** Why a key must not be sent there, or undefined. */
export function baseUrlProblem(text: string, { privateHttp }: Pick<BaseUrl, 'privateHttp'> = {}) {
  if (!URL.canParse(text)) return t`"${text}" is not a URL.`;
  const url = new URL(text);
  if (url.username || url.password) return t('A base URL must not contain a user name or a password.');
  if (url.search || url.hash) return t('A base URL ends before "?" and "#".');
  const safety = keySafety(text);
  if (safety === 'safe' || (privateHttp && safety === 'private-network')) return undefined;
  return privateHttp
    ? t('A base URL is https, or http on this machine or a private network: a key is sent there.')
    : t('A base URL is https, or http on this machine: a key is sent there.');
}

export interface BaseUrlChoice {
  /** Only what differs from the platform's own. */
  urls: Record<string, string>;
  problems: string[];
}

/** The overrides that a person has set for a platform, and what is wrong with them. */
export function chosenBaseUrls(
  { baseUrls }: Pick<ConnectorDefinition, 'baseUrls'>,
  read: (key: string) => string,
): BaseUrlChoice {
  const choice: BaseUrlChoice = { urls: {}, problems: [] };
  for (const baseUrl of baseUrls) {
    const { key } = baseUrl;
    const text = read(key).trim().replace(/\/+$/, '');
    if (text === '') continue;
    const problem = baseUrlProblem(text, baseUrl);
    if (problem === undefined) choice.urls[key] = text;
    else choice.problems.push(`${key}: ${problem}`);
  }
  return choice;
}
