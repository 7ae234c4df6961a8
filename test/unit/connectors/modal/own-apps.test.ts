import assert from 'node:assert/strict';
import type { Deployment, DeploymentSpec } from '../../../../src/connectors/index.ts';
import type { FunctionConfig } from '../../../platforms/modal/types.ts';
import { ended, FakeWorkbench, result } from './app/bench.ts';
import { closeBenches, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const spec: DeploymentSpec = {
  name: 'my-llm',
  model: { id: 'acme/tuned-8b', name: 'acme/tuned-8b', kind: 'model' },
  variant: 'app',
  config: {
    instanceType: 'H100:2',
    minReplicas: 0,
    maxReplicas: 3,
    options: { adapters: ['sql=acme/sql-lora'], servedName: 'tuned' },
  },
};

/** What the generated file would ask for, as far as the simulator plays it. */
const config: Partial<FunctionConfig> = { gpu: ['H100:2'], min: 0, max: 3 };

/** A machine whose Python deploys to the simulator. */
function machine(bench: () => Bench): FakeWorkbench {
  let count = 0;
  return new FakeWorkbench(({ app, environment, tag }, command) => {
    // Modal makes no version of what is the same as before.
    const next = { ...config, timeoutSeconds: 600 + count++ };
    const { id } = bench().sim.control.deploy({ app, environment, tag, config: next });
    command.onLine?.(result({ ok: true, app_id: id, client: '1.5.4' }), 'stdout');
    return ended(0);
  });
}

async function open() {
  let bench: Bench | undefined = undefined;
  const workbench = machine(() => {
    assert.ok(bench);
    return bench;
  });
  const opened: Bench = await openBench({}, { workbench });
  bench = opened;
  return { ...opened, workbench };
}

const find = async ({ connector }: Pick<Bench, 'connector'>, id: string): Promise<Deployment> => {
  const found = (await connector.list()).deployments.find((each) => each.id === id);
  assert.ok(found);
  return found;
};

describe('Modal: an app that Slipway deploys', () => {
  afterEach(closeBenches);

  it('is shown with the model, the adapters and all settings that it was deployed with', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    assert.equal(made.status, 'active');
    assert.equal(made.release, 'v1');
    assert.equal(made.model.id, 'acme/tuned-8b');
    assert.equal(made.endpoint?.model, 'tuned');
    assert.equal(made.instanceType?.id, 'H100:2');
    assert.equal(made.config.options?.['way'], 'app');
    assert.deepEqual(made.config.options['adapters'], ['sql=acme/sql-lora']);
    assert.deepEqual(
      (await bench.connector.adapters(made.id)).map(({ id }) => id),
      ['sql'],
    );
    assert.equal((await find(bench, made.id)).model.id, 'acme/tuned-8b', 'lists know it, too');
    const elsewhere = bench.again();
    const row = (await elsewhere.list()).deployments.find(({ id }) => id === made.id);
    assert.equal(row?.model.id, '', 'on another machine it is not known what its code serves');
  });

  it('that was rolled back or deployed elsewhere is not shown with settings that do not hold', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    bench.sim.control.deploy({ app: 'my-llm', tag: 'by-hand', config: { gpu: ['L4'] } });
    const row = await find(bench, made.id);
    assert.equal(row.release, 'v2');
    assert.equal(row.model.id, '');
    assert.equal(row.instanceType?.id, 'L4');
    const back = await bench.connector.rollback!(made.id, '1');
    assert.equal(back.release, 'v3');
    assert.equal(back.model.id, 'acme/tuned-8b', 'what was brought back is what is kept');
  });

  it('keeps live scaling for its next deploy', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    const plan = await bench.connector.planUpdate(made.id, { maxReplicas: 7 });
    assert.ok(plan.checks.every(({ level }) => level !== 'warning'));
    await bench.connector.update(made.id, { maxReplicas: 7 });
    assert.equal((await find(bench, made.id)).config.maxReplicas, 7);
    await bench.connector.update(made.id, { concurrency: 8 });
    const [, text] = [...bench.workbench.files].at(-1) ?? [];
    assert.match(text ?? '', /"max": 7/);
    assert.match(text ?? '', /"max_inputs": 8/);
  });

  it('becomes another version when more than its scaling changes', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    const change = { options: { scaledownSeconds: 60, revision: 'abc123' } };
    const plan = await bench.connector.planUpdate(made.id, change);
    assert.equal(plan.requests[0]?.method, 'RUN');
    assert.equal(plan.files?.[0]?.standing, 'changed');
    const updated = await bench.connector.update(made.id, change);
    assert.equal(updated.release, 'v2');
    assert.equal(updated.config.options?.['revision'], 'abc123');
  });

  it('that was stopped starts as a new app with the same settings', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    const stopped = await bench.connector.stop(made.id);
    assert.equal(stopped.status, 'stopped');
    assert.equal(stopped.allowed.start, true);
    bench.sim.control.advance(10_000);
    const again = await bench.connector.start(made.id);
    assert.notEqual(again.id, made.id);
    assert.equal(again.release, 'v1');
    assert.equal(again.model.id, 'acme/tuned-8b');
    const { deployments } = await bench.connector.list();
    assert.equal(deployments.filter(({ name }) => name === 'my-llm').length, 1);
  });

  it('says in the list that a version is on its way', async () => {
    const bench = await open();
    const made = await bench.connector.deploy(spec);
    let seen: string[] | undefined;
    const { deploy } = bench.workbench;
    bench.workbench.deploy = async (job, command, signal) => {
      seen = (await find(bench, made.id)).detail.notes;
      return deploy(job, command, signal);
    };
    await bench.connector.update(made.id, { concurrency: 4 });
    assert.ok(seen?.includes('a new version is being deployed'));
    assert.ok(!(await find(bench, made.id)).detail.notes?.includes('a new version is being deployed'));
  });

  it('is there although Modal does not list it yet', async () => {
    const bench = await open();
    const { deploy } = bench.workbench;
    bench.workbench.deploy = (job, command, signal) => {
      bench.refuse('AppList', 14, 'not now', 99);
      return deploy(job, command, signal);
    };
    const made = await bench.connector.deploy(spec);
    assert.equal(made.name, 'my-llm');
    assert.equal(made.status, 'active');
  });

  it('without a Python to deploy with cannot be planned to its end, and says so', async () => {
    const { connector } = await openBench();
    const plan = await connector.plan(spec);
    assert.ok(plan.files?.[0]?.text.includes('modal.App'));
    await assert.rejects(connector.deploy(spec), { name: 'PlatformError' });
  });
});
