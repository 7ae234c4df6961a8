// Builds what ships: the extension host's file with those that it reads late beside it, and one file per webview.
// `--watch` rebuilds, `--dev` keeps names and maps, `--meta` writes dist/meta.json for the size budget.
import { build, context, transform } from 'esbuild';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { mergeWholes } from './esbuild.start.mjs';

const flags = new Set(process.argv.slice(2));
const dev = flags.has('--dev') || flags.has('--watch');
const dist = 'dist';

/** What tasks of an editor wait for (.vscode/tasks.json): a line when building begins, one when all is built. */
const unbuilt = new Set();
const telling = (part) => ({
  name: 'says when all is built',
  setup({ onStart, onEnd }) {
    onStart(() => {
      if (unbuilt.size === 0) console.log('watch: building');
      unbuilt.add(part);
    });
    onEnd(({ errors, warnings }) => {
      for (const [severity, found] of Object.entries({ error: errors, warning: warnings }))
        for (const { text, location } of found) {
          const { file, line, column } = location ?? { file: 'esbuild.mjs', line: 1, column: 0 };
          console.log(`${file}:${line}:${column + 1}: ${severity}: ${text}`);
        }
      unbuilt.delete(part);
      if (unbuilt.size === 0) console.log('watch: built');
    });
  },
});

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

/**
 * What is read late or never has a name here, and so a file of its own beside the extension's. What several of
 * them need is in files called `shared-…`, each once, so that there is one of every class.
 */
const late = {
  house: 'src/extension/house.ts',
  together: 'src/connectors/together/connector.ts',
  replicate: 'src/connectors/replicate/connector.ts',
  predibase: 'src/connectors/predibase/connector.ts',
  modal: 'src/connectors/modal/connector.ts',
  'modal-sdk': 'modal',
  figures: 'src/extension/metrics/service.ts',
  panels: 'src/extension/panels/kinds.ts',
  connecting: 'src/extension/credentials/flows.ts',
  workbench: 'src/extension/workbench/editorWorkbench.ts',
  'sandbox-window': 'src/extension/sandbox/open.ts',
  // Runs in a process of its own, with the simulators that the tests use.
  sandbox: 'test/platforms/sandbox.ts',
  agent: 'undici/lib/dispatcher/agent.js',
};

/**
 * CommonJS, because every VS Code and fork since the engine floor loads it the same way. esbuild shares code between
 * files only as ES modules: it writes those, and each is turned into CommonJS afterwards.
 */
const asCommonJs = {
  name: 'CommonJS of several files',
  setup({ onEnd, initialOptions: { external, target } }) {
    onEnd(async ({ outputFiles = [], metafile }) => {
      await mkdir(dist, { recursive: true });
      if (dev) {
        for (const { path, text } of outputFiles) await writeFile(path, await commonJs(basename(path), text));
        return;
      }
      const all = await mergeWholes({ outputFiles, metafile, minify: true, external, target });
      for (const { name, text } of all.merged) await writeFile(join(dist, name), all.fromWholes(text));
      for (const { name, text } of all.single)
        await writeFile(join(dist, name), all.fromWholes(await commonJs(name, text)));
    });
  },
};

async function commonJs(name, text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    // import() of a file becomes require(), which every extension host has.
    supported: { 'dynamic-import': false },
    minify: !dev,
    sourcemap: dev ? 'inline' : false,
    sourcefile: name,
    legalComments: 'none',
  });
  return code;
}

/** Modal's simulator reads .proto files; what ships has inside what they said. */
const protos = {
  name: 'proto files as data',
  setup({ onLoad }) {
    onLoad({ filter: /modal[\\/]grpc[\\/]definition\.ts$/ }, async ({ path }) => {
      const root = new protobuf.Root();
      root.resolvePath = (_from, to) => join(dirname(path), '..', 'proto', to);
      const json = JSON.stringify((await root.load('service.proto')).toJSON());
      return {
        loader: 'js',
        resolveDir: dirname(path),
        contents: `import { fromJSON } from '@grpc/proto-loader';
export const definition = () => fromJSON(${json}, { longs: String, defaults: true });`,
      };
    });
  },
};

const host = {
  ...common,
  entryPoints: { extension: 'src/extension/extension.ts', ...late },
  plugins: [asCommonJs, protos],
  splitting: true,
  write: false,
  sourcemap: dev ? 'inline' : false,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  chunkNames: 'shared-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  // cbor-extract: compiled code that makes cbor-x faster where it is installed; cbor-x does without.
  external: ['vscode', 'cbor-extract'],
};

const webviews = {
  ...common,
  entryPoints: {
    wizard: 'src/webviews/wizard/main.tsx',
    tester: 'src/webviews/tester/main.tsx',
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

/** By itself, so that nothing is split off but what it loads late: the drawing of charts, `plot.js`. */
const metrics = {
  ...webviews,
  entryPoints: { metrics: 'src/webviews/metrics/main.tsx' },
  splitting: true,
  chunkNames: '[name]',
};

if (flags.has('--watch')) {
  // All are to be built before it is said.
  const parts = [host, webviews, metrics];
  console.log('watch: building');
  for (const part of parts) unbuilt.add(part);
  for (const part of parts) {
    // Last, because others write what is built.
    const plugins = [...(part.plugins ?? []), telling(part)];
    await (await context({ ...part, logLevel: 'silent', plugins })).watch();
  }
} else {
  await clean();
  const results = await Promise.all([host, webviews, metrics].map((options) => build(options)));
  if (flags.has('--meta')) {
    await writeFile(join(dist, 'meta.json'), JSON.stringify(results.map((result) => result.metafile)));
  }
}

/** Files of an earlier build would ship with this one. */
async function clean() {
  await mkdir(dist, { recursive: true });
  const old = (await readdir(dist)).filter((name) => name.endsWith('.cjs') || name === 'webviews');
  for (const name of old) await rm(join(dist, name), { recursive: true, force: true });
}
