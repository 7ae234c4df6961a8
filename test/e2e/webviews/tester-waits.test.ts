import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { called, goOn, harness, until } from './shared.ts';
import { settled } from '../settled.ts';

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });

async function send(page: Page): Promise<void> {
  await page.locator('#prompt textarea').fill('What is a replica?');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

describe('the tester where a container must start first', () => {
  const { open } = harness();

  it('tells each phase with how long it took, and folds them away behind the answer', async () => {
    const opened = await open('tester', { scenario: 'modal-cold' });
    const { page } = opened;
    await send(page);
    const current = answer(page).locator('.waiting');
    await current.getByText(/^Starting a container: waiting for a GPU/).waitFor();
    const earlier = answer(page).locator('.phases li');
    await current.getByText(/loading the model into GPU memory/).waitFor();
    await settled(async () => assert.equal(await earlier.count(), 2));
    await settled(async () =>
      assert.match((await earlier.first().textContent()) ?? '', /billed from its start.*\d\.\d+ s$/),
    );
    await answer(page)
      .getByText(/^\d+ s, \d+ s in all$/)
      .waitFor();
    await goOn(opened);
    await page.getByText(/^Waited \d+(\.\d+)? s$/).click();
    await until(async () => (await earlier.count()) === 3, 'all three are there');
    await page.getByText('finish reason: stop').waitFor();
  });

  it('is cancelled from where a person waits', async () => {
    const opened = await open('tester', { scenario: 'modal-cold' });
    const { page } = opened;
    await send(page);
    await page.getByRole('button', { name: 'Cancel the test' }).click();
    await answer(page).getByText('Cancelled').first().waitFor();
    await settled(async () => assert.equal(await answer(page).locator('.waiting').count(), 0));
    await settled(async () => assert.deepEqual((await opened.seen()).cancelled, ['run']));
  });

  it('offers to make the token that is missing', async () => {
    const opened = await open('tester', { scenario: 'modal-token' });
    const { page } = opened;
    await send(page);
    await page.getByRole('alert').getByRole('button', { name: 'Create a proxy token…' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'remedy'), [{ remedy: 'issue-credential', platform: 'modal' }]),
    );
  });

  it('says which address is called, and leads to the log and a restart', async () => {
    const opened = await open('tester', { scenario: 'modal-token' });
    const { page } = opened;
    const parts = page.getByRole('list', { name: 'Functions and servers' }).getByRole('listitem');
    await settled(async () => {
      const [first = '', second = '', third = ''] = await parts.allInnerTexts();
      assert.match(first, /serve[^]*modal\.run[^]*Usual for tests[^]*needs a proxy token/);
      assert.doesNotMatch(second, /Usual/);
      assert.match(third, /no address of its own/);
    });
    await page.getByRole('button', { name: 'Copy: address of serve' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'copy'), [
        { text: 'https://acme--qwen3-8b-x7k2-serve.modal.run' },
      ]),
    );
    await page.getByRole('button', { name: 'Logs' }).click();
    await page.getByRole('button', { name: 'Restart…' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [
        { key: 'modal:ap-1', action: 'logs' },
        { key: 'modal:ap-1', action: 'restart' },
      ]),
    );
  });

  it('shows neither where the platform has no such thing', async () => {
    const { page } = await open('tester');
    await page.getByRole('heading', { name: 'Test support-bot-prod' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^(Logs|Restart…)$/ }).count(), 0);
  });
});
