import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectSimulator, slipway, type Simulator } from './kit.ts';

/** Every file under a folder, as bytes: a key in a database page or a log is found all the same. */
async function filesUnder(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a key', () => {
  let simulator: Simulator;
  let disconnect: () => Promise<void>;
  before(async () => ({ simulator, disconnect } = await connectSimulator()));
  after(() => disconnect());

  it('is in the secret storage and nowhere else, even when the platform repeats it in an error', async () => {
    const { api, app, context } = await slipway();
    const key = simulator.credentials.apiKey;
    const [active] = await api.listDeployments({ statuses: ['active'] });
    assert.ok(active);
    const body = { error: { message: `Incorrect API key provided: ${key}`, type: 'invalid_request_error' } };
    simulator.control.addFault({ path: '/inference/**', fault: { kind: 'status', status: 400, body } });
    const run = await api.testEndpoint(active.key, { prompt: 'hello', stream: true });
    assert.equal(run.sample.outcome, 'error');
    app.log.warn(`planted: ${key}`);
    app.log.error(`Authorization: Bearer ${key}`);
    await vscode.commands.executeCommand('slipway.test', active.key);
    await vscode.commands.executeCommand('slipway.metrics', active.key);
    app.store.flush();
    await new Promise((resolve) => setTimeout(resolve, 500));

    const shown = {
      api: await api.listDeployments(),
      tests: app.service.testing.tests(active.key),
      fleet: app.service.fleet(),
      panels: app.panels.openPanels,
      state: [context.globalState, context.workspaceState].map((state) =>
        state.keys().map((name) => [name, state.get(name)]),
      ),
      settings: vscode.workspace.getConfiguration('slipway'),
    };
    for (const [place, value] of Object.entries(shown))
      assert.ok(!JSON.stringify(value).includes(key), `found in ${place}`);

    const files = [
      ...(await filesUnder(context.globalStorageUri.fsPath)),
      ...(await filesUnder(context.logUri.fsPath)),
      ...(await filesUnder(dirname(context.logUri.fsPath))),
    ];
    assert.ok(files.length > 1, 'there is a store and a log to search');
    for (const file of files) assert.ok(!(await readFile(file)).includes(key), `found in ${file}`);
  });
});
