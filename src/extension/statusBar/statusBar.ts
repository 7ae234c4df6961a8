import * as vscode from 'vscode';
import type { DeploymentService } from '../deployments/service.ts';
import { Disposables } from '../disposables.ts';
import { views } from '../ids.ts';
import { burnText, statistics } from '../tree/statistics.ts';

/** "3 active · $4.20/h": what runs and what it costs, wherever one is in the editor. */
export class StatusBar {
  readonly #owned = new Disposables();
  readonly #service: DeploymentService;
  readonly #item: vscode.StatusBarItem;

  constructor(service: DeploymentService) {
    this.#service = service;
    this.#item = this.#owned.add(
      vscode.window.createStatusBarItem('slipway.statistics', vscode.StatusBarAlignment.Left, 10),
    );
    this.#item.name = 'Slipway';
    this.#item.command = `${views.deployments}.focus`;
    this.#owned.add(service.changed(() => this.#update()));
  }

  /** Undefined while hidden. */
  get text(): string | undefined {
    return this.#visible ? this.#item.text : undefined;
  }
  #visible = false;

  #update(): void {
    const fleet = this.#service.fleet();
    this.#visible = fleet.platforms.some(({ connected }) => connected);
    if (!this.#visible) {
      this.#item.hide();
      return;
    }
    const said = burnText(fleet);
    this.#item.text = `$(server-process) ${said}`;
    this.#item.tooltip = ['Slipway', statistics(fleet) || 'No deployments'].join('\n');
    this.#item.accessibilityInformation = { label: `Slipway: ${said}` };
    this.#item.show();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
