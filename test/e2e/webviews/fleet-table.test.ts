import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { settled } from '../settled.ts';
import { axe, screenshot } from './harness.ts';
import { called, harness } from './shared.ts';

const drawn = (page: Page) => page.locator('tbody tr:not(.spacer)');
const shownCount = (page: Page) => page.locator('.fleet-filters [role=status]');
/** The name in the first row, once what was measured is there. */
async function settledRow(page: Page): Promise<string> {
  await drawn(page).first().getByText('ago').waitFor();
  return drawn(page).first().getByRole('button').innerText();
}
const names = (page: Page) => drawn(page).locator('td:nth-child(2)').allInnerTexts();

describe('the fleet in the metrics panel', () => {
  const { open } = harness();

  it('draws of ten thousand rows those that are seen, and sorts and filters all of them', async () => {
    const { page } = await open('metrics', { scenario: 'huge' });
    await shownCount(page).getByText('10,000 in all').waitFor();
    await page.getByRole('columnheader', { name: 'Cost' }).waitFor();
    await settled(async () => {
      const count = await drawn(page).count();
      assert.ok(count > 0 && count < 80, `${String(count)} rows are drawn`);
    });
    await settled(async () =>
      assert.equal(await page.locator('table').getAttribute('aria-rowcount'), '10001'),
    );

    await page.getByRole('button', { name: 'Requests' }).click();
    await settled(async () => assert.match(await drawn(page).first().innerText(), /5,002/));
    await page.getByRole('button', { name: 'Name' }).click();
    await settled(async () =>
      assert.deepEqual((await names(page)).slice(0, 2), ['coder-bot-3', 'coder-bot-8']),
    );

    await page.locator('#fleet-text input').fill('vision 99');
    await settled(async () => {
      const left = await names(page);
      assert.ok(left.length > 0 && left.every((name) => /vision-bot-\d*99/.test(name)), left.join());
    });
    await page.getByLabel('Status').selectOption('stopped');
    await settled(async () => assert.match(await shownCount(page).innerText(), /^\d+ of 10,000$/));
    const total = page.locator('tfoot td');
    await settled(async () => assert.match(await total.nth(1).innerText(), /^Total of [\d,]+$/));
    await settled(async () => assert.match(await total.nth(8).innerText(), /^≥ \$[\d,]+\.\d\d$/));
    await page.getByRole('button', { name: 'Clear' }).click();
    await shownCount(page).getByText('10,000 in all').waitFor();
    assert.deepEqual(await axe(page), []);
    await screenshot(page, 'fleet-huge');
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const)
    it(`shows a part of it in ${theme}`, async () => {
      const { page } = await open('metrics', { scenario: 'huge', theme });
      await page.locator('#fleet-text input').fill('vision');
      await shownCount(page).getByText('2,000 of 10,000').waitFor();
      await drawn(page).nth(2).getByRole('checkbox').check();
      await drawn(page).nth(4).getByRole('checkbox').check();
      await page.locator('tfoot').getByText('Total of 2,000').waitFor();
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `fleet-filtered-${theme}`);
      await page.setViewportSize({ width: 400, height: 820 });
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `fleet-filtered-${theme}-narrow`);
    });

  it('sorts and filters ten thousand rows within a few frames', async () => {
    const { page } = await open('metrics', { scenario: 'huge' });
    await shownCount(page).getByText('10,000 in all').waitFor();
    await settled(async () => assert.match(await drawn(page).first().innerText(), /\$/));
    const times = await page.evaluate(async () => {
      const button = [...document.querySelectorAll<HTMLButtonElement>('.sort-button')].find(
        ({ textContent }) => textContent.startsWith('Requests'),
      );
      const field = document.querySelector<HTMLInputElement>('#fleet-text');
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const median = async (does: (turn: number) => void) => {
        const all: number[] = [];
        for (let turn = 0; turn < 9; turn++) {
          const start = performance.now();
          does(turn);
          await frame();
          all.push(performance.now() - start);
        }
        return all.sort((a, b) => a - b)[4] ?? Infinity;
      };
      const sorting = await median(() => button?.click());
      const typing = await median((turn) => {
        if (!field) return;
        field.value = 'vision-bot'.slice(0, turn + 1);
        field.dispatchEvent(new Event('input'));
      });
      return { sorting, typing };
    });
    for (const [what, ms] of Object.entries(times)) {
      console.log(`      ${what}, 10,000 rows, until drawn: ${String(Math.round(ms))} ms`);
      assert.ok(ms < 500, 'not even on a busy machine');
    }
    await shownCount(page).getByText('2,000 of 10,000').waitFor();
    await settled(async () => {
      const count = await drawn(page).count();
      assert.ok(count > 0 && count < 80, `${String(count)} rows are drawn`);
    });
  });

  it('finds those that are idle or have no price, and keeps filter and order over a reload', async () => {
    const { page } = await open('metrics', { scenario: 'huge' });
    await shownCount(page).getByText('10,000 in all').waitFor();
    await page.getByLabel('Only').selectOption('idle');
    await page.getByLabel('Platform').selectOption('modal');
    await shownCount(page)
      .getByText(/^2,4\d\d of 10,000$/)
      .waitFor();
    await page.getByRole('button', { name: 'Last request' }).click();
    await page.getByRole('columnheader', { name: 'Last request' }).and(page.locator('[aria-sort]')).waitFor();
    const before = await settledRow(page);
    await page.reload();
    await shownCount(page)
      .getByText(/^2,4\d\d of 10,000$/)
      .waitFor();
    await settled(async () => assert.equal(await settledRow(page), before));
    await page.getByLabel('Only').selectOption('unpriced');
    await page.getByText('Nothing of the fleet passes this filter.').waitFor();
  });

  it('is walked by keyboard from the first row to the last, and opens one', async () => {
    const opened = await open('metrics', { scenario: 'huge' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Name' }).click();
    await settled(async () => assert.equal((await names(page))[0], 'coder-bot-3'));
    const at = async (row: number) =>
      settled(async () =>
        assert.equal(
          await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex')),
          String(row),
        ),
      );
    await page.getByRole('region', { name: 'Table of deployments' }).focus();
    await page.keyboard.press('ArrowDown');
    await at(2);
    await page.keyboard.press('ArrowDown');
    await at(3);
    await page.keyboard.press('End');
    await at(10_001);
    await page.keyboard.press('ArrowUp');
    await at(10_000);
    await page.keyboard.press('PageUp');
    await settled(async () =>
      assert.ok((await page.evaluate(() => document.activeElement?.matches('tbody tr'))) === true),
    );
    await page.keyboard.press('Home');
    await at(2);
    // One row of them all is on the way of Tab.
    await settled(async () => assert.equal(await page.locator('tbody tr[tabindex="0"]').count(), 1));
    await settled(async () =>
      assert.equal(await page.locator('tbody :is(button, input)[tabindex="0"]').count(), 2),
    );
    await page.keyboard.press('Enter');
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'together:ep_3/dep_3', action: 'metrics' }]),
    );
    // Whoever scrolls away from the row is still at the table.
    await page.locator('.table-scroll').evaluate((frame) => frame.scrollTo({ top: 90_000 }));
    await settled(async () =>
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'region'),
    );
    await page.keyboard.press('ArrowDown');
    await settled(async () =>
      assert.ok(
        Number(await page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))) > 2_000,
      ),
    );
  });

  it('says what is spent, and how much history is kept and where that is set', async () => {
    const opened = await open('metrics');
    const { page } = opened;
    await page.getByRole('group', { name: 'Today' }).getByText('$21.40 – $24.10').waitFor();
    await page.getByRole('group', { name: 'This month' }).getByText('≥ $402.70').waitFor();
    await page.getByRole('group', { name: 'Forecast' }).getByText('≥ $1,204.00').waitFor();
    await page.getByText('History: 12 MB of 500 MB').waitFor();
    await page.getByRole('button', { name: 'Change the limit of the history' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'openSetting'), [{ setting: 'slipway.history.maxSizeMB' }]),
    );
  });

  it('saves what is shown: filtered, in its order, with every digit', async () => {
    const opened = await open('metrics');
    const { page } = opened;
    await page.getByRole('cell', { name: '46,592' }).waitFor();
    await page.getByLabel('Status').selectOption('active');
    await shownCount(page).getByText('1 of 4').waitFor();
    await page.getByRole('button', { name: 'Save as JSON…' }).click();
    await settled(async () => {
      const [saved] = (await called(opened, 'save')) as { name: string; text: string }[];
      const file = JSON.parse(saved?.text ?? '{}') as { deployments?: { name: string }[] };
      assert.match(saved?.name ?? '', /\.json$/);
      assert.deepEqual(
        file.deployments?.map(({ name }) => name),
        ['support-bot-prod'],
      );
    });
    await page.getByRole('button', { name: 'Save as CSV…' }).click();
    await settled(async () => {
      const saved = ((await called(opened, 'save')) as { name: string; text: string }[])[1];
      const lines = saved?.text.split('\r\n') ?? [];
      assert.match(saved?.name ?? '', /^slipway-fleet-[\d-]+\.csv$/);
      assert.equal(lines.length, 3);
      assert.match(
        lines[1] ?? '',
        /^support-bot-prod,Together AI,active,.*,84,0\.938\d+,1890,46592,9\.14,10\.98,false,196/,
      );
    });
  });
});
