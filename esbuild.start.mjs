// What is read at once, as one file: a file of its own for each part that is shared costs the editor more to find, read
// and wrap than what is in it. There are two of these: what the editor reads first, and the application.
import { build } from 'esbuild';
import { basename } from 'node:path';

/** Each with all that it needs and that is in none before it. */
const wholes = ['extension.cjs', 'house.cjs'];
/** A program in a process of its own, without the editor: what it needs stays outside. */
const apart = 'sandbox.cjs';
const namespaceOf = (name) => name.replace('.cjs', '').replaceAll('-', '_');

/**
 * Makes one file of each whole. Other files take what they share with it from there, so that there is still one of every
 * class. Returns every file's name and text, as ES modules where they were not merged, and says so in the metafile.
 */
export async function mergeWholes({ outputFiles, metafile, minify, external, target }) {
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
  const outside = closure([apart]).difference(helpers);
  /** Of each part, the whole that it is in. */
  const within = new Map();
  const plans = wholes.map((whole) => {
    const parts = closure([whole]).difference(outside).difference(new Set(within.keys()));
    for (const part of parts) if (!helpers.has(part)) within.set(part, whole);
    return { whole, parts };
  });
  const single = [...texts.keys()].filter((name) => !within.has(name));
  const taken = [...texts.keys()].flatMap((name) =>
    needs(name).filter((need) => within.has(need) && within.get(need) !== within.get(name)),
  );
  const lent = new Set(taken);
  const merged = [];
  for (const { whole, parts } of plans) {
    const contents = [
      `export * from './${whole}';`,
      ...[...parts]
        .filter((part) => lent.has(part) && within.has(part))
        .map((part) => `export * as ${namespaceOf(part)} from './${part}';`),
    ].join('\n');
    const text = await asOne({ contents, parts, texts, external, minify, target });
    merged.push({ name: whole, text });
  }
  for (const { name, text } of merged) tellMerged(outputs, within, name, Buffer.byteLength(text));
  /** In a CommonJS file: what is in a whole is asked for there. */
  const fromWholes = (text) =>
    text.replaceAll(/require\("\.\/([\w-]+\.cjs)"\)/g, (call, name) =>
      lent.has(name) ? `require("./${within.get(name)}").${namespaceOf(name)}` : call,
    );
  return { merged, single: single.map((name) => ({ name, text: texts.get(name) })), fromWholes };
}

async function asOne({ contents, parts, texts, external, minify, target }) {
  const plugin = {
    name: 'parts of one whole',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^the-editor$/ }, ({ path }) => ({ path, namespace: 'editor' }));
      onLoad({ filter: /./, namespace: 'editor' }, () => ({
        contents: 'export const editor = require("vscode");',
      }));
      onResolve({ filter: /^\.\/[\w-]+\.cjs$/ }, ({ path }) =>
        parts.has(basename(path)) ? { path, namespace: 'part' } : { path, external: true },
      );
      onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
        contents: withOneEditor(texts.get(basename(path))),
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target, minify, external },
    // import() of a file becomes require(), which every extension host has.
    supported: { 'dynamic-import': false },
    ...{ plugins: [plugin], legalComments: 'none', logLevel: 'warning' },
  });
  return outputFiles[0].text;
}

const isHelper = ({ inputs, imports }) => Object.keys(inputs).length + imports.length === 0;

/** A namespace of the editor's for each part would copy its hundreds of names each time. */
const withOneEditor = (text) =>
  text.replaceAll(/import\s*\*\s*as ([\w$]+) from\s*"vscode"/g, 'import { editor as $1 } from "the-editor"');

/** For whoever asks what is in which file. */
function tellMerged(outputs, within, whole, bytes) {
  const ofIt = [...within].flatMap(([part, of]) => (of === whole ? part : []));
  const parts = ofIt.map((part) => outputs[`dist/${part}`]);
  const inputs = Object.assign({}, ...parts.map((part) => part.inputs));
  const imports = parts.flatMap((part) => part.imports.filter(({ path }) => !ofIt.includes(basename(path))));
  for (const part of ofIt) delete outputs[`dist/${part}`];
  for (const output of Object.values(outputs))
    output.imports = output.imports.map((one) =>
      ofIt.includes(basename(one.path)) && one.kind === 'import-statement'
        ? { path: `dist/${whole}`, kind: 'require-call' }
        : one,
    );
  outputs[`dist/${whole}`] = { bytes, inputs, imports, exports: [] };
}
