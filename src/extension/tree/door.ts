import * as vscode from 'vscode';
import { views } from '../ids.ts';
import { FirstRows } from './firstRows.ts';
import { treeItem } from './item.ts';
import type { TreeNode } from './model.ts';
import { pictureIn, type PictureNode } from './picture.ts';
import type { DeploymentTree } from './provider.ts';

/** A row of the application, or of the picture that stands for it until it is there. */
export type DoorNode = TreeNode | PictureNode;

/** So long after the start the editor has asked for rows, if it shows the view. */
const askMs = 300;

const isPicture = (node: DoorNode): node is PictureNode => 'row' in node;

/** The view as the editor knows it from the start. What is in it is built when the editor first asks. */
export class TreeDoor implements vscode.TreeDataProvider<DoorNode> {
  readonly #open: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<DoorNode>;
  /** Which version in which language draws the rows. */
  readonly edition: string;
  readonly #first = new FirstRows();
  readonly #asked = Promise.withResolvers<undefined>();
  #picture: PictureNode[] | undefined;
  #tree: DeploymentTree | undefined;
  #subscription: vscode.Disposable | undefined;

  /** `open` builds the application, which then calls `show`. */
  constructor(open: () => Promise<unknown>, { globalState, extension }: vscode.ExtensionContext) {
    this.#open = open;
    const { version } = extension.packageJSON as { version: string };
    this.edition = `${version} ${vscode.env.language}`;
    this.#picture = pictureIn(globalState, this.edition);
    this.view = vscode.window.createTreeView(views.deployments, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  /** From now on the rows are those of this tree. */
  show(tree: DeploymentTree): void {
    const before = this.#tree ?? this.#picture;
    this.#picture = undefined;
    this.#subscription?.dispose();
    this.#tree = tree;
    this.#subscription = tree.onDidChangeTreeData((nodes) => this.#changed.fire(nodes));
    if (before) this.#changed.fire(undefined);
  }

  /** Resolves when the picture is on the screen, or nobody asked for it: at once where there is none. */
  async drawn(): Promise<void> {
    if (!this.#picture) return;
    const timer = setTimeout(() => this.#asked.resolve(undefined), askMs);
    await this.#asked.promise;
    clearTimeout(timer);
    await this.#first.drawn();
  }

  /** There is nobody behind the picture: the editor asks again, and is told why. */
  withdraw(): void {
    if (!this.#picture) return;
    this.#picture = undefined;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: DoorNode): Promise<DoorNode[]> {
    if (node && isPicture(node)) {
      this.#first.enter();
      return node.children;
    }
    if (!node && this.#picture) return this.#showPicture(this.#picture);
    await this.#open();
    return this.#tree?.getChildren(node) ?? [];
  }

  #showPicture(rows: PictureNode[]): PictureNode[] {
    this.#asked.resolve(undefined);
    this.#first.ask();
    this.#first.give(rows.length);
    return rows;
  }

  getParent(node: DoorNode): DoorNode | undefined {
    // The editor asks to find a row that somebody wants shown: nobody does before the application is there.
    return isPicture(node) ? undefined : node.parent;
  }

  getTreeItem(node: DoorNode): vscode.TreeItem {
    if (isPicture(node)) {
      this.#first.draw(node.row.collapsible === 'expanded');
      return treeItem(node.id, node.row);
    }
    // A node comes of a tree.
    return (this.#tree as DeploymentTree).getTreeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: DoorNode): vscode.TreeItem {
    return isPicture(node) ? item : (this.#tree as DeploymentTree).resolveTreeItem(item, node);
  }

  dispose(): void {
    this.#first.dispose();
    this.#subscription?.dispose();
    this.view.dispose();
    this.#changed.dispose();
  }
}
