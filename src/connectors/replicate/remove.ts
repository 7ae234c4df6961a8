import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { Memory, Progress } from '../connector.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { Deployments } from './deployments.ts';
import { statusOf } from './errors.ts';
import { deploymentPage, deploymentPath, keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import type { Lifecycle } from './lifecycle.ts';
import { Notebook } from './notebook.ts';
import { clockTime, sentence } from './units.ts';
import type { WireDeployment } from './wire.ts';

/** Offline and unused for so long before it can be deleted (HTTP API reference, deployments.delete). */
export const quiet = 15 * 60_000;
const retryEvery = 60_000;
const giveUpAfter = 60 * 60_000;
/** A refusal of which waiting is no cure. Which one says "not yet" is not documented. */
const final = new Set([401, 402, 429]);

interface How {
  progress: Progress;
  /** Nobody asked just now: it goes on from before a reload, or after a call that failed. */
  resumed: boolean;
  signal: AbortSignal | undefined;
}

interface Parts {
  deployments: Deployments;
  lifecycle: Lifecycle;
  offline: OfflineSince;
}

/** When a deployment was set to 0/0, and by which release: kept, so that a reload does not wait again. */
export class OfflineSince {
  readonly #since: Notebook<{ release?: number | undefined; at: number }>;

  constructor(memory: Memory) {
    const schema = v.object({ release: v.optional(v.number()), at: v.number() });
    this.#since = new Notebook(memory, 'offline', schema);
  }

  /** A release of 0/0 takes no predictions, so the time it was made is that of the last use, too. */
  of(row: WireDeployment, now: number): number {
    const { number: release, created_at: made } = row.current_release ?? {};
    const kept = this.#since.get(keyOf(row));
    const known = kept?.release === release ? kept?.at : undefined;
    const at = Math.min(now, Math.max(known ?? 0, made ?? 0) || now);
    this.#since.set(keyOf(row), { release, at });
    return at;
  }

  has(id: string): boolean {
    return this.#since.get(id) !== undefined;
  }

  forget(id: string): void {
    this.#since.set(id, undefined);
  }
}

/** Stop, wait, delete. Every step looks first, so that calling again goes on where it broke off. */
export async function remove(parts: Parts, id: string, how: How): Promise<void> {
  const { deployments, offline } = parts;
  const key = parseKey(id);
  try {
    const row = await stopped(parts, key, how);
    if (row) await waitAndDelete(parts, row, how);
    offline.forget(id);
    deployments.forget(id);
  } finally {
    deployments.leaving.delete(id);
  }
}

/** At 0/0; undefined when it is gone. */
async function stopped(
  { deployments, lifecycle, offline }: Parts,
  key: Key,
  { progress, resumed, signal }: How,
): Promise<WireDeployment | undefined> {
  const row = await unlessGone(deployments.row(key, signal));
  if (!row || row.current_release?.configuration?.max_instances === 0) return row;
  // It was stopped for this once: whoever started it since, perhaps while nobody was here, wants it.
  if (resumed && offline.has(keyOf(key))) mustStillBeOff(row);
  offline.forget(keyOf(key));
  progress(t('Setting its instances to 0'));
  return unlessGone(lifecycle.disable(row, signal).then((written) => written ?? row));
}

async function waitAndDelete(parts: Parts, first: WireDeployment, { progress, signal }: How): Promise<void> {
  const { deployments, offline } = parts;
  const { clock } = deployments.api;
  const id = keyOf(first);
  let until = clock.now() + giveUpAfter;
  let possible = offline.of(first, clock.now()) + quiet;
  deployments.leaving.set(id, possible);
  progress(t`Waiting to delete, possible from ${clockTime(possible)}`);
  for (;;) {
    // In steps: a computer that slept wakes to the right time, and a clock that was set back holds nothing up.
    for (let now = clock.now(); now < possible; now = clock.now()) {
      if (possible > now + quiet) deployments.leaving.set(id, (possible = now + quiet));
      until = Math.min(until, now + giveUpAfter);
      await clock.sleep(Math.min(retryEvery, possible - now), signal);
    }
    const row = await unlessGone(deployments.row(first, signal));
    if (!row) return;
    mustStillBeOff(row);
    progress(t('Deleting the deployment'));
    const refusal = await tryDelete(deployments, row, signal);
    if (!refusal) return;
    if (clock.now() + retryEvery > until) throw stillRefused(row, refusal);
    possible = clock.now() + retryEvery;
    deployments.leaving.set(id, possible);
    const said = refusal.data.platformMessage ?? refusal.message;
    progress(t`Waiting to delete, tried again at ${clockTime(possible)}. Replicate: ${sentence(said)}`);
  }
}

/** Undefined when it is gone; else why it is not. */
async function tryDelete(
  deployments: Deployments,
  row: WireDeployment,
  signal?: AbortSignal,
): Promise<PlatformError | undefined> {
  try {
    await deployments.api.send({ method: 'DELETE', path: deploymentPath(row), signal });
    return undefined;
  } catch (error) {
    if (isCancelled(error)) throw error;
    const status = statusOf(error);
    if (status === 404) return undefined;
    if (status !== undefined && final.has(status)) throw error;
    return PlatformError.from(error, 'replicate');
  }
}

function mustStillBeOff(row: WireDeployment): void {
  if (row.current_release?.configuration?.max_instances === 0) return;
  throw new PlatformError({
    platform: 'replicate',
    code: 'conflict',
    message: t`${row.name} was started again while it waited to be deleted, so it was left as it is.`,
    hint: t('Remove it again if it shall still go.'),
  });
}

function stillRefused(row: WireDeployment, refusal: PlatformError): PlatformError {
  return new PlatformError(
    {
      ...refusal.data,
      // Not of the network: to ask once more at once would not help.
      code: 'conflict',
      message: t`Replicate still refuses to delete ${row.name} after an hour: ${sentence(refusal.data.platformMessage ?? refusal.message)}`,
      hint: t`It is stopped and costs nothing. Remove it again later, or delete it at ${deploymentPage(row)}.`,
    },
    refusal,
  );
}

async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
