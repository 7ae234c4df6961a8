import assert from 'node:assert/strict';
import { choose } from '../../../../../src/connectors/modal/app/choose.ts';
import { generate } from '../../../../../src/connectors/modal/app/generate.ts';
import type { Check } from '../../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../../src/connectors/index.ts';
import { at, ended, openBench, spec, tokens } from './bench.ts';

const errors = (checks: Check[]) => checks.filter(({ level }) => level === 'error').map(({ field }) => field);
const said = (checks: Check[], field?: Check['field']) =>
  checks.filter((each) => each.field === field).map(({ message }) => message);

describe('The plan of an app', () => {
  it('shows the file, the command that does the same, and the price', async () => {
    const { deployer, workbench, modal, memory } = openBench();
    const plan = await deployer.plan(spec);
    const [file] = plan.files ?? [];
    assert.deepEqual(
      [file?.path, file?.standing, file?.text],
      ['modal_apps/my_llm.py', 'new', generate(choose(spec).spec)],
    );
    const [run, ...others] = plan.requests;
    assert.deepEqual([run?.method, others], ['RUN', []]);
    assert.match(
      run?.url ?? '',
      /^\/usr\/bin\/python3 -m modal deploy modal_apps\/my_llm\.py --env main --tag slw-[0-9a-f]{12} --strategy rolling$/,
    );
    assert.deepEqual([plan.estimate.minPerHour, plan.estimate.maxPerHour], [0, 7_900_000_000]);
    assert.deepEqual(errors(plan.checks), []);
    assert.deepEqual(
      [workbench.files.size, memory.size, modal.apps],
      [0, 0, []],
      'nothing is written or deployed',
    );
    const shown = JSON.stringify(plan);
    for (const token of Object.values(tokens)) assert.ok(!shown.includes(token));
  });

  it('is what then happens', async () => {
    const { deployer, workbench, modal } = openBench();
    const plan = await deployer.plan(spec);
    await deployer.deploy(spec);
    assert.equal(workbench.files.get('my_llm.py'), plan.files?.[0]?.text);
    assert.ok(plan.requests[0]?.url.includes(modal.apps[0]?.tags[0] ?? '-'));
  });

  it('says how the file stands', async () => {
    const { deployer, workbench } = openBench();
    workbench.files.set('my_llm.py', generate(choose(spec).spec).replaceAll('\n', '\r\n'));
    assert.equal((await deployer.plan(spec)).files?.[0]?.standing, 'same');
    workbench.files.set('my_llm.py', 'mine');
    assert.equal((await deployer.plan(spec)).files?.[0]?.standing, 'changed');
  });

  it('quotes what a shell would take apart', async () => {
    const { deployer, workbench } = openBench();
    workbench.interpreter = {
      program: "/home/jo's venv/bin/python",
      args: [],
      source: 'the Python extension',
    };
    const { requests } = await deployer.plan(spec);
    assert.ok(requests[0]?.url.startsWith(String.raw`'/home/jo'\''s venv/bin/python' -m modal deploy`));
  });

  it('names the app that has the name', async () => {
    const { deployer, modal } = openBench();
    modal.publish('my-llm', '');
    assert.deepEqual(errors((await deployer.plan(spec)).checks), ['name']);
  });

  it('warns of a Python that is missing, which deploying then offers to get', async () => {
    const { deployer, workbench } = openBench();
    workbench.client = ended(1, ['No module named modal']);
    const { checks, requests } = await deployer.plan(spec);
    assert.deepEqual(errors(checks), []);
    assert.match(said(checks).join(), /does not have Modal’s client.*pip install modal/);
    assert.ok(requests[0]?.url.startsWith('python -m modal deploy'));
  });

  it('stands although Modal cannot be reached', async () => {
    const { deployer, modal } = openBench();
    modal.failing = () => new PlatformError({ code: 'network', message: 'Modal could not be reached.' });
    const { checks, files } = await deployer.plan(spec);
    assert.deepEqual(errors(checks), []);
    assert.ok(said(checks, 'name').includes('Modal could not be reached.'));
    assert.equal(files?.length, 1);
  });

  it('says what always being on costs a day', async () => {
    const { deployer } = openBench();
    const { checks, estimate } = await deployer.plan({ ...spec, config: { ...spec.config, minReplicas: 2 } });
    assert.match(
      said(checks, 'minReplicas').join(),
      /2 containers are billed day and night, about \$189\.60 a day/,
    );
    assert.equal(estimate.minPerHour, 7_900_000_000);
  });

  it('says where the cost is not known', async () => {
    const { deployer } = openBench({ price: () => undefined });
    const { checks, estimate } = await deployer.plan({ ...spec, config: { instanceType: 'H200' } });
    assert.deepEqual(estimate, {});
    assert.match(said(checks, 'instanceType').join(), /not known/);
  });

  it('has no most where there is no maximum', async () => {
    const { estimate } = await openBench().deployer.plan({ ...spec, config: { instanceType: 'H200' } });
    assert.equal(estimate.minPerHour, 0);
    assert.ok(!('maxPerHour' in estimate));
  });
});

describe('The plan of a change', () => {
  it('is of the app as it will be', async () => {
    const { deployer } = openBench();
    await deployer.deploy(spec);
    const plan = await deployer.planUpdate(at, { minReplicas: 1 });
    assert.deepEqual(errors(plan.checks), []);
    assert.match(plan.files?.[0]?.text ?? '', /"min": 1,/);
    assert.equal(plan.files?.[0]?.standing, 'changed');
  });

  for (const [what, options, field] of [
    ['of the address', { serving: 'server' }, 'options.serving'],
    ['of the model’s name', { servedName: 'chat' }, 'options.servedName'],
    ['of the file', { file: 'other_name.py' }, 'options.file'],
  ] as const)
    it(`speaks ${what}`, async () => {
      const { deployer } = openBench();
      await deployer.deploy(spec);
      const before = said((await deployer.planUpdate(at, { minReplicas: 1 })).checks, field);
      const { checks } = await deployer.planUpdate(at, { options });
      assert.ok(said(checks, field).length > before.length);
    });

  it('refuses another router for a server', async () => {
    const { deployer } = openBench();
    await deployer.deploy({ ...spec, config: { ...spec.config, options: { serving: 'server' } } });
    const { checks } = await deployer.planUpdate(at, { options: { routingRegion: 'eu-west' } });
    assert.deepEqual(errors(checks), ['options.routingRegion']);
  });

  it('says when what runs came from elsewhere', async () => {
    const { deployer, modal } = openBench();
    await deployer.deploy(spec);
    const foreign = async () =>
      said((await deployer.planUpdate(at, {})).checks).some((text) => /from here/.test(text));
    assert.equal(await foreign(), false);
    modal.publish('my-llm', 'of-a-colleague');
    assert.equal(await foreign(), true);
  });

  it('says that nothing differs, and that it does not run', async () => {
    const { deployer, modal } = openBench();
    await deployer.deploy(spec);
    assert.match(said((await deployer.planUpdate(at, {})).checks).join(), /Nothing of the app differs/);
    modal.apps[0]!.state = 5;
    assert.deepEqual(errors((await deployer.planUpdate(at, {})).checks), [undefined]);
  });
});
