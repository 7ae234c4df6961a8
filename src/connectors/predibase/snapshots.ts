import { t } from '@vscode/l10n';
import type { Memory, Revision } from '../connector.ts';
import { parsed } from './error-body.ts';
import { equal } from './shape.ts';
import type { WireSettings } from './shape.ts';

/** How many configurations are kept of one deployment. */
const kept = 20;

export interface Snapshot {
  id: string;
  at: number;
  uuid?: string | undefined;
  settings: WireSettings;
}

/**
 * Configurations that a deployment has had, as seen here: Predibase keeps none. The token for Hugging Face
 * is no part of what is read, so it cannot get in.
 */
export class Snapshots {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Newest first, of this deployment and not of an earlier one with its name. */
  of(name: string, uuid: string | undefined): Snapshot[] {
    const value = parsed(this.#memory.get(key(name)) ?? '');
    const all = Array.isArray(value) ? value.filter(isSnapshot) : [];
    return all.filter((each) => uuid === undefined || each.uuid === undefined || each.uuid === uuid);
  }

  /** Keeps it unless it is what was kept last. */
  keep(name: string, uuid: string | undefined, settings: WireSettings, at: number): void {
    const before = this.of(name, uuid);
    if (before[0] && equal(before[0].settings, settings)) return;
    const number = Math.max(0, ...before.map(({ id }) => Number(id))) + 1;
    const next = [{ id: String(number), at, uuid, settings }, ...before].slice(0, kept);
    this.#memory.set(key(name), JSON.stringify(next));
  }

  clear(name: string): void {
    this.#memory.set(key(name), undefined);
  }
}

export function toRevisions(snapshots: readonly Snapshot[], present: WireSettings): Revision[] {
  const current = snapshots.find(({ settings }) => equal(settings, present));
  return snapshots.map((snapshot, index) => ({
    id: snapshot.id,
    label: t`Configuration ${snapshot.id}`,
    createdAt: snapshot.at,
    current: snapshot === current,
    detail: differences(snapshot.settings, snapshots[index + 1]?.settings),
  }));
}

function differences(settings: WireSettings, before: WireSettings | undefined): string {
  const keys = Object.keys(settings).filter((name) => !equal(settings[name], before?.[name]));
  const gone = Object.keys(before ?? {}).filter((name) => !(name in settings));
  const parts = [
    ...keys.map((name) => `${name} ${shown(settings[name])}`),
    ...gone.map((name) => t`${name} no longer set`),
  ];
  return parts.length === 0 ? t('the same as before') : parts.join(', ');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, settings } = value as Record<string, unknown>;
  return (
    typeof id === 'string' && typeof at === 'number' && typeof settings === 'object' && settings !== null
  );
}

const key = (name: string) => `predibase.snapshots.${name}`;
