import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Connections } from '../credentials/connections.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import type { Connecting } from '../credentials/lateFlows.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { Dialogs } from '../dialogs.ts';
import type { ServerStore } from '../credentials/serverStore.ts';
import { views, type Handlers, type PanelType } from '../ids.ts';
import { platformOf } from './platformOf.ts';
import { disconnectQuestion } from './wording.ts';

export interface PlatformCommandsOptions {
  service: DeploymentService;
  connections: Connections;
  credentials: CredentialStore;
  servers: ServerStore;
  flow: Connecting;
  dialogs: Dialogs;
  start: () => Promise<void>;
  openPanel: (type: PanelType, target?: string) => Promise<void>;
}

type Ids =
  | 'slipway.connect'
  | 'slipway.disconnect'
  | 'slipway.newDeployment'
  | 'slipway.refresh'
  | 'slipway.fleetMetrics';

/** The commands that act on a platform or on everything. */
export function platformCommands(options: PlatformCommandsOptions): Pick<Handlers, Ids> {
  const { service, flow, start, openPanel } = options;
  return {
    'slipway.connect': (target) => flow.run(platformOf(target)),
    'slipway.disconnect': async (target) => {
      await start();
      const platform = platformOf(target) ?? (await pickConnected(service));
      if (platform) await disconnect(options, platform);
    },
    'slipway.newDeployment': async () => {
      await start();
      await openPanel('wizard');
    },
    'slipway.fleetMetrics': async () => {
      await start();
      await openPanel('metrics');
    },
    'slipway.refresh': async () => {
      await start();
      if (!service.fleet().platforms.some(({ connected }) => connected)) {
        await flow.run();
        return;
      }
      await connectAgain(options);
      await vscode.window.withProgress({ location: { viewId: views.deployments } }, () => service.refresh());
    },
  };
}

/** A key that could not be read before may be readable now. */
async function connectAgain({ connections }: PlatformCommandsOptions): Promise<void> {
  await connections.syncAll();
}

async function disconnect(options: PlatformCommandsOptions, platform: PlatformId): Promise<void> {
  const { service, connections, credentials, servers, dialogs } = options;
  const name = connections.definition(platform)?.displayName ?? platform;
  if (connections.isLocal(platform))
    throw new PlatformError({
      code: 'unsupported',
      platform,
      message: t`${name} is played by a local simulator in this window and cannot be disconnected.`,
    });
  const running = service
    .fleet()
    .deployments.filter((view) => view.platform === platform && view.status === 'active').length;
  const registered = (await servers.get(platform)).length;
  if (!(await dialogs.confirm(disconnectQuestion(name, running, registered)))) return;
  await credentials.delete(platform);
  await servers.clear(platform);
  await connections.sync(platform);
}

async function pickConnected(service: DeploymentService): Promise<PlatformId | undefined> {
  const connected = service
    .fleet()
    .platforms.filter((platform) => platform.connected || platform.problems.length > 0);
  if (connected.length === 0)
    throw new PlatformError({ code: 'not-found', message: t('No platform is connected.') });
  if (connected.length === 1) return connected[0]?.id;
  const picked = await vscode.window.showQuickPick(
    connected.map(({ id, displayName, account }) => ({
      id,
      label: displayName,
      description: account?.label ?? '',
    })),
    { title: t('Disconnect which platform?') },
  );
  return picked?.id;
}
