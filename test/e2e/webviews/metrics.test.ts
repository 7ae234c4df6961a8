import assert from 'node:assert/strict';
import { called, harness, until } from './shared.ts';
import { settled } from '../settled.ts';

const key = 'together:ep_1/dep_2';

describe('the metrics panel', () => {
  const { open } = harness();

  it('shows what Slipway measured apart from what the platform reports', async () => {
    const { page } = await open('metrics', { key });
    const tile = (name: string) => page.getByRole('group', { name, exact: true });
    const measured = page.getByRole('region', { name: 'Measured by Slipway' });
    const reported = page.getByRole('region', { name: 'Reported by Together AI' });
    await measured.getByRole('group', { name: 'Requests', exact: true }).getByText('84').waitFor();
    await reported.getByRole('group', { name: 'Requests', exact: true }).getByText('1,200').waitFor();
    await measured.getByRole('group', { name: 'Success rate' }).getByText('of 81 requests').waitFor();
    await tile('P99').first().getByText('n = 76: too few for a P99').waitFor();
    await tile('Cost').getByText('$9.14 – $10.98').waitFor();
    await tile('Watched').getByText('83.2%').waitFor();
    await measured.getByText('76 successful, 5 failed, 3 cancelled').waitFor();
    await reported.getByText('1,197 successful, 3 failed').waitFor();
    await settled(async () =>
      assert.deepEqual(await reported.locator('.not-given li').allTextContents(), [
        'Together AI reports no average latency and no P95.',
        'Together AI reports no cost.',
      ]),
    );
  });

  it('takes back the status when the platform is not connected any more, and keeps what it measured', async () => {
    const { page } = await open('metrics', { key });
    await page.locator('.panel-head').getByText('Active').waitFor();
    await page.evaluate(() => (window as unknown as { disconnect: () => void }).disconnect());
    await page.getByText('Together AI is not connected.').waitFor();
    const head = page.locator('.panel-head');
    await head.getByText('status unknown').waitFor();
    await head.getByText('cost per hour unknown').waitFor();
    await page.getByRole('region', { name: 'Reported by Together AI' }).waitFor({ state: 'detached' });
    await page.getByRole('group', { name: 'Requests', exact: true }).getByText('84').waitFor();
  });

  it('tells what a number means, on focus and inside the panel', async () => {
    const { page } = await open('metrics', { key, width: 400 });
    const button = page.getByRole('button', { name: 'What “Cost per 1M tokens” means' });
    await button.focus();
    const tip = page.getByRole('tooltip').filter({ hasText: 'times one million' });
    await tip.waitFor({ state: 'visible' });
    await settled(async () => {
      const box = await tip.boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 400, JSON.stringify(box));
    });
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
  });

  it('has the numbers of each chart as a table', async () => {
    const { page } = await open('metrics', { key });
    const chart = page.locator('figure', { hasText: 'Latency over time' });
    await chart.getByText('Show as table').click();
    const table = chart.getByRole('region', { name: 'Latency over time as a table' });
    // Counting does not wait for what is drawn a moment after the click.
    await table.getByRole('row').nth(30).waitFor();
    await settled(async () => assert.equal(await table.getByRole('row').count(), 31));
    await settled(async () =>
      assert.ok((await table.getByText('unknown').count()) > 0, 'a gap is unknown, not 0'),
    );
  });

  it('asks for the window that is chosen, and keeps it across a reload', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await page.getByRole('radio', { name: '24 h' }).check({ force: true });
    const lengths = async (): Promise<number[]> =>
      ((await called(opened, 'report')) as { window: { from: number; to: number } }[]).map(
        ({ window }) => window.to - window.from,
      );
    await until(async () => (await lengths()).includes(86_400_000), 'it asked for 24 hours');
    await page.reload();
    await page.getByRole('radio', { name: '24 h' }).waitFor({ state: 'attached' });
    await settled(async () => assert.ok(await page.getByRole('radio', { name: '24 h' }).isChecked()));
  });

  it('reads again by the clock, by hand, and when a request was recorded', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await page.getByText(/^updated/).waitFor();
    const reports = async (): Promise<number> => (await called(opened, 'report')).length;
    const first = await reports();
    await until(async () => (await reports()) > first, 'the clock asked again');
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await until(async () => (await called(opened, 'refresh')).length === 1, 'the platforms were read');
    const before = await reports();
    await page.evaluate(() => (window as unknown as { record: () => void }).record());
    await until(async () => (await reports()) > before, 'the recording asked again');
  });

  it('says so when there was nothing, and never 0 for what is unknown', async () => {
    const opened = await open('metrics', { key, scenario: 'empty' });
    const { page } = opened;
    await page.getByText('No requests were sent from Slipway in the last hour.').waitFor();
    await page.getByRole('group', { name: 'Cost', exact: true }).getByText('unknown').waitFor();
    await page.getByText('Together AI counts nothing for this deployment yet.').waitFor();
    await page.getByRole('button', { name: 'Open tester' }).click();
    await settled(async () => assert.deepEqual(await called(opened, 'action'), [{ key, action: 'test' }]));
  });

  it('shows each failure in its own place', async () => {
    const { page } = await open('metrics', { key, scenario: 'failing' });
    await page.getByText('The store could not be read.').waitFor();
    await page.getByText('Together AI is overloaded.').waitFor();
  });

  it('shows how a platform’s numbers came about, its failures, and what the window cost at least and at most', async () => {
    const { page } = await open('metrics', { key: 'replicate:acme/posters', scenario: 'inferred' });
    await page.locator('.panel-head').getByText('Active, inferred').waitFor();
    await page.locator('.panel-head').getByText('Replicate reports no state of its own.').waitFor();
    await page.locator('.panel-head').getByText('$0.00/h – $7.02/h by its settings').waitFor();
    const reported = page.getByRole('region', { name: 'Reported by Replicate' });
    await reported.getByText('From the list of predictions, which Replicate keeps for one hour.').waitFor();
    const failures = reported.getByRole('region', { name: 'Failures' });
    await failures.getByRole('row', { name: /ran out of memory.* 6$/ }).waitFor();
    const cost = reported.getByRole('region', { name: 'Cost of this window' });
    await cost.getByRole('group', { name: 'At least' }).getByText('$0.00').waitFor();
    await cost.getByRole('group', { name: 'Estimate' }).getByText('$1.84').waitFor();
    await cost.getByRole('group', { name: 'At most' }).getByText('$7.02').waitFor();
    await cost.getByText('Estimate: the time that predictions ran and started up.').waitFor();
    await cost.getByText(/The price is from Slipway’s price table of 2026-07-01, \d+ days old\./).waitFor();
    await reported.getByText('Median time in the queue').waitFor();
  });

  it('tells in the fleet what is inferred and what is assumed', async () => {
    const { page } = await open('metrics', { scenario: 'inferred' });
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
    await row('posters').getByText('Active, inferred').waitFor();
    await row('gpu-box').getByText('LoRAX server').waitFor();
    await row('gpu-box').getByTitle('Predibase, LoRAX server').waitFor();
    // The reason stands beside the word for those who cannot hover.
    await row('posters')
      .getByText('No request from Slipway ended in this time.')
      .first()
      .waitFor({ state: 'attached' });
    await row('gpu-box').getByText('$5.49/h (assumed)').waitFor();
  });

  it('lists the fleet, sorts it, and opens one', async () => {
    const opened = await open('metrics');
    const { page } = opened;
    await page.getByRole('group', { name: 'Burn rate' }).getByText('≥ $10.98/h').waitFor();
    await page.getByRole('group', { name: 'Spend' }).getByText('≥ $9.14').waitFor();
    await page.getByRole('group', { name: 'Total' }).getByText('4', { exact: true }).waitFor();
    await page.getByRole('group', { name: 'Stopped' }).getByText('1', { exact: true }).waitFor();
    await page.getByRole('cell', { name: '46,592' }).waitFor();
    const names = (): Promise<string[]> => page.locator('tbody tr td:nth-child(2)').allTextContents();
    await page.getByRole('button', { name: 'Name' }).click();
    await settled(async () =>
      assert.deepEqual(await names(), [
        'gemma-vision-beta',
        'gpt-oss-20b-sandbox',
        'llama-70b-eval',
        'support-bot-prod',
      ]),
    );
    await page.getByRole('button', { name: 'Name' }).click();
    await settled(async () => assert.equal((await names())[0], 'support-bot-prod'));
    const header = page.getByRole('columnheader', { name: 'Name' });
    await settled(async () => assert.equal(await header.getAttribute('aria-sort'), 'descending'));
    await page.getByRole('button', { name: 'llama-70b-eval' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'together:ep_3/dep_4', action: 'metrics' }]),
    );
  });

  it('puts many figures of a platform in order by what they are about', async () => {
    const opened = await open('metrics', { scenario: 'modal', key: 'modal:ap-1' });
    const { page } = opened;
    const group = page.getByRole('region', { name: 'GPU utilization', exact: true });
    await settled(async () =>
      assert.deepEqual(await group.getByRole('term').allInnerTexts(), ['P50', 'P90', 'P99']),
    );
    await page
      .getByRole('region', { name: 'Single figures' })
      .getByText('Cost of this month so far')
      .waitFor();
    // Counted at the same times, so in one picture.
    const calls = page.getByRole('figure').filter({ hasText: 'Calls' });
    await settled(async () =>
      assert.deepEqual(await calls.locator('.legend li').allInnerTexts(), ['Successful', 'Failed']),
    );
    // Of the cost only an estimate is known: no word of bounds.
    const cost = page.getByRole('region', { name: 'Cost of this window' });
    await settled(async () =>
      assert.deepEqual(await cost.getByRole('group').allInnerTexts(), ['Estimate\n$2.31']),
    );
    await page.getByRole('button', { name: 'Logs' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'modal:ap-1', action: 'logs' }]),
    );
  });
});
