import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import { aborted } from '../clock.ts';
import type { ConnectContext, Listing, Memory } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import type { ErrorData } from '../errors.ts';
import type { ReplicateApi } from './api.ts';
import { LastBounds } from './bounds.ts';
import { Evidence } from './evidence.ts';
import { Hardware } from './hardware.ts';
import { History } from './history.ts';
import { deploymentPath, keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import { allPages } from '../paging.ts';
import { PriceBook } from '../price-book.ts';
import { modelRef, toDeployment } from './mapping.ts';
import { OwnRuns } from './runs.ts';
import { inferStatus } from './status.ts';
import { account as accountSchema, deployment as deploymentSchema } from './wire.ts';
import type { WireDeployment } from './wire.ts';
import { clockTime } from './units.ts';

/** Between two reads of one deployment, e.g. of a panel, predictions are not listed again. */
const evidenceAge = 4_000;

/** A list that goes on for longer than any account's is a fault, and must not be followed for ever. */
const mostPages = 200;

/** What is known about the deployments of the account, from answers and from what was remembered. */
export class Deployments {
  readonly api: ReplicateApi;
  readonly hardware: Hardware;
  readonly history: History;
  readonly own: OwnRuns;
  readonly evidence: Evidence;
  readonly bounds: LastBounds;
  /** Sent and not confirmed by any answer. */
  readonly unconfirmed = new Set<string>();
  /** On their way to deletion here; the time from which it is possible. */
  readonly leaving = new Map<string, number>();
  readonly #rows = new Map<string, WireDeployment>();
  readonly #base: string;
  #owner: string | undefined;

  constructor(api: ReplicateApi, base: string, memory: Memory, prices: ConnectContext['prices']) {
    this.api = api;
    this.#base = base;
    this.hardware = new Hardware(api, new PriceBook(prices));
    this.history = new History(memory);
    this.own = new OwnRuns(memory);
    this.evidence = new Evidence(api, this.own);
    this.bounds = new LastBounds(memory);
  }

  async list(fresh: boolean, signal?: AbortSignal): Promise<Listing> {
    const [{ rows, complete }, problem] = await allOrNone(
      signal,
      (within) => this.#readAll(within),
      (within) => this.evidence.refresh({ whole: fresh }, within),
      (within) =>
        fresh ? this.hardware.read(within).catch(() => undefined) : this.hardware.tryRecent(within),
    );
    if (signal?.aborted) throw aborted();
    const readAt = this.api.clock.now();
    const before = new Map(this.#rows);
    this.#rows.clear();
    // A page may repeat what moved while it was read.
    const unique = new Map(rows.map((row) => [keyOf(row), row]));
    const seen = [...unique].map(([key, row]) => this.#see(row, before.get(key)));
    return {
      deployments: seen.map((row) => this.present(row, readAt)),
      problems: [
        ...(complete ? [] : [tooMany(rows.length)]),
        ...(problem
          ? [
              {
                ...problem,
                message: t`Statuses rest on settings only, since predictions could not be listed: ${problem.message}`,
              },
            ]
          : []),
      ],
      complete,
      readAt,
    };
  }

  async #readAll(signal?: AbortSignal): Promise<{ rows: WireDeployment[]; complete: boolean }> {
    let pages = 0;
    const rows = await allPages((cursor) =>
      pages++ < mostPages
        ? this.api.page(deploymentSchema, '/deployments', { cursor, signal })
        : Promise.resolve({ items: [] }),
    );
    return { rows, complete: pages <= mostPages };
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    const key = parseKey(id);
    const [row] = await allOrNone(
      signal,
      (within) => this.row(key, within),
      (within) => this.evidence.refresh({ maxAge: evidenceAge }, within),
      (within) => this.hardware.tryRecent(within),
    );
    return this.present(row);
  }

  async row(key: Key, signal?: AbortSignal): Promise<WireDeployment> {
    return this.#see(await this.api.get(deploymentSchema, deploymentPath(key), {}, signal));
  }

  /** As last seen; it is asked for only when it never was. */
  async known(key: Key, signal?: AbortSignal): Promise<WireDeployment> {
    return this.lastSeen(keyOf(key)) ?? this.row(key, signal);
  }

  lastSeen(id: string): WireDeployment | undefined {
    return this.#rows.get(id);
  }

  all(): WireDeployment[] {
    return [...this.#rows.values()];
  }

  /** An answer to a write: it confirms what was sent. */
  took(row: WireDeployment): WireDeployment {
    return this.#see(row);
  }

  async owner(signal?: AbortSignal): Promise<string> {
    this.#owner ??= (await this.account(signal)).username;
    return this.#owner;
  }

  account(signal?: AbortSignal) {
    return this.api.get(accountSchema, '/account', {}, signal);
  }

  forget(id: string): void {
    this.#rows.delete(id);
    this.unconfirmed.delete(id);
    this.history.forget(id);
    this.own.forget(id);
    this.bounds.forget(id);
  }

  present(row: WireDeployment, readAt = this.api.clock.now(), notes: string[] = []): Deployment {
    const key = keyOf(row);
    const release = row.current_release;
    const releases = this.history.of(key);
    const { hardware, min_instances: min, max_instances: max } = release?.configuration ?? {};
    const inferred = inferStatus({
      now: readAt,
      release: release && { at: release.created_at, min, max },
      unconfirmed: this.unconfirmed.has(key),
      runs: this.evidence.of(row, releases),
    });
    const leaves = this.leaving.get(key);
    const waits = leaves !== undefined && inferred.status === 'stopped';
    return toDeployment(row, {
      apiBase: this.#base,
      inferred: waits
        ? { ...inferred, sentence: t`Waiting to delete, possible from ${clockTime(leaves)}` }
        : inferred,
      instanceType: hardware === undefined ? undefined : this.hardware.find(hardware),
      price: this.hardware.price(hardware, modelRef(release?.model)),
      bounds: this.bounds.of(key, releases),
      notes,
      // The time of a release is that of the deployment only for the first one.
      createdAt: releases.find(({ number }) => number === 1)?.at,
      readAt,
    });
  }

  /** What counts after this reading: an answer from before the last change, overtaken on its way, does not. */
  #see(row: WireDeployment, known = this.#rows.get(keyOf(row))): WireDeployment {
    const key = keyOf(row);
    const sighting = row.current_release ? this.history.see(key, row.current_release) : 'known';
    if (sighting === 'anew') this.bounds.forget(key);
    const counts = sighting === 'stale' && known ? known : row;
    this.#rows.set(key, counts);
    if (counts === row) this.unconfirmed.delete(key);
    return counts;
  }
}

function tooMany(read: number): ErrorData {
  return {
    platform: 'replicate',
    code: 'malformed',
    message: t`Replicate’s list of deployments does not end: only the first ${read} are shown.`,
    hint: t('Check that the base URL is the right one; if it is, please report this.'),
  };
}
