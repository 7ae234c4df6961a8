import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { settled } from '../settled.ts';
import { drawnIn, labels, listen } from './canvas.ts';
import { axe, screenshot, setTheme } from './harness.ts';
import { called, harness, made } from './shared.ts';

const key = 'together:ep_1/dep_2';
const chart = (page: Page, title: string) =>
  page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const plot = (page: Page, title: string) => chart(page, title).locator('.chart-frame');
const readout = (page: Page, title: string) => chart(page, title).locator('.chart-readout');

/** Where it is once it stays there: what is read later than the chart moves it. */
async function placeOf(page: Page, title: string) {
  const area = plot(page, title).locator('.u-over');
  const look = async () => {
    await area.scrollIntoViewIfNeeded();
    return (await area.boundingBox()) ?? assert.fail(`${title} is not drawn`);
  };
  let box = await look();
  await settled(async () => {
    const before = box;
    await page.waitForTimeout(100);
    box = await look();
    assert.deepEqual(box, before, `${title} moves`);
  });
  return box;
}

interface Asked {
  window: { from: number; to: number };
}

describe('the charts of the metrics panel', () => {
  const { open } = harness();
  const spans = async (opened: Awaited<ReturnType<typeof open>>): Promise<number[]> =>
    ((await called(opened, 'report')) as Asked[]).map(({ window }) =>
      Math.round((window.to - window.from) / 60_000),
    );

  it('draw on a canvas, point at one moment together, and say it', async () => {
    const { page } = await open('metrics', { key });
    await plot(page, 'Requests').locator('canvas').waitFor();
    await settled(async () => {
      const drawn = await plot(page, 'Latency over time')
        .locator('canvas')
        .evaluate((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const data =
            (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
          return data.filter((value, at) => at % 4 === 3 && value > 0).length;
        });
      assert.ok(drawn > 500, `${String(drawn)} dots are drawn`);
    });
    const box = await placeOf(page, 'Requests');
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await settled(async () =>
      assert.match(await readout(page, 'Requests').innerText(), /· Successful \d+ · Failed \d+/),
    );
    // Both anew each time: every second the charts move on.
    await settled(async () => {
      const [moment = ''] = (await readout(page, 'Requests').innerText()).split(' · ');
      const tokens = await readout(page, 'Tokens').innerText();
      assert.ok(moment !== '' && tokens.startsWith(`${moment} · `), `${tokens} is not of ${moment}`);
    });
  });

  it('are zoomed by dragging, step by step, and go back the same way', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await plot(page, 'Requests').locator('canvas').waitFor();
    for (const width of [0.5, 0.5]) {
      const before = new Set(await spans(opened)).size;
      const box = await placeOf(page, 'Requests');
      await page.mouse.move(box.x + box.width * 0.25, box.y + 30);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * (0.25 + width), box.y + 50, { steps: 5 });
      await page.mouse.up();
      await settled(async () => assert.ok(new Set(await spans(opened)).size > before));
    }
    await page.getByText(/, fixed$/).waitFor();
    await settled(async () => {
      const all = await spans(opened);
      assert.deepEqual([...new Set(all)].length, 3, String(all));
    });
    const [first = 0, second = 0, third = 0] = [...new Set(await spans(opened))];
    assert.ok(
      first === 60 && second < 40 && second > 20 && third < 20 && third > 8,
      `${first} ${second} ${third}`,
    );
    await settled(async () => assert.ok(await page.getByRole('radio', { name: 'Custom' }).isChecked()));
    await page.getByRole('button', { name: 'Back' }).click();
    await settled(async () => assert.equal((await spans(opened)).at(-1), second));
    await page.getByRole('button', { name: 'Back' }).click();
    await settled(async () => assert.equal((await spans(opened)).at(-1), 60));
    await page.getByText(/, fixed$/).waitFor({ state: 'detached' });
  });

  it('name the times of the window that is shown, also where the numbers are as before', async () => {
    const { page } = await open('metrics', { key });
    await plot(page, 'Cost').locator('canvas').waitFor();
    await listen(page);
    await page.getByRole('radio', { name: '7 d' }).check({ force: true });
    for (const title of ['Requests', 'Latency over time', 'Tokens', 'Cost'])
      await settled(async () => {
        const found = (await labels(page, title)).map(([text]) => text);
        assert.ok(found.length > 3, `${title}: ${found.join()}`);
        for (const text of found) assert.match(text, /^[A-Z][a-z]{2} \d+$/, title);
      });
  });

  it('keep their labels apart on a page that becomes narrow', async () => {
    const { page } = await open('metrics', { key });
    await plot(page, 'Requests per second').locator('canvas').waitFor();
    await listen(page);
    await page.setViewportSize({ width: 400, height: 820 });
    await settled(async () => {
      const places = (await labels(page, 'Requests per second')).map(([, left]) => left);
      assert.ok(places.length > 1, String(places));
      for (const [at, left] of places.entries())
        assert.ok(at === 0 || left - (places[at - 1] ?? 0) > 50, String(places));
    });
  });

  it('are drawn in the colours of a theme that is chosen while they are open', async () => {
    const { page } = await open('metrics', { key });
    for (const theme of ['dark', 'light', 'dark'] as const) {
      await setTheme(page, theme);
      await settled(async () =>
        assert.ok(
          await drawnIn(plot(page, 'Cost').locator('canvas'), '--vscode-charts-green'),
          `bars in ${theme}`,
        ),
      );
    }
  });

  it('are walked and zoomed by keys alone', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await plot(page, 'Cost').locator('canvas').waitFor();
    await plot(page, 'Cost').focus();
    await page.keyboard.press('End');
    await settled(async () => assert.match(await readout(page, 'Cost').innerText(), /Observed \$/));
    await settled(async () =>
      assert.match(await chart(page, 'Cost').locator('[aria-live]').innerText(), /Observed \$/),
    );
    await page.keyboard.press('Home');
    for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowRight');
    await settled(async () => {
      const width = await plot(page, 'Cost')
        .locator('.u-select')
        .evaluate((mark) => mark.clientWidth);
      assert.ok(width > 60, String(width));
    });
    await page.keyboard.press('Enter');
    await settled(async () => assert.equal((await spans(opened)).at(-1), 20));
  });

  it('take a time that is typed, refuse one that cannot be, and keep it over a reload', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await page.getByRole('radio', { name: 'Custom' }).check({ force: true });
    const form = page.getByRole('form', { name: 'Another time' });
    await form.getByLabel('From').fill('2026-11-02T10:00');
    await form.getByLabel('To').fill('2026-11-02T09:00');
    await form.getByRole('button', { name: 'Show' }).click();
    await form.getByText('The end must come after the beginning.').waitFor();
    assert.deepEqual(await axe(page), []);
    await screenshot(page, 'metrics-custom-window');
    await form.getByLabel('To').fill('2026-11-02T12:30');
    await form.getByRole('button', { name: 'Show' }).click();
    await page.getByText('Nov 2, 10:00 – 12:30, fixed').waitFor();
    await settled(async () => assert.equal((await spans(opened)).at(-1), 150));
    await page.reload();
    await page.getByText('Nov 2, 10:00 – 12:30, fixed').waitFor();
    await page.getByText('from Nov 2, 10:00 – 12:30').first().waitFor();
  });

  it('keep the focus where it is while the numbers are read again', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await plot(page, 'Requests').locator('canvas').waitFor();
    const button = page.getByRole('button', { name: 'Refresh now' });
    await button.focus();
    await page.keyboard.press('Enter');
    await made(opened, 'refresh');
    const before = (await called(opened, 'report')).length;
    await settled(async () => assert.ok((await called(opened, 'report')).length > before + 1));
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('title')), 'Refresh now');
  });

  it('stand beside what a paid hour is worth: idle time, and where billing by token would be the same', async () => {
    const { page } = await open('metrics', { key });
    await page.getByRole('group', { name: 'Idle share' }).getByText('42%').waitFor();
    const tile = page.getByRole('group', { name: 'Break-even' });
    await tile.getByText('27.4M tokens/h').waitFor();
    await tile
      .getByText(/against Qwen\/Qwen3-8B by token, with 67% input; seen 56K\/h: by token would cost less/)
      .waitFor();
  });

  it('are saved with the numbers that are shown', async () => {
    const opened = await open('metrics', { key });
    const { page } = opened;
    await chart(page, 'Requests').getByText('Show as table').click();
    const rows = chart(page, 'Requests').getByRole('table').locator('tbody tr');
    await settled(async () => assert.equal(await rows.count(), 30));
    await page.locator('vscode-button', { hasText: 'Save as CSV…' }).click();
    await page.locator('vscode-button', { hasText: 'Save as JSON…' }).click();
    await settled(async () => assert.equal((await called(opened, 'save')).length, 2));
    const [sheet, json] = (await called(opened, 'save')) as { name: string; text: string }[];
    const ok = (await rows.locator('td:nth-child(2)').allInnerTexts()).map(Number);
    const saved = (sheet?.text ?? '').trim().split('\r\n').slice(1);
    assert.deepEqual(
      saved.map((line) => Number(line.split(',')[2])),
      ok,
    );
    const file = JSON.parse(json?.text ?? '') as {
      measuredBySlipway: { requests: object };
      reportedByPlatform: object;
    };
    assert.deepEqual(Object.keys(file).slice(0, 2), ['deployment', 'window']);
    assert.ok('total' in file.measuredBySlipway.requests);
    assert.match(json?.name ?? '', /^slipway-support-bot-prod-[\d-]+\.json$/);
  });

  it('are read in every theme, by everybody', async () => {
    const { page } = await open('metrics', { key });
    await plot(page, 'Cost').locator('canvas').waitFor();
    for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const) {
      await setTheme(page, theme);
      assert.deepEqual(await axe(page), [], theme);
      await screenshot(page, `metrics-charts-${theme}`);
    }
    await page.setViewportSize({ width: 400, height: 820 });
    assert.deepEqual(await axe(page), [], 'narrow');
    await screenshot(page, 'metrics-charts-narrow');
  });
});
