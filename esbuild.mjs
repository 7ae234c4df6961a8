// Builds what ships: one bundle for the extension host with late libraries beside it, one per webview. `--watch` rebuilds, `--dev` keeps
// names and maps, `--meta` writes dist/meta.json for the size budget.
import { build, context } from 'esbuild';
import { mkdir, rm, writeFile } from 'node:fs/promises';

const flags = new Set(process.argv.slice(2));
const dev = flags.has('--dev') || flags.has('--watch');

const common = {
  bundle: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'info',
  metafile: true,
  define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
};

/** Libraries that are wanted late or never: a file each beside the extension's, read with their first use. */
const late = { agent: 'undici/lib/dispatcher/agent.js' };

const ownFiles = {
  name: 'late libraries in files of their own',
  setup(build) {
    const fileOf = new Map(Object.entries(late).map(([name, path]) => [path, `./${name}.cjs`]));
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const file = kind === 'dynamic-import' ? fileOf.get(path) : undefined;
      return file === undefined ? undefined : { path: file, external: true };
    });
  },
};

/** CommonJS, because every VS Code and fork since the engine floor loads it the same way. */
const host = {
  ...common,
  entryPoints: { extension: 'src/extension/extension.ts', ...late },
  plugins: [ownFiles],
  // import() of a file becomes require(), which every extension host has.
  supported: { 'dynamic-import': false },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  // Error classes are told apart by name in logs; minifying would make them letters.
  keepNames: true,
};

const webviews = {
  ...common,
  entryPoints: {
    wizard: 'src/webviews/wizard/main.tsx',
    tester: 'src/webviews/tester/main.tsx',
    metrics: 'src/webviews/metrics/main.tsx',
  },
  outdir: 'dist/webviews',
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

if (flags.has('--watch')) {
  for (const options of [host, webviews]) await (await context(options)).watch();
} else {
  for (const path of ['dist/extension.cjs', 'dist/agent.cjs', 'dist/webviews'])
    await rm(path, { recursive: true, force: true });
  const results = await Promise.all([host, webviews].map((options) => build(options)));
  if (flags.has('--meta')) {
    await mkdir('dist', { recursive: true });
    await writeFile('dist/meta.json', JSON.stringify(results.map((result) => result.metafile)));
  }
}
