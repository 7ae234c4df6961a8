import type { Page } from 'playwright-core';
import { next, statesLookGood, tell, type Scene } from './look.ts';

const input = (page: Page, label: string) => page.getByLabel(label).locator('input').first();

async function toConfig(page: Page): Promise<void> {
  await next(page);
  await page.getByRole('option', { name: /Qwen3 8B/ }).click();
  await page.getByText('FP8 on one H100').click();
  await next(page);
  await page.getByText('Kept running at all times').waitFor();
}

async function toReview(page: Page): Promise<void> {
  await toConfig(page);
  await next(page);
}

async function deploy(page: Page): Promise<void> {
  await toReview(page);
  await page.getByRole('button', { name: /^Deploy ·/ }).click();
}

const scenes: Scene[] = [
  {
    name: 'wizard-opening',
    panel: 'wizard',
    options: { hold: 'load' },
    prepare: (page) => page.getByText('Opening…').waitFor(),
  },
  {
    name: 'wizard-unreachable',
    panel: 'wizard',
    options: { scenario: 'unreachable' },
    prepare: (page) => page.getByRole('button', { name: 'Try again' }).waitFor(),
  },
  {
    name: 'wizard-nothing-connected',
    panel: 'wizard',
    options: { scenario: 'empty' },
    prepare: (page) => page.getByText('Choose a platform first.').waitFor(),
  },
  {
    name: 'wizard-connecting',
    panel: 'wizard',
    options: { scenario: 'empty', hold: 'connect' },
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Connect Together AI' }).click();
      await page.getByText('Answer in the box at the top of the window.').waitFor();
    },
  },
  {
    name: 'wizard-models-coming',
    panel: 'wizard',
    options: { hold: 'models' },
    prepare: async (page) => {
      await next(page);
      await page.locator('.waiting').first().waitFor();
    },
  },
  {
    name: 'wizard-models-failed',
    panel: 'wizard',
    options: { scenario: 'failing' },
    prepare: async (page) => {
      await next(page);
      await page.getByText('Together AI is overloaded.').waitFor();
    },
  },
  {
    name: 'wizard-models-none',
    panel: 'wizard',
    prepare: async (page) => {
      await next(page);
      await page.locator('#model-search input').fill('no such model');
      await page.getByRole('option').first().waitFor({ state: 'detached' });
      await page.getByText('No model matches “no such model”.').waitFor();
    },
  },
  {
    name: 'wizard-name-wrong',
    panel: 'wizard',
    prepare: async (page) => {
      await next(page);
      await page.getByRole('option', { name: /Qwen3 8B/ }).click();
      await page.getByText('FP8 on one H100').click();
      await input(page, 'Deployment name').fill('Not a Name');
      await page.getByText('Together AI wants 2 to 62').first().waitFor();
    },
  },
  {
    name: 'wizard-environment',
    panel: 'wizard',
    options: { scenario: 'environment' },
    prepare: async (page) => {
      await toConfig(page);
      await page
        .getByRole('button', { name: /^Add a variable|^Add/ })
        .first()
        .click();
    },
  },
  {
    name: 'wizard-planning',
    panel: 'wizard',
    options: { hold: 'plan' },
    prepare: async (page) => {
      await toReview(page);
      await page.locator('.waiting').first().waitFor();
    },
  },
  {
    name: 'wizard-plan-refused',
    panel: 'wizard',
    options: { scenario: 'refused' },
    prepare: async (page) => {
      await toReview(page);
      await page.getByText('Together AI refuses this configuration.').waitFor();
    },
  },
  {
    name: 'wizard-deploying',
    panel: 'wizard',
    options: { hold: 'deploy' },
    prepare: async (page) => {
      await deploy(page);
      await page.locator('.sending').waitFor();
    },
  },
  {
    name: 'wizard-deploy-failed',
    panel: 'wizard',
    options: { scenario: 'draft' },
    prepare: async (page) => {
      await next(page);
      await next(page);
      await page.getByRole('button', { name: /^Deploy · from/ }).click();
      await tell(page, 'goOn');
      await page.getByText('Together AI has no free 1× H100 80 GB now.').waitFor();
    },
  },
  {
    name: 'wizard-accepted',
    panel: 'wizard',
    prepare: async (page) => {
      await deploy(page);
      await page.getByText('It answers requests').waitFor();
    },
  },
  {
    name: 'wizard-not-started',
    panel: 'wizard',
    options: { scenario: 'doomed' },
    prepare: async (page) => {
      await deploy(page);
      await page.getByText('The platform could not start it.').waitFor();
    },
  },
  {
    name: 'wizard-edit-disconnected',
    panel: 'wizard',
    options: { scenario: 'edit' },
    prepare: async (page) => {
      await input(page, 'Maximum replicas').fill('2');
      await tell(page, 'away');
      await page.getByText('Together AI is not connected.').waitFor();
    },
  },
];

describe('the look of every state of the wizard', () => statesLookGood(scenes));
