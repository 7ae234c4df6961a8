import * as vscode from 'vscode';
import type { Clock } from '../../connectors/connector.ts';
import type { Entry } from './arrange.ts';
import { FirstRows } from './firstRows.ts';
import { treeItem } from './item.ts';
import { TreeModel, type TreeNode } from './model.ts';
import { row } from './rows.ts';
import { partTooltip, problemTooltip, tooltip } from './tooltip.ts';

/** Hands the rows of the model to the editor. `start` runs at the first look. */
export class DeploymentTree implements vscode.TreeDataProvider<TreeNode> {
  readonly #model = new TreeModel();
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #start: () => Promise<void>;
  readonly #clock: Clock;
  readonly #first = new FirstRows();

  constructor(start: () => Promise<void>, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  update(entries: Entry[]): void {
    const { all, nodes } = this.#model.update(entries);
    // Who has asked is given these. Told of a change, the editor would throw its question away and ask again later.
    if (this.#first.awaited) return;
    if (all) this.#changed.fire(undefined);
    else if (nodes.length > 0) this.#changed.fire(nodes);
  }

  get roots(): readonly TreeNode[] {
    return this.#model.roots;
  }

  node(key: string): TreeNode | undefined {
    return this.#model.deployment(key);
  }

  /** The groups of which a part is shown. */
  unfinished(): string[] {
    return this.#model.unfinished();
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node) {
      this.#first.enter();
      return [...node.children];
    }
    this.#first.ask();
    try {
      await this.#start();
      return [...this.#model.roots];
    } finally {
      this.#first.give(this.#model.roots.length);
    }
  }

  /** Resolves when the editor has the first rows that it asked for. */
  drawn(): Promise<void> {
    return this.#first.drawn();
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const drawn = row(node.entry);
    this.#first.draw(drawn.collapsible === 'expanded');
    return treeItem(node.id, drawn);
  }

  /** The details are put together for the one row that the pointer rests on. */
  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.entry.kind === 'deployment') {
      const { view, platformName } = node.entry;
      item.tooltip = new vscode.MarkdownString(tooltip(view, this.#clock.now(), platformName));
    } else if (node.entry.kind === 'part') item.tooltip = partTooltip(node.entry.part);
    else if (node.entry.kind === 'problem') item.tooltip = problemTooltip(node.entry.problem);
    return item;
  }

  dispose(): void {
    this.#first.dispose();
    this.#changed.dispose();
  }
}
