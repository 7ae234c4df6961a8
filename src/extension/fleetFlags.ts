import type { Log } from '../connectors/connector.ts';
import type { ContextFlags } from './contextKeys.ts';
import type { Connections } from './credentials/connections.ts';
import type { DeploymentService } from './deployments/service.ts';
import type { PlatformView } from './deployments/types.ts';
import { emptiness } from './tree/emptiness.ts';

export interface FleetFlagsOptions {
  flags: ContextFlags;
  service: Pick<DeploymentService, 'fleet'>;
  connections: Pick<Connections, 'definition'>;
  log: Log;
  sandbox: boolean;
  /** Whether the view leaves some deployments out. */
  filtered: () => boolean;
}

/** What the manifest's conditions ask of the fleet: which welcome is shown, which commands are possible. */
export class FleetFlags {
  readonly #options: FleetFlagsOptions;
  #offline = false;

  constructor(options: FleetFlagsOptions) {
    this.#options = options;
  }

  update(): void {
    const { flags, service, connections, sandbox, filtered } = this.#options;
    flags.set('slipway.sandbox', sandbox);
    flags.set('slipway.filtered', filtered());
    const fleet = service.fleet();
    const connected = fleet.platforms.filter((platform) => platform.connected);
    flags.set('slipway.connected', connected.length > 0);
    const issues = connected.some(({ id }) => connections.definition(id)?.issued !== undefined);
    flags.set('slipway.issues', issues);
    const empty = emptiness(fleet);
    flags.set('slipway.empty', empty === 'nothing');
    this.#setOffline(empty === 'offline', connected);
  }

  /** The page for an empty view has no room for what each of them said. */
  #setOffline(offline: boolean, connected: readonly PlatformView[]): void {
    const { flags, log } = this.#options;
    if (offline && !this.#offline)
      for (const { message } of connected.flatMap(({ problems }) => problems)) log.warn(message);
    this.#offline = offline;
    flags.set('slipway.offline', offline);
  }
}
