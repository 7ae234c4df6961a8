import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { called, harness, until, made } from './shared.ts';
import { settled } from '../settled.ts';

const box = (page: Page, name: string) =>
  page.locator(`#input-${name} input, #input-${name} textarea`).first();
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });
const kept = (page: Page): Promise<string> => page.evaluate(() => Object.values(sessionStorage).join());

describe('the tester of a model with inputs of its own', () => {
  const { open } = harness();

  it('draws each input by its kind, and sends what was typed as what it is', async () => {
    const opened = await open('tester', { scenario: 'inputs' });
    const { page } = opened;
    await page.getByText('Fill in “Prompt” first.').waitFor();
    await box(page, 'prompt').fill('A lighthouse');
    await page.getByLabel('Aspect ratio').selectOption('16:9');
    await box(page, 'num_outputs').fill('9');
    await page.getByText('Must be a whole number from 1 to 4.').waitFor();
    await page.getByText('Correct the marked settings first.').waitFor();
    await page.getByRole('slider', { name: 'Number of outputs' }).fill('3');
    await page.getByText('More inputs (7)').click();
    await box(page, 'seed').fill('42');
    await page.getByRole('checkbox', { name: 'Disable the safety checker' }).click();
    await box(page, 'controls').fill('{"canny": 0.5,}');
    await page.getByText('A name in double quotes is expected on line 1, column 15.').waitFor();
    await box(page, 'controls').fill('{"canny": 0.5}');
    await page.getByRole('button', { name: 'Add an item' }).click();
    await page.getByRole('textbox', { name: 'References, item 1' }).fill('https://x.test/a.png');
    await send(page).click();
    await page.getByRole('figure').first().waitFor();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'run'), [
        {
          prompt: '',
          stream: false,
          inputs: {
            prompt: 'A lighthouse',
            aspect_ratio: '16:9',
            num_outputs: 3,
            seed: 42,
            disable_safety: true,
            references: ['https://x.test/a.png'],
            controls: { canny: 0.5 },
          },
        },
      ]),
    );
  });

  it('leaves out again what was typed, and says what an emptied text means', async () => {
    const opened = await open('tester', { scenario: 'inputs' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Fill in the example' }).click();
    await settled(async () =>
      assert.equal(await box(page, 'prompt').inputValue(), 'A lighthouse at dusk, seen from the sea.'),
    );
    await page.getByRole('button', { name: 'Use the default for Number of outputs' }).click();
    await box(page, 'negative_prompt').fill('x');
    await box(page, 'negative_prompt').fill('');
    await page.getByText('Sent as empty.').waitFor();
    await page.getByRole('button', { name: 'Leave out Seed' }).click();
    await send(page).click();
    await page.getByRole('figure').first().waitFor();
    const [run] = (await made(opened, 'run')) as { inputs: unknown }[];
    assert.deepEqual(run?.inputs, {
      prompt: 'A lighthouse at dusk, seen from the sea.',
      aspect_ratio: '16:9',
      negative_prompt: '',
    });
  });

  it('takes a small file of this machine, and refuses a large one with the way out', async () => {
    const opened = await open('tester', { scenario: 'inputs' });
    const { page } = opened;
    await box(page, 'prompt').fill('Sharper');
    const picker = page.locator('input[type=file]').first();
    await picker.setInputFiles({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(256_001) });
    await page.getByText('big.png has 256 kB; a request takes 256 kB at most.').waitFor();
    await settled(async () => assert.equal(await box(page, 'image').inputValue(), ''));
    await picker.setInputFiles({ name: 'small.png', mimeType: 'image/png', buffer: Buffer.from([1, 2, 3]) });
    await page.getByText('small.png').waitFor();
    await page.getByText('image/png, 3 bytes').waitFor();
    await send(page).click();
    await page.getByRole('figure').first().waitFor();
    const [run] = (await made(opened, 'run')) as { inputs: Record<string, unknown> }[];
    assert.equal(run?.inputs['image'], 'data:image/png;base64,AQID');
  });

  it('sends a secret, and shows and keeps it nowhere', async () => {
    const opened = await open('tester', { scenario: 'inputs' });
    const { page } = opened;
    await box(page, 'prompt').fill('Keep this.');
    await page.getByText('More inputs (7)').click();
    await settled(async () => assert.equal(await box(page, 'hf_token').getAttribute('type'), 'password'));
    await box(page, 'hf_token').fill('hf_planted_secret');
    await send(page).click();
    await page.getByRole('figure').first().waitFor();
    const [run] = (await made(opened, 'run')) as { inputs: Record<string, unknown> }[];
    assert.equal(run?.inputs['hf_token'], 'hf_planted_secret');
    for (const tab of ['Raw JSON', 'Request']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).getByText('Keep this.').waitFor();
      assert.ok(!(await page.locator('main').innerText()).includes('hf_planted_secret'), tab);
    }
    await page.getByRole('button', { name: 'cURL' }).click();
    await page.getByText('Copied as cURL.').waitFor();
    assert.ok(!JSON.stringify(await made(opened, 'snippet')).includes('hf_planted_secret'));
    await until(async () => (await kept(page)).includes('Keep this.'), 'the form was kept');
    assert.ok(!(await kept(page)).includes('hf_planted_secret'));
    await page.locator('.run').first().getByRole('button', { name: 'Use again' }).click();
    await settled(async () => assert.equal(await box(page, 'hf_token').inputValue(), ''));
  });

  it('shows pictures in place, reads those on the web through the editor, and makes nothing else of them', async () => {
    const opened = await open('tester', { scenario: 'inputs' });
    const { page } = opened;
    await box(page, 'prompt').fill('A lighthouse');
    await send(page).click();
    await until(async () => (await page.locator('img.picture').count()) === 2, 'both pictures are there');
    const widths = (): Promise<number[]> =>
      page
        .locator('img.picture')
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
    await settled(async () => assert.deepEqual(await widths(), [240, 240]));
    await settled(async () =>
      assert.deepEqual(await called(opened, 'file'), [
        { url: 'https://replicate.delivery/xezq/abc/out-0.webp' },
      ]),
    );
    const figure = (name: string) => page.getByRole('figure').filter({ hasText: name });
    await figure('voice.mp3').getByText('audio/mpeg').waitFor();
    await figure('voice.mp3').getByRole('button', { name: 'Open' }).click();
    await figure('out-0.webp').getByRole('button', { name: 'Copy link' }).click();
    await settled(async () =>
      assert.deepEqual(await called(opened, 'openExternal'), [
        { url: 'https://replicate.delivery/xezq/abc/voice.mp3' },
      ]),
    );
    await settled(async () =>
      assert.deepEqual(await called(opened, 'copy'), [
        { text: 'https://replicate.delivery/xezq/abc/out-0.webp' },
      ]),
    );
    await page.getByText('<script>document.title = 1</script>').waitFor();
    await settled(async () =>
      assert.equal(
        await page.getByRole('figure').filter({ hasText: 'javascript:' }).getByRole('button').count(),
        1,
      ),
    );
    await page.getByRole('region', { name: 'Output 5' }).getByText('"seed": 42').waitFor();
    assert.equal(await page.locator('.parts script, .parts a').count(), 0);
    assert.equal(await page.title(), 'tester');
  });

  it('says that a file is gone, and why that may be', async () => {
    const { page } = await open('tester', { scenario: 'expired' });
    await box(page, 'prompt').fill('A lighthouse');
    await send(page).click();
    const alert = page.getByRole('alert');
    await alert.getByText('The file is not there any more.').waitFor();
    await alert.getByText('often one hour').waitFor();
    await page.getByRole('figure').first().getByRole('button', { name: 'Open' }).waitFor();
  });

  it('names an earlier test by its inputs', async () => {
    const { page } = await open('tester', { scenario: 'inputs' });
    await page.getByText('image: a file (image/png), num_outputs: 4, aspect_ratio: 16:9').waitFor();
    await page.locator('.run').first().getByRole('button', { name: 'Use again' }).click();
    await settled(async () => assert.equal(await page.getByLabel('Aspect ratio').inputValue(), '16:9'));
    await page.getByText('A file image/png').waitFor();
  });

  it('takes one JSON object where nobody knows what the model takes', async () => {
    const opened = await open('tester', { scenario: 'raw' });
    const { page } = opened;
    const raw = page.locator('#raw-inputs textarea');
    await page.getByText('Write the inputs first.').waitFor();
    await raw.fill('{\n  "text": "Hello"\n  "speed": 1\n}');
    await page.getByText('A comma or } is expected on line 3, column 3.').waitFor();
    await page.getByRole('button', { name: 'Fill in the example' }).click();
    await send(page).click();
    await page.getByText('finish reason: stop').waitFor();
    const [run] = (await made(opened, 'run')) as { inputs: unknown }[];
    assert.deepEqual(run?.inputs, { text: 'Hello', speed: 1.2 });
  });

  it('works with the plain form while the real one cannot be read, and asks again', async () => {
    const opened = await open('tester', { scenario: 'formless' });
    const { page } = opened;
    const alert = page.getByRole('alert');
    await alert.getByText('Replicate did not answer.').waitFor();
    await page.locator('#prompt textarea').waitFor();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await until(async () => (await called(opened, 'testForm')).length === 1, 'it asked');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await box(page, 'prompt').waitFor();
    await alert.waitFor({ state: 'detached' });
  });

  it('says that the state is inferred, and from what', async () => {
    const { page } = await open('tester', { scenario: 'inputs' });
    const head = page.locator('.panel-head');
    await head.getByText('Active, inferred').waitFor();
    await head.getByText('A run was served at 14:02. Replicate reports no state of its own.').waitFor();
  });
});
