import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Opened } from './harness.ts';
import { called, goOn, harness, until, made } from './shared.ts';
import { settled } from '../settled.ts';

const next = (page: Page) => page.getByRole('button', { name: /^Next/ });
const input = (page: Page, label: string) => page.getByLabel(label).locator('input').first();

/** Presses Tab until the focus is on what matches: the way of someone without a pointer. */
async function tabTo(page: Page, matches: RegExp): Promise<void> {
  const heard: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return 'the end of the page';
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '';
    });
    heard.push(name);
    if (matches.test(name)) return;
  }
  assert.fail(`Tab never reached ${String(matches)}; it passed ${heard.join(' | ')}`);
}

/** Wholly in the window as it is, without scrolling by hand. */
async function comesIntoView(page: Page, what: Locator): Promise<void> {
  await settled(async () => {
    const [box, window] = [await what.boundingBox(), page.viewportSize()];
    const within = box !== null && window !== null && box.y >= 0 && box.y + box.height <= window.height;
    assert.ok(within, `${String(what)} is at ${JSON.stringify(box)} of ${JSON.stringify(window)}`);
  });
}

/** What the last plan was asked for: the page shows its own summary before it asks. */
async function planned(opened: Opened, check: (spec: PlannedSpec | undefined) => void): Promise<void> {
  await settled(async () => check(((await made(opened, 'plan')) as { spec: PlannedSpec }[]).at(-1)?.spec));
}

interface PlannedSpec {
  config: { environment?: unknown };
}

describe('the wizard', () => {
  const { open } = harness();

  it('is walked from the platform to the deployment by keyboard alone', async () => {
    const opened = await open('wizard');
    const { page } = opened;
    await page.getByText('Together AI').first().waitFor();
    await tabTo(page, /^Next/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Search models/);
    await page.keyboard.type('qwen');
    await until(async () => (await page.getByRole('option').count()) === 2, 'the search has found two');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('How to run it', { exact: true }).waitFor();
    await tabTo(page, /FP8 on one H100/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Next/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Maximum replicas/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2');
    await tabTo(page, /^Next/);
    await page.keyboard.press('Enter');
    await page.getByText('All checks passed').or(page.getByText('It runs until you stop it')).waitFor();
    await tabTo(page, /^Deploy · from \$5\.49\/h/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'qwen3-32b-x7k2 was created' }).waitFor();
    const [plan] = (await made(opened, 'plan')) as { spec: unknown }[];
    assert.deepEqual(plan?.spec, {
      name: 'qwen3-32b-x7k2',
      model: { id: 'Qwen/Qwen3-32B', name: 'Qwen3 32B', kind: 'model' },
      variant: 'cr_fp8_1xh100',
      config: { minReplicas: 1, maxReplicas: 2 },
    });
    await page.getByText('Active').waitFor();
    await page.getByRole('button', { name: 'Open tester' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'action'), [{ key: 'together:ep_9/dep_9', action: 'test' }]),
    );
  });

  it('leaves the focus where a quick person has moved it, however late the frames come', async () => {
    const { page } = await open('wizard');
    await page.getByText('Together AI').first().waitFor();
    await page.evaluate(() => {
      const soon = window.setTimeout.bind(window);
      window.requestAnimationFrame = (run) => soon(() => run(performance.now()), 400);
      Object.assign(window, { setTimeout: (run: () => void, ms = 0) => soon(run, ms < 100 ? 400 : ms) });
    });
    await tabTo(page, /^Next/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Search models/);
    await new Promise((resolve) => setTimeout(resolve, 900));
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'model-search');
  });

  it('offers to connect each platform, and connects one', async () => {
    const opened = await open('wizard', { scenario: 'empty' });
    const { page } = opened;
    for (const name of ['Predibase', 'Modal', 'Replicate'])
      await page.getByRole('button', { name: `Connect ${name}` }).waitFor();
    await page.getByText('Choose a platform first.').waitFor();
    await settled(async () =>
      assert.match((await page.locator('.choice-title').allTextContents())[0] ?? '', /Together AI/),
    );
    await page.getByRole('button', { name: 'Connect Together AI' }).click();
    await page.getByText('Connected').waitFor();
    await settled(async () => assert.ok(await page.getByRole('radio', { name: /Together AI/ }).isChecked()));
    await next(page).click();
    await page.getByText('The platform lists no models.').waitFor();
  });

  it('shows what a search failed with, and tries again', async () => {
    const opened = await open('wizard', { scenario: 'failing' });
    const { page } = opened;
    await page.getByText('Connected').waitFor();
    await next(page).click();
    const alert = page.getByRole('alert');
    await alert.getByText('Together AI is overloaded.').waitFor();
    await alert.getByText('no healthy upstream').waitFor();
    await alert.getByText('req_9f31c2').waitFor();
    const before = (await called(opened, 'models')).length;
    await alert.getByRole('button', { name: 'Try again' }).click();
    await until(async () => (await called(opened, 'models')).length > before, 'it asked again');
  });

  it('cancels a search that a newer one overtakes', async () => {
    const opened = await open('wizard', { scenario: 'slow' });
    const { page } = opened;
    await page.getByText('Connected').waitFor();
    await next(page).click();
    await page.getByText('Reading the list of models…').waitFor();
    await page.locator('#model-search input').fill('llama');
    await until(async () => (await opened.seen()).cancelled.includes('models'), 'the first was cancelled');
  });

  it('does not take a model that cannot be deployed, and says why', async () => {
    const { page } = await open('wizard');
    await page.getByText('Connected').waitFor();
    await next(page).click();
    const row = page.getByRole('option', { name: /DeepSeek V3/ });
    await row.getByText('No deployment profile of this model').waitFor();
    await row.click({ force: true });
    await settled(async () => assert.equal(await row.getAttribute('aria-selected'), 'false'));
    await page.getByText('Choose a model first.').waitFor();
  });

  it('checks the name as it is typed', async () => {
    const { page } = await open('wizard', { scenario: 'draft' });
    await input(page, 'Deployment name').fill('Bad Name');
    await page.getByText('Together AI wants 2 to 62').waitFor();
    await input(page, 'Deployment name').fill('support-bot-prod');
    await page.getByText('Another deployment has this name already.').waitFor();
    await settled(async () =>
      assert.ok(await next(page).evaluate((button) => button.hasAttribute('disabled'))),
    );
    await input(page, 'Deployment name').fill('support-bot-next');
    await page.getByText('Another deployment has this name already.').waitFor({ state: 'detached' });
  });

  it('checks the configuration against the limits, and shows the price as it changes', async () => {
    const { page } = await open('wizard', { scenario: 'draft' });
    await next(page).click();
    await page.getByText('$5.49/h – $16.47/h').waitFor();
    await page.getByText('$4,007.70/mo – $12,023.10/mo').waitFor();
    await input(page, 'Maximum replicas').fill('65');
    await page.getByText('Must be a whole number from 1 to 64.').waitFor();
    await page.getByText('Correct the marked settings first.').waitFor();
    await input(page, 'Maximum replicas').fill('4');
    await page.getByText('$5.49/h – $21.96/h').waitFor();
    await input(page, 'Minimum replicas').fill('5');
    await page.getByText('Must be at least the minimum, 5.').waitFor();
    await page.getByText('Not available on Together AI (3)').click();
    await page.getByText('Together AI batches continuously and sets the size itself.').waitFor();
  });

  it('takes environment variables where the platform has them', async () => {
    const opened = await open('wizard', { scenario: 'environment' });
    const { page } = opened;
    await page.getByText('Connected').waitFor();
    await next(page).click();
    await page.getByRole('option', { name: /Qwen3 8B/ }).click();
    await page.getByText('FP8 on one H100').click();
    await next(page).click();
    await page.getByRole('button', { name: 'Add a variable' }).click();
    await input(page, 'Name of variable 1').fill('1BAD');
    await page.getByText('“1BAD” is not a name').waitFor();
    await input(page, 'Name of variable 1').fill('MODE');
    await input(page, 'Value of variable 1').fill('fast');
    await next(page).click();
    await page.getByText('Creates the endpoint.').waitFor();
    await planned(opened, (spec) => assert.deepEqual(spec?.config.environment, { MODE: 'fast' }));
  });

  it('leaves no draft behind for a look at a model, and makes one for anything typed', async () => {
    const opened = await open('wizard');
    const { page } = opened;
    await page.getByText('Connected').waitFor();
    await next(page).click();
    await page.getByRole('option', { name: /Qwen3 8B/ }).click();
    await page.getByText('FP8 on one H100').click();
    await next(page).click();
    await page.getByRole('heading', { name: 'Hardware and place' }).waitFor();
    await page.waitForTimeout(900); // longer than a draft waits
    assert.deepEqual(await called(opened, 'saveDraft'), []);
    await page.reload();
    await page.getByRole('heading', { name: 'Hardware and place' }).waitFor(); // and the choice is not lost either
    await input(page, 'Maximum replicas').fill('2');
    await until(async () => (await called(opened, 'saveDraft')).length === 1, 'it was saved');
    await input(page, 'Minimum replicas').fill('x');
    const kept = (): Promise<string> => page.evaluate(() => Object.values(sessionStorage).join());
    await until(async () => (await kept()).includes('"x"'), 'it was kept');
    await page.reload();
    await page.getByRole('heading', { name: 'Hardware and place' }).waitFor();
    await settled(async () =>
      assert.equal(
        await input(page, 'Minimum replicas').inputValue(),
        'x',
        'what is not a number yet is kept too',
      ),
    );
  });

  it('asks whether the regions are a wish or a must', async () => {
    const opened = await open('wizard', { scenario: 'draft' });
    const { page } = opened;
    await next(page).click();
    const only = page.getByRole('radio', { name: 'Only these regions' });
    await settled(async () => assert.ok(await only.isDisabled()));
    await page.getByRole('checkbox', { name: /us-east-2a/ }).click();
    await page.getByText('Goes elsewhere when there is no room.').waitFor();
    await only.check({ force: true });
    await page.getByText('Waits for room there.').waitFor();
    await next(page).click();
    await page.getByText('us-east-2a (only these)').waitFor();
    await planned(opened, (spec) =>
      assert.deepEqual(spec?.config, {
        minReplicas: 1,
        maxReplicas: 3,
        regions: ['us-east-2a'],
        regionsRequired: true,
      }),
    );
  });

  it('keeps the draft and the step across a reload', async () => {
    const opened = await open('wizard', { scenario: 'draft' });
    const { page } = opened;
    await next(page).click();
    await input(page, 'Maximum replicas').fill('2');
    await until(async () => (await called(opened, 'saveDraft')).length === 1, 'it was saved once');
    const [saved] = (await made(opened, 'saveDraft')) as { id: string; spec: { config: object } }[];
    assert.equal(saved?.id, 'draft-7');
    assert.deepEqual(saved.spec.config, { minReplicas: 1, maxReplicas: 2 });
    await page.reload();
    await page.getByRole('heading', { name: 'Configuration' }).waitFor();
    await settled(async () => {
      const state = await page.evaluate(() => Object.values(sessionStorage).join());
      const kept = JSON.parse(state) as { draftId: string; view: { step: string } };
      assert.deepEqual([kept.draftId, kept.view.step], ['draft-7', 'config']);
    });
    await settled(async () => assert.equal(await input(page, 'Maximum replicas').inputValue(), '2'));
  });

  it('shows a failed deploy where the person looks, loses nothing, and sends it again', async () => {
    const opened = await open('wizard', { scenario: 'draft', height: 520 });
    const { page } = opened;
    await next(page).click();
    await next(page).click();
    await page.getByRole('button', { name: /^Deploy · from/ }).click();
    const step = page.getByText('Creating the endpoint…');
    await comesIntoView(page, step);
    await goOn(opened);
    const alert = page.getByRole('alert');
    await comesIntoView(page, alert.getByText('Together AI has no free'));
    await alert.getByText('Together AI has no free 1× H100 80 GB now.').waitFor();
    await alert.getByText('Choose other regions or hardware').waitFor();
    await alert.getByText('What you entered is kept.').waitFor();
    await page.getByRole('button', { name: /^Deploy again/ }).click();
    await page.getByRole('heading', { name: /was created/ }).waitFor();
    await settled(async () => assert.equal((await called(opened, 'deploy')).length, 2));
    await settled(async () => {
      const state = await page.evaluate(() => Object.values(sessionStorage).join());
      const kept = JSON.parse(state) as { draftId?: string; view: { form?: unknown } };
      assert.deepEqual([kept.draftId, kept.view.form], [undefined, undefined], 'it is no draft any more');
    });
  });

  it('keeps an edit whose platform is away, and sends nothing', async () => {
    const { page } = await open('wizard', { scenario: 'edit' });
    await input(page, 'Maximum replicas').fill('2');
    await page.evaluate(() => (window as unknown as { away: () => void }).away());
    await page.getByText('Together AI is not connected.').waitFor();
    await page.getByText('Connect Together AI first.').waitFor();
    await settled(async () =>
      assert.ok(await next(page).evaluate((button) => button.hasAttribute('disabled'))),
    );
    await settled(async () => assert.equal(await input(page, 'Maximum replicas').inputValue(), '2'));
  });

  it('edits: greys what cannot change with its reason, and reviews old and new', async () => {
    const opened = await open('wizard', { scenario: 'edit' });
    const { page } = opened;
    await page.getByRole('heading', { name: 'Edit support-bot-prod' }).waitFor();
    await page.getByText('Together AI fixes the hardware when a deployment is created.').waitFor();
    await page.getByText('Nothing has been changed yet.').waitFor();
    await settled(async () => assert.equal(await input(page, 'Tags').inputValue(), 'support'));
    await input(page, 'Maximum replicas').fill('2');
    await next(page).click();
    const row = page.getByRole('row', { name: /Maximum replicas/ });
    await settled(async () => assert.equal(await row.locator('del').textContent(), '4'));
    await settled(async () => assert.equal(await row.locator('ins').textContent(), '2'));
    await page.getByRole('button', { name: /^Apply/ }).click();
    await page.getByRole('heading', { name: 'The change to support-bot-prod was accepted' }).waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'update'), [
        { key: 'together:ep_1/dep_2', change: { maxReplicas: 2 } },
      ]),
    );
    assert.deepEqual(await called(opened, 'saveDraft'), []);
  });
});
