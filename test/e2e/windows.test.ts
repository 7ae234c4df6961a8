import assert from 'node:assert/strict';
import { startTogether } from '../platforms/together/index.ts';
import { recordFailures, VSCode, type Window } from './driver.ts';
import { connectTogether, togetherSettings } from './pages/slipway.ts';
import { settled } from './settled.ts';

/** What one window knows is known to the others, and to the one that is opened tomorrow. */
describe('Windows of one profile', function () {
  this.timeout(120_000);
  let sim: Awaited<ReturnType<typeof startTogether>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startTogether({ clock: { speed: 60 } });
    vscode = await VSCode.open({ settings: togetherSettings(sim) });
    await connectTogether(vscode, sim);
    await vscode.window.row(/^qwen-bf16, Active/).waitFor();
  });
  after(async () => {
    await vscode.close();
    await sim.close();
  });

  it('shows the last known rows at once while the platform is slow, and says from when they are', async () => {
    const { window } = vscode;
    sim.control.addFault({ path: '/v2/**', times: 1000, fault: { kind: 'delay', ms: 8000 } });
    await window.reload();
    await window.openView('Slipway');
    await window.row(/^qwen-bf16, Active, .*not up to date/).waitFor();
    await window.page
      .getByText(/active .*· as of \d\d:\d\d/)
      .first()
      .waitFor();
    await window.statusItem(/active .*· as of \d\d:\d\d/).waitFor();
    await window.screenshot('remembered');
    sim.control.clearFaults();
    await window.command('Slipway: Refresh');
    await window.row(/^qwen-bf16, Active, (?!.*not up to date)/).waitFor();
    await settled(async () => assert.equal(await window.page.getByText(/as of \d\d:\d\d/).count(), 0));
  });

  it('reads in the window that has the focus, for all that are seen', async () => {
    const { window } = vscode;
    const lists = () => sim.control.requests({ method: 'GET', path: /^\/v2\/.*\/endpoints$/ }).length;
    const listsIn = async (ms: number): Promise<number> => {
      const before = lists();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return lists() - before;
    };
    const alone = await listsIn(12_000);
    assert.ok(alone > 1, 'one window reads on its timer');
    const second = await vscode.newWindow();
    await second.openView('Slipway');
    await second.row(/^qwen-bf16, Active/).waitFor();
    await loseFocus(second);
    await window.page.bringToFront();
    sim.control.crashReplica('qwen-bf16');
    await second.row(/^qwen-bf16, (?!Active)|^qwen-bf16, Active, .*0 of 1/).waitFor();
    const both = await listsIn(12_000);
    assert.ok(both <= alone * 1.4 + 1, `${both} lists for two windows, ${alone} for one`);
    await second.page.close();
  });

  /** Pages that are driven believe that they have the focus, whichever is in front. */
  async function loseFocus({ page }: Window): Promise<void> {
    const session = await vscode.context.newCDPSession(page);
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    await vscode.window.page.bringToFront();
    await settled(async () => assert.equal(await page.evaluate(() => document.hasFocus()), false));
    // What a desktop would tell it.
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.evaluate(() => dispatchEvent(new Event('blur')));
  }
});
