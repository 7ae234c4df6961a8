import { t } from '@vscode/l10n';
import type { IssuedSupport } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Question } from '../dialogs.ts';
import type { Credentials } from './credentialStore.ts';

/** Asked before a credential is made. `again`: one is saved already. */
export function issueQuestion(
  platform: string,
  { what, consequence }: IssuedSupport,
  again: boolean,
): Question {
  return {
    message: t`Create a ${what} on ${platform}?`,
    detail: [
      consequence,
      again ? t('It replaces the one that is saved here; the old one stays valid on the platform.') : '',
    ]
      .filter(Boolean)
      .join('\n'),
    yes: t('Create'),
  };
}

/** Only what the platform said that it fills, and all of that. */
export function issuedValues({ what, keys }: IssuedSupport, values: Record<string, string>): Credentials {
  const filled = keys.flatMap((key) => {
    const value = values[key];
    return value === undefined || value === '' ? [] : [[key, value] as const];
  });
  if (filled.length === keys.length) return Object.fromEntries(filled);
  throw new PlatformError({
    code: 'malformed',
    message: t`The platform made no complete ${what}.`,
    hint: t('Look at its dashboard for what was made.'),
  });
}
