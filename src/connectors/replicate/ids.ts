import { t } from '@vscode/l10n';
import { encoded, pathPart } from '../address.ts';
import { PlatformError } from '../errors.ts';

/** A deployment has no id of its own: its owner and its name are unique together. */
export interface Key {
  owner: string;
  name: string;
}

export const keyOf = ({ owner, name }: Key): string => `${owner}/${name}`;

export function parseKey(id: string): Key {
  const key = ownerAndName(id);
  if (!key)
    throw new PlatformError({
      platform: 'replicate',
      code: 'not-found',
      message: t`“${id}” is not a deployment of Replicate.`,
      hint: t('Refresh the list.'),
    });
  return key;
}

/** `owner/name`, for deployments and models alike; undefined when it is not one. */
export function ownerAndName(text: string): Key | undefined {
  const [, owner, name] = /^([^/\s]+)\/([^/\s]+)$/.exec(text.trim()) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

export const deploymentPath = ({ owner, name }: Key): string =>
  `/deployments/${pathPart(owner)}/${pathPart(name)}`;

export const modelPath = ({ owner, name }: Key): string => `/models/${pathPart(owner)}/${pathPart(name)}`;

export const predictionPath = (id: string): string => `/predictions/${pathPart(id)}`;

/** Where a person sees what the API does not tell: instances, queue, health, setup logs. */
export const deploymentPage = ({ owner, name }: Key): string =>
  `https://replicate.com/deployments/${encoded(owner)}/${encoded(name)}`;

export const billingPage = 'https://replicate.com/account/billing';
