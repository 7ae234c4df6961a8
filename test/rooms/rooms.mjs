const within = (folder, ...names) => names.map((name) => `${folder}/${name}`);
const extension = 'src/extension';
const data = within(extension, 'deployments', 'metrics', 'remembered', 'store');
/** Of the connectors, what is light: it runs in a page too. */
const light = within('src/connectors', 'config-field.ts', 'domain.ts', 'errors.ts', 'locale.ts');

const hostFree = { vscode: 'This room is host-free: it must run without VS Code.' };
export const everywhere = {
  undici: "undici's index touches a process-wide dispatcher; import undici/lib/dispatcher/*.js",
};
const noToolkit = { '@vscode/webview-ui-toolkit*': 'The toolkit is wrapped in src/webviews/ui only.' };
const inPage = {
  ...hostFree,
  'node:*': 'A page has no Node: leave it to the host, and call it through protocol.ts.',
};

/**
 * Who may import whom (docs/architecture.md): `webviews → border, shared ← extension → connectors`. A room imports what
 * is in itself and in `runs`; from `types` it borrows with `import type`; packages in `never` it does without.
 * The last row that a file is in counts.
 */
export const rooms = [
  {
    room: 'src/connectors',
    runs: [],
    types: [],
    never: { ...hostFree, ...noToolkit },
    why: 'Connectors know nothing of the rest: what they need from it comes in through ConnectorContext.',
  },
  {
    room: extension,
    runs: ['src/connectors', 'src/webviews/shared'],
    types: [],
    never: noToolkit,
    why: 'Only src/extension/panels speaks to webviews; what is said alike on both sides belongs in src/webviews/shared.',
  },
  {
    room: 'src/extension/panels',
    runs: [extension, 'src/connectors', ...within('src/webviews', 'shared', 'rpc.ts', 'validators.ts')],
    types: ['src/webviews/protocol.ts'],
    never: noToolkit,
    why: 'A panel is spoken to through protocol.ts; what is said alike on both sides belongs in src/webviews/shared.',
  },
  {
    room: 'src/extension/deployments',
    runs: ['src/connectors', ...within(extension, 'metrics', 'store', 'events.ts')],
    types: data,
    never: { ...hostFree, ...noToolkit },
    why: 'What a person sees or answers belongs in the host, which hands in what is asked for.',
  },
  {
    room: 'src/extension/metrics',
    runs: ['src/connectors', ...within(`${extension}/store`, 'untils.ts', 'watch.ts')],
    types: data,
    never: { ...hostFree, ...noToolkit },
    why: 'Figures are made of data that is handed in; of the store only what says when an account was watched.',
  },
  {
    room: 'src/extension/store',
    runs: [
      'src/connectors',
      ...within(extension, 'events.ts'),
      ...within(`${extension}/metrics`, 'history.ts', 'priceSource.ts', 'tally.ts', 'tallyBytes.ts'),
    ],
    types: data,
    never: { ...hostFree, ...noToolkit },
    why: 'The store keeps data and knows of metrics only how it is summed; what it means belongs in metrics or deployments.',
  },
  {
    room: 'src/extension/remembered',
    runs: ['src/connectors', ...within(`${extension}/store`, 'open.ts', 'sqlite.ts', 'statements.ts')],
    types: data,
    never: { ...hostFree, ...noToolkit },
    why: 'It keeps lists and takes from the store only how SQLite is opened; who reads them is deployments.',
  },
  {
    room: 'src/extension/events.ts',
    runs: [],
    types: [],
    never: { ...hostFree, ...noToolkit },
    why: 'The host-free rooms stand on it.',
  },
  {
    room: 'src/webviews',
    runs: light,
    types: ['src/connectors'],
    never: { ...inPage, ...noToolkit },
    why: 'A page knows the host through protocol.ts only, and of the connectors what is light.',
  },
  ...['metrics', 'tester', 'wizard'].map((panel) => ({
    room: `src/webviews/${panel}`,
    runs: [...within('src/webviews', 'ui', 'shared', 'host.ts', 'language.ts'), ...light],
    types: ['src/connectors', ...within('src/webviews', 'protocol.ts', 'rpc.ts')],
    never: { ...inPage, ...noToolkit },
    why: 'A panel knows the host through protocol.ts and no other panel: what two of them show belongs in src/webviews/ui.',
  })),
  {
    room: 'src/webviews/ui',
    runs: ['src/webviews/shared', ...light],
    types: ['src/connectors', ...within('src/webviews', 'protocol.ts', 'pulse.ts')],
    never: inPage,
    why: 'Parts of a page know no panel: what they show is handed in.',
  },
  {
    room: 'src/webviews/shared',
    runs: light,
    types: ['src/connectors', 'src/webviews/protocol.ts'],
    never: { ...inPage, ...noToolkit },
    why: 'Both sides import it: what only a page can do belongs in src/webviews/ui, and what only the host can in src/extension.',
  },
  ...['envelope.ts', 'rpc.ts', 'validators.ts'].map((file) => ({
    room: `src/webviews/${file}`,
    runs: [...within('src/webviews', 'envelope.ts', 'shared'), ...light],
    types: ['src/connectors', ...within('src/webviews', 'protocol.ts', 'rpc.ts')],
    never: { ...inPage, ...noToolkit },
    why: 'It is the border and runs on both sides of it.',
  })),
  {
    room: 'src/webviews/protocol.ts',
    runs: [],
    types: [
      'src/connectors',
      ...within(extension, 'deployments/types.ts', 'metrics/types.ts', 'metrics/definitions.ts'),
    ],
    never: { ...inPage, ...noToolkit },
    why: 'The border borrows types from the rooms that own the data, and is empty at run time.',
  },
  {
    room: 'test/platforms',
    runs: ['test/setup.mjs'],
    types: [],
    never: hostFree,
    why: 'A simulator is written from the documents of its platform: it has nothing of Slipway and of its tests in it.',
  },
  {
    room: 'test/hosts',
    runs: ['test/setup.mjs'],
    types: ['src/connectors/domain.ts'],
    never: hostFree,
    why: 'It gets and drives an editor from outside: of Slipway it knows which platforms there are, and no more.',
  },
];
