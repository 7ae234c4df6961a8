import assert from 'node:assert/strict';
import { Bench, type Ended, program, serverClass, unboxed } from './stand-in-lab.ts';

/** That a run failed as Modal's client fails: its words in a box, exit 1. */
function boxed(ended: Ended, words: RegExp): void {
  assert.equal(ended.code, 1, ended.err);
  assert.match(unboxed(ended.err), words);
}

describe('The stand-in for a Python with Modal’s client', function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => (bench = await Bench.open()));
  after(() => bench[Symbol.asyncDispose]());
  const command = (file: string, ...rest: string[]): string[] => ['deploy', file, ...rest];
  const deploy = (file: string, ...rest: string[]): string[] => ['-m', 'modal', ...command(file, ...rest)];
  const drive = (file: string, app: string): string[] => ['-c', program, file, app, '', 'v1', 'rolling'];
  const isThere = (app: string): boolean => {
    try {
      return bench.sim.control.app(app).live > 0;
    } catch {
      return false;
    }
  };

  it('does not start without a simulator of this machine', async () => {
    const [none, far] = await Promise.all([
      bench.run(['--version'], '', { MODAL_SIM_CONTROL: undefined }),
      bench.run(['--version'], '', { MODAL_SIM_CONTROL: 'http://192.0.2.1/control' }),
    ]);
    for (const { code, err } of [none, far]) {
      assert.equal(code, 1);
      assert.match(err, /MODAL_SIM_CONTROL/);
    }
  });

  it('tells its versions, and that there is no client', async () => {
    const version = ['-m', 'modal', '--version'];
    const [usual, old, without, itself, probe] = await Promise.all([
      bench.run(version),
      bench.run(version, 'version=1.3.5'),
      bench.run(version, 'no-module'),
      bench.run(['--version'], 'python=3.9'),
      bench.run(['-c', 'import sys; print(sys.version_info)']),
    ]);
    assert.equal(usual.out, 'modal client version: 1.5.4\n');
    assert.equal(old.out, 'modal client version: 1.3.5\n');
    assert.equal(without.code, 1);
    assert.match(without.err, /No module named modal\n$/);
    assert.equal(itself.out, 'Python 3.9.0\n');
    assert.equal(probe.out, '3.12.4\n');
  });

  it('obeys switches that the simulator tells it', async () => {
    bench.sim.control.setSwitches(['version=1.4.3']);
    const { out } = await bench.run(['-m', 'modal', '--version']);
    bench.sim.control.setSwitches([]);
    assert.equal(out, 'modal client version: 1.4.3\n');
  });

  it('deploys what the file says, in the words of the real client', async () => {
    const file = bench.file({ app: 'first' });
    const { code, out, err } = await bench.run(deploy(file, '--tag=v1'), '', { COLUMNS: '400' });
    assert.deepEqual([code, err], [0, '']);
    const app = bench.sim.control.app('first');
    const text = out.slice(out.indexOf('✓ Created objects.')).replace(/in [\d.]+s/, 'in TIME');
    assert.equal(
      text,
      [
        '✓ Created objects.',
        `├── 🔨 Created mount ${file}`,
        `└── 🔨 Created web function serve => ${bench.sim.control.urlOf('first')} 🔑`,
        '✓ App deployed in TIME! 🎉',
        '',
        'View Deployment: https://modal.com/apps/acme-labs/main/deployed/first',
        '',
      ].join('\n'),
    );
    assert.equal(app.history[0]?.tag, 'v1');
    assert.deepEqual(app.tags, { team: 'search' });
    const { config } = bench.sim.control.served('first', 'serve');
    assert.deepEqual(config.gpu, ['H100:2']);
    assert.deepEqual(config.volumes, ['huggingface-cache', 'my-adapters']);
    assert.deepEqual(config.loras, [{ name: 'sql', path: '/adapters/sql' }]);
    assert.equal(config.startupSeconds, 1200);
    assert.equal(config.buffer, undefined);
  });

  it('finds nothing to do for the same file, and ends the old containers when asked to', async () => {
    const file = bench.file({ app: 'twice' }, undefined, 'twice.py');
    await bench.run(deploy(file));
    const again = await bench.run(deploy(file));
    assert.match(again.out, /✓ Deployment skipped: no changes detected! ⏭️/);
    bench.file({ app: 'twice', args: ['--enforce-eager'] }, undefined, 'twice.py');
    const changed = await bench.run(deploy(file, '--strategy', 'recreate'));
    assert.match(changed.out, /🧹 Terminating running containers\n✓ App deployed/);
    assert.equal(bench.sim.control.app('twice').live, 2);
  });

  it('names servers and labels as the real one does, and leaves the key out', async () => {
    const server = bench.file({ app: 'server' }, serverClass, 'server.py');
    const [made, old, label] = await Promise.all([
      bench.run(drive(server, ''), '', { COLUMNS: '400' }),
      bench.run(deploy(server), 'version=1.4.3'),
      bench.run(deploy(bench.file({ app: 'label' }, undefined, 'label.py')), 'label-truncated,no-key', {
        COLUMNS: '400',
      }),
    ]);
    assert.match(made.out, /Created function Vllm\.\n└── 🔨 Created flash service endpoint for Vllm => http/);
    assert.match(made.out, /"Vllm": \{"id": "fu-\w+", "url": null\}/);
    assert.equal(old.code, 1);
    assert.match(old.err, /\nAttributeError: 'App' object has no attribute 'server'\n$/);
    assert.match(label.out, /serve => http\S+ \(label truncated\)\n/);
  });

  it('prints the marked line of a program, done or failed', async () => {
    const file = bench.file({}, undefined, 'driven.py');
    const [done, failed, without] = await Promise.all([
      bench.run(drive(file, 'driven')),
      bench.run(drive(file, 'bad name!')),
      bench.run(drive(file, 'driven'), 'no-module'),
    ]);
    const [url, id] = [bench.sim.control.urlOf('driven'), bench.sim.control.served('driven').id];
    const result = JSON.parse(/^@@MODAL_RESULT@@ (.*)$/m.exec(done.out)![1]!) as Record<string, unknown>;
    assert.deepEqual(result, {
      ok: true,
      app_id: bench.sim.control.app('driven').id,
      dashboard: 'https://modal.com/apps/acme-labs/main/deployed/driven',
      functions: { serve: { id, url } },
      client: '1.5.4',
    });
    assert.equal(failed.code, 1);
    assert.match(
      failed.out,
      /^@@MODAL_RESULT@@ \{"ok": false, "type": "InvalidError", "message": "Invalid App/m,
    );
    assert.match(without.err, /ModuleNotFoundError: No module named 'modal'/);
    assert.doesNotMatch(without.out, /@@/);
  });

  it('refuses tokens, names, tags and files that Modal refuses', async () => {
    const file = bench.file({ app: 'refused' }, undefined, 'refused.py');
    const [none, wrong, tag, name, dotted, object, missing, foreign] = await Promise.all([
      bench.modal(command(file), [], { MODAL_TOKEN_SECRET: undefined }),
      bench.modal(command(file), [], { MODAL_TOKEN_SECRET: 'as-wrong' }),
      bench.modal(command(file, '--tag', 'a b')),
      bench.modal(command(file, '--name', 'a b')),
      bench.modal(command(bench.file({}, undefined, 'a.b.py'))),
      bench.modal(command(`${file}::other`)),
      bench.modal(command('/nowhere/none.py')),
      bench.modal(command(bench.file({}, 'app = 1\n', 'foreign.py'))),
    ]);
    boxed(none, /^Token missing\. Could not authenticate client\. /);
    boxed(wrong, /^Invalid token secret/);
    boxed(tag, /^Deployment tag 'a b' is invalid\. /);
    boxed(name, /^Invalid App name: 'a b'\. /);
    boxed(dotted, /^Invalid Modal source filename: 'a\.b\.py'/);
    boxed(object, /^module 'refused' has no attribute 'other'/);
    boxed(missing, /none\.py in <module>/);
    assert.match(missing.err, /\nFileNotFoundError: \[Errno 2\] [^\n]+\n$/);
    boxed(foreign, /foreign\.py in <module>/);
    assert.equal(isThere('refused'), false);
    for (const line of wrong.err.trimEnd().split('\n')) assert.equal(line.length, 80);
  });

  it('explains how it is called', async () => {
    const [option, bare, strategy, other, old] = await Promise.all([
      bench.modal(command('x.py', '--what')),
      bench.modal(['deploy', '--tag', 'v1']),
      bench.modal(command('x.py', '--strategy', 'slow')),
      bench.modal(['app', 'list']),
      bench.modal(command('x.py', '--strategy', 'rolling'), ['version=1.3.5']),
    ]);
    for (const { code, err } of [option, bare, strategy, other, old]) {
      assert.equal(code, 2);
      assert.match(err, /^Usage: .+\nTry '.+ --help' for help\.\n\nError: .+\n$/);
    }
    assert.match(option.err, /No such option: --what/);
    assert.match(bare.err, /Missing argument/);
    assert.match(strategy.err, /'slow' is not one of 'rolling', 'recreate'/);
    assert.match(old.err, /No such option: --strategy/);
  });

  it('fails to reach a server, to build, and to hear of what it published', async () => {
    const file = (app: string): string => bench.file({ app }, undefined, `${app}.py`);
    const [away, unbuilt, late] = await Promise.all([
      bench.run(deploy(file('away')), '', { MODAL_SERVER_URL: 'http://127.0.0.1:9' }),
      bench.run(deploy(file('unbuilt')), 'build-failure'),
      bench.run(deploy(file('late')), 'fail-after-publish'),
    ]);
    boxed(away, /^Could not connect to the Modal server\.$/);
    boxed(unbuilt, /^Image build for im-\w+ failed\. View the build logs: modal image logs im-/);
    boxed(late, /./);
    assert.deepEqual([isThere('away'), isThere('unbuilt'), isThere('late')], [false, false, true]);
  });

  it('cannot write its marks where the streams are not UTF-8, and then publishes nothing', async () => {
    const file = (app: string): string => bench.file({ app }, undefined, `${app}.py`);
    const [broken, saved] = await Promise.all([
      bench.run(deploy(file('broken')), 'charmap'),
      bench.run(deploy(file('saved')), 'charmap', { PYTHONUTF8: '1', PYTHONIOENCODING: 'utf-8' }),
    ]);
    boxed(broken, /^'charmap' codec can't encode character '\\u2713'/);
    assert.match(broken.err, /^\+- Error -+\+\n/);
    assert.equal(saved.code, 0);
    assert.deepEqual([isThere('broken'), isThere('saved')], [false, true]);
  });

  it('is called off by Ctrl+C before anything is published, and killed by SIGTERM', async () => {
    const file = (app: string): string => bench.file({ app }, undefined, `${app}.py`);
    const stopped = bench.start(deploy(file('stopped')), 'hang');
    const driven = bench.start(drive(file('driven_off'), 'driven_off'), 'slow-build');
    const killed = bench.start(deploy(file('killed')), 'hang');
    await Promise.all([stopped, driven, killed].map((running) => running.says('Step 0')));
    stopped.child.kill('SIGINT');
    driven.child.kill('SIGINT');
    killed.child.kill('SIGTERM');
    const [first, second, third] = await Promise.all([stopped.ended, driven.ended, killed.ended]);
    assert.deepEqual([first.code, first.err], [1, 'Aborted!\n']);
    assert.equal(second.code, 1);
    assert.match(
      second.out,
      /^@@MODAL_RESULT@@ \{"ok": false, "type": "KeyboardInterrupt", "message": ""\}$/m,
    );
    assert.deepEqual([third.signal, third.err], ['SIGTERM', '']);
    assert.deepEqual([isThere('stopped'), isThere('driven_off'), isThere('killed')], [false, false, false]);
  });
});
