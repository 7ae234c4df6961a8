import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../hosts/paths.ts';
import { run } from '../hosts/processes.ts';

const view = 'bench-empty.rows';

/** As little as can be called an extension: a view with one row, and a command that opens a page with one word. */
export const emptyExtension = {
  id: 'bench.bench-empty',
  container: 'bench-empty',
  title: 'Nothing at all',
  command: 'Nothing: Open',
  panel: 'A word',
} as const;

/** Packs it into a VSIX in a folder, to be installed beside Slipway. */
export async function packEmptyExtension(folder: string): Promise<string> {
  const cwd = join(folder, 'empty');
  await mkdir(cwd, { recursive: true });
  const { container, title, panel } = emptyExtension;
  const manifest = {
    ...{ name: 'bench-empty', publisher: 'bench', version: '0.0.1', engines: { vscode: '^1.106.0' } },
    main: './main.js',
    contributes: {
      viewsContainers: { activitybar: [{ id: container, title, icon: 'icon.svg' }] },
      views: { [container]: [{ id: view, name: title }] },
      commands: [{ command: 'bench-empty.open', title: 'Nothing: Open' }],
    },
  };
  const files = {
    'package.json': JSON.stringify(manifest),
    'README.md': '# Nothing at all\n',
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>',
    'main.js': `const { commands, window, TreeItem } = require('vscode');
exports.activate = ({ subscriptions }) => {
  const provider = { getChildren: () => ['row'], getTreeItem: (label) => new TreeItem(label) };
  subscriptions.push(window.createTreeView('${view}', { treeDataProvider: provider }));
  subscriptions.push(commands.registerCommand('bench-empty.open', () => {
    const panel = window.createWebviewPanel('bench-empty', '${panel}', 1, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html><body><div id="root">word</div></body></html>';
  }));
};
`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  const packagePath = join(folder, 'empty.vsix');
  // As a program of its own: what it says is not a figure.
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', packagePath];
  await run(process.execPath, [join(root, 'node_modules/@vscode/vsce/vsce'), 'package', ...options], { cwd });
  return packagePath;
}
