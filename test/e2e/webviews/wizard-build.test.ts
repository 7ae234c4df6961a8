import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { toConfig } from './modalWalk.ts';
import type { Opened } from './harness.ts';
import { called, harness, until, made } from './shared.ts';
import { settled } from '../settled.ts';

const next = (page: Page) => page.getByRole('button', { name: /^Next/ });
const input = (page: Page, label: string) => page.getByLabel(label).locator('input').first();
const deploy = (page: Page) => page.getByRole('button', { name: /^Deploy/ });

async function lastPlan(opened: Opened) {
  const plans = (await made(opened, 'plan')) as { spec: { variant: string; config: object } }[];
  return plans.at(-1)?.spec;
}

async function toReview(page: Page): Promise<void> {
  await toConfig(page);
  await next(page).click();
  await page.getByText('Runs on this machine').waitFor();
}

/** What the page asks of its host from outside it. */
const tell = (page: Page, what: 'finishBuild' | 'row', ...args: string[]) =>
  page.evaluate(
    ([name, rest]) => {
      const told = (window as unknown as Record<string, (...args: string[]) => void>)[name];
      told?.(...rest);
    },
    [what, args] as const,
  );

describe('the wizard where a model can run in several ways', () => {
  const { open } = harness();

  it('draws and sends the settings of the chosen way only, and keeps what was typed for the other', async () => {
    const opened = await open('wizard', { scenario: 'modal' });
    const { page } = opened;
    await toConfig(page);
    assert.equal(await page.getByLabel('Fine-tune on Hugging Face').count(), 0);
    await input(page, 'Maximum containers').fill('many');
    await page.getByText('Must be a whole number, 1 or more.').waitFor();

    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('Managed Endpoint', { exact: true }).click();
    await next(page).click();
    await page.getByText('Fine-tune on Hugging Face').waitFor();
    await settled(async () => assert.equal(await page.getByLabel('Maximum containers').count(), 0));
    await next(page).click();
    await page.getByText('Creates the Endpoint.').waitFor();
    await page.getByText('Unknown: Modal chooses the hardware.').waitFor();
    await settled(async () => {
      const managed = await lastPlan(opened);
      assert.equal(managed?.variant, 'endpoint');
      assert.deepEqual(managed.config, { options: { private: true } });
    });

    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('App of your own', { exact: true }).click();
    await next(page).click();
    await settled(async () => assert.equal(await input(page, 'Maximum containers').inputValue(), 'many'));
    await input(page, 'Maximum containers').fill('2');
    await next(page).click();
    await page.getByText('Runs on this machine').waitFor();
    await settled(async () =>
      assert.deepEqual((await lastPlan(opened))?.config, {
        instanceType: 'L40S',
        minReplicas: 0,
        maxReplicas: 2,
        options: { scaledownSeconds: 300 },
      }),
    );
  });

  it('edits what exists in the way in which it runs', async () => {
    const own = await open('wizard', { scenario: 'modal-edit' });
    await own.page.getByLabel('Maximum containers').first().waitFor();
    assert.equal(await own.page.getByLabel('Fine-tune on Hugging Face').count(), 0);
    await input(own.page, 'Stop when idle for').fill('600');
    await next(own.page).click();
    await own.page.getByRole('row', { name: /Stop when idle for/ }).waitFor();
    const [asked] = await made(own, 'planUpdate');
    assert.deepEqual(asked, { key: 'modal:ap-1', change: { options: { scaledownSeconds: 600 } } });

    const managed = await open('wizard', { scenario: 'modal-managed' });
    const repository = input(managed.page, 'Fine-tune on Hugging Face');
    await settled(async () => assert.equal(await repository.inputValue(), 'acme/tuned'));
    await settled(async () => assert.ok(await repository.isDisabled()));
    assert.equal(await managed.page.getByLabel('Maximum containers').count(), 0);
  });

  it('takes regions of the platform’s own list and others, without saying how they count', async () => {
    const opened = await open('wizard', { scenario: 'modal' });
    const { page } = opened;
    await toConfig(page);
    await page.getByRole('checkbox', { name: 'eu · Europe' }).click();
    await input(page, 'Another region').fill('us-east');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'us-east' }).waitFor();
    assert.equal(await page.getByText('Prefer these').count(), 0);
    await input(page, 'Another region').fill('ap');
    await next(page).click();
    await page.getByText('eu, us-east, ap').waitFor();
    await settled(async () => {
      const config = (await lastPlan(opened))?.config as { regions: string[]; regionsRequired?: boolean };
      assert.deepEqual(config.regions, ['eu', 'us-east', 'ap']);
      assert.equal(config.regionsRequired, undefined);
    });
  });
});

describe('settings of which the account says what there is', () => {
  const { open } = harness();

  it('asks when a person is there, by keyboard, and takes other text too', async () => {
    const opened = await open('wizard', { scenario: 'modal' });
    const { page } = opened;
    await toConfig(page);
    await page.getByRole('option', { name: 'main · the default' }).waitFor({ state: 'attached' });
    const fields = async () =>
      ((await called(opened, 'choices')) as { field: string }[]).map(({ field }) => field).sort();
    await settled(async () => assert.deepEqual(await fields(), ['options.environment', 'options.volumes']));

    const secret = page.getByRole('combobox', { name: 'Hugging Face secret' });
    await secret.focus();
    await page.getByRole('option', { name: 'hf-write' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await settled(async () => assert.equal(await secret.inputValue(), 'hf-write'));

    const list = page.locator('summary', { hasText: 'Choose from what there is: Secrets' });
    await list.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'wandb · used yesterday' }).click();
    const lines = page.getByLabel('Secrets', { exact: true }).locator('textarea');
    await until(async () => (await lines.inputValue()) === 'wandb', 'the tick is a line');
    await lines.fill('wandb\nmine');
    await page.getByRole('checkbox', { name: 'wandb · used yesterday' }).click();
    await until(async () => (await lines.inputValue()) === 'mine', 'the line went with its tick');

    await page.getByLabel('Modal environment').selectOption('staging');
    await secret.focus();
    await until(
      async () => (await fields()).filter((field) => field === 'options.hfSecret').length === 2,
      'another environment has other secrets',
    );
    await next(page).click();
    await page.getByText('Runs on this machine').waitFor();
    await settled(async () =>
      assert.deepEqual((await lastPlan(opened))?.config, {
        instanceType: 'L40S',
        minReplicas: 0,
        options: { environment: 'staging', hfSecret: 'hf-write', secrets: ['mine'], scaledownSeconds: 300 },
      }),
    );
  });

  it('says what a list failed with, and reads it again; what can be written still can', async () => {
    const { page } = await open('wizard', { scenario: 'modal-broken' });
    await toConfig(page);
    const secret = page.getByRole('combobox', { name: 'Hugging Face secret' });
    await secret.focus();
    const state = page.getByRole('status').filter({ hasText: 'You can write it yourself.' });
    await state.getByText('Modal is overloaded.').waitFor();
    await secret.fill('mine');
    await state.getByRole('button', { name: 'Try again' }).click();
    await state.waitFor({ state: 'detached' });
    await settled(async () => assert.equal(await secret.inputValue(), 'mine'));
  });
});

describe('a deploy that takes minutes', () => {
  const { open } = harness();

  it('shows the file and the command line before anything is done', async () => {
    const opened = await open('wizard', { scenario: 'modal' });
    const { page } = opened;
    await toReview(page);
    await page.getByText('slipway/qwen3_8b_x7k2.py', { exact: true }).waitFor();
    await page.getByText('Differs from the file that is there: you will be asked before').waitFor();
    await page.getByRole('button', { name: /^Copy: Contents of/ }).click();
    await page.getByRole('button', { name: /^Copy: Command line/ }).click();
    await settled(async () => assert.equal((await called(opened, 'copy')).length, 2));
    const [file, command] = (await called(opened, 'copy')) as { text: string }[];
    assert.match(file?.text ?? '', /^import json\n[^]*def serve\(\):\n/);
    assert.match(command?.text ?? '', /^\/home\/ada\/venv\/bin\/python -m modal deploy /);
    const code = page.getByRole('region', { name: /^Contents of/ });
    await settled(async () => assert.equal(await code.textContent(), file?.text));
  });

  it('tells the step it is at, keeps a log, and ends in the deployment', async () => {
    const { page } = await open('wizard', { scenario: 'modal' });
    await toReview(page);
    await deploy(page).click();
    const log = page.getByText('Log (122 lines)');
    await log.waitFor();
    await settled(async () =>
      assert.match((await page.locator('.current-step').textContent()) ?? '', /^Image built in 94.1 s/),
    );
    assert.equal(await page.getByRole('region', { name: 'Log' }).isVisible(), false);
    await log.click();
    await settled(async () => assert.equal(await page.locator('.log li').count(), 100));
    await page.getByText('22 earlier lines not kept here.').waitFor();
    // Who looks something up meanwhile still sees it go on.
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('Modal environment').waitFor();
    await page.locator('.current-step').waitFor();
    await tell(page, 'finishBuild');
    await page.getByRole('heading', { name: 'qwen3-8b-x7k2 was created' }).waitFor();
    await page.getByText('https://acme--qwen3-8b-x7k2-serve.modal.run', { exact: true }).waitFor();
  });

  it('is called off without an alarm, and can be sent again', async () => {
    const opened = await open('wizard', { scenario: 'modal' });
    const { page } = opened;
    await toReview(page);
    await deploy(page).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByText('Cancelled. Nothing was deployed.').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    const [[sent], [cancelled]] = [await called(opened, 'deploy'), await called(opened, 'cancelDeploy')];
    assert.deepEqual(cancelled, sent);
    await deploy(page).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
  });

  it('is found again by a page that is made anew meanwhile', async () => {
    const opened = await open('wizard', { scenario: 'modal-underway' });
    const { page } = opened;
    await page.getByLabel('Deployment name').first().waitFor();
    await tell(page, 'row', 'busy');
    await page.getByText('Building the image…').first().waitFor();
    await page.getByText(/^1 min (3[5-9]|[45]\d) s$/).waitFor();
    // It may be another window's, which alone can end it.
    const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
    await settled(async () => assert.equal(await cancel.count(), 0));
    await tell(page, 'row', 'own');
    await cancel.waitFor();
    await tell(page, 'row', 'failed');
    await page.getByRole('alert').getByText('Modal is overloaded.').waitFor();
    await page.getByRole('heading', { name: 'Review', exact: true }).waitFor({ state: 'attached' });
    await tell(page, 'row', 'own');
    await cancel.click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'cancelDeploy'), [{ draftId: 'draft-9' }]),
    );
    await tell(page, 'row', 'idle');
    await page.getByText('Cancelled. Nothing was deployed.').waitFor();
    await tell(page, 'row', 'busy');
    await page.getByText('Building the image…').first().waitFor();
    await tell(page, 'row', 'there');
    await page.getByRole('heading', { name: 'qwen3-8b-1a2b was created' }).waitFor();
  });

  it('offers to do what it lacks', async () => {
    const opened = await open('wizard', { scenario: 'modal-broken' });
    const { page } = opened;
    await toConfig(page);
    await next(page).click();
    await page.getByRole('button', { name: 'Install Modal’s client' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'remedy'), [
        { remedy: 'install-python-client', platform: 'modal' },
      ]),
    );
    await page.getByText('It could not be checked.').waitFor();
  });
});
