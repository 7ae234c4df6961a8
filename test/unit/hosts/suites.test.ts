import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../hosts/paths.ts';
import { bundleSuites } from '../../hosts/suites.ts';

describe('host suites', () => {
  it('are every *.test.ts in the folder, at any depth', async () => {
    await using folder = await temporaryFolder('suites');
    await mkdir(join(folder.path, 'deep'));
    await writeFile(join(folder.path, 'a.test.ts'), 'export const here = "first suite";');
    await writeFile(join(folder.path, 'deep/b.test.ts'), 'export const here = "second suite";');
    await writeFile(join(folder.path, 'helper.ts'), 'export const here = "no suite";');
    const text = await readFile(await bundleSuites(folder.path, join(folder.path, 'out.cjs')), 'utf8');
    const code = text.split('//# sourceMappingURL')[0] ?? '';
    assert.match(code, /first suite/);
    assert.match(code, /second suite/);
    assert.doesNotMatch(code, /no suite/);
  });

  it('are never silently none', async () => {
    await using folder = await temporaryFolder('suites');
    await assert.rejects(bundleSuites(folder.path), /No host suites/);
  });
});
