import type { Page } from 'playwright-core';
import { statesLookGood, tell, type Scene } from './look.ts';

const prompt = (page: Page) => page.locator('#prompt textarea');
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();

async function answered(page: Page): Promise<void> {
  await prompt(page).fill('What is a replica?');
  await send(page);
  await page.getByText('finish reason: stop').waitFor();
}

const scenes: Scene[] = [
  {
    name: 'tester-opening',
    panel: 'tester',
    options: { hold: 'load' },
    prepare: (page) => page.getByText('Opening…').waitFor(),
  },
  {
    name: 'tester-unreachable',
    panel: 'tester',
    options: { scenario: 'unreachable' },
    prepare: (page) => page.getByRole('button', { name: 'Try again' }).waitFor(),
  },
  {
    name: 'tester-keyless',
    panel: 'tester',
    options: { scenario: 'keyless' },
    prepare: (page) => page.getByRole('button', { name: 'Connect…' }).waitFor(),
  },
  {
    name: 'tester-first-time',
    panel: 'tester',
    options: { scenario: 'empty' },
    prepare: (page) => page.getByText('The answer appears here').waitFor(),
  },
  {
    name: 'tester-streaming',
    panel: 'tester',
    options: { scenario: 'slow' },
    prepare: async (page) => {
      await prompt(page).fill('What is a replica?');
      await send(page);
      await page.locator('.output.streaming').waitFor();
    },
  },
  {
    name: 'tester-cancelled',
    panel: 'tester',
    options: { scenario: 'slow' },
    prepare: async (page) => {
      await prompt(page).fill('What is a replica?');
      await send(page);
      await page.locator('.output.streaming').waitFor();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('Cancelled: this is what had come by then.').waitFor();
    },
  },
  {
    name: 'tester-raw',
    panel: 'tester',
    prepare: async (page) => {
      await answered(page);
      await page.getByRole('tab', { name: 'Raw JSON' }).click();
      await page.getByRole('region', { name: 'Raw response' }).waitFor();
    },
  },
  {
    name: 'tester-request',
    panel: 'tester',
    prepare: async (page) => {
      await answered(page);
      await page.getByRole('tab', { name: 'Request' }).click();
      await page.getByText('POST https://api.together.ai/v1/chat/completions').waitFor();
    },
  },
  {
    name: 'tester-copied',
    panel: 'tester',
    prepare: async (page) => {
      await prompt(page).fill('What is a replica?');
      await page.getByRole('button', { name: 'Python' }).click();
      await page.getByText('Copied as Python.').waitFor();
    },
  },
  {
    name: 'tester-history',
    panel: 'tester',
    prepare: async (page) => {
      await page.locator('.run').nth(1).getByRole('button').first().click();
      await page.getByText('Together AI is overloaded.').first().waitFor();
    },
  },
  {
    name: 'tester-compare-picking',
    panel: 'tester',
    options: { scenario: 'lorax' },
    prepare: async (page) => {
      await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
      await prompt(page).fill('What is a replica?');
      await page.getByText('Choose two adapters first.').waitFor();
    },
  },
  {
    name: 'tester-unrouted',
    panel: 'tester',
    options: { scenario: 'unrouted' },
    prepare: (page) => page.getByRole('button', { name: /Send.*traffic/ }).waitFor(),
  },
  {
    name: 'tester-not-deleted',
    panel: 'tester',
    options: { scenario: 'undeleted' },
    prepare: (page) => page.getByText('Replicate is overloaded.').first().waitFor(),
  },
  {
    name: 'tester-formless',
    panel: 'tester',
    options: { scenario: 'formless' },
    prepare: (page) => page.getByText('so this is the plain form').waitFor(),
  },
  ...(['disconnected', 'refused', 'gone'] as const).map((state): Scene => ({
    name: `tester-${state}`,
    panel: 'tester',
    prepare: async (page) => {
      await prompt(page).fill('What is a replica?');
      await tell(page, 'stand', state);
      await page.locator('.callout-warning').waitFor();
    },
  })),
];

describe('the look of every state of the tester', () => statesLookGood(scenes));
