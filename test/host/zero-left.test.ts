import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectSimulator, slipway, until } from './kit.ts';

// The last of the suites: what it disposes of does not come back.
describe('zero is left', () => {
  it('of readings, panels and commands once the extension is disabled', async () => {
    const { app, context } = await slipway();
    const { simulator } = await connectSimulator();
    await vscode.commands.executeCommand('slipway.deployments.focus');
    await vscode.commands.executeCommand('slipway.fleetMetrics');
    await until('its panel is open', () => app.panels.openPanels.length > 0);
    const lists = () => simulator.control.requests({ method: 'GET' }).length;
    const before = lists();
    await until('it reads on its timer', () => lists() > before);
    // As the editor does it.
    for (const one of context.subscriptions.splice(0)) one.dispose();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = lists();
    assert.equal(app.panels.openPanels.length, 0);
    await assert.rejects(Promise.resolve(vscode.commands.executeCommand('slipway.showLog')), /not found/);
    // Longer than the poll.
    await new Promise((resolve) => setTimeout(resolve, 6000));
    assert.equal(lists(), after, 'it still reads');
    await simulator.close();
  });
});
