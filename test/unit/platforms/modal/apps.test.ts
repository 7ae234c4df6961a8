import assert from 'node:assert/strict';
import { AppState } from '../../../platforms/modal/words.ts';
import { demoConfig } from '../../../platforms/modal/seeds/configs.ts';
import { type Lab, openLab, refused } from './lab.ts';

describe('the life of a Modal app', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(() => lab.close());

  const post = async (
    path: string,
    body: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const { tokenId, tokenSecret } = lab.sim.credentials;
    const response = await fetch(`${lab.sim.controlUrl}/modal/${path}`, {
      method: 'POST',
      body: JSON.stringify({ tokenId, tokenSecret, environment: 'main', ...body }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const deploy = (change: object = {}): ReturnType<typeof post> =>
    post('deploy', {
      app: 'chat',
      tag: 'a1',
      clientVersion: '1.5.4',
      functions: [{ tag: 'serve', kind: 'web', config: demoConfig() }],
      phase: 'publish',
      ...change,
    });

  it('is initializing, then deployed at a version that goes up', async () => {
    assert.deepEqual(await lab.rpc.appGetByDeploymentName({ name: 'chat' }), {
      appId: '',
      previousAppId: '',
      environmentName: 'main',
      lifecycle: undefined,
    });
    const { appId } = (await deploy({ phase: 'create' })).body;
    const begun = await lab.rpc.appGetLifecycle({ appId: String(appId) });
    assert.equal(begun.lifecycle?.appState, AppState.initializing);
    assert.equal((await lab.rpc.appGetByDeploymentName({ name: 'chat' })).appId, '');

    const { body } = await deploy();
    assert.equal(body['appId'], appId);
    assert.equal(body['version'], 1);
    const { url, id } = (body['functions'] as Record<string, { id: string; url: string }>)['serve']!;
    assert.equal(url, `${lab.sim.dataOrigin}/f/${id}`);
    const found = await lab.rpc.appGetByDeploymentName({ name: 'chat', environmentName: 'main' });
    assert.equal(found.appId, appId);
    assert.equal(found.lifecycle?.version, 1);

    assert.equal((await deploy()).body['noop'], true);
    const changed = [{ tag: 'serve', kind: 'web', config: demoConfig({ max: 5 }) }];
    assert.equal((await deploy({ functions: changed })).body['version'], 2);
    const layout = await lab.rpc.appGetLayout({ appId: String(appId) });
    assert.equal(layout.appLayout?.functionIds['serve'], id);
    assert.equal(layout.appLayout.objects[0]?.functionHandleMetadata?.webUrl, url);
  });

  it('refuses what Modal refuses, in its words', async () => {
    const said = async (change: object): Promise<[number, unknown]> => {
      const { status, body } = await deploy(change);
      return [status, body['message']];
    };
    const functions = [{ tag: 'serve', kind: 'web', config: demoConfig({ secrets: ['nope'] }) }];
    assert.deepEqual(await said({ functions }), [404, "Secret 'nope' not found in environment 'main'"]);
    assert.equal((await said({ app: 'bad name!' }))[0], 400);
    assert.match(String((await said({ app: 'bad name!' }))[1]), /^Invalid App name: 'bad name!'/);
    assert.match(String((await said({ tag: 'no spaces' }))[1]), /^Deployment tag 'no spaces' is invalid/);
    assert.equal((await said({ environment: 'nowhere' }))[0], 404);
    assert.equal((await said({ tokenSecret: 'as-wrong' }))[0], 401);
    lab.sim.control.setModes({ unauthenticatedBlocked: true });
    const open = [{ tag: 'serve', kind: 'web', config: demoConfig({ proxyAuth: false }) }];
    assert.equal((await said({ functions: open }))[0], 400);
    assert.deepEqual((await post('check', {})).body, { workspace: 'acme-labs', environment: 'main' });
  });

  it('is abandoned only while it never was deployed', async () => {
    const { appId } = (await deploy({ phase: 'create' })).body;
    await post('abandon', { appId });
    lab.sim.control.advance(5_000);
    const gone = await lab.rpc.appGetLifecycle({ appId: String(appId) });
    assert.equal(gone.lifecycle?.appState, AppState.stopped);
    const { body } = await deploy();
    assert.notEqual(body['appId'], appId);
    await post('abandon', { appId: body['appId'] });
    const alive = await lab.rpc.appGetLifecycle({ appId: String(body['appId']) });
    assert.equal(alive.lifecycle?.appState, AppState.deployed);
  });

  it('stops for good: the name is free, the next app is another', async () => {
    const { appId } = (await deploy()).body;
    const first = String(appId);
    await lab.rpc.appStop({ appId: first });
    const stopping = await lab.rpc.appGetLifecycle({ appId: first });
    assert.equal(stopping.lifecycle?.appState, AppState.stopping);
    assert.equal(stopping.lifecycle.stoppedBy, 'ada');
    lab.sim.control.advance(5_000);
    await refused(lab.rpc.appStop({ appId: first }), 9, /already stopped/);
    await refused(lab.rpc.appStop({ appId: 'ap-nothing' }), 5);
    await refused(lab.rpc.appRollback({ appId: first, version: -1 }), 9);

    const found = await lab.rpc.appGetByDeploymentName({ name: 'chat' });
    assert.deepEqual([found.appId, found.previousAppId], ['', first]);
    const second = (await deploy()).body;
    assert.notEqual(second['appId'], first);
    assert.equal(second['version'], 1);
    assert.equal((await lab.rpc.appList({})).apps.length, 2);
    lab.sim.control.advance(3 * 3_600_000);
    const { apps } = await lab.rpc.appList({});
    assert.deepEqual(
      apps.map(({ description, name }) => [description, name]),
      [['chat', '']],
    );
    lab.sim.control.setModes({ stopStopped: 'accepted' });
    await lab.rpc.appStop({ appId: first });
  });

  it('may tell a state nobody knows', async () => {
    await deploy();
    lab.sim.control.setModes({ unknownEnums: true });
    const [app] = (await lab.rpc.appList({})).apps;
    assert.ok(![0, 1, 2, 3, 4, 5, 6, 7, 8, 9].includes(app!.state));
  });

  it('keeps containers warm, drains the old ones of a deploy, and starts anew what is stopped', async () => {
    const warm = (gpu: string): object => ({
      functions: [{ tag: 'serve', kind: 'web', config: demoConfig({ min: 1, gpu: [gpu] }) }],
    });
    const { appId } = (await deploy(warm('H100:2'))).body;
    const tasks = async () => (await lab.rpc.taskList({ appId: String(appId) })).tasks;
    const [starting] = await tasks();
    assert.equal(starting!.startedAt, 0);
    lab.sim.control.advance(90_000);
    assert.ok((await tasks())[0]!.startedAt > 0);
    const { info } = await lab.rpc.taskGetInfo({ taskId: starting!.taskId });
    assert.equal(info?.gpuConfig?.count, 2);

    await deploy(warm('H200'));
    assert.equal((await tasks()).length, 2);
    lab.sim.control.advance(10_000);
    const [fresh, ...rest] = await tasks();
    assert.deepEqual([fresh!.taskId === starting!.taskId, rest.length], [false, 0]);
    await refused(lab.rpc.containerStop({ taskId: starting!.taskId }), 9, /already stopped/);
    await lab.rpc.containerStop({ taskId: fresh!.taskId });
    const [again] = await tasks();
    assert.notEqual(again!.taskId, fresh!.taskId);
  });
});
