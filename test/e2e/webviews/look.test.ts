import type { Page } from 'playwright-core';
import { looksGood, next, type Scene } from './look.ts';

async function toModel(page: Page): Promise<void> {
  await next(page);
  await page.getByRole('option', { name: /Qwen3 8B/ }).click();
  await page.getByText('FP8 on one H100').click();
  // A look at a model makes no draft; what is typed does.
  await page.getByLabel('Deployment name').locator('input').first().fill('support-bot-next');
  await page.getByText(/^Draft saved/).waitFor();
}

async function toConfig(page: Page): Promise<void> {
  await toModel(page);
  await next(page);
  await page.getByLabel('Maximum replicas').locator('input').first().fill('3');
  await page.getByLabel('Autoscaling metric').selectOption('ttft');
}

async function toOptions(page: Page): Promise<void> {
  await next(page);
  await page.locator('#model-search input').fill('qwen3-8b');
  await page.getByRole('option', { name: /qwen3-8b/ }).click();
  await page.getByText('Latest version', { exact: true }).waitFor();
  await next(page);
}

const scenes: Scene[] = [
  {
    name: 'wizard-1-platform',
    panel: 'wizard',
    prepare: (page) => page.getByText('Modal').first().waitFor(),
  },
  { name: 'wizard-2-model', panel: 'wizard', prepare: toModel },
  {
    name: 'wizard-3-configuration',
    panel: 'wizard',
    prepare: async (page) => {
      await toConfig(page);
      await page.getByLabel('Concurrent requests').locator('input').first().fill('many');
      await page.getByText('Not available on Together AI').click();
    },
  },
  {
    name: 'wizard-4-review',
    panel: 'wizard',
    prepare: async (page) => {
      await toConfig(page);
      await next(page);
      await page.getByText('Creates the endpoint.').waitFor();
      await page.locator('.requests summary').nth(1).click();
    },
  },
  {
    name: 'wizard-edit-review',
    panel: 'wizard',
    options: { scenario: 'edit' },
    prepare: async (page) => {
      await page.getByLabel('Maximum replicas').locator('input').first().fill('2');
      await next(page);
      await page.getByText('Changes the autoscaling').waitFor();
    },
  },
  {
    name: 'tester',
    panel: 'tester',
    prepare: async (page) => {
      await page.locator('#prompt textarea').fill('What is a replica, and what does one cost?');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('finish reason: stop').waitFor();
    },
  },
  {
    name: 'tester-error',
    panel: 'tester',
    options: { scenario: 'failing' },
    prepare: async (page) => {
      await page.locator('#prompt textarea').fill('What is a replica?');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('button', { name: 'Send again' }).waitFor();
    },
  },
  {
    name: 'tester-stopped',
    panel: 'tester',
    options: { scenario: 'stopped' },
    prepare: (page) => page.getByRole('button', { name: 'Start it' }).waitFor(),
  },
  {
    name: 'metrics',
    panel: 'metrics',
    options: { key: 'together:ep_1/dep_2' },
    prepare: async (page) => {
      await page.getByText('Requests per second').first().waitFor();
      await page.getByText('Distribution of latency').waitFor();
    },
  },
  {
    name: 'metrics-empty',
    panel: 'metrics',
    options: { key: 'together:ep_1/dep_2', scenario: 'empty' },
    prepare: (page) => page.getByText('No requests were sent').waitFor(),
  },
  {
    name: 'metrics-fleet',
    panel: 'metrics',
    prepare: (page) => page.getByRole('cell', { name: '46,592' }).waitFor(),
  },
  {
    name: 'tester-deleting',
    panel: 'tester',
    options: { scenario: 'deleting' },
    prepare: (page) => page.getByRole('button', { name: 'Cancel the deletion' }).waitFor(),
  },
  {
    name: 'tester-inputs',
    panel: 'tester',
    options: { scenario: 'inputs' },
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Fill in the example' }).click();
      await page.getByRole('button', { name: 'Add an item' }).click();
      await page.locator('#input-controls textarea').fill('{"canny": 0.5}');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('img.picture').nth(1).waitFor();
      await page.locator('#input-controls textarea').fill('{"canny": 0.5,}');
      await page.getByText('A name in double quotes is expected').waitFor();
    },
  },
  {
    name: 'tester-expired',
    panel: 'tester',
    options: { scenario: 'expired' },
    prepare: async (page) => {
      await page.locator('#input-prompt textarea').fill('A lighthouse');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('often one hour').waitFor();
    },
  },
  {
    name: 'tester-raw-inputs',
    panel: 'tester',
    options: { scenario: 'raw' },
    prepare: async (page) => {
      await page.locator('#raw-inputs textarea').fill('{\n  "text": "Hello"\n  "speed": 1\n}');
      await page.getByText('A comma or }').waitFor();
    },
  },
  {
    name: 'tester-adapter-by-id',
    panel: 'tester',
    options: { scenario: 'lorax' },
    prepare: async (page) => {
      await page.getByLabel('Adapter', { exact: true }).selectOption({ label: 'Another, by its id…' });
      await page.getByRole('textbox', { name: 'Adapter id' }).fill('acme/tone-lora-2');
      await page.locator('#prompt textarea').fill('What is a replica, and what does one cost?');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('finish reason: stop').waitFor();
    },
  },
  {
    name: 'tester-compare',
    panel: 'tester',
    options: { scenario: 'lorax' },
    prepare: async (page) => {
      await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
      await page.locator('#prompt textarea').fill('What is a replica, and what does one cost?');
      for (const name of ['Base model', 'support/2', 'acme/tone-lora'])
        await page.getByRole('checkbox', { name }).click();
      await page.getByRole('button', { name: 'Another, by its id…' }).click();
      await page.getByRole('textbox', { name: 'Adapter id' }).fill('acme/broken');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'wizard-options-platform',
    panel: 'wizard',
    options: { scenario: 'options' },
    prepare: (page) => page.getByRole('button', { name: /^Register a/ }).waitFor(),
  },
  {
    name: 'wizard-options-configuration',
    panel: 'wizard',
    options: { scenario: 'options' },
    prepare: async (page) => {
      await toOptions(page);
      await page.getByText('More settings (2)').click();
      const accelerator = page.getByRole('combobox', { name: /Accelerator/ });
      await accelerator.focus();
      await page.getByRole('option', { name: /A100/ }).first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.locator('.suggest li[aria-selected=true]').waitFor();
    },
  },
  {
    name: 'wizard-options-review',
    panel: 'wizard',
    options: { scenario: 'options' },
    prepare: async (page) => {
      await toOptions(page);
      await page.getByRole('combobox', { name: /Accelerator/ }).fill('l40s_48gb_100');
      await page.getByLabel('Quantization').selectOption('fp8');
      await page.getByLabel('Preloaded adapters').locator('textarea').fill('support/1\nsupport/2');
      await next(page);
      await page.getByText('Creates the deployment.').waitFor();
    },
  },
  {
    name: 'wizard-options-outcome',
    panel: 'wizard',
    options: { scenario: 'options' },
    prepare: async (page) => {
      await toOptions(page);
      await page.getByRole('combobox', { name: /Accelerator/ }).fill('l40s_48gb_100');
      await next(page);
      await page.getByRole('button', { name: /^Deploy ·/ }).click();
      await page.getByText('1 (assumed)').waitFor();
    },
  },
  {
    name: 'wizard-options-edit',
    panel: 'wizard',
    options: { scenario: 'options-edit' },
    prepare: async (page) => {
      await page.getByRole('checkbox', { name: 'Log requests' }).click();
      await next(page);
      await page.getByText('Creates the deployment.').or(page.getByText('both are billed')).first().waitFor();
    },
  },
  {
    name: 'metrics-inferred',
    panel: 'metrics',
    options: { key: 'replicate:acme/posters', scenario: 'inferred' },
    prepare: async (page) => {
      await page.getByText('Median time in the queue').waitFor();
      await page.getByText('Distribution of latency').waitFor();
    },
  },
  {
    name: 'metrics-fleet-inferred',
    panel: 'metrics',
    options: { scenario: 'inferred' },
    prepare: (page) => page.getByText('(assumed)').waitFor(),
  },
];

describe('the look of the panels', () => looksGood(scenes));
