import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTogether } from '../platforms/together/index.ts';
import { grave, recordFailures, VSCode } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { connectTogether, togetherSettings } from './pages/slipway.ts';
import { TesterPage } from './pages/tester.ts';
import { WizardPage } from './pages/wizard.ts';
import { settled } from './settled.ts';

const steps = [
  'Connect a platform',
  'See what runs and what it costs',
  'Deploy with a review',
  'Test it',
  'Measure it, and stop what idles',
];

/**
 * The first minutes of somebody who has no account, then a key, then no connection: what the view says where it has
 * nothing to show, the walkthrough, and the Sandbox from its door to its door.
 */
describe('Welcome aboard', function () {
  this.timeout(120_000);
  this.bail(true);
  const name = 'sandbox-ship';
  let sim: Awaited<ReturnType<typeof startTogether>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startTogether({ clock: { speed: 60 }, seed: 'empty' });
    vscode = await VSCode.open({ settings: togetherSettings(sim) });
  });
  after(async () => {
    await vscode.close();
    await sim.close();
  });

  const accessible = async (panel: RegExp): Promise<void> => {
    await settled(async () => assert.deepEqual(grave(await vscode.window.accessibility(panel)), []));
  };
  const page = (text: string) => vscode.window.page.locator('.welcome-view').getByText(text).first();
  const button = (label: string) =>
    vscode.window.page.locator('.welcome-view').getByRole('button', { name: label });

  it('says what to do where no platform is connected', async () => {
    const { window } = vscode;
    await window.openView('Slipway');
    await button('Connect a Platform').waitFor();
    await button('Try Slipway in a Sandbox').waitFor();
    await window.widenSideBar(420);
    await window.screenshot('empty-no-platform');
  });

  it('walks through five steps, each with its picture', async () => {
    const { window } = vscode;
    await window.command('Slipway: Welcome');
    const walk = window.page.locator('.gettingStartedContainer');
    await walk.getByRole('heading', { name: 'Get Started with Slipway' }).first().waitFor();
    // Dark as the last one: the rest is seen in it.
    for (const theme of ['light', 'high-contrast', 'hc-light', 'dark'] as const) {
      await vscode.setTheme(theme);
      for (const [index, title] of steps.entries()) {
        const step = walk.locator('.getting-started-step').filter({ hasText: title }).first();
        await step.click();
        await walk.locator('.getting-started-step.expanded').filter({ hasText: title }).waitFor();
        await walk.locator('.getting-started-media').first().waitFor();
        await window.screenshot(`walkthrough-${index + 1}`);
      }
    }
  });

  it('opens the Sandbox without an account, and says everywhere that it is one', async () => {
    const { window } = vscode;
    await button('Try Slipway in a Sandbox').click();
    await window.row(/^qwen-fp8, Active/).waitFor();
    await window.page.getByText('Simulated: nothing here is real or costs anything').first().waitFor();
    await window.statusItem(/Simulated · \d+ active/).waitFor();
    await window.screenshot('sandbox');
  });

  it('names the filter that hides everything, and clears it at a click', async () => {
    const { window } = vscode;
    await window.command('Slipway: Filter…');
    await window.quickInput.pick('By text');
    await window.quickInput.answer('no such ship');
    const nothing = window.row(/^No deployment matches the filter: “no such ship”/);
    await nothing.waitFor();
    await window.screenshot('empty-filtered');
    await nothing.click();
    await window.row(/^qwen-fp8, Active/).waitFor();
  });

  it('deploys there', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(/New Deployment/));
    await wizard.frame.getByText('Simulated: nothing here is real').waitFor();
    await wizard.choosePlatform('Together AI');
    await wizard.next('Name and model');
    await wizard.chooseModel('qwen3.5', 'Qwen/Qwen3.5-9B', /FP8 on 1× .*H100/);
    await wizard.name(name);
    await wizard.next('Configuration');
    await wizard.next('Review');
    await wizard.frame.getByRole('heading', { name: 'What will be sent' }).waitFor();
    await accessible(/New Deployment/);
    await window.screenshot('sandbox-wizard');
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(new RegExp(`^${name}, Active, .*\\$5\\.49/h`)).waitFor({ timeout: 60_000 });
  });

  it('tests and measures there', async () => {
    const { window } = vscode;
    await window.rowAction(new RegExp(`^${name},`), /Test/);
    const tester = new TesterPage(await window.panel(/^Test: /));
    await tester.test('Why do ships slide into the water stern first?');
    await accessible(/^Test: /);
    await window.screenshot('sandbox-tester');
    await window.rowAction(new RegExp(`^${name},`), /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: /));
    await metrics.shows('Requests', '1');
    await accessible(/^Metrics: /);
    await window.screenshot('sandbox-metrics');
  });

  it('is left by the link of any panel, and nothing of it is seen any more', async () => {
    const { window } = vscode;
    const metrics = await window.panel(/^Metrics: /);
    await metrics.getByRole('link', { name: 'Leave the Sandbox' }).click();
    await button('Connect a Platform').waitFor();
    assert.equal(await window.tab(/^(Test|Metrics|New Deployment)/).count(), 0);
    // The editor brings back what an item of the same name said, a moment after it went.
    await window.page.waitForTimeout(1000);
    assert.equal(await window.statusItem(/Simulated/).count(), 0);
    await window.screenshot('sandbox-left');
    assert.deepEqual(await traces(), []);
  });

  it('is gone after a reload of the window, with its panels', async () => {
    const { window } = vscode;
    await button('Try Slipway in a Sandbox').click();
    await window.row(/^qwen-fp8, Active/).waitFor();
    await window.command('Slipway: Metrics of All Deployments');
    await (await window.panel(/^Metrics: /)).getByText('Simulated: nothing here is real').waitFor();
    await window.page.waitForTimeout(2500); // VS Code writes its list of tabs a moment late
    const seen = await window.tabsSeen();
    await window.reload();
    await window.openView('Slipway');
    await button('Connect a Platform').waitFor();
    await window.page.waitForTimeout(2000); // a tab that the editor keeps is there before the extension is
    assert.deepEqual(
      (await seen()).filter((tab) => tab.startsWith('Metrics: ')),
      [],
    );
    assert.equal(await window.row(/./).and(window.row(/qwen/)).count(), 0);
  });

  it('asks for a key with the way to the page where it is made', async () => {
    const { window } = vscode;
    await window.command('Slipway: Connect a Platform…');
    await window.quickInput.pick('Together AI');
    const link = window.page.locator('.quick-input-widget').getByText('Open api.together.ai');
    await link.waitFor();
    assert.equal(await link.evaluate((element) => element.tagName), 'A');
    await window.screenshot('connect-key');
    await window.quickInput.dismiss();
  });

  it('says when nothing is deployed, and what to do about it', async () => {
    const { window } = vscode;
    await connectTogether(vscode, sim);
    await window.notifications.all(/Connected to Acme research.* on Together AI/).waitFor();
    await window.clearNotifications();
    await page('Nothing is deployed').waitFor();
    await button('New Deployment').waitFor();
    await button('Test a Serverless Model').waitFor();
    await window.screenshot('empty-nothing-deployed');
  });

  it('says when no platform can be reached, tries again, and keeps the last known rows then', async () => {
    const { window } = vscode;
    const port = Number(new URL(sim.baseUrls.v2).port);
    await sim.close();
    await window.command('Slipway: Refresh');
    await page('None of your platforms can be reached').waitFor();
    await window.screenshot('empty-offline');
    await window.page.locator('.welcome-view').getByText('The log').click();
    await window.page
      .locator('.part.panel')
      .getByText(/could\snot\sbe\sreached/)
      .first()
      .waitFor();
    await window.command('View: Toggle Panel Visibility');
    sim = await startTogether({ clock: { speed: 60 }, port });
    await button('Try Again').click();
    await window.row(/^qwen-fp8, Active/).waitFor();
    await sim.close();
    await window.command('Slipway: Refresh');
    await window.page.getByText('No platform can be reached: you see what was last known.').first().waitFor();
    await window.row(/^qwen-fp8, Active, .*not up to date/).waitFor();
    await window.screenshot('offline-with-rows');
    sim = await startTogether({ clock: { speed: 60 }, port });
  });

  it('wrote no error to the console', () => {
    assert.deepEqual(vscode.window.errors, []);
  });

  /** Names of what the Sandbox may have left where the extension keeps things. */
  async function traces(): Promise<string[]> {
    const storage = join(vscode.dataDir, 'data', 'User', 'globalStorage', 'slipway.slipway');
    const found: string[] = [];
    for (const each of await readdir(storage, { withFileTypes: true, recursive: true })) {
      const path = join(each.parentPath, each.name);
      if (each.isFile() && (await readFile(path)).includes(name)) found.push(path);
      if (each.isDirectory() && each.parentPath.endsWith('sandbox')) found.push(path);
    }
    return found;
  }
});
