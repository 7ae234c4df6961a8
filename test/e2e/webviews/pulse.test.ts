import assert from 'node:assert/strict';
import { tell } from './look.ts';
import { harness } from './shared.ts';

const key = 'together:ep_1/dep_2';

describe('a panel whose host does not answer', () => {
  const { open } = harness();

  it('says so, leads out of it by keyboard, and is itself again when the host is back', async () => {
    const { page } = await open('metrics', { key, clock: true });
    await page.getByText('Distribution of latency').waitFor();
    const bar = page.getByText('Slipway does not answer');
    await tell(page, 'fallSilent', true);
    await page.clock.runFor(26_000);
    await bar.waitFor();
    const wayOut = page.getByRole('link', { name: 'Reload the window' });
    assert.equal(await wayOut.getAttribute('href'), 'command:workbench.action.reloadWindow');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('Tab');
    assert.ok(await wayOut.evaluate((one) => one === document.activeElement), 'it is the first stop');
    await tell(page, 'fallSilent', false);
    await page.clock.runFor(6000);
    await bar.waitFor({ state: 'detached' });
  });

  it('is told sooner after a click', async () => {
    const { page } = await open('tester', { clock: true });
    await page.getByText('finish reason: stop').waitFor();
    await page.locator('#prompt textarea').fill('What is a replica?');
    await page.clock.runFor(3000);
    await tell(page, 'fallSilent', true);
    await page.getByRole('button', { name: 'Python' }).click();
    await page.clock.runFor(11_000);
    await page.getByText('Slipway does not answer').waitFor();
  });

  it('is not told while a call of a host that lives takes minutes', async () => {
    const { page, seen } = await open('wizard', { clock: true, hold: 'models' });
    await page.getByRole('button', { name: /^Next/ }).click();
    await page.getByText('Reading the list of models…').waitFor();
    for (let at = 0; at < 11; at++) await page.clock.runFor(5000);
    assert.equal(await page.getByText('Slipway does not answer').count(), 0);
    assert.equal((await seen()).calls.filter(({ name }) => name === 'models').length, 1);
  });
});
