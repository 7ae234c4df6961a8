import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { settled } from '../settled.ts';
import { axe, screenshot, setTheme } from './harness.ts';
import { called, harness } from './shared.ts';

const key = 'together:ep_1/dep_2';
const compare = (page: Page) => page.locator('vscode-button', { hasText: /^\s*Compare/ });
const table = (page: Page) =>
  page.getByRole('region', { name: 'Comparison', exact: true }).getByRole('table');
const cells = (page: Page, line: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
    .filter({ has: page.getByRole('rowheader', { name: line, exact: true }) })
    .first()
    .getByRole('cell');
const heads = (page: Page) => table(page).locator('.compared-name');

/** The comparison of two of the fleet. */
async function compareTwo(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Compare support-bot-prod' }).check();
  await page.getByRole('checkbox', { name: 'Compare llama-70b-eval' }).check();
  await settled(async () => assert.equal((await compare(page).textContent())?.trim(), 'Compare (2)'));
  await compare(page).click();
  await page.getByRole('heading', { name: 'Comparison' }).waitFor();
}

describe('comparing deployments', () => {
  const { open } = harness();

  it('puts them side by side, marks the better ones, and comes back', async () => {
    const { page } = await open('metrics');
    await compareTwo(page);
    const line = async (name: string, expected: string[]) =>
      settled(async () => assert.deepEqual(await cells(page, name).allInnerTexts(), expected));
    await line('P95', ['★ 1.89 s', '2.60 s']);
    // Paid for longer than it was watched: at most $0.096, and still the cheaper one.
    await line('Per request', ['$0.12 – $0.144', '★ $0.08 – $0.096']);
    // Too few for a P99: no best, and a screen reader says why.
    await line('P99', ['2.41 s\n: n = 76: too few for a P99', '3.90 s']);
    await line('Cost', ['$9.14 – $10.98', '$9.14 – $10.98']);
    await line('In', ['≥ 31,204', '≥ 31,204']);
    await settled(async () =>
      assert.deepEqual(await table(page).locator('.compared-where').allInnerTexts(), [
        'Together AI\nActive',
        'Together AI\nDeploying',
      ]),
    );
    for (const chart of ['Requests', 'Latency, P95', 'Tokens', 'Cost'])
      await page.getByRole('application', { name: `${chart}: support-bot-prod, llama-70b-eval` }).waitFor();
    await page.getByRole('button', { name: 'All deployments' }).click();
    await page.getByRole('checkbox', { name: 'Compare support-bot-prod' }).waitFor();
    await page.getByRole('button', { name: 'Choose none' }).click();
    await settled(async () => assert.equal((await compare(page).textContent())?.trim(), 'Compare'));
  });

  it('is readable in every theme and width', async () => {
    const { page } = await open('metrics', { scenario: 'huge' });
    await page.getByRole('button', { name: 'Name' }).click();
    for (const at of [0, 1, 2, 3]) await page.locator('tbody tr').nth(at).getByRole('checkbox').check();
    await page.getByText('4 are compared at most.').waitFor();
    await settled(async () =>
      assert.ok(await page.locator('tbody tr').nth(4).getByRole('checkbox').isDisabled()),
    );
    await compare(page).click();
    await settled(async () => assert.equal(await heads(page).count(), 4));
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
      await setTheme(page, theme);
      assert.deepEqual(await axe(page), [], theme);
      await screenshot(page, `compare-${theme}`);
    }
    await setTheme(page, 'dark');
    await page.setViewportSize({ width: 400, height: 820 });
    assert.deepEqual(await axe(page), [], 'narrow');
    await screenshot(page, 'compare-narrow');
  });

  it('leaves one out, says when one is gone, and stays over a reload', async () => {
    const { page } = await open('metrics');
    await compareTwo(page);
    await settled(async () => assert.equal(await heads(page).count(), 2));
    await page.reload();
    await settled(async () => assert.equal(await heads(page).count(), 2));
    await page.evaluate(() =>
      (window as unknown as { remove: (key: string) => void }).remove('together:ep_3/dep_4'),
    );
    await page.getByText('One of the deployments is not there any more.').waitFor();
    await settled(async () => assert.deepEqual(await heads(page).allInnerTexts(), ['support-bot-prod']));
    await page.getByRole('button', { name: 'Leave out' }).click();
    await page.getByText('not there any more').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All deployments' }).click();
    await settled(async () => assert.equal((await compare(page).textContent())?.trim(), 'Compare'));
  });

  it('begins from the panel of one deployment too', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await page.getByRole('button', { name: 'Compare with…' }).click();
    const picks = page.getByRole('group', { name: 'Compare support-bot-prod with' });
    await picks.getByRole('checkbox', { name: 'llama-70b-eval' }).click();
    await picks.getByRole('checkbox', { name: 'gpt-oss-20b-sandbox' }).click();
    await picks.getByRole('checkbox', { name: 'llama-70b-eval', checked: true }).waitFor();
    await screenshot(page, 'compare-with');
    assert.deepEqual(await axe(page), []);
    await picks.getByRole('button', { name: 'Compare', exact: true }).click();
    await settled(async () =>
      assert.deepEqual(await heads(page).allInnerTexts(), [
        'support-bot-prod',
        'llama-70b-eval',
        'gpt-oss-20b-sandbox',
      ]),
    );
    await page.getByRole('button', { name: 'Leave out gpt-oss-20b-sandbox' }).click();
    await settled(async () => assert.equal(await heads(page).count(), 2));
    // The deployment of the panel stays.
    assert.equal(await page.getByRole('button', { name: 'Leave out support-bot-prod' }).count(), 0);
    await page.getByRole('button', { name: 'support-bot-prod', exact: true }).click();
    await page.getByRole('heading', { name: 'Measured by Slipway' }).waitFor();
  });

  it('saves what is compared, with every digit', async () => {
    const opened = await open('metrics');
    const { page } = opened;
    await compareTwo(page);
    // What is saved is what is there when the button is pressed.
    for (const measure of ['P95', 'Per request'])
      await settled(async () => {
        const shown = await cells(page, measure).allInnerTexts();
        assert.deepEqual(
          shown.map((text) => /\d/.test(text)),
          [true, true],
          shown.join(),
        );
      });
    const saved = async () => (await called(opened, 'save')) as { name: string; text: string }[];
    await page.getByRole('button', { name: 'Save as CSV…' }).click();
    await settled(async () => {
      const [file] = await saved();
      const lines = file?.text.split('\r\n') ?? [];
      assert.match(file?.name ?? '', /^slipway-comparison-[\d-]+\.csv$/);
      assert.equal(lines[0], 'group,measure,unit,support-bot-prod,llama-70b-eval');
      assert.ok(lines.includes('Cost,Per request,usd,0.12,0.08'));
      assert.ok(lines.includes('Latency,P95,ms,1890,2600'));
    });
    await page.getByRole('button', { name: 'Save as JSON…' }).click();
    await settled(async () => {
      const file = JSON.parse((await saved())[1]?.text ?? '{}') as { deployments?: { name: string }[] };
      assert.deepEqual(
        file.deployments?.map(({ name }) => name),
        ['support-bot-prod', 'llama-70b-eval'],
      );
    });
  });
});
