import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Question } from '../../src/extension/dialogs.ts';
import { row } from '../../src/extension/tree/rows.ts';
import { startReplicate } from '../platforms/replicate/index.ts';
import { definitionOf, slipway, until } from './kit.ts';

describe('a delete that waits a quarter of an hour', () => {
  let simulator: Awaited<ReturnType<typeof startReplicate>>;
  const asked: Question[] = [];
  const told: string[] = [];

  const setAddress = (url: string | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration()
      .update('slipway.replicate.baseUrl.api', url, vscode.ConfigurationTarget.Global);

  before(async () => {
    simulator = await startReplicate({ clock: { speed: 600 } });
    await setAddress(simulator.baseUrls.api);
    const { app } = await slipway();
    await app.start();
    app.dialogs = {
      ...app.dialogs,
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(true);
      },
      inform: (message) => told.push(message),
    };
    const definition = definitionOf(app, 'replicate');
    const credentials = { token: simulator.credentials.token };
    const account = await app.flow.verify(definition, credentials, AbortSignal.timeout(10_000));
    await app.flow.keep(definition, credentials, account);
  });
  after(async () => {
    const { app } = await slipway();
    await app.credentials.delete('replicate');
    await app.connections.sync('replicate');
    await setAddress(undefined);
    await simulator.close();
  });

  it('is asked for with what it means there, waits on its row, and is called off from there', async () => {
    const { api, app } = await slipway();
    const [view] = await until('there are rows', async () => {
      const rows = await api.listDeployments({ platforms: ['replicate'], statuses: ['active'] });
      return rows.length > 0 ? rows : undefined;
    });
    assert.ok(view);
    await vscode.commands.executeCommand('slipway.delete', view.key);
    assert.match(asked.at(-1)?.detail ?? '', /15 minutes/);
    const waiting = await until('it waits', () => {
      const node = app.view.tree.node(view.key);
      const shown = node && row(node.entry);
      return shown?.description?.startsWith('Waiting to delete') && shown;
    });
    assert.match(waiting.contextValue, /\bcancellable\b/);
    await vscode.commands.executeCommand('slipway.cancelDelete', { key: view.key });
    assert.match(told.at(-1) ?? '', /is not deleted\. It stays stopped/);
    assert.equal(app.service.get(view.key)?.busy, undefined);
    assert.equal(app.service.get(view.key)?.status, 'stopped');
  });
});
