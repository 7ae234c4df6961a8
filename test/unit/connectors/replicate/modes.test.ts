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

/** Each of the open questions in each answer at least once; some only together with others, as they may come. */
const ways: Record<string, Partial<Modes>> = {
  'as documented': {},
  'forbidden where it could be not found, resumed from the start': {
    deleteRefusal: 403,
    noAccess: 403,
    lastNext: 'word',
    deploymentField: 'full',
    unset: 'null',
    streamToken: 'required',
    streamResume: 'replay',
  },
  'in the oldest forms': {
    deleteRefusal: 409,
    lastNext: 'absent',
    deploymentField: 'absent',
    createStyle: '2023',
    deploymentDetail: 'noAuthor',
    waitTimeout: 201,
    streamDone: 'bare',
    streamLogs: false,
  },
  'with little credit and a row a page': {
    lowCredit: true,
    retryAfter: 'date',
    pageSize: 1,
    nextLinks: 'own',
  },
  'with all the odd ones together': {
    deleteRefusal: 422,
    lastNext: 'word',
    deploymentField: 'absent',
    createStyle: '2023',
    unset: 'null',
    waitTimeout: 201,
    badPrefer: 'ignore',
    removedInput: 'null',
    removedMetrics: 'dropped',
    retryAfter: 'seconds',
    streamToken: 'refused',
    streamResume: 'replay',
    streamDone: 'withoutId',
    scalingRestarts: true,
  },
};

describe('Replicate connector: a whole walk, in the forms that the platform may answer in', () => {
  afterEach(closeBenches);

  for (const [name, modes] of Object.entries(ways)) it(name, async () => walk(await openBench({ modes })));
});
