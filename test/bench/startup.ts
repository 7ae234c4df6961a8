import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { VSCode, type Window } from '../e2e/driver.ts';
import { TogetherProcess } from './togetherProcess.ts';
import { emptyExtension, packEmptyExtension } from './emptyExtension.ts';
import { middle, tell } from './measure.ts';
import { packaged } from './shipped.ts';
import { firstContentAt, firstRowAt, pressedAt, quiet, watch } from './watching.ts';

/** What is opened in a window of its own: a view by its icon, and then a page by its command, where it has one. */
const subjects = {
  empty: { icon: emptyExtension.title, command: emptyExtension.command, id: emptyExtension.id },
  same: { icon: emptyExtension.same.title, command: undefined, id: emptyExtension.id },
  wizard: { icon: 'Slipway', command: 'Slipway: New Deployment…', id: 'slipway.slipway' },
  tester: { icon: 'Slipway', command: 'Test', id: 'slipway.slipway' },
  metrics: { icon: 'Slipway', command: 'Slipway: Metrics of All Deployments', id: 'slipway.slipway' },
} as const;
type Subject = keyof typeof subjects;

/** The page on which VS Code says what it did at its start. */
const account = 'Startup Performance';

const rounds = Number(process.env['SLIPWAY_BENCH_STARTS'] ?? 7);

interface Start {
  row: number;
  /** Of what has a page to open. */
  page?: { content: number; activation: [load: number, call: number, finish: number] };
}

/**
 * Slipway and an empty extension in the same VS Code, in turns, each time in a window that has just been opened. What
 * VS Code itself says about their activation, the first row after the click on the icon, and the first content of each
 * panel after its command.
 */
export async function benchStartup(folder: string): Promise<void> {
  await packaged();
  const empty = await packEmptyExtension(mkdtempSync(join(folder, 'startup-')));
  const sim = await TogetherProcess.start();
  const settings = Object.fromEntries(
    Object.entries(sim.baseUrls).map(([key, url]) => [`slipway.together.baseUrl.${key}`, url]),
  );
  const vscode = await VSCode.open({ settings, also: [empty] });
  try {
    const { window } = vscode;
    await connect(window, sim.credentials.apiKey);
    await watch(vscode.context);
    const seen = new Map<Subject, Start[]>();
    const order = Object.keys(subjects) as Subject[];
    // The first of each is not counted: the editor's and the browser's own caches are being filled.
    for (let round = -1; round < rounds; round++)
      for (const subject of order) {
        const start = await measure(window, subject);
        if (round >= 0) seen.set(subject, [...(seen.get(subject) ?? []), start]);
      }
    tellAll(seen);
  } finally {
    await vscode.close();
    await sim.stop();
  }
}

async function connect(window: Window, key: string): Promise<void> {
  await window.openView('Slipway');
  await window.command('Slipway: Connect a Platform…');
  await window.quickInput.pick('Together AI');
  await window.quickInput.answer(key, { secret: true });
  await window.notifications.all(/Connected to/).waitFor();
  await window.row(/qwen/i).first().waitFor();
}

async function measure(window: Window, subject: Subject): Promise<Start> {
  const { page } = window;
  const { icon, command, id } = subjects[subject];
  await inEmptyWindow(window);
  await page.locator('.activitybar .action-item', { has: page.locator(`a[aria-label*="${icon}"]`) }).click();
  const row = (await firstRowAt(page)) - (await pressedAt(page));
  await quiet(page);
  if (command === undefined) return { row };
  const content = await open(window, command);
  return { row, page: { content, activation: await activationOf(window, id) } };
}

/** A new window without a panel: one that comes back would have started the extension before the click. */
async function inEmptyWindow(window: Window): Promise<void> {
  const tabs = window.page.locator('.tabs-container [role="tab"]');
  const closeAll = async () => {
    await window.command('View: Close All Editors');
    await tabs.first().waitFor({ state: 'detached' });
    await window.page.waitForTimeout(2500); // VS Code writes its list of tabs a moment late
  };
  do {
    await closeAll();
    await window.openView('Explorer');
    await window.reload();
    await quiet(window.page);
    // The editor keeps what is open once in a while: a page of its own comes back again and again, and starts nobody.
  } while ((await tabs.and(window.page.locator(`:not([aria-label^="${account}"])`)).count()) > 0);
  if ((await tabs.count()) > 0) await closeAll();
}

async function open(window: Window, command: string): Promise<number> {
  const { page } = window;
  if (command === 'Test') await window.rowAction(/qwen/i, command);
  else await window.command(command);
  const pressed = await pressedAt(page);
  return (await firstContentAt(page)) - pressed;
}

/** As VS Code tells it in whole milliseconds: evaluating the code, calling `activate`, waiting for what it promises. */
async function activationOf(window: Window, id: string): Promise<[number, number, number]> {
  const { page } = window;
  await window.command(`Developer: ${account}`);
  await window.tab(account).waitFor();
  const end = Date.now() + 30_000;
  for (;;) {
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+C');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const line = text.split('\n').find((one) => one.startsWith(`| ${id} `));
    const numbers = line?.split('|').slice(3, 6).map(Number) ?? [];
    if (numbers.length === 3 && numbers.every(Number.isFinite)) return numbers as [number, number, number];
    if (Date.now() > end) throw new Error(`VS Code does not tell how ${id} was activated:\n${text}`);
    await page.waitForTimeout(200);
  }
}

function tellAll(seen: ReadonlyMap<Subject, Start[]>): void {
  const starts = (...subjects: Subject[]) => subjects.flatMap((subject) => seen.get(subject) ?? []);
  const panels = ['wizard', 'tester', 'metrics'] as const;
  tellActivation(starts(...panels), starts('empty'));
  tellRows(starts(...panels), starts('empty'), starts('same'));
  const content = (subject: Subject) => middle(starts(subject).flatMap(({ page }) => page?.content ?? []));
  const bare = content('empty');
  tell('panel.empty.firstContent', bare, 'ms', "From the command to an empty extension's page with one word");
  for (const panel of panels) {
    const name = `panel.${panel}.firstContent`;
    tell(name, content(panel), 'ms', `From the command to its content; ${starts(panel).length} starts`);
    tell(`${name}.ratio`, content(panel) / bare, 'ratio', 'The same against the page with one word');
  }
}

function tellActivation(own: readonly Start[], empty: readonly Start[]): void {
  for (const [index, part] of (['load', 'call', 'finish'] as const).entries()) {
    const at = (starts: readonly Start[]) =>
      middle(starts.flatMap(({ page }) => page?.activation[index] ?? []));
    tell(`activation.${part}`, at(own), 'ms', `${own.length} starts; VS Code's own account`);
    tell(
      `activation.${part}.empty`,
      at(empty),
      'ms',
      `The same of an empty extension, ${empty.length} starts`,
    );
  }
}

/** Beside one row, and beside as many in the same groups: the editor asks once per level and draws each. */
function tellRows(own: readonly Start[], empty: readonly Start[], same: readonly Start[]): void {
  const row = (starts: readonly Start[]) => middle(starts.map(({ row: ms }) => ms));
  const from = 'From the click on the icon in a new window to the first row';
  tell('tree.firstRow', row(own), 'ms', `${from}, with a platform connected; ${own.length} starts`);
  tell('tree.firstRow.empty', row(empty), 'ms', `${from} of an empty extension; ${empty.length} starts`);
  tell('tree.firstRow.same', row(same), 'ms', `${from} of the same groups and rows from a list`);
  tell('tree.firstRow.ratio', row(own) / row(empty), 'ratio', "Slipway's against the empty extension's");
  tell(
    'tree.firstRow.same.ratio',
    row(same) / row(empty),
    'ratio',
    "The list's against the empty extension's",
  );
  tell('tree.firstRow.own', row(own) / row(same), 'ratio', "Slipway's against the list's");
}
