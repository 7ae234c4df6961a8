import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as Connectors from '../../../src/connectors/index.ts';
import { startTogether } from '../../platforms/together/index.ts';

describe('the connectors without an editor', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-connectors-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('are one bundle that needs nothing but Node, and work with the fetch that they are given', async () => {
    const outfile = join(folder, 'connectors.mjs');
    const { metafile } = await build({
      entryPoints: ['src/connectors/index.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      metafile: true,
      banner: {
        js: "import { createRequire as requirer } from 'node:module'; const require = requirer(import.meta.url);",
      },
      logLevel: 'silent',
    });
    const outside = Object.values(metafile.outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external, path }) => external === true && !path.startsWith('node:'))
      .map(({ path }) => path);
    assert.ok(!outside.includes('vscode'));

    const { definitions, PlatformError } = (await import(pathToFileURL(outfile).href)) as typeof Connectors;
    const sim = await startTogether();
    const urls: string[] = [];
    const connect = await definitions.together.load();
    const connector = connect({
      credentials: sim.credentials,
      baseUrls: sim.baseUrls,
      fetch: (input, init) => {
        urls.push(input instanceof Request ? input.url : String(input));
        return fetch(input, init);
      },
    });
    try {
      assert.match((await connector.verify()).label, /Acme/);
      const { deployments } = await connector.list();
      const active = deployments.find(({ name }) => name === 'qwen-fp8')!;
      let text = '';
      for await (const event of connector.invoke(active.id, { prompt: 'Hello', stream: true }))
        if (event.type === 'token') text += event.text;
        else if (event.type === 'done') assert.ok(event.usage?.output !== undefined);
      assert.notEqual(text, '');
      assert.ok(urls.every((url) => url.startsWith('http://127.0.0.1:')));
      await assert.rejects(connector.get('ep_none/dep_none'), (error) => error instanceof PlatformError);
    } finally {
      connector.dispose();
      await sim.close();
    }
  });
});
