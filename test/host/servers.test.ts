import * as assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ErrorData } from '../../src/connectors/errors.ts';
import type { Question } from '../../src/extension/dialogs.ts';
import { startLorax, type LoraxSimulator } from '../platforms/predibase/index.ts';
import { definitionOf, shown, slipway, until } from './kit.ts';

const proxyToken = 'a-key-that-only-the-proxy-knows';
const signal = (): AbortSignal => AbortSignal.timeout(10_000);

describe('a server by its URL', () => {
  let lorax: LoraxSimulator;
  const asked: Question[] = [];
  const entry = () => ({ id: 'host-1', label: 'gpu-box', url: lorax.baseUrls.server, token: proxyToken });

  before(async () => {
    lorax = await startLorax({ clock: { speed: 600 }, proxyToken });
    const { app } = await slipway();
    await app.start();
    app.dialogs = {
      ...app.dialogs,
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(true);
      },
    };
  });
  after(async () => {
    const { app } = await slipway();
    await app.servers.clear('predibase');
    await app.connections.sync('predibase');
    await vscode.workspace
      .getConfiguration()
      .update('slipway.prices', undefined, vscode.ConfigurationTarget.Global);
    await lorax.close();
  });

  const row = async () => {
    const { app } = await slipway();
    return app.service.fleet().deployments.find(({ registered }) => registered);
  };

  it('is asked who it is before anything is kept', async () => {
    const { app } = await slipway();
    const definition = definitionOf(app, 'predibase');
    const said = await app.serverFlow.check(definition, entry(), signal());
    assert.match(said, /Qwen/);
    const wrong = { ...entry(), token: 'wrong-wrong-wrong-wrong' };
    const error: unknown = await app.serverFlow
      .check(definition, wrong, signal())
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof Error && 'data' in error);
    assert.doesNotMatch(JSON.stringify([error.message, error.data as ErrorData]), /wrong-wrong/);
    assert.deepEqual(await app.servers.get('predibase'), []);
    assert.equal(shown(app, 'predibase').connected, false);
  });

  it('connects its platform without an account, and is a row with the price that was set', async () => {
    const { app } = await slipway();
    await app.serverFlow.keep(definitionOf(app, 'predibase'), entry(), 1.29);
    assert.equal(shown(app, 'predibase').connected, true);
    const view = await until('it has a row', row);
    assert.equal(view.origin?.id, 'lorax');
    assert.equal(view.price?.perReplicaHour, 1_290_000_000);
    assert.deepEqual(vscode.workspace.getConfiguration().get('slipway.prices'), {
      'predibase/gpu-box': 1.29,
    });
  });

  it('follows a price that is changed in the settings', async () => {
    await vscode.workspace
      .getConfiguration()
      .update('slipway.prices', { 'predibase/gpu-box': 2 }, vscode.ConfigurationTarget.Global);
    const { app } = await slipway();
    await until('the row has it', async () => {
      await app.service.refresh({ platform: 'predibase' });
      return (await row())?.price?.perReplicaHour === 2_000_000_000;
    });
  });

  it('answers a test, and its key is in no file, no row and no panel', async () => {
    const { api, app, context } = await slipway();
    const view = await until('it has a row', row);
    const run = await api.testEndpoint(view.key, { prompt: 'Say hello', stream: true, maxTokens: 8 });
    assert.equal(run.sample.outcome, 'ok');
    app.log.warn(`planted: ${proxyToken}`);
    app.store.flush();
    const visible = [
      await api.listDeployments(),
      app.service.testing.tests(view.key),
      app.service.fleet(),
      run,
    ];
    assert.ok(!JSON.stringify(visible).includes(proxyToken));
    for (const folder of [context.globalStorageUri.fsPath, context.logUri.fsPath])
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        assert.ok(!(await readFile(file)).includes(proxyToken), `found in ${file}`);
      }
  });

  it('is removed from the list when its row is deleted, with its key and its price, and goes on running', async () => {
    const { app } = await slipway();
    const view = await until('it has a row', row);
    await vscode.commands.executeCommand('slipway.delete', view.key);
    assert.equal(asked.at(-1)?.message, 'Remove "gpu-box" from the list?');
    assert.match(asked.at(-1)?.detail ?? '', /keeps running/);
    await until('it is gone', async () => (await row()) === undefined);
    assert.deepEqual(await app.servers.get('predibase'), []);
    assert.deepEqual(vscode.workspace.getConfiguration().get('slipway.prices'), {});
    assert.equal(shown(app, 'predibase').connected, false);
    const headers = { authorization: `Bearer ${proxyToken}` };
    assert.equal((await fetch(`${lorax.baseUrls.server}/health`, { headers })).status, 200);
  });
});
