import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { packageFolders, thirdPartyNotices } from '../../hosts/notices.ts';
import { temporaryFolder } from '../../hosts/paths.ts';

const bundle = (...inputs: string[]) => ({
  outputs: { 'dist/x.js': { inputs: Object.fromEntries(inputs.map((input) => [input, {}])) } },
});

async function files(base: string, contents: Record<string, string | object>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

describe('third-party notices', () => {
  it('find the package of a file: scoped, nested, and none for our own', () => {
    const inputs = ['src/a.ts', 'node_modules/a/x.js', 'node_modules/a/lib/y.js', 'node_modules/@s/b/z.ttf'];
    assert.deepEqual(packageFolders([bundle(...inputs), bundle('node_modules/a/node_modules/c/i.js')]), [
      'node_modules/@s/b',
      'node_modules/a',
      'node_modules/a/node_modules/c',
    ]);
  });

  it('carry every licence file of each package, once, by the name the package has itself', async () => {
    await using folder = await temporaryFolder('notices');
    const preact = { name: 'preact', version: '1.2.3', license: 'MIT' };
    await files(folder.path, {
      'node_modules/preact/package.json': preact,
      'node_modules/preact/LICENSE': 'by preact',
      'node_modules/react/package.json': preact,
      'node_modules/react/LICENSE': 'by preact',
      'node_modules/icons/package.json': { name: 'icons', version: '1.0.0', license: 'CC-BY-4.0' },
      'node_modules/icons/LICENSE': '\uFEFFthe drawings',
      'node_modules/icons/LICENSE-CODE': 'the code',
      'node_modules/icons/licenses.js': 'not a text',
    });
    const packages = ['preact', 'react', 'icons'].map((name) => `node_modules/${name}/index.js`);
    const text = await thirdPartyNotices([bundle(...packages)], folder.path);
    assert.equal(text.match(/preact 1\.2\.3 \(MIT\)\n\nby preact\n/g)?.length, 1);
    assert.match(text, /icons 1\.0\.0 \(CC-BY-4\.0\)\n\nthe drawings\n\nthe code\n/);
    assert.doesNotMatch(text, /not a text/);
  });

  it('know the text where a package only says MIT, and refuse to ship one that says nothing', async () => {
    await using folder = await temporaryFolder('notices');
    await files(folder.path, {
      LICENSE: 'MIT License\n\nCopyright (c) us\n\nPermission is granted',
      'node_modules/a/package.json': {
        name: 'a',
        version: '1.0.0',
        license: 'MIT',
        author: { name: 'them' },
      },
      'node_modules/b/package.json': { name: 'b', version: '1.0.0', license: 'ISC', author: 'them' },
    });
    const text = await thirdPartyNotices([bundle('node_modules/a/i.js')], folder.path);
    assert.match(text, /a 1\.0\.0 \(MIT\)\n\nMIT License\n\nCopyright \(c\) them\n\nPermission is granted\n/);
    await assert.rejects(thirdPartyNotices([bundle('node_modules/b/i.js')], folder.path), /^Error: b ships/);
  });
});
