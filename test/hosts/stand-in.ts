/**
 * Stands in for the VS Code executable that @vscode/test-electron starts: takes the arguments that matter
 * (`--extensionDevelopmentPath`, `--extensionTestsPath`, `--user-data-dir`, a folder), runs them in the server host
 * with a headless browser as its window, and ends with the suites' exit code.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { temporaryFolder } from './paths.ts';
import { startServer } from './server.ts';
import { firstLine } from './suite-runner.ts';

const say = (line: string): void => console.log(line);
const valueOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

/** What the workbench itself logs while suites run. */
const chatter = /^(Ignoring fetching|Updating) additional builtin|^No search provider registered/;
/** Who debugs takes time. */
const patience = valueOf('inspect-brk-extensions') === undefined ? 120_000 : 3_600_000;

async function main(): Promise<number> {
  const extension = valueOf('extensionDevelopmentPath');
  const tests = valueOf('extensionTestsPath');
  if (extension === undefined || tests === undefined)
    throw new Error('--extensionDevelopmentPath=… and --extensionTestsPath=… are needed');
  await using folder = await temporaryFolder('host');
  const workspace =
    process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? join(folder.path, 'workspace');
  await mkdir(workspace, { recursive: true });
  const dataDir = valueOf('user-data-dir') ?? join(folder.path, 'data');
  const inspect = valueOf('inspect-brk-extensions');
  const waiting = inspect === undefined ? {} : { inspect };
  if (inspect !== undefined) say(`The extension host waits for a debugger at 127.0.0.1:${inspect}`);
  const server = await startServer({ dataDir, workspace, extension, tests, say, ...waiting });
  try {
    const browser = await launchBrowser(say);
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      return await suitesIn(page, server.url, server.exited);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

/** VS Code's web workbench hands console lines and the exit code to two functions of the page, when they are there. */
async function suitesIn(page: Page, url: string, serverEnd: Promise<number>): Promise<number> {
  let running = false;
  const ended = new Promise<number>((resolve, reject) => {
    page.on('crash', () => reject(new Error('The browser page crashed')));
    serverEnd.then((code) => reject(new Error(`VS Code's server ended with code ${code}`)), reject);
    void page.exposeFunction('codeAutomationExit', resolve);
    const late = new Error(`The host suites did not start within ${patience / 1000} s`);
    setTimeout(() => running || reject(late), patience).unref();
  });
  await page.exposeFunction('codeAutomationLog', (_level: string, parts: unknown[]) => {
    const line = format(...parts);
    running ||= line.startsWith(firstLine);
    if (running && !chatter.test(line)) console.log(line);
  });
  await page.goto(url);
  return await ended;
}

process.exitCode = await main();
