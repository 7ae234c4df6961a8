import assert from 'node:assert/strict';
import type { DeploymentSpec } from '../../../../src/connectors/index.ts';
import { replicate } from '../../../../src/connectors/replicate/definition.ts';
import { closeBenches, fails, openBench } from './bench.ts';
import type { Bench } from './bench.ts';

const sdxl = { id: 'stability-ai/sdxl', name: 'stability-ai/sdxl', kind: 'model' as const };
const spec = (more: Partial<DeploymentSpec> = {}): DeploymentSpec => ({
  name: 'fresh',
  model: sdxl,
  config: { instanceType: 'gpu-l40s', minReplicas: 0, maxReplicas: 2 },
  ...more,
});
const bodies = ({ sim }: Bench, method: string) => sim.control.requests({ method }).map(({ body }) => body);

describe('Replicate connector: deploying', () => {
  afterEach(closeBenches);

  it('sends all six fields, once, and takes the 200 for success (trap 1)', async () => {
    const bench = await openBench();
    const { connector } = bench;
    const steps: string[] = [];
    const made = await connector.deploy(spec(), { progress: (step) => steps.push(step) });
    assert.equal(made.id, 'acme/fresh');
    assert.equal(made.createdAt, bench.sim.control.now(), 'release 1 is made with the deployment');
    const [body, ...others] = bodies(bench, 'POST') as Record<string, unknown>[];
    assert.deepEqual(others, []);
    const [latest] = await connector.variants(sdxl);
    assert.deepEqual(body, {
      name: 'fresh',
      model: 'stability-ai/sdxl',
      version: latest?.id,
      hardware: 'gpu-l40s',
      min_instances: 0,
      max_instances: 2,
    });
    assert.deepEqual(steps, ['Checking the model and the name', 'Creating the deployment']);
  });

  it('plans exactly what it then sends, with its cost', async () => {
    const bench = await openBench();
    const plan = await bench.connector.plan(spec());
    assert.deepEqual(plan.estimate.minPerHour, 0);
    assert.deepEqual(plan.estimate.maxPerHour, 2 * 3_510_000_000);
    assert.deepEqual(
      plan.checks.filter(({ level }) => level !== 'info'),
      [],
    );
    assert.deepEqual(bodies(bench, 'POST'), []);
    await bench.connector.deploy(spec());
    assert.deepEqual(bodies(bench, 'POST'), [plan.requests[0]?.body]);
  });

  it('warns of an always-on deployment with its cost per day', async () => {
    const { connector } = await openBench();
    const { checks, estimate } = await connector.plan(
      spec({ config: { instanceType: 'gpu-l40s', minReplicas: 1, maxReplicas: 1 } }),
    );
    assert.equal(estimate.minPerHour, 3_510_000_000);
    const warning = checks.find(({ level }) => level === 'warning');
    assert.match(warning?.message ?? '', /\$84\.24 a day even without a request/);
  });

  it('checks numbers, hardware and model before it sends anything', async () => {
    const bench = await openBench();
    const wrong: [Partial<DeploymentSpec>, string][] = [
      [{ config: { instanceType: 'cpu', minReplicas: 6, maxReplicas: 7 } }, 'minReplicas'],
      [{ config: { instanceType: 'cpu', minReplicas: 0, maxReplicas: 21 } }, 'maxReplicas'],
      [{ config: { instanceType: 'cpu', minReplicas: 2, maxReplicas: 1 } }, 'maxReplicas'],
      [{ config: { instanceType: 'cpu', minReplicas: 0.5 } }, 'minReplicas'],
      [{ config: {} }, 'instanceType'],
      [{ name: ' ' }, 'name'],
      [{ model: { ...sdxl, id: 'sdxl' } }, 'model'],
    ];
    for (const [part, field] of wrong) {
      const error = await fails('invalid', bench.connector.deploy(spec(part)));
      assert.equal(error.data.field, field);
      const { checks } = await bench.connector.plan(spec(part));
      assert.ok(checks.some((check) => check.level === 'error' && check.field === field));
    }
    assert.deepEqual(bodies(bench, 'POST'), []);
  });

  it('lets the platform decide about names, with a hint beforehand (trap 15)', async () => {
    const { connector } = await openBench();
    assert.equal(replicate.validateName('7-posters'), undefined);
    assert.equal(replicate.validateName('Odd_Name'), undefined);
    assert.notEqual(replicate.validateName('a/b'), undefined);
    assert.equal(replicate.suggestName('stability-ai/SDXL 1.0'), 'sdxl-1-0');
    const { checks } = await connector.plan(spec({ name: 'Odd_Name' }));
    assert.ok(checks.some(({ level, field }) => level === 'warning' && field === 'name'));
    const error = await fails('invalid', connector.deploy(spec({ name: 'Odd_Name' })));
    assert.equal(error.data.field, 'name');
    assert.match(error.data.platformMessage ?? '', /name/i);
  });

  it('shows the platform’s own refusal of hardware at its field (trap 6)', async () => {
    const { connector, sim } = await openBench();
    await connector.hardware();
    sim.control.setHardware('acme', ['cpu']);
    const error = await fails('invalid', connector.deploy(spec()));
    assert.equal(error.data.field, 'instanceType');
    assert.match(error.message, /cpu/);
    await connector.hardware();
    const { checks } = await connector.plan(spec());
    assert.ok(checks.some(({ level, field }) => level === 'error' && field === 'instanceType'));
  });

  it('refuses a name in use before it sends', async () => {
    const bench = await openBench();
    const error = await fails('already-exists', bench.connector.deploy(spec({ name: 'images' })));
    assert.equal(error.data.field, 'name');
    assert.deepEqual(bodies(bench, 'POST'), []);
    const { checks } = await bench.connector.plan(spec({ name: 'images' }));
    assert.ok(checks.some(({ level, field }) => level === 'error' && field === 'name'));
  });

  it('explains that official models are not deployed, and unpushed ones not yet', async () => {
    const { connector } = await openBench();
    for (const id of ['meta/meta-llama-3-8b-instruct', 'acme/unpushed']) {
      const model = { ...sdxl, id, name: id };
      await fails('unsupported', connector.deploy(spec({ model })));
      const { checks } = await connector.plan(spec({ model }));
      assert.ok(checks.some(({ level, field }) => level === 'error' && field === 'model'));
    }
  });

  it('asks to set up billing where Replicate wants it first (trap 16)', async () => {
    const { connector } = await openBench({ modes: { noBilling: true } });
    const error = await fails('payment-required', connector.deploy(spec()));
    assert.match(error.data.hint ?? '', /account\/billing/);
  });

  for (const how of ['reset', 'status'] as const)
    it(`finds what a create with a lost answer made, without a second one: ${how}`, async () => {
      const { connector, sim, sent } = await openBench();
      const fault = { kind: 'loseResponse', how } as const;
      sim.control.addFault({ method: 'POST', path: '/v1/deployments', fault });
      const made = await connector.deploy(spec());
      assert.equal(made.id, 'acme/fresh');
      assert.equal(sent({ method: 'POST' }).length, 1);
    });

  it('says that it does not know when it cannot find out', async () => {
    const { connector, sim, sent } = await openBench();
    sim.control.addFault({ method: 'POST', path: '/v1/deployments', fault: { kind: 'resetBeforeHeaders' } });
    const error = await fails('outcome-unknown', connector.deploy(spec()));
    assert.match(error.message, /acme\/fresh/);
    assert.equal(sent({ method: 'POST' }).length, 1);
  });

  it('sends nothing when it is cancelled first', async () => {
    const bench = await openBench();
    await fails('cancelled', bench.connector.deploy(spec(), { signal: AbortSignal.abort() }));
    assert.deepEqual(bodies(bench, 'POST'), []);
  });
});
