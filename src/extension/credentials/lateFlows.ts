import { late, once } from '../late.ts';
import type { ConnectFlow, ConnectFlowOptions } from './connectFlow.ts';
import type { ServerFlow, ServerFlowOptions } from './serverFlow.ts';

/** How a platform is connected, as the rest of the window knows it. */
export type Connecting = Pick<ConnectFlow, 'run' | 'verify' | 'keep'>;
/** How a server is registered, likewise. */
export type Registering = Pick<ServerFlow, 'add' | 'check' | 'keep' | 'forget' | 'reconnect'>;

export interface LateFlowsOptions extends ServerFlowOptions, Omit<ConnectFlowOptions, 'servers'> {
  servers: ServerFlowOptions['servers'];
}

export function lateFlows(options: LateFlowsOptions): { flow: Connecting; serverFlow: Registering } {
  const load = once(async () => {
    const { ConnectFlow, ServerFlow } = await import('./flows.ts');
    const servers = new ServerFlow(options);
    return { servers, flow: new ConnectFlow({ ...options, servers }) };
  });
  return {
    flow: late(async () => (await load()).flow, ['run', 'verify', 'keep']),
    serverFlow: late(async () => (await load()).servers, ['add', 'check', 'keep', 'forget', 'reconnect']),
  };
}
