import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectSimulator, slipway, until } from './kit.ts';

describe('panels', () => {
  let disconnect: () => Promise<void>;
  let key = '';
  before(async () => {
    ({ disconnect } = await connectSimulator());
    const { api } = await slipway();
    const [active] = await api.listDeployments({ statuses: ['active'] });
    assert.ok(active);
    key = active.key;
  });
  afterEach(async () => {
    const { app } = await slipway();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('they are closed', () => app.panels.openPanels.length === 0);
  });
  after(() => disconnect());

  it('open once per deployment; a second call shows the first', async () => {
    const { app } = await slipway();
    const name = app.service.get(key)?.name ?? '';
    await vscode.commands.executeCommand('slipway.test', key);
    await vscode.commands.executeCommand('slipway.metrics', key);
    await vscode.commands.executeCommand('slipway.test', key);
    assert.deepEqual(
      app.panels.openPanels.map(({ title }) => title),
      [`Test: ${name}`, `Metrics: ${name}`],
    );
    await until('the first is in view again', () => app.panels.openPanels[0]?.visible);
  });

  it('open once for two calls at the same time, too', async () => {
    const { app } = await slipway();
    await Promise.all([app.panels.open('metrics', key), app.panels.open('metrics', key)]);
    assert.equal(app.panels.openPanels.length, 1);
  });

  it('are drawn under a policy that lets nothing out and only our script in', async () => {
    const { app } = await slipway();
    for (const command of ['slipway.newDeployment', 'slipway.fleetMetrics'])
      await vscode.commands.executeCommand(command);
    const pages = app.panels.openPanels.map(({ html }) => html);
    assert.equal(pages.length, 2);
    const nonces = pages.map((html) => /script-src &#39;nonce-([^&]+)&#39;/.exec(html)?.[1]);
    assert.equal(new Set(nonces).size, 2);
    for (const html of pages) {
      assert.match(html, /default-src &#39;none&#39;/);
      assert.match(html, /connect-src &#39;none&#39;/);
      assert.doesNotMatch(html, /unsafe-(inline|eval)/);
      assert.equal(html.match(/<script/g)?.length, 1);
    }
  });

  it('come back after a reload from what their page kept', async () => {
    const { app } = await slipway();
    const panel = vscode.window.createWebviewPanel('slipway.tester', '', vscode.ViewColumn.Active);
    await app.panels.restore('tester', panel, { key, view: { anything: 1 } });
    assert.equal(panel.title, `Test: ${app.service.get(key)?.name ?? ''}`);
    assert.ok(panel.webview.html.includes(`data-key="${key}"`));
    const fleet = vscode.window.createWebviewPanel('slipway.metricsPanel', '', vscode.ViewColumn.Active);
    await app.panels.restore('metrics', fleet, undefined);
    assert.equal(fleet.title, 'Metrics: All Deployments');
  });

  it('belong to a draft once there is one, so that a second new deployment gets its own', async () => {
    const { app } = await slipway();
    await vscode.commands.executeCommand('slipway.newDeployment');
    await vscode.commands.executeCommand('slipway.newDeployment');
    assert.equal(app.panels.openPanels.length, 1);
    const model = { id: 'm', name: 'm', kind: 'model' as const };
    const draft = app.service.saveDraft({ platform: 'together', spec: { name: 'mine', model, config: {} } });
    await vscode.commands.executeCommand('slipway.continueDraft', `draft:${draft.id}`);
    assert.deepEqual(
      app.panels.openPanels.map(({ title }) => title),
      ['New Deployment', 'New Deployment: mine'],
    );
    app.service.discardDraft(draft.id);
  });

  it('leave nothing behind when they close', async () => {
    const { app } = await slipway();
    for (let round = 0; round < 50; round++) {
      await app.panels.open('metrics', key);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until('it is closed', () => app.panels.openPanels.length === 0);
    }
    assert.equal(app.panels.anyVisible, false);
  });
});
