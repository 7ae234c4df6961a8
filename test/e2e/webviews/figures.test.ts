import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { settled } from '../settled.ts';
import { tell } from './look.ts';
import { called, harness } from './shared.ts';

const key = 'together:ep_1/dep_2';
const choose = (page: Page, window: string) =>
  page.getByRole('radio', { name: window }).check({ force: true });

describe('figures of another time', () => {
  const { open } = harness();

  it('are marked as old until those of the chosen window are there', async () => {
    const { page } = await open('metrics', { key });
    await page.getByText('Distribution of latency').waitFor();
    assert.equal(await page.locator('.old').count(), 0);
    await tell(page, 'hold', 'report');
    await choose(page, '7 d');
    const line = page.getByText(
      'Computing what happened in the last 7 days… These are still the figures from before.',
    );
    await line.waitFor();
    const figures = page.locator('.old[aria-busy=true]');
    await figures.getByRole('group', { name: 'Error rate' }).waitFor();
    // Nothing of them can be saved as something that it is not.
    assert.equal(await page.getByRole('button', { name: 'Save as CSV…' }).getAttribute('disabled'), '');
    await tell(page, 'goOn');
    await page.getByText('Requests sent from Slipway in the last 7 days.').waitFor();
    await settled(async () => assert.equal(await page.locator('.old').count(), 0));
  });

  it('are not marked while the same window is read again', async () => {
    const { page } = await open('metrics', { key });
    await page.getByText('Distribution of latency').waitFor();
    await tell(page, 'hold', 'report', 'platformReport');
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await page.locator('[aria-busy=true]').first().waitFor();
    assert.equal(await page.locator('.old').count(), 0);
  });

  it('are marked in the table of the fleet, and its spend is not told', async () => {
    const { page } = await open('metrics');
    await page.getByRole('cell', { name: '46,592' }).waitFor();
    await tell(page, 'hold', 'fleet');
    await choose(page, '24 h');
    await page.locator('.table-scroll.old').waitFor();
    await page.getByRole('group', { name: 'Spend' }).getByText('adding it up…').waitFor();
    await tell(page, 'goOn');
    await page.getByRole('group', { name: 'Spend' }).getByText('≥ $9.14').waitFor();
    assert.equal(await page.locator('.table-scroll.old').count(), 0);
  });
});

describe('the table of the fleet by keyboard', () => {
  const { open } = harness();

  it('tells in each heading what the number means', async () => {
    const { page } = await open('metrics');
    await page.getByRole('cell', { name: '46,592' }).waitFor();
    const heading = page.getByRole('button', { name: 'Idle', exact: true });
    const meaning = page.getByRole('tooltip').filter({ hasText: /nothing was sent|no request/i });
    assert.equal(await meaning.count(), 0);
    await page.getByRole('button', { name: '$/1M tokens' }).focus();
    await page.keyboard.press('Tab');
    await settled(async () => assert.ok(await heading.evaluate((one) => one.matches(':focus-visible'))));
    const tip = page.locator(`[id="${String(await heading.getAttribute('aria-describedby'))}"]`);
    await tip.waitFor({ state: 'visible' });
    assert.match((await tip.textContent()) ?? '', /.{20}/);
    const { x = 0, width = 0 } = (await tip.boundingBox()) ?? {};
    assert.ok(x >= 0 && x + width <= 1100, 'it is within the panel');
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
    assert.ok(await heading.evaluate((one) => one === document.activeElement), 'and the focus stays');
  });
});

describe('a closer look by keyboard', () => {
  const { open } = harness();

  it('ends with Escape', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    const chart = page.getByRole('application', { name: /^Requests: / });
    await chart.locator('canvas').waitFor();
    const windows = async () =>
      ((await called(opened, 'report')) as { window: { from: number; to: number } }[]).map(
        ({ window }) => window.to - window.from,
      );
    const [hour] = await windows();
    await chart.focus();
    for (const press of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter'])
      await page.keyboard.press(press);
    await page.locator('.fixed-window').waitFor();
    await settled(async () => assert.ok(((await windows()).at(-1) ?? 0) < (hour ?? 0) / 2));
    await page
      .getByRole('application', { name: /Escape shows more again/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.fixed-window').waitFor({ state: 'detached' });
    await settled(async () => assert.equal((await windows()).at(-1), hour));
    assert.ok(await chart.evaluate((one) => one === document.activeElement), 'and the focus stays');
  });
});

describe('the charts of a platform', () => {
  const { open } = harness();

  it('point at one moment together, where they were measured at the same times', async () => {
    const { page } = await open('metrics', { key: 'modal:ap-1', scenario: 'modal' });
    const charts = page.locator('.platform-section figure.chart');
    await charts.last().locator('canvas').waitFor();
    await charts.first().locator('.chart-frame').focus();
    for (const press of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(press);
    await settled(async () => {
      const moments = (await charts.locator('.chart-readout').allInnerTexts()).map(
        (text) => text.split(' · ')[0],
      );
      assert.ok(moments.length > 2 && /\d/.test(moments[0] ?? ''), moments.join());
      assert.deepEqual(
        moments,
        moments.map(() => moments[0]),
      );
    });
  });
});
