import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Clock } from '../../connectors/connector.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { ContextFlags } from '../contextKeys.ts';
import type { DeploymentService } from '../deployments/service.ts';
import type { DeploymentKey, FleetView } from '../deployments/types.ts';
import { Disposables } from '../disposables.ts';
import type { Store } from '../store/store.ts';
import { axisTime, plural } from '../../webviews/shared/format.ts';
import { arrange, pageSize } from './arrange.ts';
import { Order } from './order.ts';
import { emptiness, isOffline } from './emptiness.ts';
import type { DoorNode, TreeDoor } from './door.ts';
import { cleanFilter, isFiltering, parseChoice, type TreeChoice } from './choice.ts';
import { PictureKeeper } from './pictureKeeper.ts';
import { DeploymentTree } from './provider.ts';
import { asOf, statistics } from './statistics.ts';

export interface DeploymentsViewOptions {
  door: TreeDoor;
  service: DeploymentService;
  store: Store;
  memento: vscode.Memento;
  flags: ContextFlags;
  clock: Clock;
  redact: Redact;
  /** Begins with the start of everything; resolves when what is remembered can be shown. */
  known: () => Promise<void>;
  /** True when a platform is played by a simulator on this machine. */
  simulated: () => boolean;
  /** All of them are, and the person came to try things out. */
  sandbox: boolean;
}

const choiceKey = 'tree.choice';

/** Why rows are not of now. */
function old(fleet: FleetView): string[] {
  if (isOffline(fleet)) return [t('No platform can be reached: you see what was last known.')];
  return fleet.platforms
    .filter(({ connected, problems }) => connected && problems.length > 0)
    .flatMap(({ displayName, lastReadAt }) =>
      lastReadAt === undefined
        ? []
        : [t`${displayName} could not be read in full; parts are from ${axisTime(lastReadAt, 0)}.`],
    );
}

/** The view "Deployments": its rows, its header, its badge, and how the person arranged it. */
export class DeploymentsView {
  readonly #options: DeploymentsViewOptions;
  readonly #owned = new Disposables();
  readonly #tree: DeploymentTree;
  readonly #view: vscode.TreeView<DoorNode>;
  readonly #picture: PictureKeeper;
  #choice: TreeChoice;
  #started = false;
  /** The first rows are on the screen. */
  #drawn = false;
  #disposed = false;
  readonly #order = new Order();
  /** Rows shown of the groups of which more than the first page was asked for. */
  readonly #shown = new Map<string, number>();

  constructor(options: DeploymentsViewOptions) {
    this.#options = options;
    this.#choice = parseChoice(options.memento.get(choiceKey));
    this.#tree = this.#owned.add(new DeploymentTree(() => this.#start(), options.clock));
    this.#view = options.door.view;
    const { memento: storage, redact } = options;
    const { edition } = options.door;
    this.#picture = this.#owned.add(new PictureKeeper({ storage, redact, edition }));
    options.door.show(this.#tree);
    this.#owned.add(options.service.changed(() => this.#update()));
    this.#owned.add(options.store.problemChanged(() => this.#update()));
  }

  get visible(): boolean {
    return this.#view.visible;
  }
  get onDidChangeVisibility(): vscode.Event<unknown> {
    return this.#view.onDidChangeVisibility;
  }
  get choice(): TreeChoice {
    return this.#choice;
  }
  get filtered(): boolean {
    return isFiltering(this.#choice.filter);
  }
  get tree(): DeploymentTree {
    return this.#tree;
  }
  /** What the header says, for tests and for the person. */
  get header(): {
    description?: string | undefined;
    message?: string | undefined;
    badge?: number | undefined;
  } {
    const { description, message, badge } = this.#view;
    return { description, message, badge: badge?.value };
  }

  async choose(change: Partial<TreeChoice>): Promise<void> {
    const { grouping, filter } = { ...this.#choice, ...change };
    this.#choice = { grouping, filter: cleanFilter(filter) };
    this.#options.flags.set('slipway.filtered', this.filtered);
    this.#update();
    await this.#options.memento.update(choiceKey, this.#choice);
  }

  /** Resolves when the editor has been given the first rows that it asked for: at once when it asks for none. */
  drawn(): Promise<void> {
    return this.#tree.drawn();
  }

  /** Another page of one group; of every group that has more, when none is named. */
  loadMore(group?: string): void {
    const groups = group === undefined ? this.#tree.unfinished() : [group];
    for (const each of groups) this.#shown.set(each, this.#pages.of(each) + pageSize);
    this.#update();
  }

  readonly #pages = { of: (group: string): number => this.#shown.get(group) ?? pageSize };

  /** What was selected stays so in the group that it moved to. */
  #follow(selected: readonly DeploymentKey[]): void {
    if (!this.#view.visible) return;
    for (const key of selected) {
      const node = this.#tree.node(key);
      if (node && !this.#view.selection.includes(node))
        void this.#view.reveal(node, { select: true, focus: false }).then(undefined, () => undefined);
    }
  }

  async #start(): Promise<void> {
    if (this.#started) return;
    await this.#options.known();
    this.#started = true;
    this.#showRows();
    void this.#headAfterRows();
  }

  /** Each part of the header makes the editor lay out the view anew, and its words need the rules of the language. */
  async #headAfterRows(): Promise<void> {
    await this.drawn();
    this.#drawn = true;
    this.#update();
  }

  #update(): void {
    if (!this.#started || this.#disposed) return;
    this.#showRows();
    if (this.#drawn) this.#showHeader();
  }

  #showRows(): void {
    const { service } = this.#options;
    const fleet = service.fleet();
    const kept = new Set(service.filter(this.#choice.filter).map(({ key }) => key));
    const selected = this.#view.selection.flatMap(({ key }) => key ?? []);
    // The rows of what cannot be reached would only hide the page that says so for all.
    const offline = emptiness(fleet) === 'offline';
    const how = { pages: this.#pages, sorted: this.#order.sorted };
    this.#tree.update(offline ? [] : arrange(fleet, this.#choice, ({ key }) => kept.has(key), how));
    if (!offline) this.#picture.keep(this.#tree.roots, (key) => this.#tree.node(key) !== undefined);
    this.#follow(selected);
  }

  #showHeader(): void {
    const fleet = this.#options.service.fleet();
    this.#view.title = this.#options.simulated() ? t('Deployments (simulated)') : t('Deployments');
    this.#view.description = statistics(fleet);
    this.#view.badge =
      fleet.counts.failed > 0
        ? { value: fleet.counts.failed, tooltip: t`${plural(fleet.counts.failed, 'deployment')} failed` }
        : undefined;
    this.#view.message = this.#messageOf(fleet);
  }

  /** The statistics again: a view that is alone in its container has no header to show a description in. */
  #messageOf(fleet: FleetView): string {
    const { store, clock, sandbox } = this.#options;
    const { problem } = store;
    const trouble = problem ? [problem.message, problem.hint].filter(Boolean).join(' ') : '';
    // The editor shows its page for an empty view only where there is no message.
    if (emptiness(fleet) !== undefined) return trouble;
    const simulated = sandbox ? t('Simulated: nothing here is real or costs anything.') : '';
    const summary = [statistics(fleet), asOf(fleet, clock.now())].filter(Boolean).join(' · ');
    return [simulated, summary, trouble, ...old(fleet)].filter(Boolean).join(' — ');
  }

  /** The editor keeps what a view was given for the next one of the same name. */
  dispose(): void {
    this.#disposed = true;
    this.#view.message = '';
    this.#view.description = '';
    this.#view.badge = undefined;
    this.#owned.dispose();
  }
}
