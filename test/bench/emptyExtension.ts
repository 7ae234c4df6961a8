import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../hosts/paths.ts';
import { run } from '../hosts/processes.ts';

/** As little as can be called an extension: a view with one row, and a command that opens a page with one word. */
export const emptyExtension = {
  id: 'bench.bench-empty',
  container: 'bench-empty',
  title: 'Nothing at all',
  command: 'Nothing: Open',
  panel: 'A word',
  /** The rows of the simulated account in their groups, from a list: what the editor needs to draw them. */
  same: { container: 'bench-same', title: 'The same rows' },
} as const;

const view = 'bench-empty.rows';
const sameView = 'bench-empty.same';
/** Rows by group, as `src/extension/tree` hands them out: with an icon, a description, a name read out, three actions. */
const groups = { Active: 6, Deploying: 1, Failed: 2, Stopped: 2 };
const actions = ['open', 'test', 'stop'].map((action) => ({
  command: `bench-empty.${action}`,
  icon: '$(beaker)',
}));

/** Packs it into a VSIX in a folder, to be installed beside Slipway. */
export async function packEmptyExtension(folder: string): Promise<string> {
  const cwd = join(folder, 'empty');
  await mkdir(cwd, { recursive: true });
  const { container, title, panel, same } = emptyExtension;
  const manifest = {
    ...{ name: 'bench-empty', publisher: 'bench', version: '0.0.1', engines: { vscode: '^1.106.0' } },
    main: './main.js',
    contributes: {
      viewsContainers: {
        activitybar: [
          { id: container, title, icon: 'icon.svg' },
          { id: same.container, title: same.title, icon: 'icon.svg' },
        ],
      },
      views: {
        [container]: [{ id: view, name: title }],
        [same.container]: [{ id: sameView, name: same.title }],
      },
      commands: actions.map(({ command, icon }) => ({ command, icon, title: 'Nothing: Open' })),
      menus: {
        'view/item/context': actions.map(({ command }, index) => ({
          command,
          when: `view == ${sameView} && viewItem =~ /\\bdeployment\\b/`,
          group: `inline@${index}`,
        })),
      },
    },
  };
  const files = {
    'package.json': JSON.stringify(manifest),
    'README.md': '# Nothing at all\n',
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>',
    'main.js': `const { commands, window, ThemeIcon, TreeItem } = require('vscode');
const groups = ${JSON.stringify(groups)};
const same = {
  getChildren: (node) =>
    node === undefined
      ? Object.keys(groups).map((status) => ({ status, id: status, label: status, open: true }))
      : node.platform
        ? Array.from({ length: groups[node.status] }, (_, index) => ({ id: node.id + index, label: 'deployment ' + index }))
        : node.status ? [{ ...node, id: node.id + '/platform', label: 'Together AI', platform: true }] : [],
  getTreeItem: ({ id, label, open }) => {
    const item = new TreeItem(label, open ? 2 : 0);
    item.id = id;
    item.description = open ? '6' : '1/1 · $5.49/h · Qwen3.5-9B';
    item.iconPath = new ThemeIcon(open ? 'cloud' : 'pass-filled');
    item.contextValue = open ? 'group' : 'deployment testable stoppable';
    item.accessibilityInformation = { label: label + ', Active, $5.49/h' };
    return item;
  },
};
exports.activate = ({ subscriptions }) => {
  const provider = { getChildren: () => ['row'], getTreeItem: (label) => new TreeItem(label) };
  subscriptions.push(window.createTreeView('${view}', { treeDataProvider: provider }));
  subscriptions.push(window.createTreeView('${sameView}', { treeDataProvider: same }));
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
