import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { extension, slipway } from './kit.ts';

const undiciSymbols = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
const dispatchers = (): unknown[] =>
  undiciSymbols.map((symbol) => Reflect.get(globalThis, symbol) as unknown);

describe('activation', () => {
  it('calls nobody, opens no database and leaves the shared dispatcher alone', async () => {
    assert.equal(extension().isActive, false, 'nothing has woken it yet');
    const before = dispatchers();
    const real = globalThis.fetch;
    const calls: string[] = [];
    globalThis.fetch = (input, init) => {
      calls.push(input instanceof Request ? input.url : String(input));
      return real(input, init);
    };
    try {
      const started = performance.now();
      const { context } = await slipway();
      console.log(`activated in ${(performance.now() - started).toFixed(1)} ms`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const folder = context.globalStorageUri.fsPath;
      assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], []);
      assert.deepEqual(calls, []);
    } finally {
      globalThis.fetch = real;
    }
    assert.deepEqual(dispatchers(), before);
  });

  it('registers every command of the manifest', async () => {
    const { context } = await slipway();
    const manifest = JSON.parse(readFileSync(join(context.extensionPath, 'package.json'), 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('returns the documented interface, and nothing that holds a key', async () => {
    const { api } = await slipway();
    const { testing: _testing, ...shown } = api;
    assert.deepEqual(Object.keys(shown).sort(), [
      'createDeployment',
      'deploy',
      'getDeployment',
      'getUsageMetrics',
      'listDeployments',
      'simulated',
      'stopDeployment',
      'testEndpoint',
      'updateDeployment',
      'version',
    ]);
  });

  it('shows the welcome when nothing is connected', async () => {
    const { app } = await slipway();
    await vscode.commands.executeCommand('slipway.deployments.focus');
    await app.start();
    assert.deepEqual(await app.view.tree.getChildren(), []);
    assert.equal(app.statusBar.text, undefined);
  });
});
