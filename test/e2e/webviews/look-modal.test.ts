import type { Page } from 'playwright-core';
import { looksGood, next, type Scene } from './look.ts';
import { toConfig } from './modalWalk.ts';

async function toReview(page: Page): Promise<void> {
  await toConfig(page);
  await next(page);
  await page.getByText('Runs on this machine').waitFor();
}

const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click();

const scenes: Scene[] = [
  {
    name: 'modal-1-model',
    panel: 'wizard',
    options: { scenario: 'modal' },
    prepare: async (page) => {
      await next(page);
      await page.getByRole('option', { name: /Qwen3 8B/ }).click();
      await page.getByText('Modal chooses the hardware').waitFor();
    },
  },
  {
    name: 'modal-2-configuration',
    panel: 'wizard',
    options: { scenario: 'modal' },
    prepare: async (page) => {
      await toConfig(page);
      await page.getByText('Choose from what there is: Secrets').click();
      await page.getByRole('checkbox', { name: /wandb/ }).click();
      await page.getByText('There is none yet.').waitFor();
      await page.getByRole('combobox', { name: 'Hugging Face secret' }).focus();
      await page.getByRole('option', { name: /huggingface-secret · / }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.locator('.suggest li[aria-selected=true]').waitFor();
    },
  },
  {
    name: 'modal-2-lists-failed',
    panel: 'wizard',
    options: { scenario: 'modal-broken' },
    prepare: async (page) => {
      await toConfig(page);
      await page.getByRole('combobox', { name: 'Hugging Face secret' }).focus();
      await page.getByText('You can write it yourself.').waitFor();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'modal-3-no-client',
    panel: 'wizard',
    options: { scenario: 'modal-broken' },
    prepare: async (page) => {
      await toConfig(page);
      await next(page);
      await page.getByRole('button', { name: 'Install Modal’s client' }).waitFor();
    },
  },
  { name: 'modal-3-review', panel: 'wizard', options: { scenario: 'modal' }, prepare: toReview },
  {
    name: 'modal-4-build',
    panel: 'wizard',
    options: { scenario: 'modal' },
    prepare: async (page) => {
      await toReview(page);
      await page.getByRole('button', { name: /^Deploy ·/ }).click();
      await page.getByText('Log (122 lines)').click();
      await page.getByText('22 earlier lines not kept here.').waitFor();
    },
  },
  {
    name: 'modal-5-outcome',
    panel: 'wizard',
    options: { scenario: 'modal' },
    prepare: async (page) => {
      await toReview(page);
      await page.getByRole('button', { name: /^Deploy ·/ }).click();
      await page.getByText('Log (122 lines)').waitFor();
      await page.evaluate(() => (window as unknown as { finishBuild: () => void }).finishBuild());
      await page.getByRole('button', { name: 'Logs' }).waitFor();
    },
  },
  {
    name: 'modal-tester-cold',
    panel: 'tester',
    options: { scenario: 'modal-cold' },
    prepare: async (page) => {
      await page.locator('#prompt textarea').fill('What is a replica?');
      await send(page);
      await page
        .getByText(/loading the model into GPU memory/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Cancel the test' }).waitFor();
    },
  },
  {
    name: 'modal-tester-token',
    panel: 'tester',
    options: { scenario: 'modal-token' },
    prepare: async (page) => {
      await page.locator('#prompt textarea').fill('What is a replica?');
      await send(page);
      await page.getByRole('button', { name: 'Create a proxy token…' }).waitFor();
    },
  },
  {
    name: 'modal-metrics',
    panel: 'metrics',
    options: { scenario: 'modal', key: 'modal:ap-1' },
    prepare: async (page) => {
      await page.getByText('Cost of this month so far').waitFor();
      await page.getByText('Distribution of latency').waitFor();
    },
  },
];

describe('the look of a platform with builds and cold starts', () => looksGood(scenes));
