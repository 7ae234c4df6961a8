import assert from 'node:assert/strict';
import { startTogether } from '../platforms/together/index.ts';
import { recordFailures, VSCode } from './driver.ts';
import { connectTogether, togetherSettings } from './pages/slipway.ts';
import { TesterPage } from './pages/tester.ts';
import { WizardPage } from './pages/wizard.ts';
import { settled } from './settled.ts';

/** When the platform, the network or the key fail: a sentence where the person looks, and nothing lost. */
describe('Bad days', function () {
  this.timeout(120_000);
  let sim: Awaited<ReturnType<typeof startTogether>>;
  let vscode: VSCode;
  recordFailures(() => vscode.evidence());

  before(async () => {
    sim = await startTogether({ clock: { speed: 60 } });
    vscode = await VSCode.open({ settings: togetherSettings(sim) });
    await connectTogether(vscode, sim);
    await vscode.window.row(/^qwen-fp8, Active/).waitFor();
  });
  after(async () => {
    await vscode.close();
    await sim.close();
  });
  afterEach(() => sim.control.clearFaults());

  it('keeps the rows when the platform fails, says so in the tree, and recovers by itself', async () => {
    const { window } = vscode;
    sim.control.addFault({ path: '/v2/**', times: 1000, fault: { kind: 'gateway', status: 502 } });
    await window.command('Slipway: Refresh');
    await window
      .row(/Together AI.*(problem|could not|at its side)/i)
      .first()
      .waitFor();
    await window.row(/^qwen-fp8, .*not up to date/).waitFor();
    assert.equal(await window.notifications.all(/502|gateway/i).count(), 0, 'a failed read is no toast');
    await window.screenshot('platform-down');
    sim.control.clearFaults();
    await window.command('Slipway: Refresh');
    await window.row(/^qwen-fp8, Active, (?!.*not up to date)/).waitFor();
    await window
      .row(/Together AI.*(problem|could not|at its side)/i)
      .first()
      .waitFor({ state: 'detached' });
  });

  it('explains a GPU quota in the wizard and keeps the draft', async () => {
    const { window } = vscode;
    sim.control.setGpuQuota('H100', 1);
    await window.command('Slipway: New Deployment…');
    const wizard = new WizardPage(await window.panel(/New Deployment/));
    await wizard.choosePlatform('Together AI');
    await wizard.next('Name and model');
    await wizard.chooseModel('qwen3.5', 'Qwen/Qwen3.5-9B', /FP8 on 1× .*H100/);
    await wizard.name('one-too-many');
    await wizard.next('Configuration');
    await wizard.next('Review');
    await wizard.send();
    await wizard.frame
      .getByRole('alert')
      .getByText(/exceed the GPU quota/)
      .first()
      .waitFor();
    await window.screenshot('quota');
    await window.row(/^one-too-many, Draft/).waitFor();
    await settled(() =>
      assert.ok(
        ![...sim.control.requests({ path: /\/endpoints$/ })].some(
          ({ method, status }) => method === 'POST' && status === 200,
        ) || sim.control.requests({ method: 'DELETE' }).length > 0,
        'an endpoint made for a deployment that was refused is taken away again',
      ),
    );
    sim.control.setGpuQuota('H100', 1000);
    await wizard.send();
    await wizard.outcome(/was created/).waitFor();
    await window.row(/^one-too-many, (Deploying|Active)/).waitFor();
  });

  it('shows a stream that breaks as what it is, with what had come', async () => {
    const { window } = vscode;
    await window.rowAction(/^qwen-fp8,/, /Test/);
    const tester = new TesterPage(await window.panel(/^Test: /));
    sim.control.addFault({ path: '/inference/**', fault: { kind: 'resetMidStream', afterEvents: 4 } });
    await tester.send('Tell me of a ship that was never launched.');
    await tester.frame
      .getByText(/closed the connection in the middle|before it was complete|broke/i)
      .first()
      .waitFor();
    await window.screenshot('broken-stream');
    await settled(async () => assert.equal(await tester.history().filter({ hasText: 'Failed' }).count(), 1));
    await tester.test('And one that was.');
    await settled(async () =>
      assert.equal(await tester.history().filter({ hasText: 'Succeeded' }).count(), 1),
    );
  });

  // In a browser each window reads its secrets once, when it opens; on the desktop the editor tells the others
  // (test/host covers that event).
  it('shares the key with a second window, and its absence', async () => {
    const { window } = vscode;
    const second = await vscode.newWindow();
    await second.openView('Slipway');
    await second.row(/^qwen-fp8, Active/).waitFor();
    await window.page.bringToFront();
    await window.command('Slipway: Disconnect a Platform…');
    await window.dialog.choose('Disconnect');
    await window.page.getByRole('button', { name: 'Connect a Platform' }).waitFor();
    await second.page.bringToFront();
    await second.reload();
    await second.openView('Slipway');
    await second.page.getByRole('button', { name: 'Connect a Platform' }).waitFor();
    await window.page.bringToFront();
    await connectTogether(vscode, sim);
    await second.page.bringToFront();
    await second.reload();
    await second.openView('Slipway');
    await second.row(/^qwen-fp8, Active/).waitFor();
    await second.page.close();
  });

  it('asks for a new key when the platform refuses the old one', async () => {
    const { window } = vscode;
    await window.page.bringToFront();
    const refusal = {
      error: { message: 'Invalid API key', type: 'invalid_request_error', code: 'invalid_api_key' },
    };
    sim.control.addFault({
      path: '/v2/**',
      times: 1000,
      fault: { kind: 'status', status: 401, body: refusal },
    });
    sim.control.addFault({
      path: '/v1/**',
      times: 1000,
      fault: { kind: 'status', status: 401, body: refusal },
    });
    await window.command('Slipway: Refresh');
    const row = window.row(/does not accept this API key/).first();
    await row.waitFor();
    await window.screenshot('key-refused');
    sim.control.clearFaults();
    await row.click();
    await window.quickInput.answer(sim.credentials.apiKey, { secret: true });
    await window.row(/^qwen-fp8, Active/).waitFor();
    await row.waitFor({ state: 'detached' });
  });
});
