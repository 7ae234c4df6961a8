import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/extension/app.ts';
import { platformIds } from '../../src/connectors/domain.ts';
import { startTogether } from '../platforms/together/index.ts';
import { connectSimulator, shown, slipway, until, type Simulator } from './kit.ts';

const open = () => vscode.commands.executeCommand('slipway.openSandbox');
const leave = () => vscode.commands.executeCommand('slipway.closeSandbox');

describe('the Sandbox', () => {
  let simulator: Simulator;
  let disconnect: () => Promise<void>;
  before(async () => ({ simulator, disconnect } = await connectSimulator()));
  after(async () => {
    await leave();
    await disconnect();
  });

  /** All that the person's own Slipway keeps, as it is on disk. */
  async function kept(): Promise<Record<string, string>> {
    const { context } = await slipway();
    const folder = context.globalStorageUri.fsPath;
    const files = readdirSync(folder).filter((name) => name.endsWith('.db'));
    return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name)).toString('hex')]));
  }

  const sandboxes = async (): Promise<string[]> => {
    const { context } = await slipway();
    const folder = join(context.globalStorageUri.fsPath, 'sandbox');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  const secrets = async (): Promise<(string | undefined)[]> => {
    const { context } = await slipway();
    const keys = platformIds.flatMap((id) => [`platform/${id}`, `servers/${id}`]);
    return Promise.all(keys.map(async (key) => context.secrets.get(key)));
  };

  it('shows simulated platforms and nothing of the real ones, marked as such', async () => {
    const { app: own } = await slipway();
    await own.ready();
    const real = own.service.fleet().deployments.map(({ key }) => key);
    await open();
    const { api, app } = await slipway();
    assert.notEqual(app, own);
    assert.equal(api.simulated, true);
    await app.ready();
    const { platforms, deployments } = app.service.fleet();
    assert.ok(platforms.every(({ connected, problems }) => connected && problems.length === 0));
    assert.equal(platforms.length, platformIds.length);
    assert.ok(deployments.length > 4);
    assert.equal(own.panels.openPanels.length, 0);
    assert.ok(real.length > 0);
    await until('the header says so', () => app.view.header.message?.startsWith('Simulated:'));
    await until('the status bar says so', () => app.statusBar.text?.includes('Simulated'));
    assert.match(app.statusBar.tooltip ?? '', /Simulated: nothing here is real/);
    await vscode.commands.executeCommand('slipway.fleetMetrics');
    const [panel] = app.panels.openPanels;
    assert.match(panel?.html ?? '', /Simulated: nothing here is real[^]*command:slipway\.closeSandbox/);
    assert.equal(panel?.type, 'slipway.metricsPanel.sandbox', 'the editor brings back none of this kind');
  });

  it('stays as it is when it is opened once more', async () => {
    const { app, window } = await slipway();
    const { opened } = window;
    await Promise.all([open(), open()]);
    const again = await slipway();
    assert.equal(again.app, app);
    assert.equal(again.window.opened, opened);
  });

  it('deploys, follows, tests, measures and stops as the real thing does', async () => {
    const { api, app } = await slipway();
    const key = await deploy(app, 'sandbox-ship');
    const settled = (status: string) =>
      until(
        `it is ${status}`,
        async () => {
          await app.service.refresh({ platform: 'together' });
          const view = app.service.get(key);
          // Each reading draws everything that is open: as often as it can be asked for, the editor falls behind.
          await new Promise((resolve) => setTimeout(resolve, 300));
          return view?.status === status && !view.busy ? view : undefined;
        },
        60_000,
      );
    await settled('active');
    const { sample } = await until('it answers', async () => {
      const run = await api.testEndpoint(key, { prompt: 'Why do ships float?', stream: true, maxTokens: 20 });
      return run.sample.outcome === 'ok' ? run : undefined;
    });
    const { slipway: report } = await api.getUsageMetrics(key);
    assert.equal(report.requests.ok, 1);
    assert.equal(report.tokens.output, sample.usage?.output);
    await api.updateDeployment(key, { maxReplicas: 2 }, { confirmed: true });
    await api.stopDeployment(key, { confirmed: true });
    await settled('stopped');
  }).timeout(120_000);

  it('deploys to Modal without any Python, and writes no file into the folder that is open', async () => {
    const { app } = await slipway();
    const python = await app.workbench.python();
    const ending = await app.workbench.run({
      ...{ program: python.program, folder: '.', env: {} },
      args: [...python.args, '--version'],
    });
    assert.deepEqual(ending.stdout, ['Python 3.12.4']);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const { path } = await app.workbench.save('ship.py', '# nothing\n');
    assert.ok(!folder || !path.startsWith(folder.uri.fsPath), path);
  });

  it('reaches its simulators with its own keys only, and their controls not at all', async () => {
    const { app, window } = await slipway();
    const local = (await window.opened?.home.local(app.log)) ?? {};
    const { together } = local;
    assert.ok(together);
    assert.deepEqual(Object.keys(local).sort(), [...platformIds].sort());
    const ask = (url: string, key: string) => fetch(url, { headers: { authorization: `Bearer ${key}` } });
    const api = together.baseUrls['v2'] ?? '';
    const usual = await startTogether();
    assert.equal((await ask(`${api}/catalog/models`, usual.credentials.apiKey)).status, 401);
    await usual.close();
    for (const [id, { baseUrls }] of Object.entries(local)) {
      const { origin } = new URL(Object.values(baseUrls)[0] ?? '');
      // Modal's own protocol does not answer such a question at all; the others must be there to refuse it.
      const answer = await fetch(`${origin}/control/requests`).catch((error: unknown) => {
        if (id !== 'modal') throw error;
      });
      assert.ok(!answer?.ok, `${origin} answers ${String(answer?.status)}`);
    }
  });

  it('leads out to what is real only through its door', async () => {
    const { app } = await slipway();
    const offered: string[] = [];
    app.dialogs = { ...app.dialogs, offer: (said) => Promise.resolve(offered.push(said) < 0) };
    await vscode.commands.executeCommand('slipway.connect');
    await vscode.commands.executeCommand('slipway.addServer');
    assert.equal(offered.length, 2);
    assert.match(offered[0] ?? '', /everything is simulated/);
  });

  it('leaves nothing: no process, no port, no row, no panel, no secret, no figure, no file', async () => {
    const { app: simulated, window } = await slipway();
    const [, ...after] = await Promise.all([simulated.ready(), secrets(), kept()]);
    const [secretsBefore, keptBefore] = after;
    const { opened } = window;
    const pid = opened?.pid;
    assert.ok(opened && pid !== undefined && isAlive(pid));
    const platforms = Object.values(await opened.home.local(simulated.log));
    const urls = platforms.flatMap(({ baseUrls, servers = [] }) => [
      ...Object.values(baseUrls),
      ...servers.map(({ url }) => url),
    ]);
    const ports = [...new Set(urls.map((url) => Number(new URL(url).port)))];
    assert.ok(ports.length >= 6);
    for (const port of ports) assert.equal(await listens(port), true);
    assert.equal((await sandboxes()).length, 1);
    await leave();
    const { api, app } = await slipway();
    assert.equal(api.simulated, false);
    assert.equal(window.opened, undefined);
    assert.equal(isAlive(pid), false);
    for (const port of ports) assert.equal(await listens(port), false, `${port} still listens`);
    assert.deepEqual(await sandboxes(), []);
    assert.equal(simulated.panels.openPanels.length, 0);
    assert.deepEqual(await secrets(), secretsBefore);
    assert.deepEqual(await kept(), keptBefore, 'the files of the real history are as they were');
    await app.ready();
    const rows = await api.listDeployments();
    assert.ok(rows.length > 0 && rows.every(({ platform }) => platform === 'together'));
    assert.ok(!rows.some(({ name }) => name === 'sandbox-ship'));
    const figures = await app.metrics();
    assert.deepEqual(
      figures.fleet({ from: 0, to: Date.now() }).filter(({ key }) => !key.startsWith('together:')),
      [],
    );
    assert.equal(app.view.header.message?.includes('Simulated'), false);
    assert.ok(!app.statusBar.text?.includes('Simulated'));
    assert.ok(shown(app).connected);
    assert.ok(simulator.control.requests().length > 0);
  });

  it('is closed, with a word, when its simulators die', async () => {
    await open();
    const { window } = await slipway();
    const pid = window.opened?.pid;
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await until('it is closed', async () => !(await slipway()).api.simulated);
    await until('its folder is gone', async () => (await sandboxes()).length === 0);
  });

  it('does not open while a deploy of the person’s own is under way', async () => {
    const { app } = await slipway();
    await app.ready();
    const fault = simulator.control.addFault({
      method: 'POST',
      path: '/v2/**',
      fault: { kind: 'delay', ms: 1500 },
    });
    const deployed = deploy(app, 'own-ship');
    await until('it is under way', () => app.underway() === 'own-ship');
    await assert.rejects((await slipway()).window.open(), /own-ship is being worked on/);
    assert.equal((await slipway()).api.simulated, false);
    simulator.control.removeFault(fault);
    await deployed;
  });
});

async function deploy(app: App, name: string): Promise<string> {
  const [model] = (await app.service.catalog.models('together', { scope: 'catalogue' })).items;
  assert.ok(model);
  const [variant] = await app.service.catalog.variants('together', model);
  assert.ok(variant);
  const config = { minReplicas: 1, maxReplicas: 1 };
  const spec = { name, model, variant: variant.id, config };
  return app.service.deploy(app.service.saveDraft({ platform: 'together', spec }).id);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (there: boolean): void => {
      socket.destroy();
      resolve(there);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
