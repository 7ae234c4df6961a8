import * as vscode from 'vscode';
import { views } from '../ids.ts';
import type { TreeNode } from './model.ts';
import type { DeploymentTree } from './provider.ts';

/** The view as the editor knows it from the start. What is in it is built when the editor first asks. */
export class TreeDoor implements vscode.TreeDataProvider<TreeNode> {
  readonly #open: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: vscode.TreeView<TreeNode>;
  #tree: DeploymentTree | undefined;
  #subscription: vscode.Disposable | undefined;

  /** `open` builds the application, which then calls `show`. */
  constructor(open: () => Promise<unknown>) {
    this.#open = open;
    this.view = vscode.window.createTreeView(views.deployments, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  /** From now on the rows are those of this tree. */
  show(tree: DeploymentTree): void {
    const before = this.#tree;
    this.#subscription?.dispose();
    this.#tree = tree;
    this.#subscription = tree.onDidChangeTreeData((nodes) => this.#changed.fire(nodes));
    if (before) this.#changed.fire(undefined);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    await this.#open();
    return this.#tree?.getChildren(node) ?? [];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    // A node comes of a tree.
    return (this.#tree as DeploymentTree).getTreeItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    return (this.#tree as DeploymentTree).resolveTreeItem(item, node);
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.view.dispose();
    this.#changed.dispose();
  }
}
