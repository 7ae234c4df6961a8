import { strict as assert } from 'node:assert';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Python } from '../../../src/connectors/connector.ts';
import { findPython, type PythonSources } from '../../../src/extension/workbench/findPython.ts';

describe('the Python that is used', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-python-'));
    for (const name of ['a/python3', 'b/python3', 'b/python', 'b/py.exe', 'b/python3.12']) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), '');
      await chmod(join(folder, name), 0o755);
    }
    await writeFile(join(folder, 'a/python'), 'not a program');
    await mkdir(join(folder, 'c/python3'), { recursive: true });
  });
  after(() => rm(folder, { recursive: true }));

  /** Finds one where only some start; says which were tried. */
  async function find(over: Partial<PythonSources>, starts: (python: Python) => boolean = () => true) {
    const tried: string[] = [];
    const python = await findPython({
      configured: '',
      active: () => Promise.resolve(undefined),
      starts: (one) => {
        tried.push(one.program);
        return Promise.resolve(starts(one));
      },
      env: { PATH: [join(folder, 'c'), join(folder, 'a'), join(folder, 'b')].join(delimiter) },
      home: '/home/me',
      windows: false,
      ...over,
    });
    return { ...python, tried };
  }

  it('is the one of the setting, before all others', async () => {
    const active = () => Promise.resolve('/env/bin/python');
    const { program, source } = await find({ configured: ' /opt/python ', active });
    assert.deepEqual([program, source], ['/opt/python', 'the setting slipway.modal.python']);
    assert.equal((await find({ configured: '~/venv/bin/python' })).program, '/home/me/venv/bin/python');
    assert.equal((await find({ configured: 'python3.12' })).program, join(folder, 'b/python3.12'));
  });

  it('is not another one where that of the setting does not start, nor one of the open folder', async () => {
    for (const configured of ['/opt/python', 'python9', './python', 'venv/bin/python'])
      await assert.rejects(
        find({ configured }, () => false),
        ({ data }: { data: { code: string; message: string; remedy: string } }) => {
          assert.deepEqual([data.code, data.remedy], ['unsupported', 'choose-python']);
          assert.match(data.message, /slipway\.modal\.python/);
          return true;
        },
      );
    await assert.rejects(find({ configured: 'venv/bin/python' }), { code: 'unsupported' });
  });

  it('is that of the Python extension next', async () => {
    const active = () => Promise.resolve('/env/bin/python');
    assert.equal((await find({ active })).source, 'the Python extension');
    const { source } = await find({ active }, ({ program }) => program !== '/env/bin/python');
    assert.equal(source, 'PATH');
  });

  it('is the first on the PATH that is a program and starts, by its whole path', async () => {
    assert.equal((await find({})).program, join(folder, 'a/python3'));
    const second = await find({}, ({ program }) => !program.endsWith('python3'));
    assert.equal(second.program, join(folder, 'b/python'), 'what cannot be run is passed over');
    assert.equal(second.source, 'PATH');
    await assert.rejects(find({ env: { PATH: '.' } }), { code: 'unsupported' });
    await assert.rejects(find({ env: {} }), { code: 'unsupported' });
  });

  it('is started by the launcher on Windows', async () => {
    const { program, args } = await find({ windows: true, env: { Path: join(folder, 'b') } });
    assert.deepEqual([program, args], [join(folder, 'b/py.exe'), ['-3']]);
  });
});
