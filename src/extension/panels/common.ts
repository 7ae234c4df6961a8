import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError, type Remedy } from '../../connectors/errors.ts';
import type { CommonCalls } from '../../webviews/protocol.ts';
import type { Handlers } from '../../webviews/rpc.ts';
import type { CommandId } from '../ids.ts';
import type { PanelContext } from './kind.ts';

const actionCommands: Record<CommonCalls['action']['in']['action'], CommandId> = {
  stop: 'slipway.stop',
  start: 'slipway.start',
  restart: 'slipway.restart',
  remove: 'slipway.delete',
  cancelDelete: 'slipway.cancelDelete',
  route: 'slipway.route',
  edit: 'slipway.editDeployment',
  test: 'slipway.test',
  metrics: 'slipway.metrics',
  dashboard: 'slipway.openDashboard',
  copyUrl: 'slipway.copyUrl',
  events: 'slipway.showEvents',
  logs: 'slipway.showLogs',
};

/** What panels need of the application beside the deployments. */
export interface PanelNeeds {
  start: () => Promise<void>;
  connect: (platform: PlatformId) => Promise<boolean>;
  remedy: (remedy: Remedy, platform: PlatformId | undefined) => Promise<void>;
}

/** What every panel may ask: the same commands that rows have, so that the same questions are asked. */
export function commonHandlers(
  context: PanelContext,
  { connect, remedy }: Pick<PanelNeeds, 'connect' | 'remedy'>,
): Handlers<CommonCalls> {
  return {
    action: async ({ key, action }) => {
      await vscode.commands.executeCommand(actionCommands[action], key);
    },
    connect: async ({ platform }) => ({ connected: await connect(platform) }),
    addServer: async ({ platform }) => ({
      added: (await vscode.commands.executeCommand('slipway.addServer', platform)) === true,
    }),
    remedy: ({ remedy: wanted, platform }) => remedy(wanted, platform),
    copy: async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
    },
    openExternal: async ({ url }) => {
      await openWebPage(url);
    },
    closePanel: () => context.close(),
  };
}

/** Pages only: an address from a platform must not start a program. */
export async function openWebPage(url: string): Promise<void> {
  if (!URL.canParse(url) || !['https:', 'http:'].includes(new URL(url).protocol))
    throw new PlatformError({ code: 'invalid', message: t('This is not the address of a web page.') });
  await vscode.env.openExternal(vscode.Uri.parse(url));
}
