import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/connectors/clock.ts';
import { DeploymentService } from '../../../../src/extension/deployments/service.ts';
import { Remembered } from '../../../../src/extension/remembered/remembered.ts';
import { randomFrom } from '../../../platforms/kit/random.ts';
import { silent } from '../../deployments/builders.ts';
import { cleanTemp, tempFolder, tempStore } from '../../store/temp.ts';
import { isStorm, tellStorm } from '../storm.ts';
import { connected } from './connected.ts';
import { killWithin } from './kill.ts';
import { stages, type CrashStage } from './stages.ts';

/** Kills for each platform and action. */
const kills = isStorm ? 40 : 3;
/** Later than the time for which another window's deploy is left alone. */
const nextDay = { ...systemClock, now: () => systemClock.now() + 150_000 };
const luck = randomFrom(20_261_126);

describe('A window that is killed in the middle', function () {
  this.timeout(isStorm ? 1_200_000 : 60_000);
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    cleanTemp();
  });

  async function open(start: () => Promise<CrashStage>): Promise<CrashStage> {
    const stage = await start();
    closing.push(() => stage.close());
    // Slow enough that kills fall between requests, and into them.
    stage.fault({ path: '/**', times: 100_000, fault: { kind: 'delay', ms: 12 } });
    return stage;
  }

  /** The window that is opened afterwards, and has read what there is. */
  async function next(stage: CrashStage, folder: string) {
    const store = tempStore(folder, nextDay);
    assert.equal(store.problem, undefined, 'the history opens');
    const common = { clock: nextDay, log: silent };
    const remembered = new Remembered({ folder, redact: (text) => text, ...common });
    const { definition, connector, account } = await connected(stage, store.memory(stage.platform));
    const service = new DeploymentService({ definitions: [definition], store, remembered, ...common });
    closing.push(() => {
      service.dispose();
      remembered.dispose();
    });
    service.connect(stage.platform, connector, account, remembered.print('the same account'));
    await service.refresh();
    return service;
  }

  const rowsNamed = (service: DeploymentService, name: string) =>
    service.fleet().deployments.filter((view) => view.name === name || view.draft?.spec.name === name);

  for (const [platform, start] of Object.entries(stages)) {
    if (typeof start === 'string') continue;
    it(`deploys once on ${platform}, and loses nothing that was confirmed`, async () => {
      const stage = await open(start);
      const job = (folder: string, name: string) =>
        ({ ...only(stage), folder, action: 'deploy', spec: stage.spec(name) }) as const;
      const { took = 100 } = await killWithin(job(tempFolder(), 'whole'), undefined);
      const after = { made: 0, kept: 0 };
      for (let i = 0; i < kills; i++) {
        const [folder, name] = [tempFolder(), `cut-${i}`];
        const { reached } = await killWithin(job(folder, name), luck() * took);
        const service = await next(stage, folder);
        const [row, ...more] = rowsNamed(service, name);
        assert.deepEqual(more, [], 'one row: the draft or what it became');
        assert.ok(row, `${name} was confirmed, and is gone (${reached})`);
        if (row.draft) {
          after.kept++;
          await service.deploy(row.draft.id);
        } else after.made++;
        await service.refresh();
        const all = rowsNamed(service, name);
        assert.equal(all.length, 1, `deployed twice: ${name}`);
        assert.equal(all[0]?.draft, undefined);
      }
      tellStorm('crash', { platform, action: 'deploy', kills, ...after });
    });
  }

  for (const action of ['update', 'stop', 'remove'] as const)
    it(`finds by reading what became of ${action === 'update' ? 'an' : 'a'} ${action}, and can do it again`, async () => {
      const stage = await open(stages.together);
      const folder = tempFolder();
      for (let i = 0; i < kills; i++) {
        const name = `live-${i}`;
        const before = await next(stage, folder);
        const draft = before.saveDraft({ platform: 'together', spec: stage.spec(name) });
        const key = await before.deploy(draft.id);
        const { reached } = await killWithin({ ...only(stage), folder, action, key }, luck() * 120);
        const service = await next(stage, folder);
        const row = service.get(key);
        assert.ok(row ?? action === 'remove', `${name} is gone after ${reached}`);
        assert.equal(row?.busy, undefined, 'nothing is under way in the new window');
        if (action === 'update') await service.update(key, { maxReplicas: 2 });
        else if (action === 'stop' && row?.allowed.stop === true) await service.stop(key);
        else if (row && action === 'remove') await service.remove(key);
        await service.refresh();
        const settled = service.get(key);
        if (action === 'update') assert.equal(settled?.replicas.max, 2);
        if (action === 'stop') assert.notEqual(settled?.status, 'active');
        if (action === 'remove') assert.equal(settled, undefined);
      }
      tellStorm('crash', { platform: 'together', action, kills });
    });
});

const only = ({ platform, baseUrls, credentials }: CrashStage) => ({ platform, baseUrls, credentials });
