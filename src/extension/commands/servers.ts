import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectorDefinition, ServerEntry } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Connections } from '../credentials/connections.ts';
import type { EditServerOptions } from '../credentials/editServer.ts';
import { removeServerQuestion } from '../credentials/serverText.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Handlers, PlatformTarget, Target } from '../ids.ts';
import { platformOf } from './platformOf.ts';

export interface ServerCommandsOptions extends EditServerOptions {
  definitions: readonly ConnectorDefinition[];
  service: DeploymentService;
  start: () => Promise<void>;
}

type Ids = 'slipway.addServer' | 'slipway.editServer' | 'slipway.removeServer';

interface Registered {
  definition: ConnectorDefinition;
  server: ServerEntry;
}

/** The commands for servers that a person registers by URL. */
export function serverCommands(options: ServerCommandsOptions): Pick<Handlers, Ids> {
  const { flow, start } = options;
  return {
    'slipway.addServer': async (target: PlatformTarget) => {
      await start();
      const definition = await pickDefinition(options, target);
      return definition ? flow.add(definition) : false;
    },
    'slipway.editServer': async (target: Target) => {
      await start();
      const found = await pickServer(options, target, t('Edit which server?'));
      if (!found) return;
      const server = changeable(options, found);
      const { editServer } = await import('../credentials/flows.ts');
      await editServer(options, found.definition, server);
    },
    'slipway.removeServer': async (target: Target) => {
      await start();
      const found = await pickServer(options, target, t('Remove which server?'));
      if (found) await removeServer(options, found);
    },
  };
}

/** The registered server that a row stands for. Its id ends the row's, whatever a connector puts before it. */
export async function serverOf(
  connections: Connections,
  { platform, id, draft }: Pick<DeploymentView, 'platform' | 'id' | 'draft'>,
): Promise<Registered | undefined> {
  const definition = draft ? undefined : connections.definition(platform);
  if (!definition?.servers) return undefined;
  const server = (await connections.servers(definition)).find(
    (entry) => id === entry.id || id.endsWith(`:${entry.id}`) || id.endsWith(`/${entry.id}`),
  );
  return server && { definition, server };
}

/** Takes it off the list, after asking. */
export async function removeServer(options: ServerCommandsOptions, found: Registered): Promise<void> {
  const { dialogs, service, flow } = options;
  const server = changeable(options, found);
  const { id: platform } = found.definition;
  const row = service
    .fleet()
    .deployments.find((view) => view.platform === platform && view.id.endsWith(server.id));
  if (await dialogs.confirm(removeServerQuestion(server.label, row?.consequences?.remove)))
    await flow.forget(platform, server);
}

/** One that came with a simulator is not the person's to change. */
function changeable({ connections }: ServerCommandsOptions, { definition, server }: Registered): ServerEntry {
  if (!connections.isLocalServer(definition.id, server.id)) return server;
  throw new PlatformError({
    code: 'unsupported',
    platform: definition.id,
    message: t`${server.label} is a local simulator of this window and cannot be changed or removed.`,
  });
}

async function pickDefinition(
  { definitions }: ServerCommandsOptions,
  target: PlatformTarget,
): Promise<ConnectorDefinition | undefined> {
  const platform = platformOf(target);
  const able = definitions.filter(({ servers }) => servers !== undefined);
  const named = able.find(({ id }) => id === platform);
  if (named || able.length === 1) return named ?? able[0];
  const picked = await vscode.window.showQuickPick(
    able.map((definition) => ({
      definition,
      label: definition.servers?.label ?? definition.displayName,
      description: definition.displayName,
    })),
    { title: t('Add a server of which kind?') },
  );
  return picked?.definition;
}

async function pickServer(
  { connections, definitions, service }: ServerCommandsOptions,
  target: Target,
  title: string,
): Promise<Registered | undefined> {
  const key = typeof target === 'string' ? target : target?.key;
  if (key !== undefined) {
    const view = service.get(key);
    const found = view && (await serverOf(connections, view));
    if (found) return found;
    throw new PlatformError({
      code: 'not-found',
      message: t('This is not a server that was registered by URL.'),
    });
  }
  const all: Registered[] = [];
  for (const definition of definitions)
    for (const server of await connections.servers(definition)) all.push({ definition, server });
  if (all.length === 0)
    throw new PlatformError({ code: 'not-found', message: t('No server is registered.') });
  const items = all.map((found) => ({ found, label: found.server.label, description: found.server.url }));
  return (await vscode.window.showQuickPick(items, { title }))?.found;
}
