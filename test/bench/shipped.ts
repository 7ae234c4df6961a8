import { mkdtempSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Harness, type Panel } from '../e2e/webviews/harness.ts';
import { evaluate } from '../hosts/evaluate.ts';
import { dist, root } from '../hosts/paths.ts';
import { run } from '../hosts/processes.ts';
import { late } from '../hosts/shipped.ts';
import { middle, tell } from './measure.ts';

const panels: Panel[] = ['wizard', 'tester', 'metrics'];

let packing: Promise<unknown> | undefined;

/** Packages it once in a run. As a program of its own: what it says is not a figure. */
export async function packaged(): Promise<void> {
  packing ??= run(process.execPath, [join(root, 'test/hosts/package.mjs')]);
  await packing;
}

/** What a person downloads, and how long it takes until something of it is there. */
export async function benchShipped(folder: () => string): Promise<void> {
  await packaged();
  await benchSizes();
  await benchActivation(folder());
}

async function benchSizes(): Promise<void> {
  const bytes = async (file: string): Promise<number> => (await stat(join(dist, file))).size;
  tell(
    'bundle.start',
    await bytes('extension.cjs'),
    'bytes',
    'dist/extension.cjs: all that activation reads',
  );
  const { modules } = await evaluate(join(dist, 'house.cjs'));
  const shared = [...new Set(modules)].filter((name) => name.startsWith('./'));
  const first = await Promise.all(['house.cjs', ...shared].map(bytes));
  const total = first.reduce((sum, one) => sum + one, 0);
  tell(
    'bundle.host',
    total,
    'bytes',
    'That, dist/house.cjs and what it shares: all that the first rows need',
  );
  for (const name of Object.keys(late))
    tell(`bundle.${name}`, await bytes(`${name}.cjs`), 'bytes', `dist/${name}.cjs: read with its first use`);
  for (const panel of panels) {
    tell(`bundle.${panel}`, await bytes(`webviews/${panel}.js`), 'bytes', `dist/webviews/${panel}.js`);
  }
  tell('vsix', await bytes('slipway.vsix'), 'bytes', 'dist/slipway.vsix');
}

/** In turns, each in a process of its own, so that both see the same machine. */
async function benchActivation(folder: string): Promise<void> {
  const empty = join(mkdtempSync(join(folder, 'empty-')), 'empty.cjs');
  writeFileSync(empty, '');
  const times = { empty: [] as number[], extension: [] as number[], house: [] as number[] };
  for (let i = 0; i < 9; i++) {
    times.empty.push((await evaluate(empty)).ms);
    times.extension.push((await evaluate(join(dist, 'extension.cjs'))).ms);
    times.house.push((await evaluate(join(dist, 'house.cjs'))).ms);
  }
  const how = 'in a new process, processor time';
  tell('activation.evaluate', middle(times.extension), 'ms', `Evaluating dist/extension.cjs ${how}`);
  tell('activation.house', middle(times.house), 'ms', `Evaluating it and dist/house.cjs ${how}`);
  tell('activation.evaluate.empty', middle(times.empty), 'ms', `Evaluating an empty module ${how}`);
}

/** The first paint with content, in a browser context with nothing cached, and that of a page with one word. */
export async function benchPanels(): Promise<void> {
  const harness = await Harness.start();
  try {
    for (const panel of panels) {
      const times = { blank: [] as number[], panel: [] as number[] };
      for (let i = 0; i < 7; i++) {
        const { page } = await harness.open(panel);
        times.panel.push(await firstPaint(page));
        await page.goto('data:text/html,<p>word</p>');
        times.blank.push(await firstPaint(page));
        await page.context().close();
      }
      const first = middle(times.panel);
      tell(
        `panel.${panel}.paint`,
        first,
        'ms',
        'From navigation to the first paint with content, in Chromium',
      );
      tell(
        `panel.${panel}.paint.ratio`,
        first / middle(times.blank),
        'ratio',
        'The same against an empty page',
      );
    }
  } finally {
    await harness.stop();
  }
}

function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName('first-contentful-paint');
          if (entry) resolve(entry.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}
