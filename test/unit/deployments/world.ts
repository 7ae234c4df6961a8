import type { DeploymentSpec } from '../../../src/connectors/connector.ts';
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

/** A service with one connected platform and a store on disk. */
export function world(folder = tempFolder(), clock = new ManualClock()): World {
  const store = tempStore(folder, clock);
  const definitions = [fakeDefinition('together'), fakeDefinition('replicate')];
  const service = new DeploymentService({ definitions, store, clock, log: silent });
  const connector = new FakeConnector('together');
  connector.now = () => clock.now();
  service.connect('together', connector, { id: 'a', label: 'Account', details: [] });
  const changes: FleetChange[] = [];
  service.changed((change) => changes.push(change));
  const seen = () => changes.splice(0).flatMap(({ keys }) => [...keys]);
  return { clock, store, service, connector, changes, seen };
}
