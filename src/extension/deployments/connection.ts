import type { Account, Connector, ConnectorDefinition, Listing } from '../../connectors/connector.ts';
import type { Deployment } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { Memento } from '../remembered/remembered.ts';
import type { PlatformView } from './types.ts';

interface Row {
  deployment: Deployment;
  stale: boolean;
  /** The step of `Connection.#step` at which it was last told. */
  step: number;
}

/** What reading a list or acting on one deployment did to the rows, by id. */
export interface Merge {
  touched: Set<string>;
  /** Rows that the platform no longer has. */
  gone: Deployment[];
}

/**
 * One platform: its connector, and the rows as last read. A list that was asked for before an action ended
 * must not undo what the action reported, so each row remembers when it was told.
 */
export class Connection {
  readonly definition: ConnectorDefinition;
  connector: Connector | undefined;
  /** Its key is there and its connector is about to come: what is remembered of the account stands meanwhile. */
  awaited = false;
  account: Account | undefined;
  problems: ErrorData[] = [];
  lastReadAt: number | undefined;
  /** The rows are those of an earlier window, as of then: nothing was read in this one yet. */
  rememberedAt: number | undefined;
  /** What the account is called in what is remembered; see `Remembered`. */
  print: string | undefined;
  /** A read that somebody waits for: the first, or one by hand. */
  reading = false;
  /** The key was refused: reading again with the same one is no use. */
  refused = false;
  /** Counts connects and disconnects; an answer of an earlier one is not for these rows. */
  generation = 0;
  /** Aborted when the connector goes. */
  life = new AbortController();
  readonly #rows = new Map<string, Row>();
  readonly #removed = new Map<string, number>();
  readonly #apart = new Map<string, { deployment: Deployment; stale: boolean }>();
  #step = 0;

  constructor(definition: ConnectorDefinition) {
    this.definition = definition;
  }

  get view(): PlatformView {
    return {
      id: this.definition.id,
      displayName: this.definition.displayName,
      connected: this.connector !== undefined || this.awaited,
      ...(this.account ? { account: this.account } : {}),
      ...(this.definition.servers ? { serversLabel: this.definition.servers.label } : {}),
      problems: this.problems,
      ...(this.lastReadAt === undefined ? {} : { lastReadAt: this.lastReadAt }),
      ...(this.rememberedAt === undefined ? {} : { rememberedAt: this.rememberedAt }),
      reading: this.reading,
    };
  }

  /** Whose readings these are, in the history. */
  get scope(): string {
    return `${this.definition.id}:${this.account?.id ?? ''}`;
  }

  row(id: string): { deployment: Deployment; stale: boolean } | undefined {
    return this.#rows.get(id) ?? this.#apart.get(id);
  }

  /** Something that can be tested but is not one of the account's deployments. */
  keepApart(deployment: Deployment): void {
    this.#apart.set(deployment.id, { deployment, stale: false });
  }

  get ids(): Iterable<string> {
    return this.#rows.keys();
  }

  *deployments(): Iterable<Deployment> {
    for (const { deployment } of this.#rows.values()) yield deployment;
  }

  /** Call before asking for a list; hand the result to `merge`. */
  mark(): number {
    return ++this.#step;
  }

  merge(listing: Listing, mark: number): Merge {
    const touched = new Set(this.#rows.keys());
    const gone: Deployment[] = [];
    const listed = new Set<string>();
    const old = new Set(listing.stale);
    for (const deployment of listing.deployments) {
      const { id } = deployment;
      listed.add(id);
      if ((this.#rows.get(id)?.step ?? 0) > mark || (this.#removed.get(id) ?? 0) > mark) continue;
      this.#rows.set(id, { deployment, stale: old.has(id), step: mark });
      touched.add(id);
    }
    for (const [id, row] of this.#rows) {
      if (listed.has(id) || row.step > mark) continue;
      if (listing.complete) {
        this.#rows.delete(id);
        gone.push(row.deployment);
      } else this.#rows.set(id, { ...row, stale: true });
    }
    // The list is newer than these removals, so it has nothing more to forget.
    for (const [id, step] of this.#removed) if (step < mark) this.#removed.delete(id);
    this.problems = listing.problems;
    this.refused = false;
    this.lastReadAt = listing.readAt;
    this.rememberedAt = undefined;
    return { touched, gone };
  }

  /** Rows as an earlier window left them, until the first list comes. */
  remember({ rows, readAt }: Memento): void {
    for (const deployment of rows) this.#rows.set(deployment.id, { deployment, stale: true, step: 0 });
    this.rememberedAt = readAt;
  }

  /** Rows as another window reads them now. What was told here later than that stays. Returns what it touched. */
  adopt({ rows, gone, readAt }: Memento): Set<string> {
    const touched = new Set<string>();
    const older = (id: string): boolean => (this.#rows.get(id)?.deployment.readAt ?? -Infinity) < readAt;
    const step = ++this.#step;
    for (const deployment of rows) {
      if (!older(deployment.id) || this.#removed.has(deployment.id)) continue;
      this.#rows.set(deployment.id, { deployment, stale: false, step });
      touched.add(deployment.id);
    }
    for (const id of gone) if (older(id) && this.#rows.delete(id)) touched.add(id);
    this.lastReadAt = Math.max(this.lastReadAt ?? 0, readAt);
    return touched;
  }

  /** The read failed: the rows stay, marked as old. */
  markStale(problem: ErrorData): void {
    this.setProblem(problem);
    this.refused = problem.code === 'unauthorized';
    for (const [id, row] of this.#rows) this.#rows.set(id, { ...row, stale: true });
  }

  setProblem(problem: ErrorData): void {
    this.problems = [problem];
    // Servers of the person's own are read without the key: whether nothing can be read, the list tells.
    this.refused = problem.code === 'unauthorized' && !this.definition.servers;
  }

  put(deployment: Deployment): void {
    this.#removed.delete(deployment.id);
    this.#rows.set(deployment.id, { deployment, stale: false, step: ++this.#step });
  }

  take(id: string): Deployment | undefined {
    const row = this.#rows.get(id);
    this.#rows.delete(id);
    this.#removed.set(id, ++this.#step);
    return row?.deployment;
  }

  /** Another connector, or none. Rows stay only for the same account, or where it is the one that was awaited. */
  replace(connector: Connector | undefined, account: Account | undefined, isAwaited = false): void {
    const same = account !== undefined && this.account?.id === account.id;
    const keeps = connector !== undefined && (same || isAwaited);
    this.life.abort();
    this.life = new AbortController();
    this.generation++;
    this.connector?.dispose();
    this.connector = connector;
    this.awaited = false;
    this.account = account;
    this.problems = [];
    this.refused = false;
    this.reading = false;
    if (keeps) return;
    this.lastReadAt = undefined;
    this.rememberedAt = undefined;
    this.#rows.clear();
    this.#removed.clear();
    this.#apart.clear();
  }
}
