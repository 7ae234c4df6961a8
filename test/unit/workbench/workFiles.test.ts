import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformError } from '../../../src/connectors/errors.ts';
import { WorkFiles, type WorkFilesOptions } from '../../../src/extension/workbench/workFiles.ts';

describe('the generated files in the open folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-files-'));
    await mkdir(join(root, 'one/modal_apps'), { recursive: true });
    await mkdir(join(root, 'two'));
  });
  afterEach(() => rm(root, { recursive: true }));

  function files(names: string[], over: Partial<WorkFilesOptions> = {}) {
    const calls: string[] = [];
    const work = new WorkFiles({
      folders: () => names.map((name) => ({ name, path: join(root, name) })),
      subfolder: () => 'modal_apps',
      pickFolder: (folders) => {
        calls.push('pick');
        return Promise.resolve(folders[1]);
      },
      askReplace: ({ text }) => {
        calls.push(`ask ${text ?? ''}`);
        return Promise.resolve('replace');
      },
      settle: () => Promise.resolve(),
      ...over,
    });
    return { work, calls };
  }
  const existing = (text: string) => writeFile(join(root, 'one/modal_apps/app.py'), text);

  it('are looked at without writing, also where there is none', async () => {
    const { work } = files(['one']);
    assert.deepEqual(await work.file('app.py'), {
      path: join(root, 'one/modal_apps/app.py'),
      shown: 'modal_apps/app.py',
    });
    await existing('mine');
    assert.equal((await work.file('app.py')).text, 'mine');
  });

  it('are written where there is none, with their folder', async () => {
    const { work, calls } = files(['two']);
    const { outcome, path, text } = await work.save('app.py', 'new');
    assert.deepEqual([outcome, text, calls], ['written', 'new', []]);
    assert.equal(await readFile(path, 'utf8'), 'new');
  });

  it('stay as they are where they say the same, whatever ends their lines', async () => {
    await existing('a\r\nb\r\n');
    const { work, calls } = files(['one']);
    const { outcome, text } = await work.save('app.py', 'a\nb\n');
    assert.deepEqual([outcome, text, calls], ['same', 'a\r\nb\r\n', []]);
  });

  it('are the person’s: replaced only when they say so', async () => {
    await existing('mine');
    const asked = files(['one']);
    assert.equal((await asked.work.save('app.py', 'new')).outcome, 'written');
    assert.deepEqual(asked.calls, ['ask mine']);
    await existing('mine');
    const kept = await files(['one'], { askReplace: () => Promise.resolve('keep') }).work.save(
      'app.py',
      'new',
    );
    assert.deepEqual([kept.outcome, kept.text], ['kept', 'mine']);
    const none = files(['one'], { askReplace: () => Promise.resolve(undefined) });
    await assert.rejects(none.work.save('app.py', 'new'), { code: 'cancelled' });
    assert.equal(await readFile(join(root, 'one/modal_apps/app.py'), 'utf8'), 'mine');
  });

  it('are what is in the editor, once that is saved', async () => {
    await existing('old');
    const { work } = files(['one'], {
      settle: (path) => writeFile(path, 'typed'),
      askReplace: () => Promise.resolve('keep'),
    });
    assert.equal((await work.save('app.py', 'new')).text, 'typed');
  });

  it('are in the folder that has them, else in the one that is chosen, once', async () => {
    const { work, calls } = files(['two', 'one']);
    await existing('x');
    assert.equal((await work.file('app.py')).shown, 'one/modal_apps/app.py');
    assert.equal((await work.save('app.py', 'x')).outcome, 'same');
    assert.deepEqual(calls, []);
    assert.equal((await work.save('other.py', 'y')).shown, 'one/modal_apps/other.py');
    await work.save('third.py', 'z');
    assert.deepEqual(calls, ['pick']);
    assert.equal((await work.file('fourth.py')).shown, 'one/modal_apps/fourth.py');
    const refused = files(['two', 'one'], { pickFolder: () => Promise.resolve(undefined) });
    await assert.rejects(refused.work.save('fifth.py', ''), { code: 'cancelled' });
  });

  it('never leave the open folder', async () => {
    for (const subfolder of ['..', '../elsewhere', 'a/../../b', '/etc'])
      await assert.rejects(files(['one'], { subfolder: () => subfolder }).work.save('app.py', 'x'), {
        code: 'invalid',
      });
    for (const name of ['../app.py', 'a/b.py', '', '.hidden', '..', 'a\\b.py'])
      await assert.rejects(files(['one']).work.save(name, 'x'), { code: 'invalid' }, name);
    assert.equal(existsSync(join(root, 'elsewhere')), false);
    assert.equal((await files(['one'], { subfolder: () => '' }).work.file('app.py')).shown, 'app.py');
  });

  it('need an open folder', async () => {
    const { work } = files([]);
    await assert.rejects(work.file('app.py'), { code: 'unsupported' });
    await assert.rejects(
      work.save('app.py', 'x'),
      ({ data }: PlatformError) => data.hint === 'Open a folder first.',
    );
  });
});
