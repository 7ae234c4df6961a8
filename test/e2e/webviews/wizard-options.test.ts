import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { called, harness, until, made } from './shared.ts';
import { settled } from '../settled.ts';

const next = (page: Page) => page.getByRole('button', { name: /^Next/ });
const input = (page: Page, label: string) => page.getByLabel(label).locator('input').first();
const area = (page: Page, label: string) => page.getByLabel(label).locator('textarea').first();

async function toConfig(page: Page): Promise<void> {
  await next(page).click();
  await page.locator('#model-search input').fill('qwen3-8b');
  await page.getByRole('option', { name: /qwen3-8b/ }).click();
  await page.getByText('Latest version', { exact: true }).waitFor();
  await next(page).click();
}

describe('the wizard of a platform with settings of its own', () => {
  const { open } = harness();

  it('offers to register a server of the person’s own', async () => {
    const opened = await open('wizard', { scenario: 'options' });
    const { page } = opened;
    await page.getByText('ada@acme.test · Acme Robotics').waitFor();
    await page.getByRole('button', { name: 'Register a LoRAX server…' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'addServer'), [{ platform: 'predibase' }]),
    );
    await page.getByRole('button', { name: 'Register a LoRAX server…' }).waitFor();
  });

  it('takes a model by what was typed, with the usual way to run it chosen', async () => {
    const { page } = await open('wizard', { scenario: 'options' });
    await toConfig(page);
    await page.getByRole('button', { name: /^Name and model/ }).click();
    await settled(async () =>
      assert.ok(await page.getByRole('radio', { name: /Latest version/ }).isChecked()),
    );
    assert.equal(await page.getByText('Hardware not reported').count(), 0);
  });

  it('draws the settings by their kinds, and sends them', async () => {
    const opened = await open('wizard', { scenario: 'options' });
    const { page } = opened;
    await toConfig(page);
    await page.getByText('Choose the hardware to see the price.').waitFor();
    await page.getByText('Correct the marked settings first.').waitFor();
    const accelerator = page.getByRole('combobox', { name: /Accelerator/ });
    await accelerator.fill('a100');
    await page.getByRole('option', { name: /A100/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await settled(async () => assert.equal(await accelerator.inputValue(), 'a100_80gb_100'));
    await page.getByText('1× A100 80 GB · $4.80/h.').waitFor();
    await page.getByText('$0/h while idle – $4.80/h').waitFor();
    await page.getByLabel('Quantization').selectOption('fp8');
    await page.getByRole('checkbox', { name: 'Log requests' }).click();
    await area(page, 'Preloaded adapters').fill('support/1\n\n support/2 ');
    await page.getByText('More settings (2)').click();
    await input(page, 'Context window').fill('0');
    await page.getByText('Must be a whole number, 1 or more.').waitFor();
    await input(page, 'Context window').fill('8192');
    await next(page).click();
    await page.getByText('support/1, support/2').waitFor();
    await page.getByRole('button', { name: /^Deploy · \$0\/h while idle/ }).waitFor();
    await settled(async () => {
      const plans = (await made(opened, 'plan')) as { spec: { variant: string; config: object } }[];
      assert.deepEqual(plans.at(-1)?.spec, {
        name: 'qwen3-8b-x7k2',
        model: { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' },
        variant: 'latest',
        config: {
          minReplicas: 0,
          maxReplicas: 1,
          instanceType: 'a100_80gb_100',
          options: {
            quantization: 'fp8',
            requestLogging: true,
            preloadedAdapters: ['support/1', 'support/2'],
            maxTotalTokens: 8192,
          },
        },
      });
    });
  });

  it('takes hardware that is not listed, and says that its price is unknown', async () => {
    const opened = await open('wizard', { scenario: 'options' });
    const { page } = opened;
    await toConfig(page);
    await page.getByRole('combobox', { name: /Accelerator/ }).fill('h200_141gb_100');
    await page.getByText('Unknown: h200_141gb_100 is not in the platform’s price list.').waitFor();
    await next(page).click();
    await page.getByText('Creates the deployment.').waitFor();
    await settled(async () => {
      const plans = (await made(opened, 'plan')) as { spec: { config: { instanceType: string } } }[];
      assert.equal(plans.at(-1)?.spec.config.instanceType, 'h200_141gb_100');
    });
  });

  it('leads from a check to its setting, also to one that is folded away', async () => {
    const { page } = await open('wizard', { scenario: 'options' });
    await toConfig(page);
    await page.getByRole('combobox', { name: /Accelerator/ }).fill('l40s_48gb_100');
    await next(page).click();
    const change = (message: string) =>
      page.getByRole('status').filter({ hasText: message }).getByRole('button', { name: 'Change it' });
    await change('The context window').click();
    await input(page, 'Context window').waitFor();
    await until(
      async () => page.evaluate(() => document.activeElement?.id === 'options.maxTotalTokens'),
      'it has the focus',
    );
    await next(page).click();
    await change('The latest version').click();
    await page.getByText('How to run it', { exact: true }).waitFor();
  });

  it('sends of an edit only the options that differ, and says what a change means', async () => {
    const opened = await open('wizard', { scenario: 'options-edit' });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Edit support-llm' }).waitFor();
    await settled(async () => assert.ok(await page.getByLabel('Quantization').isDisabled()));
    await page.getByRole('checkbox', { name: 'Log requests' }).click();
    await area(page, 'Preloaded adapters').fill('support/2');
    await next(page).click();
    await page.getByText('both are billed meanwhile').waitFor();
    const row = page.getByRole('row', { name: /Log requests/ });
    await settled(async () => assert.deepEqual(await row.getByRole('cell').allInnerTexts(), ['no', ' yes']));
    await settled(async () => assert.equal(await page.locator('.diff tbody tr').count(), 2));
    await page.getByRole('button', { name: /^Apply/ }).click();
    await page.getByRole('heading', { name: 'The change to support-llm was accepted' }).waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'update'), [
        {
          key: 'predibase:support-llm',
          change: { options: { requestLogging: true, preloadedAdapters: ['support/2'] } },
        },
      ]),
    );
  });

  it('says of what it made how far its state is known', async () => {
    const { page } = await open('wizard', { scenario: 'options' });
    await toConfig(page);
    await page.getByRole('combobox', { name: /Accelerator/ }).fill('l40s_48gb_100');
    await next(page).click();
    await page.getByRole('button', { name: /^Deploy ·/ }).click();
    await page.getByText('Active, inferred').waitFor();
    await page.getByText('A run was served at 14:02. Replicate reports no state of its own.').waitFor();
    await page.getByText('1 (assumed)').waitFor();
    assert.equal(await page.getByText('Platform says').count(), 0);
  });
});
