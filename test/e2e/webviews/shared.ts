import assert from 'node:assert/strict';
import { settled } from '../settled.ts';
import { Harness, type Opened, type OpenOptions, type Panel } from './harness.ts';

/** One browser for the file; every page that a test opens must have been free of errors when the test ends. */
export function harness(): {
  open: (panel: Panel, options?: OpenOptions) => Promise<Opened>;
  get: () => Harness;
} {
  let running: Harness | undefined;
  let opened: Opened[] = [];
  const get = (): Harness => {
    assert.ok(running, 'The harness has not started.');
    return running;
  };
  before(async function () {
    this.timeout(120_000);
    running = await Harness.start();
  });
  after(() => running?.stop());
  afterEach(async () => {
    const pages = opened;
    opened = [];
    const problems = pages.flatMap((one) => one.problems);
    const logged = await Promise.all(pages.map(async ({ seen }) => (await seen()).logged));
    await Promise.all(pages.map(({ page }) => page.context().close()));
    assert.deepEqual(problems, []);
    assert.deepEqual(logged.flat(), []);
  });
  return {
    get,
    open: async (panel, options) => {
      const one = await get().open(panel, options);
      opened.push(one);
      return one;
    },
  };
}

/** Waits until a condition of the page holds. */
export async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  await settled(async () => assert.ok(await condition(), `Timed out: ${what}`));
}

/** Lets the fake host answer what it holds back until then. */
export function goOn({ page }: Opened): Promise<void> {
  return page.evaluate(() => (window as unknown as { goOn: () => void }).goOn());
}

export async function called({ seen }: Opened, name: string): Promise<unknown[]> {
  return (await seen()).calls.filter((call) => call.name === name).map(({ input }) => input);
}

/** The same, of a call that was made just now or is about to be. */
export async function made(opened: Opened, name: string): Promise<unknown[]> {
  await until(async () => (await called(opened, name)).length > 0, `${name} is called`);
  return called(opened, name);
}
