import { randomUUID } from 'node:crypto';
import type { WebviewPanel } from 'vscode';
import type { PanelType } from '../ids.ts';

export interface OpenPanel {
  panel: WebviewPanel;
  /** Something changed that it may show. */
  update(): void;
}

/** The open panels, each in a place by its kind and by what it is about. */
export class Places {
  readonly #open = new Map<string, OpenPanel>();

  at(type: PanelType, target: string | undefined): OpenPanel | undefined {
    return this.#open.get(placeOf(type, target));
  }

  all(): OpenPanel[] {
    return [...this.#open.values()];
  }

  /** Moves it to another place; where that is taken, to one where no command finds it. */
  settle(entry: OpenPanel, wanted: string): void {
    this.leave(entry);
    this.#open.set(this.#open.has(wanted) ? `${wanted} ${randomUUID()}` : wanted, entry);
  }

  leave(entry: OpenPanel): void {
    for (const [place, one] of this.#open) if (one === entry) this.#open.delete(place);
  }
}

export const placeOf = (type: PanelType, target: string | undefined): string => `${type} ${target ?? ''}`;
/** Its work is done: a command for what it was about opens another. */
export const placeApart = (type: PanelType): string => `${type}:released:${randomUUID()}`;
