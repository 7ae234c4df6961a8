import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTogether } from '../platforms/together/index.ts';
import { recordFailures, VSCode } from './driver.ts';
import { connectTogether, togetherSettings } from './pages/slipway.ts';

/** A window shows its rows before anything is read, from the picture of the view that the one before it has left. */
describe('The first look', function () {
  this.timeout(120_000);
  this.bail(true);
  const row = /^qwen-bf16, Active/;
  let sim: Awaited<ReturnType<typeof startTogether>>;
  let vscode: VSCode;
  let own: string | undefined;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startTogether();
    vscode = await VSCode.open({ settings: togetherSettings(sim) });
    await connectTogether(vscode, sim);
    await vscode.window.row(row).waitFor();
  });
  after(async () => {
    await vscode.close();
    await sim.close();
  });

  /** Opens the window again, with another application installed. */
  async function reopened(change: (code: string) => string): Promise<void> {
    const [file = assert.fail('not installed')] = globSync('extensions/slipway.slipway-*/dist/house.cjs', {
      cwd: vscode.dataDir,
    });
    const path = join(vscode.dataDir, file);
    own ??= await readFile(path, 'utf8');
    await writeFile(path, change(own));
    await vscode.window.page.waitForTimeout(2000); // VS Code writes what an extension keeps a moment late
    await vscode.window.reload();
    await vscode.window.openView('Slipway');
  }

  it('has the rows while the application is still being read, and the same ones after it', async () => {
    const { window } = vscode;
    let first = false;
    // A window with much to do pauses between its questions, and reading begins in one that is long.
    for (let tries = 0; tries < 3 && !first; tries++) {
      await reopened((code) => `{ const end = Date.now() + 6000; while (Date.now() < end); }\n${code}`);
      await window.row(row).waitFor();
      // The status bar is the application's.
      first = (await window.statusItem(/active/).count()) === 0;
      await window.statusItem(/active/).waitFor();
    }
    assert.ok(first, 'the rows came with the application, three times');
    assert.equal(await window.row(row).count(), 1);
    await window.rowAction(row, /Test/);
    await window.panel(/^Test: qwen-bf16/);
    await window.closeTab(/^Test: /);
  });

  it('takes the rows away when there is nobody behind them', async () => {
    const { window } = vscode;
    await reopened(() => 'throw new Error("broken");');
    await window.row(row).waitFor({ state: 'detached' });
  });
});
