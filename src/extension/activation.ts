import * as vscode from 'vscode';
import type { SlipwayApi } from './api.ts';
import type { App } from './app.ts';
import { Disposables } from './disposables.ts';
import type { House } from './house.ts';
import { panels, type PanelType } from './ids.ts';
import { late, once, turn } from './late.ts';
import type { Switch } from './sandbox/switch.ts';
import { TreeDoor } from './tree/door.ts';

/** In a test run the parts are handed out too, so that a suite can look at them from inside. */
export type TestedApi = SlipwayApi & {
  testing: { readonly app: App; window: Switch; context: vscode.ExtensionContext };
};

/**
 * What the editor is told at the start: names. The application is read and built when somebody knocks: looks at the
 * view, runs a command, brings a panel back or calls the interface.
 */
export async function start(context: vscode.ExtensionContext): Promise<SlipwayApi | TestedApi> {
  const owned = new Disposables();
  context.subscriptions.push(owned);
  let built: House | undefined;
  const house = once(async () => {
    const { buildHouse } = await import('./house.ts');
    return (built = owned.add(buildHouse(context, door)));
  });
  const door: TreeDoor = owned.add(new TreeDoor(house, context));
  // The view is what somebody may be waiting for: the window hears of it first, and asks for rows while it hears the rest.
  await turn();
  for (const command of commandsOf(context))
    owned.add(
      vscode.commands.registerCommand(command, async (...given: unknown[]) =>
        (await house()).run(command, given),
      ),
    );
  for (const type of Object.keys(panels) as PanelType[])
    owned.add(
      vscode.window.registerWebviewPanelSerializer(panels[type], {
        deserializeWebviewPanel: async (panel, state) => (await house()).restore(type, panel, state),
      }),
    );
  const api: SlipwayApi = {
    version: 1,
    get simulated() {
      return built?.api.simulated ?? false;
    },
    ...late(
      async () => (await house()).api,
      [
        'listDeployments',
        'getDeployment',
        'createDeployment',
        'deploy',
        'updateDeployment',
        'stopDeployment',
        'testEndpoint',
        'getUsageMetrics',
      ],
    ),
  };
  // Whoever woke the extension is about to knock. A failure is told to whoever does.
  void turn()
    .then(() => door.drawn())
    .then(house)
    .catch(() => door.withdraw());
  if (context.extensionMode !== vscode.ExtensionMode.Test) return api;
  const { window } = await house();
  const testing = {
    get app() {
      return window.app;
    },
    window,
    context,
  };
  return Object.assign(api, { testing });
}

function commandsOf({ extension }: vscode.ExtensionContext): string[] {
  const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
  return contributes.commands.map(({ command }) => command);
}
