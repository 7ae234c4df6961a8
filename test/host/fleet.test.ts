import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pageSize } from '../../src/extension/tree/arrange.ts';
import type { TreeNode } from '../../src/extension/tree/model.ts';
import { connectSimulator, slipway, until, type Simulator } from './kit.ts';

/** The group of which only a part is shown. */
const largest = (nodes: readonly TreeNode[]): TreeNode | undefined =>
  nodes.flatMap(({ children }) => children).find(({ children }) => children.length > pageSize);

describe('a fleet of a thousand', () => {
  let simulator: Simulator;
  let disconnect: () => Promise<void>;
  before(async () => ({ simulator, disconnect } = await connectSimulator()));
  after(() => disconnect());

  /** The rows that the editor asked for, from now on. */
  async function asked(): Promise<string[]> {
    const { app } = await slipway();
    const { tree } = app.view;
    const rows: string[] = [];
    const draw = tree.getTreeItem.bind(tree);
    tree.getTreeItem = (node: TreeNode) => {
      rows.push(node.id);
      return draw(node);
    };
    return rows;
  }

  const quiet = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('is shown page by page, and one change asks for one row', async () => {
    const { app } = await slipway();
    await vscode.commands.executeCommand('slipway.deployments.focus');
    simulator.control.fillDeployments(1000);
    await app.service.refresh();
    const platform = await until('a page is there', () => largest(app.view.tree.roots));
    assert.equal(platform.children.length, pageSize + 1);
    const rows = await asked();
    await until('nothing else changes', async () => {
      rows.length = 0;
      await quiet(2500);
      return rows.length === 0;
    });
    simulator.control.deployment('qwen-bf16').autoscaling.maxReplicas = 7;
    await app.service.refresh();
    await until('it is drawn', () => rows.length > 0);
    await quiet(500);
    const changed = app.service.fleet().deployments.find(({ name }) => name === 'qwen-bf16');
    assert.deepEqual(rows, [app.view.tree.node(changed?.key ?? '')?.id]);
  });

  it('shows another page when asked to', async () => {
    const { app } = await slipway();
    const group = () => largest(app.view.tree.roots);
    const last = group()?.children.at(-1)?.entry;
    assert.ok(last?.kind === 'more');
    await vscode.commands.executeCommand('slipway.loadMore', last.group);
    assert.equal(group()?.children.length, 2 * pageSize + 1);
  });
});
