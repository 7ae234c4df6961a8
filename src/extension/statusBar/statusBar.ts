import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../connectors/connector.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { Disposables } from '../disposables.ts';
import { views } from '../ids.ts';
import type { MetricsService } from '../metrics/service.ts';
import { asOf, burnText } from '../tree/statistics.ts';
import { linked, tooltip, type TooltipFacts } from './tooltip.ts';

/** What the history tells is read again when it is older: it is not asked at each change of a row. */
const factsMs = 60_000;

export interface StatusBarOptions {
  service: DeploymentService;
  metrics: () => Promise<Pick<MetricsService, 'today' | 'idle'>>;
  clock: Clock;
  /** Nothing of what it says is real. */
  sandbox: boolean;
}

/** "3 active · $4.20/h": what runs and what it costs, wherever one is in the editor; more when one points at it. */
export class StatusBar {
  readonly #owned = new Disposables();
  readonly #options: StatusBarOptions;
  #item: vscode.StatusBarItem | undefined;
  #facts: Omit<TooltipFacts, 'fleet' | 'sandbox'> = { idle: [] };
  #factsAt: number | undefined;
  #reading: ReturnType<typeof setTimeout> | undefined;
  #visible = false;
  #disposed = false;

  constructor(options: StatusBarOptions) {
    this.#options = options;
    this.#owned.add(options.service.changed(() => this.#update()));
    // An hour without a request begins without a change of any row.
    const timer = setInterval(() => this.#readFacts(), factsMs / 4);
    this.#owned.add({ dispose: () => clearInterval(timer) });
  }

  /** Undefined while hidden. */
  get text(): string | undefined {
    return this.#visible ? this.#item?.text : undefined;
  }

  /** As Markdown; undefined while hidden. */
  get tooltip(): string | undefined {
    const shown = this.#item?.tooltip;
    return this.#visible && shown instanceof vscode.MarkdownString ? shown.value : undefined;
  }

  /**
   * Not before there is something to say: the editor remembers an item by its name, and shows a new one at once with
   * the first words of the one before it (ExtHostStatusBar, `$acceptStaticEntries`). Left, the Sandbox would stay on.
   */
  #made(): vscode.StatusBarItem {
    if (this.#item) return this.#item;
    const { Left } = vscode.StatusBarAlignment;
    const item = this.#owned.add(vscode.window.createStatusBarItem('slipway.statistics', Left, 10));
    item.name = 'Slipway';
    item.command = `${views.deployments}.focus`;
    return (this.#item = item);
  }

  #update(): void {
    const fleet = this.#options.service.fleet();
    this.#visible = fleet.platforms.some(({ connected }) => connected);
    if (!this.#visible) {
      this.#item?.hide();
      return;
    }
    const item = this.#made();
    const { clock, sandbox } = this.#options;
    const said = [sandbox ? t('Simulated') : '', burnText(fleet), asOf(fleet, clock.now())]
      .filter(Boolean)
      .join(' · ');
    item.text = `$(${sandbox ? 'beaker' : 'server-process'}) ${said}`;
    const told = tooltip({ fleet, sandbox, ...this.#facts });
    // Whoever points at it now would see it drawn anew.
    if (told !== this.tooltip) {
      const shown = new vscode.MarkdownString(told);
      shown.isTrusted = { enabledCommands: [linked] };
      item.tooltip = shown;
    }
    item.accessibilityInformation = { label: `Slipway: ${said}` };
    item.show();
    this.#readFacts();
  }

  /** Reads the history again when that is due: after what is going on, as a large fleet takes a moment to add up. */
  #readFacts(): void {
    const { service, metrics, clock } = this.#options;
    // What adds up the history is not loaded before the first rows are on the screen.
    const answered = service
      .fleet()
      .platforms.some(({ lastReadAt, problems }) => lastReadAt !== undefined || problems.length > 0);
    const due = this.#factsAt === undefined || clock.monotonic() - this.#factsAt >= factsMs;
    const seen = this.#factsAt === undefined || vscode.window.state.focused;
    if (!this.#visible || !answered || !due || !seen || this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      void metrics().then((figures) => {
        this.#reading = undefined;
        if (this.#disposed) return;
        this.#factsAt = clock.monotonic();
        this.#facts = { today: figures.today(), idle: figures.idle() };
        this.#update();
      });
    });
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#reading);
    this.#owned.dispose();
  }
}
