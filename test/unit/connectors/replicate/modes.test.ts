import assert from 'node:assert/strict';
import type { Modes } from '../../../platforms/replicate/options.ts';
import { chat, closeBenches, collect, images, last, openBench, plain, question, textOf } from './bench.ts';
import type { Bench } from './bench.ts';

/** Everything that a person does in a day, with every answer in the form that is asked for. */
async function walk({ connector, sim }: Bench): Promise<void> {
  await connector.verify();
  const model = { id: 'stability-ai/sdxl', name: 'stability-ai/sdxl', kind: 'model' as const };
  await connector.models({ scope: 'catalogue', text: 'sdxl' });
  await connector.models({ scope: 'own' });
  const [, older] = await connector.variants(model);
  const spec = {
    name: 'walk',
    model,
    variant: older!.id,
    config: { instanceType: 'gpu-l40s', minReplicas: 1, maxReplicas: 1 },
  };
  await connector.plan(spec);
  const { id } = await connector.deploy(spec);
  assert.equal((await connector.list()).deployments.length, 6);
  const form = await connector.testForm!(id);
  assert.ok(form.inputs.length > 0);
  sim.control.advance(180_000);
  const events = await collect(connector.invoke(id, { prompt: '', stream: false, inputs: { prompt: 'x' } }));
  assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
  for (const request of [question, plain]) {
    const said = await collect(connector.invoke(chat, request));
    assert.equal(last(said).type, 'done', JSON.stringify(last(said)));
    assert.match(textOf(said), /nothing more\.$/);
  }
  assert.equal((await connector.get(id)).status, 'active');
  await connector.update(id, { maxReplicas: 2 });
  await connector.stop(id);
  assert.equal((await connector.get(id)).status, 'stopped');
  const started = await connector.start(id);
  assert.deepEqual(started.replicas, { min: 1, max: 2 });
  assert.equal((await connector.revisions!(id)).length, 4);
  await connector.rollback!(id, '1');
  const window = { from: sim.control.now() - 3_600_000, to: sim.control.now() + 1 };
  assert.equal((await connector.usage!(id, window)).requests?.total, 1);
  assert.ok((await connector.logs!(id, {})).length === 1);
  await connector.remove(id);
  assert.equal((await connector.list({ fresh: true })).deployments.length, 5);
  assert.equal((await connector.get(images)).id, images);
}

const choices: { [K in keyof Modes]?: readonly Modes[K][] } = {
  deleteRefusal: [403, 409, 422],
  noAccess: [403],
  scalingRestarts: [true],
  nextLinks: ['own'],
  pageSize: [1],
  lastNext: ['word', 'absent'],
  deploymentDetail: ['noAuthor'],
  deploymentField: ['full', 'absent'],
  createStyle: ['2023'],
  unset: ['null'],
  waitTimeout: [201],
  badPrefer: ['ignore'],
  retryAfter: ['seconds', 'date'],
  lowCredit: [true],
  streamToken: ['required', 'refused'],
  streamResume: ['replay'],
  streamDone: ['withoutId', 'bare'],
  streamLogs: [false],
  heldTime: ['passes'],
};

describe('Replicate connector: a whole walk, in every form that the platform may answer in', () => {
  afterEach(closeBenches);

  it('as documented', async () => walk(await openBench()));

  for (const [mode, values] of Object.entries(choices))
    for (const value of values)
      it(`${mode}: ${String(value)}`, async () => walk(await openBench({ modes: { [mode]: value } })));

  it('all the odd ones together', async () => {
    const modes: Partial<Modes> = {
      deleteRefusal: 422,
      lastNext: 'word',
      deploymentField: 'absent',
      createStyle: '2023',
      unset: 'null',
      waitTimeout: 201,
      removedInput: 'null',
      removedMetrics: 'dropped',
      streamToken: 'refused',
      streamResume: 'replay',
      streamDone: 'bare',
      scalingRestarts: true,
    };
    await walk(await openBench({ modes }));
  });
});
