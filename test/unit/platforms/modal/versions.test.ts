import assert from 'node:assert/strict';
import fc from 'fast-check';
import { demoConfig } from '../../../platforms/modal/seeds/configs.ts';
import { DeploymentType } from '../../../platforms/modal/words.ts';
import { type Lab, openLab, refused } from './lab.ts';

describe('versions of a Modal app', () => {
  let lab: Lab;
  let appId: string;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
    for (const max of [1, 2, 3]) appId = lab.sim.control.deploy({ app: 'chat', config: { max } }).id;
  });
  afterEach(() => lab.close());

  const history = () => lab.rpc.appDeploymentHistory({ appId });

  it('returns to an earlier one with a new one', async () => {
    const { url, deployedAt } = await lab.rpc.appRollback({ appId, version: -1 });
    assert.match(url, /\/apps\/acme-labs\/main\/deployed\/chat$/);
    assert.equal(deployedAt * 1000, lab.sim.control.now());
    const {
      appDeploymentHistories: [newest],
      productionAppVersion,
    } = await history();
    assert.equal(productionAppVersion, 4);
    assert.equal(newest?.rollbackVersion, 2);
    assert.equal(newest.deploymentType, DeploymentType.rollback);
    assert.equal(lab.sim.control.served('chat').config.max, 2);
  });

  it('refuses what is not there, in the platform’s words', async () => {
    const back = (version: number): Promise<unknown> =>
      lab.rpc.appRollback({ appId, version }, { retries: 0 });
    await refused(back(0), 3, /^Invalid rollback version request\.$/);
    await refused(back(-3), 3, /^Rollback request exceeds number of App deployments\.$/);
    await refused(back(9), 5, /^Rollback version not found in App history\.$/);
    await refused(lab.rpc.appDeploymentHistory({ appId: 'ap-nothing' }), 5);
  });

  it('goes back as far as the plan allows', async () => {
    lab.sim.control.setModes({ plan: 'starter' });
    for (const max of [4, 5, 6]) lab.sim.control.deploy({ app: 'chat', config: { max } });
    const { appDeploymentHistories: all } = await history();
    assert.deepEqual(
      all.map(({ version, rollbackAllowed }) => [version, rollbackAllowed]),
      [
        [6, false],
        [5, true],
        [4, true],
        [3, true],
        [2, false],
        [1, false],
      ],
    );
    await refused(lab.rpc.appRollback({ appId, version: 1 }), 9);
    lab.sim.control.setModes({ rollbackDepth: 5 });
    await lab.rpc.appRollback({ appId, version: 1 });
  });

  it('starts the same again', async () => {
    lab.sim.control.deploy({ app: 'chat', config: { min: 1 } });
    lab.sim.control.advance(90_000);
    const [before] = lab.sim.control.containers('chat');
    await lab.rpc.appRollover({ appId });
    lab.sim.control.advance(120_000);
    const [after] = lab.sim.control.containers('chat');
    assert.notEqual(after!.id, before!.id);
    assert.equal((await history()).appDeploymentHistories[0]!.deploymentType, DeploymentType.rollover);
  });

  it('arrives in any order', async () => {
    lab.sim.control.setModes({ historyUnsorted: true });
    for (const max of [4, 5, 6]) lab.sim.control.deploy({ app: 'chat', config: { max } });
    const versions = (await history()).appDeploymentHistories.map(({ version }) => version);
    assert.notDeepEqual(
      versions,
      versions.toSorted((a, b) => b - a),
    );
    assert.deepEqual(versions.toSorted(), [1, 2, 3, 4, 5, 6]);
  });

  it('forgets with a deploy what was changed live', async () => {
    const functionId = lab.sim.control.served('chat').id;
    const change = (settings: object) => lab.rpc.functionUpdateSchedulingParams({ functionId, settings });
    const { currentSettings } = await change({ maxContainers: 7, scaledownWindow: 120 });
    assert.deepEqual(
      [currentSettings?.minContainers, currentSettings?.maxContainers, currentSettings?.scaledownWindow],
      [0, 7, 120],
    );
    await refused(change({ minContainers: 8 }), 3);
    const { autoscalerConfiguration: config } = await lab.rpc.functionGetSchedulingParams({ functionId });
    assert.equal(config?.settings?.maxContainers, 7);
    assert.equal(config.staticSettings?.maxContainers, 3);
    assert.equal(config.overrideSettings?.minContainers, undefined);
    assert.deepEqual(Object.keys(config.overrideEvents), ['max_containers', 'scaledown_window']);
    lab.sim.control.deploy({ app: 'chat', config: { max: 4 } });
    const after = await lab.rpc.functionGetSchedulingParams({ functionId });
    assert.equal(after.autoscalerConfiguration?.settings?.maxContainers, 4);
    assert.deepEqual(after.autoscalerConfiguration.overrideEvents, {});
  });

  it('never counts down, whatever is done', async () => {
    const step = fc.oneof(
      fc.record({ deploy: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ rollback: fc.integer({ min: -4, max: 12 }) }),
      fc.constant({ rollover: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        for (const one of steps) {
          if ('deploy' in one) lab.sim.control.deploy({ app: 'chat', config: { max: one.deploy } });
          if ('rollback' in one) {
            await lab.rpc
              .appRollback({ appId, version: one.rollback }, { retries: 0 })
              .catch(() => undefined);
          }
          if ('rollover' in one) await lab.rpc.appRollover({ appId });
        }
        const { appDeploymentHistories: all, productionAppVersion } = await history();
        const versions = all.map(({ version }) => version);
        assert.deepEqual(
          versions,
          Array.from(all, (_, index) => all.length - index),
        );
        assert.equal(productionAppVersion, versions[0]);
        const live = lab.sim.control.app('chat').history.at(-1)!;
        assert.deepEqual(live.functions[0]!.config, demoConfig({ max: live.functions[0]!.config.max! }));
      }),
      { numRuns: 15 },
    );
  });
});
