import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Question } from '../../src/extension/dialogs.ts';
import { connectSimulator, slipway, until } from './kit.ts';

describe('what is not a deployment with traffic', () => {
  let disconnect: () => Promise<void>;
  const asked: Question[] = [];
  let answer = false;

  before(async () => {
    ({ disconnect } = await connectSimulator());
    const { app } = await slipway();
    app.dialogs = {
      ...app.dialogs,
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    };
  });
  after(() => disconnect());

  it('is sent traffic, once the shares were seen', async () => {
    const { app } = await slipway();
    const idle = app.service.fleet().deployments.find(({ routable }) => routable === true);
    assert.ok(idle);
    await vscode.commands.executeCommand('slipway.route', idle.key);
    assert.match(asked[0]?.message ?? '', new RegExp(`Send traffic to "${idle.name}"`));
    assert.match(asked[0]?.detail ?? '', new RegExp(`${idle.name}: \\d+`));
    assert.equal(app.service.get(idle.key)?.routable, true, 'nothing without a yes');
    answer = true;
    await vscode.commands.executeCommand('slipway.route', idle.key);
    assert.equal(app.service.get(idle.key)?.routable, undefined);
  });

  it('is a serverless model, found by typing and opened in the tester', async () => {
    const { app } = await slipway();
    const command = vscode.commands.executeCommand('slipway.testServerless');
    await until('the choice is open', async () => {
      await vscode.commands.executeCommand('workbench.action.quickOpenNavigateNext');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return app.panels.openPanels.some(({ type }) => type === 'slipway.tester');
    });
    await command;
    const [panel] = app.panels.openPanels;
    assert.match(panel?.title ?? '', /^Test: \S/);
    assert.ok(!app.service.fleet().deployments.some(({ serverless }) => serverless));
    const key = 'together:serverless:openai/gpt-oss-20b';
    await app.service.serverless.open('together', 'openai/gpt-oss-20b');
    const before = app.panels.openPanels.length;
    await vscode.commands.executeCommand('slipway.test', key);
    await vscode.commands.executeCommand('slipway.metrics', key);
    assert.ok(app.panels.openPanels.length > before);
    assert.ok(app.panels.openPanels.some(({ title }) => title === 'Metrics: OpenAI GPT-OSS 20B'));
    await assert.rejects(Promise.resolve(app.service.stop(key)));
  });
});
