import assert from 'node:assert/strict';
import { generate } from '../../../../../src/connectors/modal/app/generate.ts';
import { choose } from '../../../../../src/connectors/modal/app/choose.ts';
import { at, ended, openBench, refused, result, spec, tokens, usual } from './bench.ts';

describe('Deploying an app', () => {
  it('writes its file, deploys it with the person’s Python and keeps what it was made of', async () => {
    const { deployer, workbench, modal, specs, steps, progress } = openBench();
    const deployed = await deployer.deploy(spec, { progress });
    const [app] = modal.apps;
    assert.ok(app);
    assert.deepEqual(deployed, { environment: 'main', appId: app.id, version: 1, notes: [] });
    assert.equal(workbench.files.get('my_llm.py'), generate(choose(spec).spec));
    const [tag] = app.tags;
    assert.match(tag ?? '', /^slw-[0-9a-f]{12}$/);
    assert.deepEqual(specs.get('main', 'my-llm'), {
      choice: { ...choose(spec), environment: 'main' },
      tag,
      appId: app.id,
    });
    assert.deepEqual(steps, [
      'Asking Modal for the name…',
      'Looking for Python…',
      'Writing my_llm.py…',
      'Starting Modal’s client…',
      'Building the image: build starting',
      'Publishing…',
      'Published. Checking…',
      'Asking Modal what was deployed…',
    ]);
  });

  it('gives Modal’s client the account of the connection and nothing else of the machine’s', async () => {
    const { deployer, workbench, memory } = openBench();
    await deployer.deploy(spec);
    const { program, args, folder, env } = workbench.commands.at(-1)!;
    assert.deepEqual(
      [program, args[0], args.slice(2, 5)],
      ['/usr/bin/python3', '-c', ['/home/ada/project/modal_apps/my_llm.py', 'my-llm', 'main']],
    );
    assert.equal(folder, '/home/ada/project/modal_apps');
    assert.deepEqual(env, {
      MODAL_TOKEN_ID: tokens.tokenId,
      MODAL_TOKEN_SECRET: tokens.tokenSecret,
      MODAL_SERVER_URL: 'https://api.modal.com',
      MODAL_ENVIRONMENT: 'main',
      MODAL_MAX_THROTTLE_WAIT: '60',
      MODAL_PROFILE: undefined,
      MODAL_OAUTH_REFRESH_TOKEN: undefined,
      MODAL_OAUTH_CLIENT_ID: undefined,
      MODAL_OAUTH_CLIENT_SECRET: undefined,
      MODAL_OAUTH_JWT_KEY: undefined,
      MODAL_TRACEBACK: undefined,
      COLUMNS: '400',
      FORCE_COLOR: undefined,
      NO_COLOR: '1',
      TERM: 'dumb',
      PYTHONUTF8: '1',
      PYTHONIOENCODING: 'utf-8',
      PYTHONUNBUFFERED: '1',
    });
    const kept = [...memory.values(), ...workbench.files.values(), ...args].join('\n');
    for (const token of Object.values(tokens)) assert.ok(!kept.includes(token));
  });

  it('refuses what is wrong before anyone is asked', async () => {
    const { deployer, workbench, modal } = openBench();
    await refused(deployer.deploy({ ...spec, config: {} }), { code: 'invalid', field: 'instanceType' });
    assert.deepEqual([workbench.commands, modal.calls, workbench.files.size], [[], [], 0]);
  });

  it('refuses a name that runs already', async () => {
    const { deployer, workbench, modal } = openBench();
    modal.publish('my-llm', 'by-hand');
    await refused(deployer.deploy(spec), { code: 'already-exists', field: 'name' });
    assert.deepEqual([workbench.commands, workbench.files.size], [[], 0]);
  });

  it('does not run twice at a time', async () => {
    const { deployer } = openBench();
    const first = deployer.deploy(spec);
    await refused(deployer.deploy(spec), { code: 'conflict' });
    assert.equal((await first).version, 1);
  });

  it('says so where no program may be run', async () => {
    const { deployer } = openBench({ workbench: undefined });
    await refused(deployer.deploy(spec), { code: 'unsupported' });
  });

  it('deploys the person’s own version of the file when they keep it, and says so', async () => {
    const { deployer, workbench, specs } = openBench();
    workbench.files.set('my_llm.py', 'app = my_own()');
    workbench.answer = 'keep';
    const { notes } = await deployer.deploy(spec);
    assert.deepEqual(notes, ['Your own version of modal_apps/my_llm.py was deployed.']);
    assert.equal(workbench.files.get('my_llm.py'), 'app = my_own()');
    assert.equal(specs.get('main', 'my-llm')?.edited, true);
  });

  it('ends without a run when they want neither', async () => {
    const { deployer, workbench, modal } = openBench();
    workbench.files.set('my_llm.py', 'app = my_own()');
    workbench.answer = 'neither';
    await refused(deployer.deploy(spec), { code: 'cancelled' });
    assert.deepEqual(modal.apps, []);
  });
});

describe('What a deployment came to', () => {
  it('is success where it was published, whatever the exit code', async () => {
    const { deployer, workbench, modal, specs } = openBench();
    workbench.deploy = (job, command) => {
      modal.publish(job.app, job.tag);
      command.onLine?.(
        result({ ok: false, type: 'UnicodeEncodeError', message: "'charmap' codec can't encode" }),
        'stdout',
      );
      return ended(1);
    };
    const { version, notes } = await deployer.deploy(spec);
    assert.equal(version, 1);
    assert.match(notes[0] ?? '', /^It was published, although Modal’s client failed: .*charmap/);
    assert.ok(specs.get('main', 'my-llm'));
  });

  it('is no success where Modal knows nothing of it', async () => {
    const { deployer, workbench, specs } = openBench();
    workbench.deploy = (_job, command) => {
      command.onLine?.(result({ ok: true }), 'stdout');
      return ended(0);
    };
    await refused(deployer.deploy(spec), { code: 'outcome-unknown' });
    assert.equal(specs.get('main', 'my-llm'), undefined);
  });

  it('is no change where there is no new version', async () => {
    const { deployer, workbench, modal, specs } = openBench();
    await deployer.deploy(spec);
    const tag = modal.apps[0]!.tags[0];
    workbench.deploy = (_job, command) => {
      command.onLine?.('✓ Deployment skipped: no changes detected! ⏭️', 'stdout');
      command.onLine?.(result({ ok: true }), 'stdout');
      return ended(0);
    };
    const { version, notes } = await deployer.update(at, { options: { strategy: 'recreate' } });
    assert.deepEqual([version, notes], [1, ['Nothing had changed, so Modal made no new version.']]);
    assert.equal(specs.get('main', 'my-llm')?.tag, tag, 'the tag of the version that runs');
    assert.equal(specs.get('main', 'my-llm')?.choice.strategy, 'recreate');
  });

  it('is not taken from somebody else’s deployment at the same time', async () => {
    const { deployer, workbench, modal } = openBench();
    await deployer.deploy(spec);
    workbench.deploy = (job, command) => {
      modal.publish(job.app, 'of-a-colleague');
      command.onLine?.(
        result({ ok: false, type: 'NotFoundError', message: "Secret 'x' not found" }),
        'stdout',
      );
      return ended(1);
    };
    await refused(deployer.update(at, { minReplicas: 1 }), {
      code: 'not-found',
      message: "Secret 'x' not found.",
    });
  });

  it('is unknown where Modal cannot be asked afterwards', async () => {
    const { deployer, workbench, modal } = openBench();
    const go = usual(modal);
    workbench.deploy = (...args) => {
      modal.failing = () => new Error('gone');
      return go(...args);
    };
    await refused(deployer.deploy(spec), { code: 'outcome-unknown' });
  });

  it('is the program’s own failure where Modal cannot be asked after one', async () => {
    const { deployer, workbench, modal } = openBench();
    workbench.deploy = (_job, command) => {
      modal.failing = () => new Error('gone');
      command.onLine?.(result({ ok: false, type: 'InvalidError', message: 'No.' }), 'stdout');
      return ended(1);
    };
    await refused(deployer.deploy(spec), { code: 'invalid', message: 'No.' });
  });

  it('never tells a token that the program repeats', async () => {
    const { deployer, workbench, steps, progress } = openBench();
    const words = `Invalid token secret ${tokens.tokenSecret} for hf_${'x'.repeat(20)}`;
    workbench.deploy = (_job, command) => {
      command.onLine?.(words, 'stderr');
      command.onLine?.(result({ ok: false, type: 'AuthError', message: words }), 'stdout');
      return ended(1);
    };
    const error = await refused(deployer.deploy(spec, { progress }), { code: 'unauthorized' });
    const said = JSON.stringify([error.data, steps]);
    assert.ok(!said.includes(tokens.tokenSecret) && !said.includes('hf_x'), said);
  });
});

describe('Calling a deployment off', () => {
  it('leaves nothing behind of a first one', async () => {
    const { deployer, workbench, modal, specs } = openBench();
    const abort = new AbortController();
    workbench.deploy = (job) => {
      modal.begin(job.app);
      abort.abort();
      return ended(1, ['Aborted!']);
    };
    const wanted = { code: 'cancelled', message: 'Cancelled. Nothing was deployed.' } as const;
    await refused(deployer.deploy(spec, { signal: abort.signal }), wanted);
    assert.deepEqual(
      modal.apps.map(({ state }) => state),
      [5],
    );
    assert.equal(specs.get('main', 'my-llm'), undefined);
  });

  it('does not touch an unfinished app of the same name that was there before', async () => {
    const { deployer, workbench, modal } = openBench();
    const other = modal.begin('my-llm');
    const abort = new AbortController();
    workbench.deploy = () => {
      abort.abort();
      return ended(1);
    };
    await refused(deployer.deploy(spec, { signal: abort.signal }), { code: 'cancelled' });
    assert.equal(other.state, 6);
  });

  it('leaves the version before where it is', async () => {
    const { deployer, workbench, modal, specs } = openBench();
    await deployer.deploy(spec);
    const before = specs.get('main', 'my-llm');
    const abort = new AbortController();
    workbench.deploy = () => {
      abort.abort();
      return ended();
    };
    const wanted = { code: 'cancelled', message: 'Cancelled. Version 1 goes on.' } as const;
    await refused(deployer.update(at, { minReplicas: 1 }, { signal: abort.signal }), wanted);
    assert.deepEqual([modal.apps[0]?.state, modal.apps[0]?.version], [3, 1]);
    assert.deepEqual(specs.get('main', 'my-llm'), before);
  });

  it('says so when it was published before', async () => {
    const { deployer, workbench, modal } = openBench();
    const abort = new AbortController();
    workbench.deploy = (job) => {
      modal.publish(job.app, job.tag);
      abort.abort();
      return ended(1, ['Aborted!']);
    };
    const { notes } = await deployer.deploy(spec, { signal: abort.signal });
    assert.deepEqual(notes, ['It was published before it could be called off.']);
  });

  it('before Python runs asks nobody', async () => {
    const { deployer, workbench } = openBench();
    await assert.rejects(deployer.deploy(spec, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.deepEqual(workbench.commands, []);
  });
});

describe('An app that was deployed from here', () => {
  it('becomes its next version with a change, and only what changes is another', async () => {
    const { deployer, workbench, specs, modal } = openBench();
    await deployer.deploy(spec);
    const { version } = await deployer.update(at, { minReplicas: 1, options: { targetInputs: 8 } });
    assert.equal(version, 2);
    const now = { ...choose(spec).spec, min: 1, target_inputs: 8 };
    assert.equal(workbench.files.get('my_llm.py'), generate(now));
    assert.deepEqual(specs.get('main', 'my-llm')?.choice.spec, now);
    assert.notEqual(modal.apps[0]?.tags[0], modal.apps[0]?.tags[1]);
  });

  it('starts again as a new app after a stop', async () => {
    const { deployer, modal } = openBench();
    const first = await deployer.deploy(spec);
    await refused(deployer.start(at), { code: 'conflict' });
    modal.apps[0]!.state = 5;
    await refused(deployer.update(at, { minReplicas: 1 }), { code: 'conflict' });
    const again = await deployer.start(at);
    assert.notEqual(again.appId, first.appId);
    assert.equal(again.version, 1);
  });

  it('stays in its environment', async () => {
    const { deployer } = openBench();
    await deployer.deploy(spec);
    const moved = deployer.update(at, { options: { environment: 'staging' } });
    await refused(moved, { code: 'invalid', field: 'options.environment' });
  });

  it('is told from others', async () => {
    const { deployer, modal } = openBench();
    modal.publish('my-llm', 'by-hand');
    await refused(deployer.update(at, { minReplicas: 1 }), { code: 'unsupported' });
    await refused(deployer.start(at), { code: 'unsupported' });
    await refused(deployer.planUpdate(at, {}), { code: 'unsupported' });
  });

  it('keeps what was changed while it ran', async () => {
    const { deployer, specs } = openBench();
    await deployer.deploy(spec);
    const { tag } = specs.get('main', 'my-llm')!;
    specs.adjust('main', 'my-llm', { minReplicas: 2, options: { scaledownSeconds: 60 } });
    const kept = specs.get('main', 'my-llm')!;
    assert.deepEqual([kept.choice.spec.min, kept.choice.spec.scaledown, kept.tag], [2, 60, tag]);
  });
});
