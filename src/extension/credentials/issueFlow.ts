import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connector, ConnectorDefinition, IssuedSupport } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Dialogs, Question } from '../dialogs.ts';
import type { Credentials } from './credentialStore.ts';
import { issuedValues, issueQuestion } from './issueText.ts';

export interface IssueOptions {
  /** The platform's saved credentials. */
  read: (platform: PlatformId) => Promise<Credentials | undefined>;
  /** Keeps these beside the others, and connects with all of them. */
  keep: (platform: PlatformId, credentials: Credentials) => Promise<void>;
  connector: (platform: PlatformId) => Connector;
  /** From now on these appear in no log. */
  hide: (secrets: Iterable<string>) => void;
  dialogs: Dialogs;
}

/** Lets the platform make a credential for calls, after saying what that means, and keeps it at once. */
export async function issueCredential(
  { id, displayName, issued }: ConnectorDefinition,
  options: IssueOptions,
): Promise<boolean> {
  const connector = options.connector(id);
  if (!issued || !connector.issue)
    throw new PlatformError({
      code: 'unsupported',
      platform: id,
      message: t`${displayName} needs no other credential than its key.`,
    });
  // The platform shows it once: that it can be kept is found out before.
  const saved = await options.read(id);
  if (!(await options.dialogs.confirm(question(displayName, issued, saved)))) return false;
  const values = issuedValues(issued, await makeIt(t`Creating a ${issued.what}`, connector));
  options.hide(Object.values(values));
  try {
    await options.keep(id, values);
  } catch (error) {
    const copy = await options.dialogs.offer(
      t`The ${issued.what} was made, but could not be saved.`,
      t('Copy It'),
    );
    if (copy) await vscode.env.clipboard.writeText(JSON.stringify(values, null, 2));
    throw error;
  }
  options.dialogs.inform(t`The ${issued.what} was created and saved. Tests use it from now on.`);
  return true;
}

const question = (name: string, issued: IssuedSupport, saved: Credentials | undefined): Question =>
  issueQuestion(
    name,
    issued,
    issued.keys.some((key) => saved?.[key] !== undefined),
  );

/** Cannot be cancelled: one that was made and not heard of is lost. */
async function makeIt(title: string, connector: Connector): Promise<Record<string, string>> {
  const where = { location: vscode.ProgressLocation.Notification, title };
  return vscode.window.withProgress(where, async () => (await connector.issue?.()) ?? {});
}
