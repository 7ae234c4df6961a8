import assert from 'node:assert/strict';
import { grave, recordFailures, VSCode } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { connectAll, settingsOf, startAll, type Everything } from './pages/everything.ts';
import { TesterPage } from './pages/tester.ts';
import { WizardPage } from './pages/wizard.ts';
import { settled } from './settled.ts';

/** The panel as it opens, and once the draft has a name; not one whose work is done. */
const newDeployment = (name: string): RegExp => new RegExp(`^New Deployment(: ${name})?$`);

/** Four platforms and a server of one's own in one window, each from the wizard (or its URL) to the end. */
describe('All platforms at once', function () {
  this.timeout(180_000);
  this.bail(true);
  let sims: Everything;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sims = await startAll();
    vscode = await VSCode.open({ settings: settingsOf(sims) });
  });
  // Rows out of sight are not drawn.
  before(() => vscode.window.page.setViewportSize({ width: 1440, height: 1500 }));
  after(async () => {
    await vscode.close();
    await Promise.all(Object.values(sims).map((sim) => sim.close()));
  });

  const accessible = async (panel: RegExp): Promise<void> => {
    await settled(async () => assert.deepEqual(grave(await vscode.window.accessibility(panel)), []));
  };

  it('connects all of them, and shows their deployments side by side', async () => {
    const { window } = vscode;
    await connectAll(vscode, sims);
    await window.clearNotifications();
    await window.widenSideBar(420);
    await window.screenshot('sidebar-fleet', '.part.sidebar');
  });

  it('deploys on Replicate, tests it, measures it and stops it', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(newDeployment('quay')));
    await wizard.choosePlatform('Replicate');
    await wizard.next('Name and model');
    await wizard.chooseModel('meta/llama-2-7b-chat', 'meta/llama-2-7b-chat', /latest|newest|version/i);
    await wizard.name('quay');
    await accessible(newDeployment('quay'));
    await window.screenshot('replicate-wizard-model');
    await wizard.next('Configuration');
    await wizard.frame.locator('select#instanceType').selectOption('gpu-t4');
    await wizard.fill('maxReplicas', '2');
    await accessible(newDeployment('quay'));
    await window.screenshot('replicate-wizard-configuration');
    await wizard.next('Review');
    await wizard.frame.getByRole('heading', { name: 'What will be sent' }).waitFor();
    await accessible(newDeployment('quay'));
    await window.screenshot('replicate-wizard-review');
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(/^quay, Active \(inferred\)/).waitFor();

    await window.rowAction(/^quay,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: quay/));
    await tester.test('Name three harbours.');
    await settled(async () => assert.ok((await tester.number('Tokens out')) > 0));
    await accessible(/^Test: quay/);
    await window.screenshot('replicate-tester');

    await window.rowAction(/^quay,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: quay/));
    await metrics.shows('Requests', '1');
    await metrics.frame.getByRole('heading', { name: 'Reported by Replicate' }).waitFor();
    await accessible(/^Metrics: quay/);
    await window.screenshot('replicate-metrics');

    await window.rowAction(/^quay,/, /Stop/);
    await window.dialog.box.waitFor();
    await window.screenshot('replicate-stop-question');
    assert.match(await window.dialog.choose('Stop'), /cancelled at once/);
    await window.row(/^quay, Stopped/).waitFor();
    assert.deepEqual(
      [sims.replicate.control.deployment('acme/quay').release].map(({ min, max }) => [min, max]),
      [[0, 0]],
    );
  });

  it('keeps the releases that Replicate forgets', async () => {
    const { window } = vscode;
    await window.rowMenu(/^quay,/, /Releases/);
    const releases = window.quickInput.items();
    await releases.filter({ hasText: 'Release 2' }).filter({ hasText: 'runs now' }).waitFor();
    await releases.filter({ hasText: 'Release 1' }).filter({ hasText: '0 to 2 instances' }).waitFor();
    await window.screenshot('replicate-releases');
    await window.quickInput.dismiss();
  });

  it('tests a model by its own inputs, and shows the picture that it makes', async () => {
    const { window } = vscode;
    await window.rowAction(/^images,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: images/));
    await tester.frame.getByLabel('Prompt', { exact: true }).locator('textarea').fill('A lighthouse at dusk');
    await tester.frame.getByRole('button', { name: 'Send', exact: true }).click();
    // While it runs the picture may come as data; what is kept is its address, which is then read.
    await tester.frame.getByText(/finish reason/).waitFor({ timeout: 60_000 });
    await tester.frame.locator('.answer img').first().waitFor();
    await accessible(/^Test: images/);
    await window.screenshot('replicate-inputs');
  });

  it('keeps a delete that has to wait on Replicate over a reload, and takes it back when told to', async () => {
    const { window } = vscode;
    await window.rowMenu(/^quay,/, /Delete/);
    await window.dialog.box.waitFor();
    await window.dialog.choose('Delete');
    await window.row(/^quay, .*[Ww]aiting to delete/).waitFor();
    await window.screenshot('replicate-waiting-to-delete');
    await window.reload();
    await window.openView('Slipway');
    await window.row(/^quay, .*[Ww]aiting to delete/).waitFor({ timeout: 60_000 });
    await window.rowAction(/^quay,/, /Cancel Delete/);
    await window.row(/^quay, Stopped/).waitFor();
    assert.ok(sims.replicate.control.deployment('acme/quay'), 'it is still there');
    assert.deepEqual(sims.replicate.control.requests({ method: 'DELETE' }), [], 'nothing was sent too early');
  });

  it('deploys on Predibase, tests it and stops it softly', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(newDeployment('berth')));
    await wizard.choosePlatform('Predibase');
    await wizard.next('Name and model');
    await wizard.frame.locator('#model-search input').fill('qwen3-8b');
    await wizard.frame.getByRole('option', { name: 'qwen3-8b' }).first().click();
    await wizard.name('berth');
    await accessible(newDeployment('berth'));
    await window.screenshot('predibase-wizard-model');
    await wizard.next('Configuration');
    await wizard.fill('minReplicas', '1');
    await wizard.fill('idleTimeoutMinutes', '10');
    await accessible(newDeployment('berth'));
    await window.screenshot('predibase-wizard-configuration');
    await wizard.next('Review');
    await wizard.frame.getByRole('heading', { name: 'What will be sent' }).waitFor();
    await accessible(newDeployment('berth'));
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(/^berth, Active/).waitFor({ timeout: 60_000 });

    await window.rowAction(/^berth,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: berth/));
    await tester.test('What is a berth?');
    await accessible(/^Test: berth/);

    await window.rowAction(/^berth,/, /Stop/);
    await window.dialog.box.waitFor();
    await window.screenshot('predibase-stop-question');
    assert.match(await window.dialog.choose('Stop'), /wakes/i);
    await window.row(/^berth, Stopped/).waitFor({ timeout: 90_000 });
  });

  it('tests two adapters on a LoRAX server of one’s own, side by side', async () => {
    const { window } = vscode;
    await window.rowAction(/^Lab server,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: Lab server/));
    const { frame } = tester;
    await tester.test('Hello from the quay.');
    for (const adapter of ['acme/support-lora', 'acme/sql-lora']) {
      await frame.getByLabel('Adapter', { exact: true }).selectOption({ label: 'Another, by its id…' });
      await frame.getByLabel('Adapter id').locator('input').fill(adapter);
      await tester.test(`A question for ${adapter}`);
      await settled(async () => assert.ok((await tester.number('Tokens out')) > 0));
    }
    await accessible(/^Test: Lab server/);
    await window.screenshot('lorax-tester');
    const asked = sims.lorax.control.seen().flatMap(({ adapters }) => adapters);
    for (const adapter of ['acme/support-lora', 'acme/sql-lora'])
      assert.ok(asked.includes(adapter), `${adapter} was asked for`);

    // Opened again it knows the adapters that it has used.
    await window.closeTab(/^Test: Lab server/);
    await window.rowAction(/^Lab server,/, /Test/);
    const again = await window.panel(/^Test: Lab server/);
    await again.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
    for (const adapter of ['Base model', 'acme/support-lora', 'acme/sql-lora']) {
      await again.getByRole('checkbox', { name: adapter }).click();
      // The toolkit says a moment later what it is.
      await again.getByRole('checkbox', { name: adapter, checked: true }).waitFor();
    }
    await again.locator('#prompt textarea').fill('Which way does the tide turn?');
    await again.getByRole('button', { name: 'Compare', exact: true }).click();
    await again.getByText('The comparison has ended.').waitFor();
    await settled(async () => {
      const answers = await again.locator('.compared').allInnerTexts();
      assert.equal(answers.length, 3);
      for (const answer of answers) assert.match(answer, /Tokens out\s+\d+/);
    });
    await accessible(/^Test: Lab server/);
    await window.screenshot('lorax-compare');

    await window.rowAction(/^Lab server,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: Lab server/));
    await metrics.shows('Requests', '6');
    await metrics.frame.getByRole('heading', { name: /Reported by/ }).waitFor();
    await accessible(/^Metrics: Lab server/);
    await window.screenshot('lorax-metrics');
  });

  it('wrote no error to the console', () => {
    assert.deepEqual(vscode.window.errors, []);
  });
});
