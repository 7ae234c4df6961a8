import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { called, harness, until, made } from './shared.ts';
import { settled } from '../settled.ts';

const prompt = (page: Page) => page.locator('#prompt textarea');
const tile = (page: Page, name: string) => page.getByRole('group', { name, exact: true });

describe('the tester', () => {
  const { open } = harness();

  it('streams an answer and shows its numbers', async () => {
    const opened = await open('tester');
    const { page } = opened;
    await prompt(page).fill('What is a replica?');
    await page.keyboard.press('Control+Enter');
    const panel = page.getByRole('tabpanel');
    await panel.getByText('The model is loading').waitFor();
    await panel.getByText('A replica is one').waitFor();
    await page.getByText('finish reason: stop').waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'run'), [{ prompt: 'What is a replica?', stream: true }]),
    );
    await tile(page, 'Latency').getByText('812 ms').waitFor();
    await tile(page, 'First token').getByText('184 ms').waitFor();
    await tile(page, 'Tokens out').getByText('41').waitFor();
    await tile(page, 'Cost of this call').getByText('≈ $0.00124').waitFor();
    await tile(page, 'Cost of this call').getByText('812 ms of one replica at $5.49/h').waitFor();
    await page.getByText('Reasoning (12 words)').click();
    await page.getByText('The user asks about replicas.').waitFor();
    await page.getByRole('tab', { name: 'Request' }).click();
    await page.getByText('POST https://api.together.ai/v1/chat/completions').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('region', { name: 'Raw response' }).waitFor();
    await settled(async () => assert.equal(await page.locator('.run').count(), 3));
  });

  it('cancels, keeps what had come, and can send again', async () => {
    const opened = await open('tester', { scenario: 'slow' });
    const { page } = opened;
    await prompt(page).fill('What is a replica?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('A replica').waitFor();
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await settled(async () =>
      assert.equal(await cancel.evaluate((button) => button.hasAttribute('disabled')), false),
    );
    await cancel.click();
    await page.getByText('Cancelled: this is what had come by then.').waitFor();
    await tile(page, 'Latency').getByText('1.23 s').waitFor();
    await until(async () => (await opened.seen()).cancelled.includes('run'), 'the host was told');
    const send = page.getByRole('button', { name: 'Send', exact: true });
    await settled(async () =>
      assert.equal(await send.evaluate((button) => button.hasAttribute('disabled')), false),
    );
  });

  it('offers to send traffic to what gets none', async () => {
    const opened = await open('tester', { scenario: 'unrouted' });
    const { page } = opened;
    await page.getByText('It receives no traffic.').waitFor();
    await page.getByRole('button', { name: 'Send traffic to it…' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'together:ep_1/dep_2', action: 'route' }]),
    );
  });

  it('shows an error whole, and sends again', async () => {
    const opened = await open('tester', { scenario: 'failing' });
    const { page } = opened;
    await prompt(page).fill('Hello');
    await page.keyboard.press('Meta+Enter');
    const alert = page.getByRole('alert');
    for (const text of [
      'Together AI is overloaded.',
      'Try again in a minute',
      'no healthy upstream',
      'HTTP 503',
    ])
      await alert.getByText(text).waitFor();
    await alert.getByRole('button', { name: 'Send again' }).click();
    await until(async () => (await called(opened, 'run')).length === 2, 'it was sent again');
    await page.getByRole('button', { name: 'Send again' }).waitFor();
  });

  it('sends the parameters as set, and nothing for the platform’s defaults', async () => {
    const opened = await open('tester');
    const { page } = opened;
    await prompt(page).fill('Hello');
    await page.getByText('System prompt').first().click();
    await page.locator('#system textarea').fill('Be brief.');
    await page.locator('#max-tokens input').fill('0');
    await page.getByText('Must be a whole number from 1 to').waitFor();
    await page.locator('#max-tokens input').fill('64');
    await page.locator('#temperature').fill('0.3');
    await page.locator('#top-p').fill('0.5');
    await page.getByRole('button', { name: 'Use the default for Top-p' }).click();
    await page.getByLabel('Adapter', { exact: true }).selectOption({ label: 'qwen3-8b-support-lora-7f3a' });
    await page.getByRole('checkbox', { name: 'Stream the answer' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('finish reason: stop').waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'run'), [
        {
          prompt: 'Hello',
          system: 'Be brief.',
          maxTokens: 64,
          temperature: 0.3,
          adapter: 'acme/qwen3-8b-support-lora-7f3a',
          stream: false,
        },
      ]),
    );
  });

  it('keeps the form across a reload', async () => {
    const { page } = await open('tester');
    await prompt(page).fill('Do not lose this.');
    await until(
      async () => page.evaluate(() => Object.values(sessionStorage).join().includes('Do not lose this.')),
      'it was kept',
    );
    await page.reload();
    await page.getByText('Last tests').waitFor();
    await settled(async () => assert.equal(await prompt(page).inputValue(), 'Do not lose this.'));
  });

  it('shows earlier tests again and fills the form from them', async () => {
    const opened = await open('tester');
    const { page } = opened;
    await page.getByRole('button', { name: /Summarise this ticket/ }).click();
    await page.getByRole('alert').getByText('Together AI is overloaded.').waitFor();
    await page.locator('.run').first().getByRole('button', { name: 'Use again' }).click();
    await settled(async () => assert.equal(await prompt(page).inputValue(), 'What is a replica?'));
    await settled(async () => assert.equal(await page.locator('#max-tokens input').inputValue(), '200'));
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('None yet.').waitFor();
    await settled(async () => assert.equal((await called(opened, 'clearHistory')).length, 1));
  });

  it('copies the request as code', async () => {
    const opened = await open('tester');
    const { page } = opened;
    await prompt(page).fill('Hello');
    await page.getByRole('button', { name: 'Python' }).click();
    await page.getByText('Copied as Python.').waitFor();
    const [copied] = (await made(opened, 'copy')) as { text: string }[];
    assert.match(copied?.text ?? '', /\$TOGETHER_API_KEY/);
  });

  it('says that its platform is not connected any more, and keeps what was typed', async () => {
    const opened = await open('tester');
    const { page } = opened;
    const stand = (state: string): Promise<void> =>
      page.evaluate((now) => (window as unknown as { stand: (now: string) => void }).stand(now), state);
    await prompt(page).fill('Do not lose this.');
    await page.locator('.panel-head').getByText('Active').waitFor();
    await stand('disconnected');
    await page.getByText('Together AI is not connected.').waitFor();
    await page.getByText('Connect Together AI first.').waitFor();
    await page.locator('.panel-head').getByText('status unknown').waitFor();
    await settled(async () => assert.equal(await page.locator('.panel-head').getByText('Active').count(), 0));
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Connect Together AI' }).click();
    await settled(async () => assert.deepEqual(await called(opened, 'connect'), [{ platform: 'together' }]));
    await stand('refused');
    await page.getByText('Together AI does not accept the key any more.').waitFor();
    await stand('gone');
    await page.getByText('This deployment is not there any more.').first().waitFor();
    await stand('good');
    await page.locator('.panel-head').getByText('Active').waitFor();
    await settled(async () => assert.equal(await prompt(page).inputValue(), 'Do not lose this.'));
    assert.deepEqual(await called(opened, 'run'), []);
  });

  it('says why a deployment cannot be tested, and offers to start it', async () => {
    const opened = await open('tester', { scenario: 'stopped' });
    const { page } = opened;
    await prompt(page).fill('Hello');
    await page.getByText('It is stopped: no replica answers.').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Start it' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'together:ep_1/dep_2', action: 'start' }]),
    );
    assert.deepEqual(await called(opened, 'run'), []);
  });

  it('calls a deletion off that still waits, and tries one again that came to nothing', async () => {
    const waits = await open('tester', { scenario: 'deleting' });
    await waits.page.getByText('Waiting to delete, possible from 14:17.').waitFor();
    await waits.page.getByRole('button', { name: 'Cancel the deletion' }).click();
    const failed = await open('tester', { scenario: 'undeleted' });
    await failed.page.getByRole('button', { name: 'Delete it again…' }).click();
    const key = 'replicate:acme/posters';
    await settled(async () =>
      assert.deepEqual(await called(waits, 'action'), [{ key, action: 'cancelDelete' }]),
    );
    await settled(async () => assert.deepEqual(await called(failed, 'action'), [{ key, action: 'remove' }]));
  });
});
