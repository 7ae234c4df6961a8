import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { bundles } from '../hosts/build.ts';
import { evaluate } from '../hosts/evaluate.ts';
import { dist } from '../hosts/paths.ts';
import { run } from '../hosts/processes.ts';

/** A program: loads the extension in an editor that speaks another language, and prints what it looked up in that. */
const lookups = `
  const { Module } = require('node:module');
  const asked = [];
  const nothing = new Proxy(function () {}, {
    get: (target, key) => (key === 'prototype' ? target.prototype : nothing),
    apply: () => nothing,
  });
  const bundle = new Proxy({}, { get: (_, message) => void asked.push(message) });
  const stub = new Proxy({}, {
    get: (_, key) => (key === 'l10n' ? { bundle } : key === 'env' ? { language: 'de' } : nothing),
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'vscode' ? stub : load.call(Module, name, ...rest));
  for (const file of process.argv.slice(1)) require(file);
  console.log(JSON.stringify(asked));
`;

describe('the bundle of the extension', () => {
  /** Modules of Node that only code of these paths wants: they tell whether it has been loaded. */
  async function signsOf(path: string): Promise<string[]> {
    const [{ inputs }] = await bundles();
    const wanted = (byIt: boolean): string[] =>
      Object.entries(inputs)
        .filter(([input]) => input.includes(path) === byIt)
        .flatMap(([, { imports }]) => imports.filter(({ external }) => external).map((one) => one.path));
    const others = new Set(wanted(false));
    return [...new Set(wanted(true))].filter((name) => !others.has(name));
  }

  it('loads neither undici nor a platform before it is used', async () => {
    const agent = createRequire(import.meta.url).resolve('undici/lib/dispatcher/agent.js');
    const signs = await signsOf('node_modules/undici/');
    const loaded = ({ modules }: { modules: string[] }): string[] =>
      modules.filter((name) => signs.includes(name));
    assert.ok(loaded(await evaluate(agent)).length > 0, 'undici shows when it is loaded');
    const extension = await evaluate(join(dist, 'house.cjs'));
    assert.ok(extension.modules.includes('vscode'), 'the application was loaded');
    assert.deepEqual(loaded(extension), []);
    const own = [...new Set(extension.modules)].filter((name) => name.startsWith('./'));
    assert.deepEqual(
      own.filter((name) => !name.startsWith('./shared-')),
      ['./extension.cjs'],
      'no file that has a name of its own: platforms, agent, SDK',
    );
  });

  it('reads no other file of its own at the start', async () => {
    const { modules } = await evaluate(join(dist, 'extension.cjs'));
    assert.deepEqual(modules, ['vscode', 'fs', 'fs/promises'], 'the last two are for its language');
  });

  it("reads for the application nothing of any platform but its description, and nothing of Modal's client", async () => {
    const { modules } = await evaluate(join(dist, 'house.cjs'));
    const [{ outputs }] = await bundles();
    const read = ['dist/house.cjs', ...modules.map((name) => name.replace('./', 'dist/'))];
    const inputs = read.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    assert.ok(inputs.some((path) => path.endsWith('modal/definition.ts')));
    const code =
      /connectors\/\w+\/(connector|api|listing|deployments|invoke|usage)\.ts$|node_modules\/(modal|@grpc|nice-grpc|protobufjs|smol-toml)/;
    assert.deepEqual(
      inputs.filter((path) => code.test(path)),
      [],
    );
  });

  it('has the words of the language before it reads a table that holds some', async () => {
    const asked = JSON.parse(
      await run(process.execPath, ['-e', lookups, join(dist, 'extension.cjs'), join(dist, 'house.cjs')]),
    ) as string[];
    assert.ok(asked.includes('API key'), 'of the description of a platform');
  });

  it("leaves the editor's process-wide dispatcher alone", async () => {
    const undici = createRequire(import.meta.url).resolve('undici');
    assert.ok((await evaluate(undici)).dispatcher, 'the index of undici sets one');
    assert.ok(!(await evaluate(join(dist, 'house.cjs'))).dispatcher);
    const [{ inputs }] = await bundles();
    const touching = /node_modules\/undici\/(index|lib\/global|lib\/web\/fetch\/index)\.js$/;
    assert.deepEqual(
      Object.keys(inputs).filter((path) => touching.test(path)),
      [],
    );
  });
});
