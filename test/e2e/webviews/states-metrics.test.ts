import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { statesLookGood, tell, type Scene } from './look.ts';

const one = { key: 'together:ep_1/dep_2' };
const figures = (page: Page) => page.getByText('Distribution of latency').waitFor();
const fleet = (page: Page) => page.getByRole('cell', { name: '46,592' }).waitFor();

const scenes: Scene[] = [
  {
    name: 'metrics-opening',
    panel: 'metrics',
    options: { ...one, hold: 'load' },
    prepare: (page) => page.getByText('Opening…').waitFor(),
  },
  {
    name: 'metrics-unreachable',
    panel: 'metrics',
    options: { ...one, scenario: 'unreachable' },
    prepare: (page) => page.getByRole('button', { name: 'Try again' }).waitFor(),
  },
  {
    name: 'metrics-keyless',
    panel: 'metrics',
    options: { ...one, scenario: 'keyless' },
    prepare: (page) => page.getByRole('button', { name: 'Connect…' }).waitFor(),
  },
  {
    name: 'metrics-computing',
    panel: 'metrics',
    options: { ...one, hold: 'report,platformReport' },
    prepare: (page) => page.getByText('Computing…').waitFor(),
  },
  {
    name: 'metrics-asking',
    panel: 'metrics',
    options: { ...one, hold: 'platformReport' },
    prepare: async (page) => {
      await figures(page);
      await page.getByText('Asking Together AI…').waitFor();
    },
  },
  {
    name: 'metrics-failed',
    panel: 'metrics',
    options: { ...one, scenario: 'failing' },
    prepare: async (page) => {
      await page.getByText('The store could not be read.').waitFor();
      await page.getByText('Together AI is overloaded.').waitFor();
    },
  },
  {
    name: 'metrics-old-figures',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      await tell(page, 'hold', 'report', 'platformReport');
      await page.getByRole('radio', { name: '7 d' }).check({ force: true });
      await page.locator('[aria-busy=true]').first().waitFor();
    },
  },
  {
    name: 'metrics-custom-window',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      await page.getByRole('radio', { name: 'Custom' }).check({ force: true });
      await page.getByLabel('From').fill('2026-11-02T10:00');
      await page.getByLabel('To', { exact: true }).fill('2026-11-01T10:00');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'metrics-zoomed',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      const chart = page.getByRole('application', { name: /^Requests: / });
      await chart.locator('canvas').waitFor();
      await chart.focus();
      for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter'])
        await page.keyboard.press(key);
      await page.locator('.fixed-window').waitFor();
    },
  },
  {
    name: 'metrics-table-of-chart',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      await page.getByText('Show as table').first().click();
      await page.locator('.chart-table').first().waitFor();
    },
  },
  {
    name: 'metrics-compare-with',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      await page.getByRole('button', { name: 'Compare with…' }).click();
      await page.locator('.compare-with').waitFor();
    },
  },
  {
    name: 'metrics-disconnected',
    panel: 'metrics',
    options: one,
    prepare: async (page) => {
      await figures(page);
      await tell(page, 'disconnect');
      await page.getByText('status unknown').waitFor();
    },
  },
  {
    name: 'metrics-nobody-answers',
    panel: 'metrics',
    options: { ...one, clock: true },
    prepare: async (page) => {
      await figures(page);
      await tell(page, 'fallSilent', true);
      await page.clock.runFor(26_000);
      await page.getByRole('link', { name: 'Reload the window' }).waitFor();
    },
  },
  {
    name: 'fleet-opening',
    panel: 'metrics',
    options: { hold: 'load' },
    prepare: (page) => page.getByText('Opening…').waitFor(),
  },
  {
    name: 'fleet-computing',
    panel: 'metrics',
    options: { hold: 'fleet,spend,history' },
    prepare: (page) => page.getByText('adding it up…').first().waitFor(),
  },
  {
    name: 'fleet-old-figures',
    panel: 'metrics',
    prepare: async (page) => {
      await fleet(page);
      await tell(page, 'hold', 'fleet', 'spend');
      await page.getByRole('radio', { name: '7 d' }).check({ force: true });
      await page.locator('[aria-busy=true]').first().waitFor();
    },
  },
  {
    name: 'fleet-empty',
    panel: 'metrics',
    options: { scenario: 'empty' },
    prepare: (page) => page.getByText('There are no deployments yet.').waitFor(),
  },
  {
    name: 'fleet-unread',
    panel: 'metrics',
    options: { scenario: 'unread' },
    prepare: async (page) => {
      await page.getByText('Reading your deployments…').waitFor();
      const [total] = await page.getByRole('group', { name: 'Total' }).allInnerTexts();
      assert.match(total ?? '', /not read yet/, 'unknown is not zero');
    },
  },
  {
    name: 'fleet-failing',
    panel: 'metrics',
    options: { scenario: 'failing' },
    prepare: (page) => page.getByText('Together AI is overloaded.').waitFor(),
  },
  {
    name: 'fleet-filtered-out',
    panel: 'metrics',
    prepare: async (page) => {
      await fleet(page);
      await page.locator('.fleet-filters input').first().fill('nothing like this');
      await page.getByText('Nothing of the fleet passes this filter.').waitFor();
    },
  },
  {
    name: 'fleet-huge',
    panel: 'metrics',
    options: { scenario: 'huge' },
    prepare: (page) =>
      page
        .getByText(/^Together AI|^Total/)
        .first()
        .waitFor(),
  },
  {
    name: 'fleet-totals',
    panel: 'metrics',
    options: { scenario: 'huge' },
    prepare: async (page) => {
      await page.locator('.fleet-filters input').first().fill('coder');
      await page.getByText(/^Total of /).waitFor();
    },
  },
  {
    name: 'fleet-compared',
    panel: 'metrics',
    prepare: async (page) => {
      await fleet(page);
      for (const at of [0, 1]) await page.locator('td input[type=checkbox]').nth(at).check();
      await page.getByRole('button', { name: 'Compare (2)' }).click();
      await page.getByRole('heading', { name: 'Comparison' }).waitFor();
      await page.locator('.chart-frame canvas').first().waitFor();
    },
  },
];

describe('the look of every state of the metrics', () => statesLookGood(scenes));
