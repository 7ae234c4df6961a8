/** What the pictures show, each as far as a person would have come. */
import type { Page } from 'playwright-core';
import type { OpenOptions, Panel } from '../e2e/webviews/harness.ts';

export interface Picture {
  name: string;
  panel: Panel;
  options: OpenOptions;
  prepare: (page: Page) => Promise<void>;
  /** Scrolled to here. */
  from?: string;
  /** Taken in the other kinds of theme as well. */
  themed?: boolean;
}

const next = (page: Page) => page.getByRole('button', { name: /^Next/ }).click();
const prompt = (page: Page) => page.locator('#prompt textarea');

async function toReview(page: Page): Promise<void> {
  await next(page);
  await page.getByRole('option', { name: /Qwen3 8B/ }).click();
  await page.getByText('FP8 on one H100').click();
  await page.getByLabel('Deployment name').locator('input').first().fill('support-bot-next');
  await next(page);
  await page.getByLabel('Maximum replicas').locator('input').first().fill('2');
  await next(page);
  await page.getByText('Creates the endpoint.').waitFor();
  await page.getByText(/^Draft saved/).waitFor();
}

async function answered(page: Page): Promise<void> {
  await prompt(page).fill('What is a replica, and what does one cost?');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('finish reason: stop').waitFor();
}

async function compared(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
  await prompt(page).fill('What is a replica, and what does one cost?');
  for (const name of ['Base model', 'support/2', 'acme/tone-lora'])
    await page.getByRole('checkbox', { name }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
}

async function figures(page: Page): Promise<void> {
  await page.getByText('Distribution of latency').waitFor();
  await page.locator('.chart-frame canvas').first().waitFor();
}

const size = { width: 960, height: 760 };

export const pictures: Picture[] = [
  { name: 'wizard', panel: 'wizard', options: { ...size, height: 820 }, prepare: toReview, themed: true },
  { name: 'tester', panel: 'tester', options: { ...size, height: 820 }, prepare: answered, themed: true },
  {
    name: 'compare',
    panel: 'tester',
    options: { width: 1180, height: 600, scenario: 'lorax' },
    prepare: compared,
  },
  {
    name: 'metrics',
    panel: 'metrics',
    options: { ...size, key: 'together:ep_1/dep_2' },
    prepare: figures,
    themed: true,
  },
  {
    name: 'charts',
    panel: 'metrics',
    options: { ...size, height: 620, key: 'together:ep_1/dep_2' },
    prepare: figures,
    from: '.charts',
  },
  {
    name: 'fleet',
    panel: 'metrics',
    options: { width: 1100, height: 560 },
    prepare: (page) => page.getByRole('cell', { name: '46,592' }).waitFor(),
  },
];
