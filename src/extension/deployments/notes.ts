import type { ConnectorDefinition, DeploymentChange } from '../../connectors/connector.ts';
import type { Store } from '../store/store.ts';
import type { DeploymentKey, LocalNotes } from './types.ts';

/** Descriptions and tags that the platform does not keep. */
export class NoteBook {
  readonly #store: Store;
  #notes: Map<DeploymentKey, LocalNotes> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get(key: DeploymentKey): LocalNotes | undefined {
    return this.#all().get(key);
  }

  set(key: DeploymentKey, notes: LocalNotes): void {
    this.#all().set(key, notes);
    this.#store.saveNotes(key, notes);
  }

  /** Another window wrote. Returns the keys to look at. */
  reload(): Iterable<DeploymentKey> {
    const before = this.#all();
    this.#notes = this.#store.notes();
    return new Set([...before.keys(), ...this.#notes.keys()]);
  }

  saveAll(): void {
    for (const [key, notes] of this.#all()) this.#store.saveNotes(key, notes);
  }

  #all(): Map<DeploymentKey, LocalNotes> {
    this.#notes ??= this.#store.notes();
    return this.#notes;
  }
}

/** Splits a configuration into what the platform takes and what only Slipway remembers. */
export function splitNotes(definition: ConnectorDefinition, config: DeploymentChange) {
  const remote: DeploymentChange = { ...config };
  const notes: LocalNotes = {};
  const isNative = (key: 'description' | 'tags') =>
    definition.fields.some((field) => field.key === key && field.support.level === 'native');
  if (config.description !== undefined && !isNative('description')) {
    notes.description = config.description;
    delete remote.description;
  }
  if (config.tags !== undefined && !isNative('tags')) {
    notes.tags = config.tags;
    delete remote.tags;
  }
  return { remote, notes };
}
