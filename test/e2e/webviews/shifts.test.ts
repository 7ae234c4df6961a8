import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { OpenOptions, Panel } from './harness.ts';
import { layoutShifts } from './shifts.ts';
import { tell } from './look.ts';
import { harness } from './shared.ts';

const most = 0.05;

/** Each part of the data comes by itself, with a frame drawn before it. */
const openings: { name: string; panel: Panel; options: OpenOptions; there: (page: Page) => Promise<void> }[] =
  [
    {
      name: 'the wizard',
      panel: 'wizard',
      options: { hold: 'load' },
      there: (page) => page.getByText('Dedicated GPU endpoints').waitFor(),
    },
    {
      name: 'the tester',
      panel: 'tester',
      options: { hold: 'load' },
      there: (page) => page.getByText('finish reason: stop').waitFor(),
    },
    {
      name: 'the metrics of a deployment',
      panel: 'metrics',
      options: { key: 'together:ep_1/dep_2', hold: 'report' },
      there: (page) => page.getByText('Distribution of latency').waitFor(),
    },
    {
      name: 'the metrics of a deployment whose platform answers late',
      panel: 'metrics',
      options: { key: 'together:ep_1/dep_2', hold: 'platformReport' },
      there: (page) => page.getByText('Requests per second').first().waitFor(),
    },
    {
      name: 'the metrics of a deployment without requests',
      panel: 'metrics',
      options: { key: 'together:ep_1/dep_2', scenario: 'empty', hold: 'report' },
      there: (page) => page.getByText('No requests were sent').waitFor(),
    },
    {
      name: 'the metrics of all deployments',
      panel: 'metrics',
      options: { hold: 'fleet,spend,history' },
      there: (page) => page.getByRole('cell', { name: '46,592' }).waitFor(),
    },
    {
      name: 'the metrics of a large fleet',
      panel: 'metrics',
      options: { scenario: 'huge', hold: 'fleet,spend,history' },
      there: (page) => page.locator('.history-line').waitFor(),
    },
  ];

describe('what is on the page stays where it is while data arrives', () => {
  const { open } = harness();

  for (const { name, panel, options, there } of openings)
    it(name, async () => {
      const { page } = await open(panel, options);
      await page.locator('.bone, .waiting, .unknown').first().waitFor();
      await frames(page);
      await tell(page, 'goOn');
      await there(page);
      await frames(page);
      const { sum, moved } = await layoutShifts(page);
      assert.ok(sum < most, `${String(sum)}\n${moved.join('\n')}`);
    });

  it('is measured: something that is pushed down counts', async () => {
    const { page } = await open('metrics');
    await page.getByRole('cell', { name: '46,592' }).waitFor();
    await page.evaluate(() => {
      const high = document.createElement('div');
      high.style.height = '300px';
      document.querySelector('.panel')?.prepend(high);
    });
    await frames(page);
    assert.ok((await layoutShifts(page)).sum > most);
  });
});

/** Long enough for what was asked for to be drawn. */
async function frames(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let at = 0; at < 12; at++) await new Promise(requestAnimationFrame);
  });
}
