/**
 * The panels in a plain browser: bundled as they ship, in a page like the one that the editor makes (the same
 * content security policy, theme tokens on `<html>`), with a fake host beside them.
 */
import { createServer } from 'node:http';
import { readFile, mkdir, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../hosts/browser.ts';
import { temporaryFolder } from '../../hosts/paths.ts';
import { messagesOf } from '../../l10n/messages.ts';
import type { Seen } from './page/fakeHost.ts';
import { bodyClasses, themes, type Theme } from './themes.ts';

export type Panel = 'wizard' | 'tester' | 'metrics';
const panels: Panel[] = ['wizard', 'tester', 'metrics'];
const repository = join(import.meta.dirname, '../../..');
const nonce = 'bm9uY2UgZm9yIHRlc3Rz';

export interface OpenOptions {
  scenario?: string;
  theme?: Theme;
  width?: number;
  height?: number;
  key?: string;
  /** Calls that are answered only when the test says so (`goOn`). */
  hold?: string;
  /** Its timers go as the test says (`page.clock`). */
  clock?: boolean;
  /** As if the editor spoke it; `pseudo` is English with each message in ⟦brackets⟧. */
  language?: 'de' | 'pseudo';
  /** Pixels of the screen for each of the page. */
  scale?: number;
}

export interface Opened {
  page: Page;
  /** What must stay empty: uncaught errors, console errors, broken content security policy. */
  problems: string[];
  seen: () => Promise<Seen>;
}

export class Harness {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #origin: string;
  readonly #close: () => Promise<void>;

  private constructor(browser: Browser, folder: string, origin: string, close: () => Promise<void>) {
    this.#browser = browser;
    this.#folder = folder;
    this.#origin = origin;
    this.#close = close;
  }

  static async start(): Promise<Harness> {
    const temporary = await temporaryFolder('webviews');
    const folder = temporary.path;
    await bundle(folder);
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      void answer(folder, url).then(
        ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const browser = await launchBrowser((line) => console.log(line));
    return new Harness(browser, folder, `http://127.0.0.1:${String(port)}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await temporary[Symbol.asyncDispose]();
    });
  }

  async open(panel: Panel, options: OpenOptions = {}): Promise<Opened> {
    const {
      scenario = 'good',
      theme = 'dark',
      width = 1100,
      height = 820,
      key,
      language,
      hold,
      clock,
      scale = 1,
    } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      deviceScaleFactor: scale,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    if (clock) await page.clock.install();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    await page.exposeFunction('reportViolation', (what: string) => problems.push(`CSP: ${what}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = (window as unknown as { reportViolation: (what: string) => void }).reportViolation;
        report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    const told = { ...(key && { key }), ...(hold && { hold }), ...(language && { language }) };
    const query = new URLSearchParams({ scenario, theme, ...told });
    await page.goto(`${this.#origin}/${panel}?${query.toString()}`);
    return { page, problems, seen: () => page.evaluate(() => window.seen) };
  }

  /** Bytes of a bundle as it ships. */
  async size(file: string): Promise<number> {
    return (await stat(join(this.#folder, file))).size;
  }

  text(file: string): Promise<string> {
    return readFile(join(this.#folder, file), 'utf8');
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#close();
  }
}

async function bundle(outdir: string): Promise<void> {
  const common = {
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    outdir,
    define: { 'process.env.NODE_ENV': '"production"' },
  } as const;
  // As esbuild.mjs does it: what a panel loads late is a file of its own.
  for (const panel of panels)
    await build({
      ...common,
      entryPoints: { [panel]: join(repository, 'src/webviews', panel, 'main.tsx') },
      splitting: true,
      chunkNames: '[name]',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
    });
  await build({
    ...common,
    entryPoints: Object.fromEntries(
      panels.map((panel) => [`host-${panel}`, join(import.meta.dirname, 'page', `${panel}.ts`)]),
    ),
  });
}

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

async function answer(folder: string, url: URL): Promise<{ type: string; body: string | Buffer }> {
  const panel = panels.find((one) => url.pathname === `/${one}`);
  if (panel !== undefined)
    return { type: 'text/html; charset=utf-8', body: html(panel, url, await messagesIn(url)) };
  const type = types[extname(url.pathname)];
  if (type === undefined || url.pathname.includes('..')) throw new Error('not found');
  return { type, body: await readFile(join(folder, url.pathname)) };
}

async function messagesIn(url: URL): Promise<string> {
  const language = url.searchParams.get('language');
  if (language === 'de') return readFile(join(repository, 'l10n/webviews.de.json'), 'utf8');
  if (language !== 'pseudo') return '';
  const messages = messagesOf(repository, 'src/webviews/**/*.{ts,tsx}');
  return JSON.stringify(Object.fromEntries(messages.map((message) => [message, `⟦${message}⟧`])));
}

function html(panel: Panel, url: URL, messages: string): string {
  const theme = (url.searchParams.get('theme') ?? 'dark') as Theme;
  const tokens = Object.entries(themes[theme]).map(([name, value]) => `--vscode-${name}: ${value};`);
  const key = url.searchParams.get('key');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `font-src 'self'`,
    `img-src 'self' data:`,
    `connect-src 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${url.searchParams.get('language') === 'de' ? 'de' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="icon" href="data:,">
<style nonce="${nonce}" id="theme">:root { ${tokens.join(' ')} }</style>
<style nonce="${nonce}">body { margin: 0; padding: 0 20px; background: transparent; color: var(--vscode-editor-foreground);
  font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
a, a code { color: var(--vscode-textLink-foreground); }
a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
code { font-family: var(--vscode-editor-font-family); color: var(--vscode-textPreformat-foreground); }
</style>
<link rel="stylesheet" href="/${panel}.css">
<title>${panel}</title>
</head>
<body class="${bodyClasses[theme]}">
<div id="root" ${key === null ? '' : `data-key="${key}"`}></div>
<script type="application/json" id="messages">${messages.replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="/host-${panel}.js"></script>
<script type="module" nonce="${nonce}" src="/${panel}.js"></script>
</body>
</html>`;
}

/** Changes the theme under an open panel, as the editor does. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(
    ([tokens, bodyClass]) => {
      document.querySelector('#theme')?.remove();
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(tokens))
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
      document.body.className = bodyClass;
    },
    [themes[theme], bodyClasses[theme]] as const,
  );
}

/** Serious and critical findings of axe, with the elements that they are about. */
export async function axe(page: Page): Promise<string[]> {
  const source = await readFile(join(repository, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  return page.evaluate(async () => {
    interface Finding {
      id: string;
      impact: string | null;
      nodes: { html: string; failureSummary?: string }[];
    }
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
      );
  });
}

/** The whole panel, however long: the window grows first, so that a sticky footer stays at the end. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const path = join(repository, 'dist/screenshots/webviews', `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  const before = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (before !== null)
    await page.setViewportSize({ width: before.width, height: Math.max(before.height, height) });
  await page.screenshot({ path });
  if (before !== null) await page.setViewportSize(before);
}
