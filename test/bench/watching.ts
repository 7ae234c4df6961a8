import type { BrowserContext, Page } from 'playwright-core';

interface Watched {
  pressed?: number;
  firstRow?: number;
  firstContent?: number;
}

type Watching = typeof globalThis & { benchWatched: Watched };

/**
 * Lets every page note by itself, on the machine's one clock, when something was pressed and when what is waited for
 * was there: no trip between programs is in a figure.
 */
export async function watch(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const here = globalThis as Watching;
    const watched: Watched = (here.benchWatched = {});
    const now = () => performance.timeOrigin + performance.now();
    for (const press of ['click', 'keydown'])
      addEventListener(
        press,
        ({ timeStamp }) => (watched.pressed = performance.timeOrigin + timeStamp),
        true,
      );
    const look = () => {
      if (document.querySelector('[id^="workbench.view.extension."] [role=treeitem]'))
        watched.firstRow ??= now();
      const text = document.querySelector('#root')?.textContent.trim() ?? '';
      // What a panel says until it has something to say.
      if (text !== '' && text !== 'Opening…') watched.firstContent ??= now();
    };
    // The editor writes a page into a frame that is there already, and takes what listens to its document away.
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
    setInterval(look, 4);
  });
}

/** When the mouse or a key was pressed last in the window. */
export const pressedAt = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as Watching).benchWatched.pressed ?? NaN);

export async function firstRowAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => (globalThis as Watching).benchWatched.firstRow);
  return (await found.jsonValue()) as number;
}

/** In whichever frame it is: a panel's page is two frames below its window. */
export async function firstContentAt(page: Page): Promise<number> {
  const end = Date.now() + 30_000;
  for (;;) {
    const looks = page
      .frames()
      .map((frame) =>
        frame.evaluate(() => (globalThis as Watching).benchWatched.firstContent).catch(() => undefined),
      );
    const [at] = (await Promise.all(looks)).filter((one) => one !== undefined);
    if (at !== undefined) return at;
    if (Date.now() > end) throw new Error('No panel showed anything');
    await page.waitForTimeout(20);
  }
}

/** Until the window has nothing to do: half a second in which no frame was late. */
export async function quiet(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const end = performance.now() + 15_000;
    let still = performance.now();
    let last = still;
    while (performance.now() < end && last - still < 1000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const now = performance.now();
      if (now - last > 70) still = now;
      last = now;
    }
  });
}
