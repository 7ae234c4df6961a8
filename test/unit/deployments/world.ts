import type { DeploymentSpec, ServerSupport } from '../../../src/connectors/connector.ts';
import type { FleetChange } from '../../../src/extension/deployments/service.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import type { Store } from '../../../src/extension/store/store.ts';
import { tempFolder, tempStore } from '../store/temp.ts';
import { silent } from './builders.ts';
import { FakeConnector, fakeDefinition } from './fakeConnector.ts';
import { ManualClock } from './manualClock.ts';

export interface World {
  clock: ManualClock;
  store: Store;
  service: DeploymentService;
  connector: FakeConnector;
  changes: FleetChange[];
  /** The keys of all changes since the last call. */
  seen: () => string[];
}

export const spec = (name = 'my-model', over: Partial<DeploymentSpec> = {}): DeploymentSpec => ({
  name,
  model: { id: 'm', name: 'Model', kind: 'model' },
  config: { minReplicas: 1, maxReplicas: 2 },
  ...over,
});

export interface WorldOptions {
  /** The platform's deletes take many minutes. */
  removal?: 'background';
  /** The platform's deploys take minutes. */
  deploys?: 'cancellable';
  /** Servers can be registered by URL there. */
  servers?: ServerSupport;
  hide?: (secrets: Iterable<string>) => void;
  /** Before it is connected. */
  prepare?: (connector: FakeConnector) => void;
  /** What the platform has, where several windows see the same. */
  deployments?: FakeConnector['deployments'] | undefined;
}

/** A service with one connected platform and a store on disk. */
export function world(
  folder = tempFolder(),
  clock = new ManualClock(),
  { removal, deploys, servers, hide, deployments, prepare }: WorldOptions = {},
): World {
  const store = tempStore(folder, clock);
  const together = {
    ...fakeDefinition('together'),
    ...(removal && { removal }),
    ...(deploys && { deploys }),
    ...(servers && { servers }),
  };
  const definitions = [together, fakeDefinition('replicate')];
  const service = new DeploymentService({ definitions, store, clock, log: silent, ...(hide && { hide }) });
  const connector = new FakeConnector('together');
  connector.now = () => clock.now();
  if (deployments) Object.assign(connector, { deployments });
  prepare?.(connector);
  service.connect('together', connector, { id: 'a', label: 'Account', details: [] });
  const changes: FleetChange[] = [];
  service.changed((change) => changes.push(change));
  const seen = () => changes.splice(0).flatMap(({ keys }) => [...keys]);
  return { clock, store, service, connector, changes, seen };
}
