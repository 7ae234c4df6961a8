import assert from 'node:assert/strict';
import { collect, type Lab, openLab, refused } from './lab.ts';

describe('environments, secrets, volumes and proxy tokens of Modal', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab();
  });
  afterEach(() => lab.close());

  it('makes and removes environments', async () => {
    const names = async () => (await lab.rpc.environmentList({})).items.map(({ name }) => name);
    assert.deepEqual(await names(), ['main', 'staging']);
    const { environmentId, metadata } = await lab.rpc.environmentGetOrCreate({ deploymentName: '' });
    assert.equal(metadata?.name, 'main');
    assert.match(environmentId, /^en-/);
    await refused(lab.rpc.environmentGetOrCreate({ deploymentName: 'nowhere' }), 5);
    await lab.rpc.environmentCreate({ name: 'review' });
    await refused(lab.rpc.environmentCreate({ name: 'review' }), 6);
    await refused(lab.rpc.environmentCreate({ name: 'x' }), 3);
    await refused(lab.rpc.environmentDelete({ name: 'main' }), 9);
    await lab.rpc.environmentDelete({ name: 'review' });
    assert.deepEqual(await names(), ['main', 'staging']);
    await refused(lab.rpc.appList({ environmentName: 'nowhere' }), 5);
    const { url } = await lab.rpc.workspaceDashboardUrlGet({ environmentName: 'staging' });
    assert.match(url, /\/acme-labs\/staging$/);
  });

  it('keeps secrets, and never tells them', async () => {
    const get = (change: object) =>
      lab.rpc.secretGetOrCreate({ deploymentName: 'huggingface', environmentName: 'main', ...change });
    const { secretId, metadata } = await get({});
    assert.deepEqual(metadata?.keys, ['HF_TOKEN']);
    await refused(get({ requiredKeys: ['HF_TOKEN', 'OTHER'] }), 3, /OTHER/);
    await refused(get({ objectCreationType: 2 }), 6);
    await refused(
      get({ deploymentName: 'nothing' }),
      5,
      /^Secret 'nothing' not found in environment 'main'$/,
    );
    const over = await get({ objectCreationType: 3, envDict: { OTHER: 'x' } });
    assert.deepEqual([over.secretId, over.metadata?.keys], [secretId, ['OTHER']]);
    assert.equal((await lab.rpc.secretList({ environmentName: 'main' })).items.length, 1);
    assert.equal((await lab.rpc.secretList({ environmentName: 'staging' })).items.length, 0);
    await lab.rpc.secretDelete({ secretId });
    await refused(get({}), 5);
  });

  it('looks into volumes', async () => {
    const { items } = await lab.rpc.volumeList({ environmentName: 'main' });
    const labels = items.map(({ label }) => label);
    assert.deepEqual(labels, ['adapters', 'huggingface-cache']);
    const volumeId = items[0]!.volumeId;
    const paths = async (request: object): Promise<[string, number][]> => {
      const answers = await collect(lab.rpc.volumeListFiles2({ volumeId, ...request }));
      return answers.flatMap(({ entries }) =>
        entries.map(({ path, type }) => [path, type] as [string, number]),
      );
    };
    assert.deepEqual(await paths({ path: '/' }), [
      ['sql', 2],
      ['support', 2],
    ]);
    assert.deepEqual(await paths({ path: '/sql' }), [
      ['sql/adapter_config.json', 1],
      ['sql/adapter_model.safetensors', 1],
    ]);
    assert.equal((await paths({ path: '', recursive: true })).length, 6);
    await refused(paths({ path: '/nowhere' }), 5);
    const { volumeId: old } = items[1]!;
    await refused(collect(lab.rpc.volumeListFiles2({ volumeId: old, path: '/' })), 3);
    assert.equal((await collect(lab.rpc.volumeListFiles({ volumeId: old, path: '/' }))).length, 1);
  });

  it('tells the secret of a proxy token once', async () => {
    const { tokenId, tokenSecret } = await lab.rpc.webhookTokenCreate({ scoped: true, name: 'laptop' });
    assert.match(`${tokenId} ${tokenSecret}`, /^wk-\w+ ws-\w+$/);
    const { tokens } = await lab.rpc.webhookTokenList({});
    assert.deepEqual(
      tokens.map(({ name, scoped }) => [name, scoped]),
      [
        ['demo', false],
        ['laptop', true],
      ],
    );
    assert.ok(!JSON.stringify(tokens).includes(tokenSecret));
    assert.equal((await lab.rpc.webhookTokenUpdate({ tokenId, name: 'desk' })).name, 'desk');
    const usable = async () =>
      (await lab.rpc.webhookTokenListForEnvironment({ environmentName: 'main' })).tokens;
    assert.equal((await usable()).length, 1);
    const [main] = (await lab.rpc.environmentList({})).items;
    await lab.rpc.webhookTokenEnvironmentAdd({ tokenId, environmentId: main!.environmentId });
    assert.equal((await usable()).length, 2);
    assert.deepEqual((await lab.rpc.webhookTokenEnvironmentList({ tokenId })).environmentIds, [
      main!.environmentId,
    ]);
    await lab.rpc.webhookTokenDelete({ tokenId });
    await refused(lab.rpc.webhookTokenDelete({ tokenId }), 5);
  });

  it('keeps what the stand-in of the command line is told to do', async () => {
    const url = `${lab.sim.controlUrl}/modal/switches`;
    const read = async (): Promise<unknown> => (await fetch(url)).json();
    assert.deepEqual(await read(), { switches: [] });
    lab.sim.control.setSwitches(['buildFails']);
    assert.deepEqual(await read(), { switches: ['buildFails'] });
    const put = (body: object): Promise<Response> =>
      fetch(url, { method: 'PUT', body: JSON.stringify(body) });
    assert.equal((await put({ switches: 'x' })).status, 400);
    assert.equal((await put({ switches: ['slow', 'noop'] })).status, 200);
    assert.deepEqual(lab.sim.control.switches(), ['slow', 'noop']);
  });
});
