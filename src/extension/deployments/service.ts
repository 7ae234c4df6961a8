import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import type {
  Account,
  Clock,
  Connector,
  ConnectorDefinition,
  DeploymentChange,
  DeploymentSpec,
  Log,
  Plan,
  Progress,
  RoutePlan,
} from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import type { Event, Subscription } from '../events.ts';
import type { Remembered } from '../remembered/remembered.ts';
import type { Store } from '../store/store.ts';
import { Actions } from './actions.ts';
import { Board } from './board.ts';
import type { FleetChange } from './board.ts';
import { Catalog } from './catalog.ts';
import { Deploys } from './deploys.ts';
import { DraftBook } from './drafts.ts';
import { Insight } from './insight.ts';
import { NoteBook } from './notes.ts';
import { Platforms } from './platforms.ts';
import { Reader } from './reader.ts';
import type { ReadOutcome } from './reader.ts';
import { RemovalBook } from './removalBook.ts';
import { Removals } from './removals.ts';
import type { FailedRemoval } from './removals.ts';
import { ServerlessModels } from './serverless.ts';
import { Testing } from './testing.ts';
import type {
  Busy,
  DeploymentKey,
  DeploymentView,
  Draft,
  FleetFilter,
  FleetView,
  LocalNotes,
} from './types.ts';
import { deploymentView, draftKey, draftView, matches } from './views.ts';

export type { FleetChange } from './board.ts';

export interface DeploymentServiceOptions {
  /** Every platform that this version has a connector for. */
  definitions: readonly ConnectorDefinition[];
  store: Store;
  clock: Clock;
  log: Log;
  /** New ids of drafts and tests. Default: `crypto.randomUUID`. */
  newId?: () => string;
  /** Told of secrets that a person typed into a test: they must appear in no log and in nothing that is kept. */
  hide?: (secrets: Iterable<string>) => void;
  /** What all windows know of the last lists. Default: nothing. */
  remembered?: Remembered;
}

/**
 * The one place that knows all deployments of all platforms, and the only one that acts on them.
 *
 * How to use it:
 * - `connect(platform, connector, account?)` hands over a connector (and its disposal); `disconnect` takes it back.
 * - Read synchronously: `fleet()`, `filter(f)`, `get(key)`. Snapshots are immutable: keep, compare, post them.
 * - Listen to `changed`, then read again.
 * - `refresh()` reads by hand and never rejects: what failed is in `PlatformView.problems`. The `Poller` does it on a timer.
 * - Actions (`deploy update stop start remove`) reject with a PlatformError; meanwhile the row has `busy`.
 *   A second action on the same row is refused with `conflict`. A delete that takes many minutes goes on after
 *   `remove` has resolved, and after a reload; `cancelRemoval` calls it off.
 *   So does `cancelDeploy` with a deploy, on platforms where that takes minutes.
 * - What is asked of a platform each time has rooms of its own: `catalog` of what could be deployed, `testing` of
 *   requests by hand, `insight` of logs, revisions and what the platform counted, `serverless` of shared models.
 * - Drafts are rows with status `pending` and the key `draft:<id>`; they survive every failure of a deploy.
 */
export class DeploymentService {
  readonly changed: Event<FleetChange>;
  /** Deletes that failed after they had been accepted. */
  readonly removalFailed: Event<FailedRemoval>;
  readonly serverless: ServerlessModels;
  readonly catalog: Catalog;
  readonly testing: Testing;
  readonly insight: Insight;
  readonly #board: Board;
  readonly #drafts: DraftBook;
  readonly #notes: NoteBook;
  readonly #platforms: Platforms;
  readonly #reader: Reader;
  readonly #removals: Removals;
  readonly #actions: Actions;
  readonly #deploys: Deploys;
  readonly #newId: () => string;
  readonly #storeProblems: Subscription;
  #loaded = false;

  constructor({
    definitions,
    store,
    clock,
    log,
    newId = randomUUID,
    hide,
    remembered,
  }: DeploymentServiceOptions) {
    this.#newId = newId;
    this.#drafts = new DraftBook(store, clock);
    this.#notes = new NoteBook(store);
    this.#board = new Board({
      view: (key, busy) => this.#view(key, busy),
      platforms: () => this.#platforms.views(),
      waiting: (key) => this.#removals.busy(key),
      now: () => clock.now(),
    });
    const removals = new RemovalBook(store, clock, randomUUID());
    const world = {
      store,
      clock,
      log,
      board: this.#board,
      drafts: this.#drafts,
      notes: this.#notes,
      removals,
      remembered,
    };
    this.#platforms = new Platforms(definitions, world);
    this.#reader = new Reader(world, this.#platforms);
    this.serverless = new ServerlessModels(this.#platforms);
    this.catalog = new Catalog(this.#platforms);
    this.#removals = new Removals(world, this.#platforms, this.#reader);
    this.#actions = new Actions(world, this.#platforms, this.#removals);
    this.#deploys = new Deploys(world, this.#platforms, this.#reader);
    this.testing = new Testing({
      ...{ store, clock, newId, actions: this.#actions },
      view: (key) => this.get(key),
      hide: hide ?? (() => undefined),
    });
    this.insight = new Insight(this.#actions);
    this.changed = this.#board.changed;
    this.removalFailed = this.#removals.failed;
    this.#storeProblems = store.problemChanged((problem) => {
      // A damaged file was replaced: what is known here goes into the new one.
      if (problem?.code !== 'malformed' || !this.#loaded) return;
      this.#drafts.saveAll();
      this.#notes.saveAll();
      removals.saveAll();
    });
  }

  // Platforms

  /** A connector is about to come: until then, what is remembered of the account that `print` names. */
  foresee(platform: PlatformId, print: string | undefined): void {
    this.#platforms.foresee(platform, print);
  }

  /** `print` names the account in what is remembered of earlier windows. */
  connect(platform: PlatformId, connector: Connector, account?: Account, print?: string): void {
    this.#removals.pause(platform);
    this.#platforms.replace(platform, connector, account, print);
    // What was being deleted goes on when its platform was read, whether anybody looks or not.
    if (this.#removals.isWaiting(platform)) void this.#reader.read(platform);
  }

  account(platform: PlatformId): Account | undefined {
    return this.#platforms.connection(platform).account;
  }

  setAccount(platform: PlatformId, account: Account): void {
    this.#platforms.setAccount(platform, account);
  }

  /** A problem outside of reading: the stored key could not be read or was refused. Gone at the next good read. */
  setProblem(platform: PlatformId, problem: ErrorData): void {
    this.#platforms.setProblem(platform, problem);
  }

  disconnect(platform: PlatformId): void {
    this.#removals.pause(platform);
    this.#platforms.forget(platform);
    this.#platforms.replace(platform, undefined, undefined);
  }

  /** The connector of a connected platform. Throws `unauthorized` with what to do when there is none. */
  connector(platform: PlatformId): Connector {
    return this.#platforms.connector(platform);
  }

  // Reading

  fleet(): FleetView {
    this.#load();
    return this.#board.fleet();
  }

  filter(filter: FleetFilter): DeploymentView[] {
    return this.fleet().deployments.filter((view) => matches(view, filter));
  }

  get(key: DeploymentKey): DeploymentView | undefined {
    this.#load();
    return this.#board.get(key) ?? this.serverless.view(key);
  }

  /** By hand: everything anew, whatever is remembered. Without a platform: all that are connected. */
  async refresh(options: { platform?: PlatformId; signal?: AbortSignal } = {}): Promise<void> {
    const { platform, signal } = options;
    const platforms = platform
      ? [platform]
      : this.#platforms.connected().map(({ definition }) => definition.id);
    await Promise.all(
      platforms.map((id) => this.#reader.read(id, { byHand: true, ...(signal ? { signal } : {}) })),
    );
  }

  /** For a window that is seen and does not read: what others have read meanwhile. */
  adopt(): void {
    this.#platforms.adopt();
  }

  /** For the poller: one read on the timer. */
  poll(platform: PlatformId, signal: AbortSignal): Promise<ReadOutcome> {
    this.#load();
    return this.#reader.read(platform, { signal });
  }

  /** For the poller: what there is to read, and how urgently. `connection` differs after every connect. */
  readable(): { platform: PlatformId; connection: number; refused: boolean; underway: boolean }[] {
    return this.#platforms.connected().map(({ definition: { id }, generation, refused }) => ({
      platform: id,
      connection: generation,
      refused,
      underway: this.#actions.isUnderway(id),
    }));
  }

  // Drafts

  saveDraft(draft: { id?: string; platform: PlatformId; spec: DeploymentSpec }): Draft {
    // A page that was made anew may still hold one that was deployed or discarded: it must not come back.
    if (draft.id !== undefined && !this.#drafts.get(draft.id)) throw draftGone(draft.platform);
    const saved = this.#drafts.save(draft.id ?? this.#newId(), draft.platform, draft.spec);
    this.#board.publish([draftKey(saved.id)]);
    return saved;
  }

  draft(id: string): Draft | undefined {
    return this.#drafts.get(id);
  }

  discardDraft(id: string): void {
    if (this.#board.isBusy(draftKey(id)))
      throw new PlatformError({ code: 'conflict', message: t('It is being deployed right now.') });
    this.#drafts.discard(id);
    this.#board.publish([draftKey(id)]);
  }

  /** Sends it and returns the new row's key. Rejects with the draft kept and its `problem` set. */
  deploy(
    draftId: string,
    options: { signal?: AbortSignal; progress?: Progress } = {},
  ): Promise<DeploymentKey> {
    this.#load();
    return this.#deploys.deploy(draftId, options.signal, options.progress);
  }

  /** Calls off a deploy under way, where its platform can; resolves when it has ended. False: it was too late. */
  cancelDeploy(draftId: string): Promise<boolean> {
    return this.#deploys.cancel(draftId);
  }

  // Actions

  update(key: DeploymentKey, change: DeploymentChange, signal?: AbortSignal): Promise<void> {
    return this.#actions.update(key, change, signal);
  }

  /** What such a change would do and cost. */
  planUpdate(key: DeploymentKey, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    return this.#actions.planUpdate(key, change, signal);
  }

  stop(key: DeploymentKey, signal?: AbortSignal): Promise<void> {
    return this.#actions.stop(key, signal);
  }

  start(key: DeploymentKey, signal?: AbortSignal): Promise<void> {
    return this.#actions.start(key, signal);
  }

  /** A draft is discarded; a deployment goes through its platform's whole delete order. */
  async remove(key: DeploymentKey, signal?: AbortSignal): Promise<void> {
    const draft = this.get(key)?.draft;
    if (draft) this.discardDraft(draft.id);
    else await this.#actions.remove(key, signal);
  }

  /** Calls off a delete that waits. False: there was none. The deployment stays as far as it got: stopped. */
  cancelRemoval(key: DeploymentKey): Promise<boolean> {
    return this.#removals.cancel(key);
  }

  /** Replaces its replicas by new ones of the same kind. */
  restart(key: DeploymentKey, signal?: AbortSignal): Promise<void> {
    return this.#actions.restart(key, signal);
  }

  rollback(key: DeploymentKey, revision: string, signal?: AbortSignal): Promise<void> {
    return this.#actions.rollback(key, revision, signal);
  }

  /** Sends traffic to what runs and gets none. */
  route(key: DeploymentKey, signal?: AbortSignal): Promise<void> {
    return this.#actions.route(key, signal);
  }

  planRoute(key: DeploymentKey, signal?: AbortSignal): Promise<RoutePlan> {
    return this.#actions.planRoute(key, signal);
  }

  setNotes(key: DeploymentKey, notes: LocalNotes): void {
    this.#notes.set(key, notes);
    this.#board.publish([key]);
  }

  /** Before the store's: tests that are under way are still recorded. */
  dispose(): void {
    this.testing.dispose();
    this.#removals.dispose();
    this.#storeProblems.dispose();
    this.#board.dispose();
    this.#platforms.dispose();
    this.#reader.dispose();
  }

  #view(key: DeploymentKey, busy: Busy | undefined): DeploymentView | undefined {
    const notes = this.#notes.get(key);
    const draft = key.startsWith('draft:') ? this.#drafts.get(key.slice('draft:'.length)) : undefined;
    if (draft) return draftView(draft, { notes, busy });
    const { row, connection } = this.#platforms.find(key) ?? {};
    if (!row || this.#drafts.isBeingSent(row.deployment)) return undefined;
    const notDeleted = this.#removals.problem(key);
    const serversLabel = connection?.view.serversLabel;
    const followable = connection?.connector?.follow !== undefined;
    return deploymentView(row.deployment, row.stale, { notes, busy, notDeleted, serversLabel, followable });
  }

  /** The drafts come from the disk when somebody first looks, not when the extension starts. */
  #load(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#board.prepare([...this.#drafts.all()].map(({ id }) => draftKey(id)));
  }
}

const draftGone = (platform: PlatformId): PlatformError =>
  new PlatformError({
    code: 'not-found',
    platform,
    message: t('This draft does not exist any more.'),
    hint: t('It was deployed or discarded, perhaps in another window.'),
  });
