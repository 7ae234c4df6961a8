import type { ConnectorDefinition } from '../../connectors/connector.ts';
import type { Connections } from '../credentials/connections.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import type { Connecting, Registering } from '../credentials/lateFlows.ts';
import type { PriceSetting } from '../credentials/priceSetting.ts';
import type { ServerStore } from '../credentials/serverStore.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Dialogs } from '../dialogs.ts';
import type { Handlers, PanelType } from '../ids.ts';
import type { LogPages } from '../logs/logPages.ts';
import type { DeploymentsView } from '../tree/view.ts';
import { arrangeCommands } from './arrange.ts';
import { deploymentCommands } from './deployments.ts';
import type { EventPages } from './events.ts';
import { issueCommand } from './issue.ts';
import { platformCommands } from './platforms.ts';
import type { SeldomCommand } from './seldom.ts';
import { removeServer, serverCommands, serverOf, type ServerCommandsOptions } from './servers.ts';
import { openWalkthrough } from './welcome.ts';

/** The parts of the application that commands act on. */
export interface CommandParts {
  definitions: readonly ConnectorDefinition[];
  service: DeploymentService;
  connections: Connections;
  credentials: CredentialStore;
  servers: ServerStore;
  serverFlow: Registering;
  prices: PriceSetting;
  flow: Connecting;
  view: DeploymentsView;
  events: EventPages;
  logs: LogPages;
  hide: (secrets: Iterable<string>) => void;
  dialogs: Dialogs;
  start: () => Promise<void>;
  ready: () => Promise<void>;
  openPanel: (type: PanelType, target?: string) => Promise<void>;
  showLog: () => void;
  openSandbox: () => Promise<void>;
  closeSandbox: () => Promise<void>;
}

/** Every command of the manifest. */
export function allCommands(parts: CommandParts): Handlers {
  const { service, connections, dialogs, ready, start, openPanel } = parts;
  const onServers: ServerCommandsOptions = { ...parts, flow: parts.serverFlow };
  const removeRow = async (view: DeploymentView): Promise<boolean> => {
    const found = await serverOf(connections, view);
    if (found) await removeServer(onServers, found);
    return found !== undefined;
  };
  const seldom = readLate(async () =>
    (await import('./seldom.ts')).seldomCommands({ service, dialogs, ready, start, openPanel }),
  );
  return {
    ...platformCommands(parts),
    ...serverCommands(onServers),
    ...deploymentCommands({ service, dialogs, ready, openPanel, removeServer: removeRow }),
    'slipway.testServerless': seldom('slipway.testServerless'),
    'slipway.route': seldom('slipway.route'),
    'slipway.releases': seldom('slipway.releases'),
    'slipway.copyCode': seldom('slipway.copyCode'),
    ...arrangeCommands(service, parts.view),
    ...issueCommand(parts),
    ...parts.events.commands(),
    ...parts.logs.commands(),
    'slipway.showLog': parts.showLog,
    'slipway.welcome': openWalkthrough,
    'slipway.openSandbox': parts.openSandbox,
    'slipway.closeSandbox': parts.closeSandbox,
  };
}

/** Handlers that are read with the first of them that is called. */
function readLate(read: () => Promise<Pick<Handlers, SeldomCommand>>) {
  let reading: ReturnType<typeof read> | undefined;
  return <Id extends SeldomCommand>(id: Id): Handlers[Id] => {
    const handler = async (...given: Parameters<Handlers[Id]>): Promise<unknown> => {
      const handlers = await (reading ??= read());
      return (handlers[id] as (...given: Parameters<Handlers[Id]>) => unknown)(...given);
    };
    return handler as Handlers[Id];
  };
}
