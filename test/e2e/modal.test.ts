import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, temporaryFolder } from '../hosts/paths.ts';
import { startModal } from '../platforms/modal/index.ts';
import { grave, recordFailures, VSCode } from './driver.ts';
import { MetricsPage } from './pages/metrics.ts';
import { baseUrlSettings } from './pages/platforms.ts';
import { TesterPage } from './pages/tester.ts';
import { WizardPage } from './pages/wizard.ts';
import { settled } from './settled.ts';

const newDeployment = (name: string): RegExp => new RegExp(`^New Deployment(: ${name})?$`);

/** Modal as a person meets it: a profile that is there already, an App from the wizard to its end, an Endpoint likewise. */
describe('Modal', function () {
  this.timeout(240_000);
  this.bail(true);
  let sim: Awaited<ReturnType<typeof startModal>>;
  let profiles: Awaited<ReturnType<typeof temporaryFolder>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startModal({ clock: { speed: 60 } });
    profiles = await temporaryFolder('modal');
    const { tokenId, tokenSecret } = sim.credentials;
    const file = join(profiles.path, 'modal.toml');
    await writeFile(
      file,
      `[acme-labs]\ntoken_id = "${tokenId}"\ntoken_secret = "${tokenSecret}"\nactive = true\n\n[other]\ntoken_id = "ak-gone"\ntoken_secret = "as-gone"\n`,
    );
    vscode = await VSCode.open({
      settings: baseUrlSettings('modal', sim.baseUrls),
      machineSettings: { 'slipway.modal.python': join(root, 'test/platforms/modal/stand-in/python') },
      env: { MODAL_CONFIG_PATH: file, MODAL_SIM_CONTROL: sim.controlUrl },
    });
  });
  // Rows out of sight are not drawn.
  before(() => vscode.window.page.setViewportSize({ width: 1440, height: 1300 }));
  after(async () => {
    await vscode.close();
    await sim.close();
    await profiles[Symbol.asyncDispose]();
  });

  const accessible = async (panel: RegExp): Promise<void> => {
    await settled(async () => assert.deepEqual(grave(await vscode.window.accessibility(panel)), []));
  };

  it('connects with a profile of the Modal client, and shows apps and Endpoints without waking any', async () => {
    const { window } = vscode;
    const { quickInput } = window;
    await window.openView('Slipway');
    await window.command('Slipway: Connect a Platform…');
    await quickInput.pick('Modal');
    await quickInput.asks(/Connect Modal/);
    await window.screenshot('modal-connect');
    await quickInput.pick(/Import from/);
    await quickInput.items().filter({ hasText: 'acme-labs' }).waitFor();
    await window.screenshot('modal-profiles');
    await quickInput.pick('acme-labs');
    await quickInput.asks(/staging/);
    await window.screenshot('modal-environments');
    await quickInput.accept();
    await window.notifications.all(/Connected to/).waitFor();
    await window.clearNotifications();
    await window.widenSideBar(420);
    await window.row(/Modal/).first().waitFor();
    await window.screenshot('modal-sidebar', '.part.sidebar');
    assert.deepEqual(sim.control.dataRequests(), [], 'nothing was woken');
  });

  it('deploys an App: a Python file of the person’s own, by the person’s own Python', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(newDeployment('harbour')));
    await wizard.choosePlatform('Modal');
    await window.screenshot('modal-wizard-platform');
    await wizard.next('Name and model');
    await wizard.chooseModel('Qwen/Qwen3-8B', 'Qwen/Qwen3-8B', /App/);
    await wizard.name('harbour');
    await accessible(newDeployment('harbour'));
    await window.screenshot('modal-wizard-model');
    await wizard.next('Configuration');
    await accessible(newDeployment('harbour'));
    await window.screenshot('modal-wizard-configuration');
    await wizard.next('Review');
    await wizard.frame
      .getByText(/modal_apps\/harbour_app\.py/)
      .first()
      .waitFor();
    await accessible(newDeployment('harbour'));
    await window.screenshot('modal-wizard-review');
    await wizard.send();
    await wizard.outcome(/was created/).waitFor({ timeout: 60_000 });
    await window.screenshot('modal-wizard-outcome');
    const file = await readFile(join(vscode.workspace, 'modal_apps/harbour_app.py'), 'utf8');
    assert.match(file, /modal\.App\(/);
    await window.row(/^harbour, Active/).waitFor();
  });

  it('makes a proxy token when a test needs one, waits for the container, and shows the answer', async () => {
    const { window } = vscode;
    await window.rowAction(/^harbour,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: harbour/));
    await tester.send('Name three harbours.');
    await tester.frame.getByRole('button', { name: 'Create a proxy token' }).first().click();
    await window.dialog.box.waitFor();
    await window.screenshot('modal-proxy-token');
    await window.dialog.choose('Create');
    await window.notifications.all(/token was created and saved/).waitFor();
    await window.row(/^harbour, Active/).waitFor();
    const again = new TesterPage(await window.panel(/^Test: harbour/));
    // Longer than a request to a web function may wait: Modal sends it on, and the wait has to be told.
    sim.control.script('harbour', { kind: 'slow', coldStartMs: 480_000 });
    await again.send('Name three more harbours.');
    await again.frame.locator('.waits').getByText('Starting the container…').waitFor();
    await window.screenshot('modal-tester-starting');
    await again.frame.getByText(/finish reason/).waitFor({ timeout: 60_000 });
    sim.control.script('harbour', undefined);
    const sent = sim.control.dataRequests().map(({ method }) => method);
    assert.deepEqual([sent[0], sent.slice(1).every((method) => method === 'GET')], ['POST', true]);
    assert.ok(sent.length > 1, 'it was redirected while it waited');
    await window.screenshot('modal-tester');
    await settled(async () => assert.ok((await again.number('Tokens out')) > 0));
    await accessible(/^Test: harbour/);
    await window.rowAction(/^harbour,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: harbour/));
    await metrics.frame.getByRole('heading', { name: 'Reported by Modal' }).waitFor();
    await accessible(/^Metrics: harbour/);
    await window.screenshot('modal-metrics');
  });

  it('follows its log', async () => {
    const { window } = vscode;
    await window.rowMenu(/^harbour,/, /Show Logs/);
    await window.screenshot('modal-log-question');
    await window.quickInput.pick(/hour/i);
    await window.page.locator('.part.panel').getByText('End of the log').first().waitFor();
    await window.page.locator('.part.panel').getByText('The image is loaded').first().waitFor();
    await window.screenshot('modal-log');
  });

  it('deploys a second version, goes back to the first, and stops for good', async () => {
    const { window } = vscode;
    await window.rowMenu(/^harbour,/, /Edit/);
    const edit = new WizardPage(await window.panel(/^Edit: harbour/));
    await edit.fill('concurrency', '64');
    await accessible(/^Edit: harbour/);
    await window.screenshot('modal-edit');
    await edit.next('Review');
    await edit.frame.getByRole('heading', { name: 'The file that is written' }).waitFor();
    await window.screenshot('modal-edit-review');
    await edit.send();
    await window.dialog.box.waitFor();
    await window.screenshot('modal-replace-question');
    await window.dialog.choose(/Replace/);
    await edit.outcome(/was accepted/).waitFor({ timeout: 60_000 });
    await window.rowMenu(/^harbour,/, /Releases/);
    const releases = window.quickInput.items();
    await releases.filter({ hasText: 'v2' }).waitFor();
    await window.screenshot('modal-releases');
    await releases.filter({ hasText: 'v1' }).click();
    await window.dialog.box.waitFor();
    await window.screenshot('modal-rollback-question');
    await window.dialog.choose(/Go Back|Roll Back/);
    // A list that was opened before the platform has done it does not change.
    await settled(async () => {
      await window.rowMenu(/^harbour,/, /Releases/);
      await releases.first().waitFor();
      const known = await releases.allInnerTexts();
      await window.quickInput.dismiss();
      assert.ok(
        known.some((text) => text.includes('v3')),
        known.join(' | '),
      );
    });

    await window.rowAction(/^harbour,/, /Stop/);
    await window.dialog.box.waitFor();
    await window.screenshot('modal-stop-question');
    assert.match(await window.dialog.choose('Stop'), /permanent|final|for good/i);
    await window.row(/^harbour, Stopped/).waitFor({ timeout: 60_000 });
  });

  it('deploys an Endpoint, tests it while it starts, measures it and stops it', async () => {
    const { window } = vscode;
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(newDeployment('lighthouse')));
    await wizard.choosePlatform('Modal');
    await wizard.next('Name and model');
    await wizard.chooseModel('Qwen3.6', 'Qwen/Qwen3.6-27B-FP8', /Endpoint/);
    await wizard.name('lighthouse');
    await wizard.next('Configuration');
    await accessible(newDeployment('lighthouse'));
    await window.screenshot('modal-endpoint-configuration');
    await wizard.next('Review');
    await window.screenshot('modal-endpoint-review');
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(/^lighthouse, Active/).waitFor({ timeout: 90_000 });
    await window.rowAction(/^lighthouse,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: lighthouse/));
    await tester.test('What does a lighthouse do?');
    await accessible(/^Test: lighthouse/);
    await window.screenshot('modal-endpoint-tester');
    await window.rowAction(/^lighthouse,/, /Metrics/);
    const metrics = new MetricsPage(await window.panel(/^Metrics: lighthouse/));
    await metrics.frame.getByRole('heading', { name: 'Reported by Modal' }).waitFor();
    await window.screenshot('modal-endpoint-metrics');
    await window.rowAction(/^lighthouse,/, /Stop/);
    await window.dialog.box.waitFor();
    await window.dialog.choose('Stop');
    await window.row(/^lighthouse, Stopped/).waitFor({ timeout: 60_000 });
  });

  it('wrote no error to the console', () => {
    assert.deepEqual(vscode.window.errors, []);
  });
});
