// What the start reads, as one file: a file of its own for each part that is shared costs the editor more to find, read
// and wrap than what is in it.
import { build } from 'esbuild';
import { basename } from 'node:path';

const entry = 'extension.cjs';
/** In this order: tables hold messages, so that the language is there before anything else is evaluated. */
const startsWith = ['language.cjs', 'activation.cjs', entry];
/** Two files would need it: in one, what is read as soon as the language is there is there already. */
const readNext = 'import("./activation.cjs")';
/** A program in a process of its own, without the editor: what it needs stays outside. */
const apart = 'sandbox.cjs';
const namespaceOf = (name) => name.replace('.cjs', '').replaceAll('-', '_');

/**
 * Puts the entry's file and all that it needs at once into one. The other files take what they share with it from there,
 * so that there is still one of every class. Returns the files that are left, and says so in the metafile.
 */
export async function mergeStart({ outputFiles, metafile, minify, external, target }) {
  const { outputs } = metafile;
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const needs = (name) =>
    outputs[`dist/${name}`].imports.flatMap(({ path, kind }) =>
      kind === 'import-statement' && texts.has(basename(path)) ? basename(path) : [],
    );
  const closure = (names) => {
    const found = new Set(names);
    for (const name of found) for (const next of needs(name)) found.add(next);
    return found;
  };
  // esbuild's own few functions, which remember nothing: there may be two of each.
  const helpers = new Set([...texts.keys()].filter((name) => isHelper(outputs[`dist/${name}`])));
  const merged = closure(startsWith).difference(closure([apart]).difference(helpers));
  const moved = merged.difference(helpers);
  const others = [...texts.keys()].filter((name) => !moved.has(name));
  const lent = new Set(others.flatMap(needs).filter((name) => moved.has(name)));
  const text = texts.get(entry);
  if (text.split(readNext).length !== 2) throw new Error(`${entry} does not read ${readNext} once`);
  texts.set(
    entry,
    `import * as next from './activation.cjs';\n${text.replace(readNext, 'Promise.resolve(next)')}`,
  );
  const contents = [
    ...startsWith.map((name) => `import './${name}';`),
    `export * from './${entry}';`,
    ...[...lent].map((name) => `export * as ${namespaceOf(name)} from './${name}';`),
  ].join('\n');
  const parts = {
    name: 'parts of the start',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^the-editor$/ }, ({ path }) => ({ path, namespace: 'editor' }));
      onLoad({ filter: /./, namespace: 'editor' }, () => ({
        contents: 'export const editor = require("vscode");',
      }));
      onResolve({ filter: /^\.\/[\w-]+\.cjs$/ }, ({ path }) =>
        merged.has(basename(path)) ? { path, namespace: 'part' } : { path, external: true },
      );
      onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
        contents: withOneEditor(texts.get(basename(path))),
      }));
    },
  };
  const { outputFiles: made } = await build({
    stdin: { contents, resolveDir: '.' },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target, minify, external },
    // import() of a file becomes require(), which every extension host has.
    supported: { 'dynamic-import': false },
    ...{ plugins: [parts], legalComments: 'none', logLevel: 'warning' },
  });
  const code = made[0].text;
  tellMerged(outputs, moved, Buffer.byteLength(code));
  const fromStart = (text) =>
    text.replaceAll(/require\("\.\/([\w-]+\.cjs)"\)/g, (call, name) =>
      lent.has(name) ? `require("./${entry}").${namespaceOf(name)}` : call,
    );
  return { code, others: others.map((name) => ({ name, text: texts.get(name) })), fromStart };
}

const isHelper = ({ inputs, imports }) => Object.keys(inputs).length + imports.length === 0;

/** A namespace of the editor's for each part would copy its hundreds of names each time. */
const withOneEditor = (text) =>
  text.replaceAll(/import\s*\*\s*as ([\w$]+) from\s*"vscode"/g, 'import { editor as $1 } from "the-editor"');

/** For whoever asks what is in which file: `moved` are in the entry's now. */
function tellMerged(outputs, moved, bytes) {
  const parts = [...moved].map((name) => outputs[`dist/${name}`]);
  const inputs = Object.assign({}, ...parts.map((part) => part.inputs));
  const outside = ({ path }) => !moved.has(basename(path));
  const imports = parts.flatMap((part) => part.imports.filter(outside));
  for (const name of moved) delete outputs[`dist/${name}`];
  for (const output of Object.values(outputs))
    output.imports = output.imports.map((one) =>
      outside(one) ? one : { path: `dist/${entry}`, kind: 'require-call' },
    );
  outputs[`dist/${entry}`] = { bytes, inputs, imports, exports: ['activate'] };
}
