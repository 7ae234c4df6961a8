import assert from 'node:assert/strict';
import { startTogether } from '../platforms/together/index.ts';
import { recordFailures, VSCode, type Window } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { connectTogether, togetherSettings } from './pages/slipway.ts';
import { WizardPage } from './pages/wizard.ts';
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

  it('finds by reading what became of a deploy when the extension host is killed in the middle of it', async () => {
    const { window } = vscode;
    await window.page.bringToFront();
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(/New Deployment/));
    await wizard.choosePlatform('Together AI');
    await wizard.next('Name and model');
    await wizard.chooseModel('qwen3.5', 'Qwen/Qwen3.5-9B', /FP8 on 1× .*H100/);
    await wizard.name('phoenix');
    await wizard.next('Configuration');
    await wizard.next('Review');
    sim.control.addFault({ method: 'POST', path: '/v2/**', times: 20, fault: { kind: 'delay', ms: 700 } });
    const before = creates();
    await wizard.send();
    await settled(() => assert.ok(creates() > before, 'a create is under way'));
    for (const pid of extensionHosts()) process.kill(pid, 'SIGKILL');
    sim.control.clearFaults();
    // The editor starts another one by itself.
    await settled(() => assert.ok(extensionHosts().length > 0));
    await window.page
      .getByText(/host terminated unexpectedly/)
      .first()
      .waitFor();
    const read = sim.control.requests({ method: 'GET' }).length;
    await window.command('Slipway: Refresh');
    await settled(() => assert.ok(sim.control.requests({ method: 'GET' }).length > read, 'it reads again'));
    await window.row(/^phoenix, (Deploying|Active|Draft)/).waitFor({ timeout: 60_000 });
    await window.row(/^qwen-fp8, Active, (?!.*not up to date)/).waitFor({ timeout: 60_000 });
    await settled(async () => assert.equal(await window.row(/^phoenix,/).count(), 1));
    assert.ok(creates() - before <= 2, 'an endpoint and a deployment at most, each once');
    await window.screenshot('host-killed');
  });

  it('says in an open panel that nobody answers it any more, and leads out of it', async () => {
    const { window } = vscode;
    await window.rowAction(/^qwen-fp8, Active/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: qwen-fp8/));
    await metrics.frame.getByText(/No requests were sent/).waitFor();
    for (const pid of extensionHosts()) process.kill(pid, 'SIGKILL');
    await settled(() => assert.ok(extensionHosts().length > 0));
    // A click shows it sooner than the clock.
    await metrics.frame.getByRole('button', { name: 'Refresh now' }).click();
    const wayOut = metrics.frame.getByRole('link', { name: 'Reload the window' });
    await wayOut.waitFor({ timeout: 40_000 });
    await window.screenshot('nobody-answers');
    const reloaded = window.page.waitForEvent('load');
    await wayOut.focus();
    await window.page.keyboard.press('Enter');
    await reloaded;
    await window.ready();
    const again = new MetricsPage(await window.panel(/^Metrics: qwen-fp8/));
    await again.frame.getByText(/No requests were sent/).waitFor();
    assert.equal(await again.frame.getByText('Slipway does not answer').count(), 0);
  });

  const creates = (): number =>
    sim.control
      .requests({ method: 'POST', path: /\/(endpoints|deployments)$/ })
      .filter(({ search }) => !search.includes('validateOnly')).length;

  /** The processes of all windows' extensions, as the server told them: one of a closed window lives on for a while. */
  const extensionHosts = (): number[] =>
    vscode.server.log
      .flatMap((line) => Number(/<(\d+)> Launched Extension Host/.exec(line)?.[1] ?? NaN))
      .filter((pid) => !Number.isNaN(pid) && isAlive(pid));

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

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
