import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'mocha';
import { runHostSuites, type HostRun } from '../../hosts/host-tests.ts';
import { dist, temporaryFolder } from '../../hosts/paths.ts';
import { bundleSuites } from '../../hosts/suites.ts';

/** A VS Code without a window: takes the arguments as the desktop's executable does and keeps them beside itself. */
const executable = `
const { writeFileSync } = require('node:fs');
writeFileSync(__filename + '.json', JSON.stringify(process.argv.slice(2)));
const path = process.argv.find((argument) => argument.startsWith('--extensionTestsPath='));
if (process.argv.includes('--crash')) process.exit(139);
require(path.split('=')[1]).run().then(
  () => process.exit(process.argv.includes('--fail-late') ? 3 : 0),
  () => process.exit(1),
);
`;

describe('a run of the host suites in desktop VS Code', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let code: string;
  before(async () => {
    folder = await temporaryFolder('fake-code');
    code = join(folder.path, 'code.cjs');
    await writeFile(code, executable);
  });
  after(() => folder[Symbol.asyncDispose]());

  async function run(suite: string, ...args: string[]): Promise<HostRun> {
    const suites = join(folder.path, 'suites');
    await mkdir(suites, { recursive: true });
    await writeFile(join(suites, 'one.test.ts'), suite);
    const tests = await bundleSuites(suites, join(dist, 'test/fake.cjs'));
    const host = { name: 'fake', why: 'of this test', executable: process.execPath, args: [code, ...args] };
    const output = new PassThrough().resume();
    return await runHostSuites(() => undefined, { tests, host, output, extension: folder.path });
  }

  it('counts what passed and failed, and tells why', async () => {
    const outcome = await run(
      `it('holds', () => {}); it('breaks', () => { throw new Error('for a reason'); });`,
    );
    assert.deepEqual([outcome.passed, outcome.failed], [1, 1]);
    assert.equal(outcome.failures[0]?.title, 'breaks');
    assert.match(outcome.failures[0].message, /for a reason/);
  });

  it('has the extension, a folder and data of its own', async () => {
    await run(`it('holds', () => {});`);
    const args = JSON.parse(await readFile(`${code}.json`, 'utf8')) as string[];
    assert.ok(args.includes(`--extensionDevelopmentPath=${folder.path}`));
    for (const own of [
      /^--user-data-dir=.*slipway-/,
      /^--extensions-dir=.*slipway-/,
      /^[^-].*slipway-.*workspace$/,
    ])
      assert.equal(args.filter((arg) => own.test(arg)).length, 1, String(own));
  });

  it('is not a success when VS Code crashes before, or fails after', async () => {
    await assert.rejects(run(`it('holds', () => {});`, '--crash'), /ended before the host suites did/);
    await assert.rejects(run(`it('holds', () => {});`, '--fail-late'), /passed, but VS Code failed/);
    await assert.rejects(run(`export {};`), /VS Code failed/);
  });
});
