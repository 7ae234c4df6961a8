import assert from 'node:assert/strict';
import { Pythons } from '../../../../../src/connectors/modal/app/python.ts';
import { ended, FakeWorkbench, refused } from './bench.ts';

function machine(more: Partial<FakeWorkbench> = {}) {
  const workbench = Object.assign(new FakeWorkbench(() => ended(0)), more);
  return { workbench, pythons: new Pythons(workbench) };
}

describe('The Python that deploys', () => {
  it('is asked who it is once, and its client too', async () => {
    const { workbench, pythons } = machine();
    assert.deepEqual(await pythons.ready('web'), {
      program: '/usr/bin/python3',
      args: [],
      source: 'PATH',
      clientVersion: '1.5.4',
    });
    await pythons.ready('server');
    assert.deepEqual(
      workbench.commands.map(({ args }) => args[0]),
      ['-c', '-m'],
    );
    workbench.interpreter = { program: '/venv/bin/python', args: [], source: 'the Python extension' };
    await pythons.ready('web');
    assert.equal(workbench.commands.length, 4, 'another program is asked by itself');
  });

  it('keeps what has to come before its arguments', async () => {
    const { workbench, pythons } = machine({
      interpreter: { program: 'C:\\Windows\\py.exe', args: ['-3'], source: 'PATH' },
    });
    await pythons.ready('web');
    assert.deepEqual(
      workbench.commands.map(({ args, folder }) => [args[0], folder]),
      [
        ['-3', 'C:\\Windows'],
        ['-3', 'C:\\Windows'],
      ],
    );
  });

  for (const [version, serving] of [
    ['1.4.0', 'web'],
    ['1.4.0.dev12', 'web'],
    ['1.10.0', 'web'],
    ['2.0', 'server'],
    ['1.5.1', 'server'],
  ] as const)
    it(`takes the client ${version} for a ${serving}`, async () => {
      assert.equal((await machine({ client: version }).pythons.ready(serving)).clientVersion, version);
    });

  for (const [version, serving] of [
    ['1.3.5', 'web'],
    ['0.99.1', 'web'],
    ['1.5.0', 'server'],
    ['1.4.3', 'server'],
  ] as const)
    it(`does not take the client ${version} for a ${serving}, until it is updated`, async () => {
      const { workbench, pythons } = machine({ client: version });
      await refused(pythons.ready(serving), { code: 'unsupported', remedy: 'install-python-client' });
      workbench.client = '1.5.4';
      assert.equal((await pythons.ready(serving)).clientVersion, '1.5.4');
    });

  it('looks again when a server needs a newer client than was found', async () => {
    const { workbench, pythons } = machine({ client: '1.4.3' });
    await pythons.ready('web');
    await refused(pythons.ready('server'), { code: 'unsupported' });
    workbench.client = '1.5.4';
    assert.equal((await pythons.ready('server')).clientVersion, '1.5.4');
  });

  for (const version of ['3.9.18', '2.7.18', ''])
    it(`is not ${version === '' ? 'one that does not say its version' : version}`, async () => {
      const { workbench, pythons } = machine({ pythonVersion: version });
      await refused(pythons.ready('web'), { code: 'unsupported', remedy: 'choose-python' });
      assert.equal(workbench.commands.length, 1, 'its client is not asked');
    });

  it('says how to get the client where there is none', async () => {
    const client = ended(1, ['/usr/bin/python3: No module named modal']);
    const error = await refused(machine({ client }).pythons.ready('web'), {
      code: 'unsupported',
      remedy: 'install-python-client',
    });
    assert.match(error.message, /\/usr\/bin\/python3 \(from PATH\) does not have Modal’s client/);
    assert.match(error.data.hint ?? '', /pip install modal/);
  });

  it('tells what a broken client says', async () => {
    const client = ended(1, ['Traceback (most recent call last):', "ImportError: cannot import name 'x'"]);
    await refused(machine({ client }).pythons.ready('web'), {
      code: 'unsupported',
      platformMessage: "ImportError: cannot import name 'x'",
    });
  });

  it('ends with the person’s patience', async () => {
    const abort = new AbortController();
    const { workbench, pythons } = machine();
    workbench.run = () => {
      abort.abort();
      return Promise.resolve(ended(1));
    };
    await assert.rejects(pythons.ready('web', abort.signal), { name: 'AbortError' });
  });
});
