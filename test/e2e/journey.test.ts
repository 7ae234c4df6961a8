import assert from 'node:assert/strict';
import { startTogether } from '../platforms/together/index.ts';
import { grave, recordFailures, VSCode } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { togetherSettings } from './pages/slipway.ts';
import { TesterPage } from './pages/tester.ts';
import { WizardPage } from './pages/wizard.ts';
import { settled } from './settled.ts';

/**
 * What a newcomer does, in order, with the packaged extension: connect, deploy, watch, test, measure, change,
 * stop, reload. Each step stands on the one before it, so the first failure is the one to read.
 */
describe('From a key to a stopped deployment', function () {
  this.timeout(120_000);
  this.bail(true);
  const name = 'first-ship';
  let sim: Awaited<ReturnType<typeof startTogether>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startTogether({ clock: { speed: 60 } });
    vscode = await VSCode.open({ settings: togetherSettings(sim) });
  });
  after(async () => {
    await vscode.close();
    await sim.close();
  });

  const accessible = async (panel: RegExp): Promise<void> => {
    await settled(async () => assert.deepEqual(grave(await vscode.window.accessibility(panel)), []));
  };

  it('greets a newcomer, refuses a wrong key with a sentence, and connects with a right one', async () => {
    const { window } = vscode;
    await window.openView('Slipway');
    await window.page.getByRole('button', { name: 'Connect a Platform' }).waitFor();
    await window.screenshot('welcome');
    await window.command('Slipway: Connect a Platform…');
    await window.quickInput.pick('Together AI');
    await window.quickInput.answer('tgp_not_a_key_of_this_account', { secret: true });
    await window.quickInput.asks(/does not accept this API key/);
    await window.screenshot('wrong-key');
    await window.quickInput.answer(sim.credentials.apiKey, { secret: true });
    await window.notifications.all(/Connected to Acme research/).waitFor();
    await window.row(/^qwen-fp8, Active, .*2 of 4 replicas, \$10\.98\/h/).waitFor();
    await window.statusItem(/active · ≥ \$/).waitFor();
    await window.widenSideBar(420);
    await window.screenshot('sidebar', '.part.sidebar');
  });

  it('configures a deployment and shows what it will cost and send before anything is sent', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(/New Deployment/));
    await wizard.choosePlatform('Together AI');
    await accessible(/New Deployment/);
    await window.screenshot('wizard-1-platform');
    await wizard.next('Name and model');
    await wizard.chooseModel('qwen3.5', 'Qwen/Qwen3.5-9B', /FP8 on 1× .*H100/);
    await wizard.name(name);
    await accessible(/New Deployment/);
    await window.screenshot('wizard-2-model');
    await wizard.next('Configuration');
    await wizard.fill('maxReplicas', '0');
    await wizard.frame
      .getByText(/at least 1|1 or more|between 1/i)
      .first()
      .waitFor();
    await wizard.fill('maxReplicas', '2');
    await settled(async () => assert.match(await wizard.price(), /\$5\.49\/h.*\$10\.98\/h/s));
    await accessible(/New Deployment/);
    await window.screenshot('wizard-3-configuration');
    await wizard.next('Review');
    await wizard.frame.getByRole('heading', { name: 'What will be sent' }).waitFor();
    await settled(async () =>
      assert.match(await wizard.frame.locator('table.cost').innerText(), /\$10\.98\/h\s+\$8,015\.40\/mo/),
    );
    await accessible(/New Deployment/);
    await window.screenshot('wizard-4-review');
    assert.deepEqual(
      sim.control.requests({ method: 'POST' }).filter(({ path }) => path.endsWith('/endpoints')),
      [],
      'nothing was created before the person pressed Deploy',
    );
    await window.row(new RegExp(`^${name}, Draft`)).waitFor();
  });

  it('deploys it and follows it until it is active', async () => {
    const { window } = vscode;
    const wizard = new WizardPage(await window.panel(/New Deployment/));
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(new RegExp(`^${name}, Deploying`)).waitFor();
    await window.row(new RegExp(`^${name}, Active, .*\\$5\\.49/h`)).waitFor({ timeout: 60_000 });
    await window.screenshot('deployed');
    const creates = sim.control
      .requests({ method: 'POST' })
      .filter(
        ({ path, search }) => /\/(endpoints|deployments)$/.test(path) && !search.includes('validateOnly'),
      );
    assert.equal(creates.length, 2, 'one endpoint and one deployment, each created once');
  });

  it('streams a test and says how long it took and what it used', async () => {
    const { window } = vscode;
    await window.rowAction(new RegExp(`^${name},`), /Test/);
    const tester = new TesterPage(await window.panel(/^Test: /));
    // Slow enough to be seen while it comes.
    sim.control.setPace({ ttftMs: 180, tokensPerSecond: 10 });
    await tester.send('Why do ships slide into the water stern first?');
    await tester.frame.locator('.output.streaming').waitFor();
    await tester.history().filter({ hasText: 'Succeeded' }).waitFor();
    sim.control.setPace({ ttftMs: 180, tokensPerSecond: 80 });
    await accessible(/^Test: /);
    await window.screenshot('tester');
    await settled(async () => assert.equal(await tester.history().count(), 1));
    await settled(async () => assert.ok((await tester.number('Tokens out')) > 0));
  });

  it('counts that test in the metrics, with its tokens and the cost so far', async () => {
    const { window } = vscode;
    const tester = new TesterPage(await window.panel(/^Test: /));
    let tokens = 0;
    await settled(async () => {
      tokens = (await tester.number('Tokens in')) + (await tester.number('Tokens out'));
    });
    await window.rowAction(new RegExp(`^${name},`), /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: /));
    await metrics.shows('Requests', '1');
    // Drawn by a file that the page loads late, under the editor's own policy.
    await metrics.frame.locator('.chart-frame canvas').first().waitFor();
    await settled(async () => assert.match(await metrics.text('Success rate'), /100\s*%/));
    await settled(async () => assert.match(await metrics.text('Tokens'), new RegExp(String(tokens))));
    const deployment = sim.control.deployment(name);
    await settled(async () => {
      const shown = await metrics.money('Cost');
      const owed = sim.control.cost({ deploymentId: deployment.id }).nanoUsd ?? Number.NaN;
      assert.ok(shown > 0 && shown <= (owed / 1e9) * 1.2 + 0.01, `shown $${shown}, owed $${owed / 1e9}`);
    });
    await accessible(/^Metrics: /);
  });

  it('keeps the last ten tests and counts every one', async () => {
    const { window } = vscode;
    const tester = new TesterPage(await window.panel(/^Test: /));
    for (let test = 2; test <= 12; test++) {
      await tester.test(`Launch number ${test}: ${'what can go wrong? '.repeat(test % 4)}why?`);
    }
    await tester.history().nth(9).waitFor();
    await settled(async () => assert.equal(await tester.history().count(), 10));
    const metrics = new MetricsPage(await window.panel(/^Metrics: /));
    await metrics.shows('Requests', '12');
    await window.screenshot('metrics');
  });

  it('changes the replicas after showing the difference', async () => {
    const { window } = vscode;
    await window.rowMenu(new RegExp(`^${name},`), /Edit/);
    const wizard = new WizardPage(await window.panel(/^Edit: /));
    await wizard.fill('maxReplicas', '3');
    await wizard.next('Review');
    await wizard.frame.locator('table.diff').waitFor();
    await accessible(/^Edit: /);
    await window.screenshot('edit-review');
    await wizard.send();
    await wizard.outcome(/was accepted/).waitFor();
    await window.row(new RegExp(`^${name}, .* of 3 replicas`)).waitFor();
    assert.equal(sim.control.deployment(name).autoscaling.maxReplicas, 3);
  });

  it('stops it only after asking, and says what that means', async () => {
    const { window } = vscode;
    await window.rowAction(new RegExp(`^${name},`), /Stop/);
    await window.dialog.box.waitFor();
    await window.screenshot('stop-question');
    assert.match(await window.dialog.choose('Stop'), new RegExp(`Stop "${name}"`));
    await window.row(new RegExp(`^${name}, Stopped`)).waitFor({ timeout: 60_000 });
  });

  it('finds everything again after a reload', async () => {
    const { window } = vscode;
    await window.reload();
    await window.openView('Slipway');
    // VS Code writes its list of tabs a moment late, so the newest may be missing; these two are older.
    for (const title of [/^Test: first-ship/, /^Metrics: first-ship/])
      await window.tab(title).first().waitFor();
    await window.row(new RegExp(`^${name}, Stopped`)).waitFor({ timeout: 60_000 });
    const tester = new TesterPage(await window.panel(/^Test: /));
    await tester.history().first().waitFor();
    await settled(async () => assert.equal(await tester.history().count(), 10));
    await tester.frame.locator('.output').first().waitFor();
    await tester.frame.getByText('It cannot be tested now.').waitFor();
    const metrics = new MetricsPage(await window.panel(/^Metrics: /));
    await metrics.shows('Requests', '12');
    await window.screenshot('after-reload');
  });

  it('is as readable and accessible in light and in high contrast', async () => {
    const { window } = vscode;
    for (const theme of ['light', 'high-contrast'] as const) {
      await vscode.setTheme(theme);
      await window.command('Slipway: New Deployment…');
      for (const [panel, picture] of [
        [/New Deployment/, 'wizard-1-platform'],
        [/^Test: /, 'tester'],
        [/^Metrics: /, 'metrics'],
      ] as const) {
        await window.panel(panel);
        await accessible(panel);
        await window.screenshot(picture);
      }
    }
  });

  it('wrote no error to the console', () => {
    assert.deepEqual(vscode.window.errors, []);
  });
});
