import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'mocha';
import type { Page } from 'playwright-core';
import { dist } from '../../hosts/paths.ts';

/** What a failure is judged by. */
export interface Evidence {
  pages: readonly Page[];
  /** Console errors, server log: anything worth reading next to the picture. */
  notes: readonly string[];
}

/** After a failed test of this suite, leaves a picture and the text of every page in `dist/e2e-failures`. */
export function recordFailures(evidence: () => Evidence | undefined): void {
  afterEach(async function () {
    const found = evidence();
    if (this.currentTest?.state === 'failed' && found) await record(this.currentTest.fullTitle(), found);
  });
}

export async function record(title: string, { pages, notes }: Evidence): Promise<void> {
  const folder = join(dist, 'e2e-failures');
  const base = join(folder, title.replaceAll(/[^\w-]+/g, '-').slice(0, 100));
  await mkdir(folder, { recursive: true });
  for (const [index, page] of pages.entries()) {
    if (page.isClosed()) continue;
    const name = index === 0 ? base : `${base}-${index + 1}`;
    await page.screenshot({ path: `${name}.png`, timeout: 5000 }).catch(() => undefined);
    const texts = await Promise.all(page.frames().map((frame) => textOf(frame)));
    await writeFile(`${name}.txt`, [page.url(), ...texts, '--- notes', ...notes].join('\n'));
  }
  console.log(`        see ${base}.png and .txt`);
  // The files are not always at hand where only the output is kept, as in a pipeline.
  const [page] = pages;
  const seen = page && !page.isClosed() ? await textOf(page.mainFrame()) : '(no page)';
  console.log(indented([...brief(seen.split('\n')), '---', ...brief([...notes]).slice(-15)]));
}

const brief = (lines: string[]): string[] => lines.filter((line) => line.trim() !== '').slice(0, 60);

const indented = (lines: readonly string[]): string =>
  lines.map((line) => `        | ${line.slice(0, 200)}`).join('\n');

/** What can be read, and the markup of what is ours: VS Code's own would fill megabytes. */
async function textOf(frame: ReturnType<Page['frames']>[number]): Promise<string> {
  const url = frame.url();
  if (/\/webWorkerExtensionHost|\/webview\/browser\/pre\/index\.html/.test(url)) return '';
  const workbench = url.includes('?folder=');
  const text = frame.evaluate((brief) => {
    const { innerText, outerHTML } = document.body;
    return brief ? innerText : `${innerText}\n--- html\n${outerHTML}`;
  }, workbench);
  const late = new Promise<string>((resolve) => setTimeout(resolve, 3000, '(no answer)').unref());
  return `--- frame ${url}\n${await Promise.race([text, late]).catch(String)}`;
}
