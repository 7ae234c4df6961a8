import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Connections } from '../credentials/connections.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers } from '../ids.ts';
import { platformOf } from './platformOf.ts';

export interface IssueCommandOptions {
  definitions: readonly ConnectorDefinition[];
  service: DeploymentService;
  connections: Connections;
  credentials: CredentialStore;
  hide: (secrets: Iterable<string>) => void;
  dialogs: Dialogs;
  start: () => Promise<void>;
}

/** Makes a credential for calls on a platform that has such, beside the key that it is connected with. */
export function issueCommand(options: IssueCommandOptions): Pick<Handlers, 'slipway.issueCredential'> {
  const { service, connections, credentials, hide, dialogs, start } = options;
  return {
    'slipway.issueCredential': async (target) => {
      await start();
      const definition = await pickDefinition(options, platformOf(target));
      if (!definition) return false;
      const { issueCredential } = await import('../credentials/flows.ts');
      return issueCredential(definition, {
        ...{ hide, dialogs },
        read: (platform) => credentials.get(platform),
        keep: async (platform, made) => {
          if (await connections.keepLocal(platform, made)) return;
          await credentials.set(platform, { ...(await credentials.get(platform)), ...made });
          await connections.sync(platform);
        },
        connector: (platform) => service.connector(platform),
      });
    },
  };
}

async function pickDefinition(
  { definitions, service }: IssueCommandOptions,
  platform: PlatformId | undefined,
): Promise<ConnectorDefinition | undefined> {
  const able = definitions.filter(({ issued }) => issued !== undefined);
  const named = able.find(({ id }) => id === platform);
  if (named) return named;
  const connected = new Set(service.fleet().platforms.flatMap((view) => (view.connected ? view.id : [])));
  const choices = able.filter(({ id }) => connected.has(id));
  if (choices.length === 0)
    throw new PlatformError({
      code: 'unsupported',
      message: t('No connected platform has access tokens for calls.'),
    });
  if (choices.length === 1) return choices[0];
  const items = choices.map((definition) => ({
    definition,
    label: definition.displayName,
    description: definition.issued?.what ?? '',
  }));
  return (await vscode.window.showQuickPick(items, { title: t('Create an access token on which platform?') }))
    ?.definition;
}
