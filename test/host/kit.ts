import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConnectorDefinition } from '../../src/connectors/connector.ts';
import type { PlatformId } from '../../src/connectors/domain.ts';
import type { App } from '../../src/extension/app.ts';
import type { PlatformView } from '../../src/extension/deployments/types.ts';
import type { TestedApi } from '../../src/extension/activation.ts';
import { startTogether } from '../platforms/together/index.ts';

export type Simulator = Awaited<ReturnType<typeof startTogether>>;

export function extension(): vscode.Extension<TestedApi> {
  const found = vscode.extensions.getExtension<TestedApi>('slipway.slipway');
  assert.ok(found, 'the extension is installed');
  return found;
}

/** As they are now: the Sandbox has an application of its own. */
export async function slipway(): Promise<{ api: TestedApi } & TestedApi['testing']> {
  const api = await extension().activate();
  return { api, ...api.testing };
}

export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs = 15_000,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const urlKeys = ['v1', 'v2', 'inference'] as const;

export async function setBaseUrls(urls: Partial<Record<(typeof urlKeys)[number], string>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('slipway.together.baseUrl');
  for (const key of urlKeys) await configuration.update(key, urls[key], vscode.ConfigurationTarget.Global);
}

export function definitionOf(app: App, platform: PlatformId): ConnectorDefinition {
  const definition = app.connections.definition(platform);
  assert.ok(definition);
  return definition;
}

export const together = (app: App): ConnectorDefinition => definitionOf(app, 'together');

/** The platform as the window shows it. */
export function shown(app: App, platform: PlatformId = 'together'): PlatformView {
  const view = app.service.fleet().platforms.find(({ id }) => id === platform);
  assert.ok(view);
  return view;
}

/** A fast simulator, connected the way a person connects: address in the settings, key checked, then kept. */
export async function connectSimulator(
  key?: string,
): Promise<{ simulator: Simulator; disconnect: () => Promise<void> }> {
  const { app } = await slipway();
  const simulator = await startTogether({ clock: { speed: 600 } });
  await setBaseUrls(simulator.baseUrls);
  await app.start();
  const credentials = { apiKey: key ?? simulator.credentials.apiKey };
  const account = await app.flow.verify(together(app), credentials, AbortSignal.timeout(10_000));
  await app.flow.keep(together(app), credentials, account);
  await until('the platform was read', () => shown(app).lastReadAt);
  const disconnect = async (): Promise<void> => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await app.credentials.delete('together');
    await app.connections.sync('together');
    await setBaseUrls({});
    await simulator.close();
  };
  return { simulator, disconnect };
}
