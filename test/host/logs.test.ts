import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LogEntry, LogQuery } from '../../src/connectors/connector.ts';
import { FakeConnector } from '../unit/deployments/fakeConnector.ts';
import { slipway, until } from './kit.ts';

const entry = (message: string): LogEntry => ({
  ...{ id: message, at: Date.now(), level: 'info', type: 'output', source: 'stdout', message },
});

/** A platform whose logs can be followed: it says one thing and waits. */
function followed(): FakeConnector {
  const connector = new FakeConnector('together');
  connector.add('a', { name: 'serve' });
  return Object.assign(connector, {
    logs: () => Promise.resolve([entry('from before')]),
    follow: async function* (_id: string, _query: LogQuery, signal: AbortSignal) {
      yield entry('\u001b[31mloading\u001b[0m weights\u202e');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
}

const page = (): string =>
  vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === 'output')
    .map((document) => document.getText())
    .find((text) => text.includes('──')) ?? '';

describe('the log of a deployment', () => {
  const key = 'together:a';

  before(async () => {
    const { app } = await slipway();
    await app.start();
    app.service.connect('together', followed());
    await app.service.refresh();
  });
  after(async () => {
    const { app } = await slipway();
    app.service.disconnect('together');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  const show = async (follow: boolean): Promise<void> => {
    const { app } = await slipway();
    const view = app.service.get(key);
    assert.equal(view?.followable, true);
    app.logs.show(view, { query: {}, follow, labels: new Map() });
  };

  it('is shown in a channel of its own, as harmless text', async () => {
    await show(false);
    await until('it is there', () => page().includes('End of the log.'));
    assert.match(page(), /\d\d:\d\d:\d\d\.\d{3} out │ from before/);
  });

  it('is followed in sight, until that is stopped', async () => {
    const { app } = await slipway();
    await show(true);
    await until('it follows', () => page().includes('loading weights'));
    assert.doesNotMatch(page(), /\u001b|\u202e/);
    assert.deepEqual(app.logs.following, ['serve']);
    await vscode.commands.executeCommand('slipway.stopLogs');
    await until('it has stopped', () => app.logs.following.length === 0);
    await until('it says so', () => page().includes('Stopped following.'));
  });

  it('ends with the connection to its platform', async () => {
    const { app } = await slipway();
    await show(true);
    await until('it follows', () => app.logs.following.length === 1);
    app.service.disconnect('together');
    await until('it has ended', () => app.logs.following.length === 0);
    await until('it says so', () => page().includes('The log has ended.'));
  });

  it('offers events where there is no log to follow', async () => {
    const { app } = await slipway();
    const connector = new FakeConnector('together');
    connector.add('a');
    app.service.connect('together', connector);
    await app.service.refresh();
    assert.equal(app.service.get(key)?.followable, undefined);
  });
});
