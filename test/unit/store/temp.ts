import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/connectors/connector.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { silent } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';

const made: string[] = [];
const open: Store[] = [];

/** A folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  made.push(folder);
  return folder;
}

export function tempStore(folder = tempFolder(), clock: Clock = new ManualClock()): Store {
  const store = new Store({ folder, clock, log: silent });
  open.push(store);
  return store;
}

/** Call in `afterEach`. */
export function cleanTemp(): void {
  for (const store of open.splice(0)) store.dispose();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}
