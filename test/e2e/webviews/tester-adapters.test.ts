import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { called, harness, until } from './shared.ts';
import { settled } from '../settled.ts';

const prompt = (page: Page) => page.locator('#prompt textarea');
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const picker = (page: Page) => page.getByLabel('Adapter', { exact: true });
const adapters = (requests: unknown[]) =>
  (requests as { adapter?: string; adapterSource?: string }[]).map(({ adapter, adapterSource }) => [
    adapter,
    adapterSource,
  ]);

describe('the tester of a server with many adapters', () => {
  const { open } = harness();

  it('names a listed adapter with its source, and tells what it is trained on', async () => {
    const opened = await open('tester', { scenario: 'lorax' });
    const { page } = opened;
    await page.locator('.panel-head').getByText('LoRAX server').waitFor();
    await picker(page).selectOption({ label: 'support/2' });
    await page.getByText('Trained on Qwen/Qwen3-8B. Finished two days ago.').waitFor();
    await page.getByLabel('How to ask').selectOption('plain');
    await page.getByText('for adapters with a format of their own').waitFor();
    await settled(async () =>
      assert.equal(await page.locator('#max-tokens input').getAttribute('placeholder'), 'Default: 512'),
    );
    await prompt(page).fill('What is a replica?');
    await send(page).click();
    await page.getByText('finish reason: stop').waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'run'), [
        {
          prompt: 'What is a replica?',
          stream: true,
          adapter: 'support/2',
          adapterSource: 'pbase',
          mode: 'plain',
        },
      ]),
    );
    await page.locator('.run').first().getByText('support/2').waitFor();
  });

  it('takes any adapter by its id and where it comes from, and remembers it', async () => {
    const opened = await open('tester', { scenario: 'lorax' });
    const { page } = opened;
    await prompt(page).fill('Hello');
    await picker(page).selectOption({ label: 'Another, by its id…' });
    await page.getByText('Write the adapter’s id, or choose none.').waitFor();
    await page.getByLabel('From').selectOption('pbase');
    const id = page.getByRole('textbox', { name: 'Adapter id' });
    await until(
      async () => (await id.getAttribute('placeholder')) === 'repository/version',
      'the example is one of that source',
    );
    await id.fill('tone/7');
    await send(page).click();
    await page.getByText('finish reason: stop').waitFor();
    await settled(async () => assert.deepEqual(adapters(await called(opened, 'run')), [['tone/7', 'pbase']]));
    await until(
      async () => page.evaluate(() => Object.values(sessionStorage).join().includes('tone/7')),
      'it was kept',
    );
    await page.reload();
    await id.waitFor();
    await settled(async () => assert.equal(await id.inputValue(), 'tone/7'));
    await settled(async () => assert.equal(await page.getByLabel('From').inputValue(), 'pbase'));
  });

  it('compares adapters on one prompt, side by side, each a test of its own', async () => {
    const opened = await open('tester', { scenario: 'lorax' });
    const { page } = opened;
    await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
    await prompt(page).fill('What is a replica?');
    await page.getByText('Choose two adapters first.').waitFor();
    for (const name of ['Base model', 'support/2', 'acme/tone-lora'])
      await page.getByRole('checkbox', { name }).click();
    await page.getByRole('button', { name: 'Another, by its id…' }).click();
    await page.getByRole('textbox', { name: 'Adapter id' }).fill('acme/broken');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('At most 4 at once.').waitFor();
    await settled(async () =>
      assert.ok(await page.getByRole('checkbox', { name: 'acme/french-lora' }).isDisabled()),
    );
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const column = (name: string) => page.getByRole('article', { name, exact: true });
    await column('acme/tone-lora').getByText('Its turn comes next.').waitFor();
    await column('support/2').getByText('Two replicas answer twice as much.').waitFor();
    await column('acme/tone-lora').getByText('in parallel.').waitFor();
    await column('acme/broken').getByText('could not load the adapter acme/broken').waitFor();
    await column('Base model').getByText('A replica is one running copy').waitFor();
    await column('Base model').getByText('812 ms').waitFor();
    await column('Base model').getByText('184 ms').waitFor();
    await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
    await settled(async () =>
      assert.deepEqual(adapters(await called(opened, 'run')), [
        [undefined, undefined],
        ['support/2', 'pbase'],
        ['acme/tone-lora', 'hub'],
        ['acme/broken', 'hub'],
      ]),
    );
    await settled(async () => assert.equal(await page.locator('.run').count(), 6));
    await page.locator('.run-main').first().click();
    await page.getByRole('alert').getByText('could not load the adapter').waitFor();
    await settled(async () => assert.ok(await page.getByRole('radio', { name: 'One answer' }).isChecked()));
  });

  it('cancels a comparison: the one that runs, and those that would come', async () => {
    const opened = await open('tester', { scenario: 'lorax' });
    const { page } = opened;
    await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
    await prompt(page).fill('What is a replica?');
    for (const name of ['Base model', 'support/2', 'acme/tone-lora'])
      await page.getByRole('checkbox', { name }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    const column = (name: string) => page.getByRole('article', { name, exact: true });
    await column('Base model')
      .getByText(/^Cancelled/)
      .waitFor();
    await column('support/2').getByText('Not sent: the comparison was cancelled.').waitFor();
    await column('acme/tone-lora').getByText('Not sent: the comparison was cancelled.').waitFor();
    await settled(async () => assert.equal((await called(opened, 'run')).length, 1));
    await page.getByRole('button', { name: 'Compare', exact: true }).waitFor();
  });

  it('stacks the answers where there is no room side by side', async () => {
    const { page } = await open('tester', { scenario: 'lorax', width: 420 });
    await page.getByRole('radio', { name: 'Compare adapters' }).check({ force: true });
    await prompt(page).fill('What is a replica?');
    for (const name of ['Base model', 'support/2']) await page.getByRole('checkbox', { name }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
    const boxes = await page
      .getByRole('article')
      .evaluateAll((columns) => columns.map((column) => column.getBoundingClientRect().left));
    assert.equal(new Set(boxes).size, 1);
  });
});
