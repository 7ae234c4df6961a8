import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ErrorData } from '../../src/connectors/errors.ts';
import type { TreeNode } from '../../src/extension/tree/model.ts';
import { connectSimulator, setBaseUrls, shown, slipway, together, until, type Simulator } from './kit.ts';

const leaves = (nodes: readonly TreeNode[]): TreeNode[] =>
  nodes.flatMap((node) => (node.entry.kind === 'deployment' ? [node] : leaves(node.children)));

describe('connecting', () => {
  let simulator: Simulator;
  let disconnect: () => Promise<void>;
  before(async () => ({ simulator, disconnect } = await connectSimulator()));
  after(() => disconnect());

  it('names the account', async () => {
    const { app } = await slipway();
    assert.equal(shown(app).connected, true);
    assert.ok(shown(app).account?.label);
  });

  it('never keeps a wrong key', async () => {
    const { app } = await slipway();
    const wrong = { apiKey: 'tgp_v1_wrong_wrong_wrong_wrong_wrong_wrong_wrong' };
    const error: unknown = await app.flow
      .verify(together(app), wrong, AbortSignal.timeout(10_000))
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && 'data' in error);
    assert.equal((error.data as ErrorData).code, 'unauthorized');
    assert.doesNotMatch(JSON.stringify([error.message, error.data]), /tgp_v1_wrong/);
    assert.deepEqual(await app.credentials.get('together'), { apiKey: simulator.credentials.apiKey });
  });

  it('shows every deployment once, under its status and platform', async () => {
    const { api, app } = await slipway();
    await vscode.commands.executeCommand('slipway.deployments.focus');
    const roots = await app.view.tree.getChildren();
    const listed = await api.listDeployments();
    assert.ok(listed.length > 0);
    assert.deepEqual(
      leaves(roots)
        .map(({ key }) => key)
        .sort(),
      listed.map(({ key }) => key).sort(),
    );
    for (const leaf of leaves(roots)) {
      assert.equal(leaf.parent?.entry.kind, 'platform');
      assert.equal(leaf.parent.parent?.entry.kind, 'status');
    }
  });

  it('counts in the header, the badge and the status bar', async () => {
    const { app } = await slipway();
    const { counts } = app.service.fleet();
    assert.match(
      app.view.header.description ?? '',
      new RegExp(`^${counts.active} of ${app.service.fleet().deployments.length} active`),
    );
    assert.equal(app.view.header.badge, counts.failed || undefined);
    assert.match(app.statusBar.text ?? '', new RegExp(`${counts.active} active`));
    assert.match(app.statusBar.tooltip ?? '', /Costliest now[^]*\[Stop\]\(command:slipway\.stop\?%5B/);
  });

  it('gives each row an id, a label that is read out, and its details when asked', async () => {
    const { app } = await slipway();
    for (const node of leaves(app.view.tree.roots)) {
      const item = app.view.tree.getTreeItem(node);
      assert.equal(item.id, node.id);
      assert.ok(item.accessibilityInformation?.label);
      assert.equal(item.tooltip, undefined);
      const { tooltip } = app.view.tree.resolveTreeItem(item, node);
      assert.ok(tooltip instanceof vscode.MarkdownString);
      assert.equal(tooltip.isTrusted, undefined);
    }
  });

  it('groups and filters, and remembers it', async () => {
    const { app, context } = await slipway();
    const all = leaves(app.view.tree.roots).length;
    await app.view.choose({ grouping: 'flat', filter: { statuses: ['active'] } });
    const shown = leaves(app.view.tree.roots).length;
    const last = app.view.tree.roots.at(-1)?.entry;
    assert.equal(last?.kind === 'hidden' && last.count, all - shown);
    assert.deepEqual(context.globalState.get('tree.choice'), app.view.choice);
    await vscode.commands.executeCommand('slipway.clearFilter');
    assert.equal(leaves(app.view.tree.roots).length, all);
    await app.view.choose({ grouping: 'status' });
  });

  it('keeps the rows and says why when the platform cannot be read', async () => {
    const { app } = await slipway();
    const all = leaves(app.view.tree.roots).length;
    const fault = simulator.control.addFault({
      path: '/v2/**',
      times: 50,
      fault: { kind: 'status', status: 403, body: { code: 7, message: 'no', details: [] } },
    });
    await app.service.refresh();
    assert.ok(app.view.tree.roots.some(({ entry }) => entry.kind === 'problem'));
    assert.equal(leaves(app.view.tree.roots).length, all);
    simulator.control.removeFault(fault);
    await app.service.refresh();
    assert.ok(!app.view.tree.roots.some(({ entry }) => entry.kind === 'problem'));
  });

  it('follows a key that another window deleted or set', async () => {
    const { app } = await slipway();
    const connected = () => shown(app).connected;
    const saved = await app.credentials.get('together');
    assert.ok(saved);
    await app.credentials.delete('together');
    await until('it is disconnected', () => !connected());
    await until('the rows are gone', () => leaves(app.view.tree.roots).length === 0);
    await app.credentials.set('together', saved);
    await until('it is connected again', connected);
    await app.service.refresh();
    assert.ok(leaves(app.view.tree.roots).length > 0);
  });

  it('does not send a key to an address that is not safe', async () => {
    const { app } = await slipway();
    await setBaseUrls({ ...simulator.baseUrls, v2: 'http://example.com/v2' });
    const problem = await until('it says so', () => shown(app).problems[0]);
    assert.match(problem.message, /https/);
    assert.equal(shown(app).connected, false);
    await setBaseUrls(simulator.baseUrls);
    await until('it is connected again', () => shown(app).connected);
  });
});
