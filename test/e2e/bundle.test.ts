import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { bundles } from '../hosts/build.ts';
import { evaluate } from '../hosts/evaluate.ts';
import { dist } from '../hosts/paths.ts';

describe('the bundle of the extension', () => {
  /** Modules of Node that undici wants and nothing else in the bundle does: they tell whether it has been loaded. */
  async function signsOfUndici(): Promise<string[]> {
    const [{ inputs }] = await bundles();
    const wanted = (byUndici: boolean): string[] =>
      Object.entries(inputs)
        .filter(([path]) => path.includes('node_modules/undici/') === byUndici)
        .flatMap(([, { imports }]) => imports.filter(({ external }) => external).map(({ path }) => path));
    const others = new Set(wanted(false));
    return [...new Set(wanted(true))].filter((name) => !others.has(name));
  }

  it('does not load undici before a request is sent', async () => {
    const signs = await signsOfUndici();
    const loaded = ({ modules }: { modules: string[] }): string[] =>
      modules.filter((name) => signs.includes(name));
    const agent = createRequire(import.meta.url).resolve('undici/lib/dispatcher/agent.js');
    assert.ok(loaded(await evaluate(agent)).length > 0, 'undici shows when it is loaded');
    const extension = await evaluate(join(dist, 'extension.cjs'));
    assert.ok(extension.modules.includes('vscode'), 'the extension was loaded');
    assert.deepEqual(loaded(extension), []);
    assert.ok(!extension.modules.includes('./agent.cjs'), 'its own file is not read either');
  });

  it("leaves the editor's process-wide dispatcher alone", async () => {
    const undici = createRequire(import.meta.url).resolve('undici');
    assert.ok((await evaluate(undici)).dispatcher, 'the index of undici sets one');
    assert.ok(!(await evaluate(join(dist, 'extension.cjs'))).dispatcher);
    const [{ inputs }] = await bundles();
    const touching = /node_modules\/undici\/(index|lib\/global|lib\/web\/fetch\/index)\.js$/;
    assert.deepEqual(
      Object.keys(inputs).filter((path) => touching.test(path)),
      [],
    );
  });
});
