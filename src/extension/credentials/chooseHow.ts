import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectorDefinition, CredentialField, CredentialImport } from '../../connectors/connector.ts';

/** A key that is entered, one that is here already, or a server. Undefined: none of them after all. */
export async function chooseHow(
  definition: ConnectorDefinition,
): Promise<'account' | 'server' | CredentialImport | undefined> {
  const { displayName, servers, imports = [] } = definition;
  const [first] = typed(definition);
  const items = [
    ...imports.map((how) => ({ how, label: `${how.label}…`, detail: t('Nothing is changed there.') })),
    imports.length > 0 && first
      ? { how: 'account' as const, label: enter(first), detail: first.help }
      : { how: 'account' as const, label: t('Connect an account'), detail: t('With the key of an account.') },
    ...(servers ? [{ how: 'server' as const, label: t`Add a ${servers.label}`, detail: servers.help }] : []),
  ];
  if (items.length === 1) return 'account';
  const title = t`Connect ${displayName}`;
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.how;
}

/** The others are chosen from what the account has, or made by the platform. */
export const typed = ({ credentials }: ConnectorDefinition): CredentialField[] =>
  credentials.filter(({ pick, issued }) => pick === undefined && !issued);

export const enter = ({ label }: CredentialField): string =>
  t`Enter ${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}…`;
