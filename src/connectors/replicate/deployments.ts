import { aborted } from '../clock.ts';
import type { ConnectContext, Listing, Memory } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import type { ReplicateApi } from './api.ts';
import { LastBounds } from './bounds.ts';
import { Evidence } from './evidence.ts';
import { Hardware } from './hardware.ts';
import { History } from './history.ts';
import { deploymentPath, keyOf, parseKey } from './ids.ts';
import type { Key } from './ids.ts';
import { toDeployment } from './mapping.ts';
import { OwnRuns } from './runs.ts';
import { inferStatus } from './status.ts';
import { account as accountSchema, deployment as deploymentSchema } from './wire.ts';
import type { WireDeployment } from './wire.ts';
import { clockTime } from './units.ts';

/** Between two reads of one deployment, e.g. of a panel, predictions are not listed again. */
const evidenceAge = 4_000;

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
    this.hardware = new Hardware(api, prices);
    this.history = new History(memory);
    this.own = new OwnRuns(memory);
    this.evidence = new Evidence(api, this.own);
    this.bounds = new LastBounds(memory);
  }

  async list(fresh: boolean, signal?: AbortSignal): Promise<Listing> {
    const [rows, problem] = await Promise.all([
      this.api.all(deploymentSchema, '/deployments', signal),
      this.evidence.refresh({ whole: fresh }, signal),
      fresh ? this.hardware.read(signal).catch(() => undefined) : this.hardware.tryRecent(signal),
    ]);
    if (signal?.aborted) throw aborted();
    const readAt = this.api.clock.now();
    this.#rows.clear();
    // A page may repeat what moved while it was read.
    const unique = new Map(rows.map((row) => [keyOf(row), row]));
    for (const row of unique.values()) this.#see(row);
    return {
      deployments: [...unique.values()].map((row) => this.present(row, readAt)),
      problems: problem
        ? [
            {
              ...problem,
              message: `Statuses rest on settings only, since predictions could not be listed: ${problem.message}`,
            },
          ]
        : [],
      complete: true,
      readAt,
    };
  }

  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    const key = parseKey(id);
    const [row] = await Promise.all([
      this.row(key, signal),
      this.evidence.refresh({ maxAge: evidenceAge }, signal),
      this.hardware.tryRecent(signal),
    ]);
    return this.present(row);
  }

  async row(key: Key, signal?: AbortSignal): Promise<WireDeployment> {
    const row = await this.api.get(deploymentSchema, deploymentPath(key), {}, signal);
    this.#see(row);
    return row;
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
    this.#see(row);
    return row;
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
        ? { ...inferred, sentence: `Waiting to delete, possible from ${clockTime(leaves)}` }
        : inferred,
      instanceType: hardware === undefined ? undefined : this.hardware.find(hardware),
      bounds: this.bounds.of(key, releases),
      notes,
      // The time of a release is that of the deployment only for the first one.
      createdAt: releases.find(({ number }) => number === 1)?.at,
      readAt,
    });
  }

  #see(row: WireDeployment): void {
    const key = keyOf(row);
    this.#rows.set(key, row);
    this.unconfirmed.delete(key);
    if (row.current_release) this.history.see(key, row.current_release);
  }
}
