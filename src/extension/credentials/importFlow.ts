import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type {
  Account,
  ConnectorDefinition,
  CredentialImport,
  LocalSystem,
} from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Credentials } from './credentialStore.ts';

export interface ImportOptions {
  system: LocalSystem;
  /** Who answers with these; a sentence: why nobody does. Empty: the person ended it. */
  verify: (credentials: Credentials) => Promise<Account | string>;
}

/** Credentials that are on this machine already: chosen, checked with the platform, and not changed. */
export async function importCredentials(
  definition: ConnectorDefinition,
  source: CredentialImport,
  { system, verify }: ImportOptions,
): Promise<{ credentials: Credentials; account: Account } | undefined> {
  const found = await find(definition, source, system);
  let complaint: string | undefined;
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      found.map(({ label, detail, credentials }) => ({
        label,
        ...(detail === undefined ? {} : { detail }),
        credentials,
      })),
      {
        title: t`Connect ${definition.displayName}`,
        placeHolder: complaint ?? t('Which one is to be used?'),
        ignoreFocusOut: true,
      },
    );
    if (!picked) return undefined;
    const answer = await verify(picked.credentials);
    if (typeof answer !== 'string') return { credentials: picked.credentials, account: answer };
    if (answer === '') return undefined;
    complaint = answer;
    // With a single one there is nothing else to choose.
    if (found.length === 1)
      throw new PlatformError({ code: 'unauthorized', platform: definition.id, message: answer });
  }
}

async function find({ id }: ConnectorDefinition, source: CredentialImport, system: LocalSystem) {
  const found = await source.find(system);
  if (found.length > 0) return found;
  throw new PlatformError({
    code: 'not-found',
    platform: id,
    message: t`${source.label}: there is nothing to import.`,
    hint: t('Enter the key by hand.'),
  });
}
