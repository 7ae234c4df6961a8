import assert from 'node:assert/strict';
import { type Lab, openLab, proxyHeaders, refused } from './lab.ts';

describe('managed Endpoints of Modal', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(() => lab.close());

  const create = (change: object = {}) =>
    lab.rpc.endpointCreate(
      { proxyRegions: ['us-west'], model: { baseModelRepoId: 'Qwen/Qwen3.6-27B-FP8' }, ...change },
      { retries: 0 },
    );
  const listed = async () => (await lab.rpc.endpointList({ environmentName: 'main' })).items;

  it('are provisioned, then live at an address that is told', async () => {
    const made = await create();
    assert.match(made.endpointId, /^ep-[a-zA-Z0-9]{22}$/);
    assert.equal(made.name, 'qwen3-6-27b-fp8');
    const { endpointId } = made;
    const coming = await lab.rpc.endpointGetInfo({ endpointId });
    assert.deepEqual([coming.info?.status, coming.info?.serviceUrl], [1, '']);
    assert.deepEqual(
      (await listed()).map(({ status }) => status),
      ['provisioning'],
    );
    lab.sim.control.advance(180_000);
    const live = await lab.rpc.endpointGetInfo({ endpointId });
    assert.deepEqual([live.info?.status, live.info?.requiresProxyAuth], [2, true]);
    assert.equal((await listed())[0]!.status, 'live');

    const url = `${live.info!.serviceUrl}/v1/chat/completions`;
    const body = JSON.stringify({ model: live.info!.modelName, messages: [{ role: 'user', content: 'Hi' }] });
    const ask = () => fetch(url, { method: 'POST', body, headers: proxyHeaders(lab.sim) });
    assert.equal((await ask()).status, 503);
    lab.sim.control.advance(90_000);
    assert.equal((await ask()).status, 200);
    const { tasks } = await lab.rpc.taskList({ appId: live.metadata!.appId });
    assert.equal(tasks.length, 1);
  });

  it('fail, and say so in every way there is', async () => {
    const { endpointId } = await create({ name: 'doomed' });
    lab.sim.control.failEndpoint('doomed', 'no weights');
    lab.sim.control.advance(180_000);
    const [item] = await listed();
    assert.deepEqual([item!.status, item!.provisioningStatus], ['failed', 4]);
    assert.equal((await lab.rpc.endpointGetInfo({ endpointId })).info?.status, 3);
  });

  it('stop for good and free their name', async () => {
    const { endpointId } = await create({ name: 'q' });
    await refused(create({ name: 'q' }), 6);
    lab.sim.control.advance(180_000);
    await lab.rpc.endpointStop({ endpointId });
    await lab.rpc.endpointStop({ endpointId });
    const { lifecycle } = await lab.rpc.endpointGetLifecycle({ endpointId });
    assert.deepEqual([lifecycle?.status, lifecycle?.stoppedBy], [2, 'ada']);
    assert.equal((await lab.rpc.endpointGetByName({ name: 'q' })).endpointId, '');
    assert.equal((await listed()).length, 1);
    const second = await create({ name: 'q' });
    assert.notEqual(second.endpointId, endpointId);
    assert.equal((await lab.rpc.endpointGetByName({ name: 'q' })).endpointId, second.endpointId);
  });

  it('are of known families only', async () => {
    await refused(create({ model: { baseModelRepoId: 'acme/secret-sauce' } }), 3, /catalogue/);
    await refused(create({ model: undefined }), 3);
    await refused(create({ proxyRegions: [] }), 3);
    const custom = { baseModelRepoId: 'Qwen/Qwen3-8B', modalVolume: { volumeId: 'vo-no', modelPath: '/m' } };
    await refused(create({ model: { custom } }), 5);
    await refused(lab.rpc.endpointGetInfo({ endpointId: 'ep-no' }), 5, /^Endpoint 'ep-no' not found$/);
  });

  it('are listed page by page, the newest first', async () => {
    for (let number = 0; number < 5; number += 1) {
      await create({ name: `e-${number}` });
      lab.sim.control.advance(1_000);
    }
    const names: string[] = [];
    for (let createdBefore = 0; ;) {
      const { items } = await lab.rpc.endpointList({ pagination: { maxObjects: 2, createdBefore } });
      names.push(...items.map(({ name }) => name));
      createdBefore = items.at(-1)?.metadata?.creationInfo?.createdAt ?? 0;
      if (items.length < 2) break;
    }
    assert.deepEqual(names, ['e-4', 'e-3', 'e-2', 'e-1', 'e-0']);
  });
});
