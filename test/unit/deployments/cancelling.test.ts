import assert from 'node:assert/strict';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { Gate } from './fakeConnector.ts';
import { ManualClock, settle } from './manualClock.ts';
import { spec, world } from './world.ts';

const cancellable = () => world(tempFolder(), new ManualClock(), { deploys: 'cancellable' });

describe('A deploy that takes minutes', () => {
  afterEach(cleanTemp);

  it('says on its row that it can be called off, and what it is at', async () => {
    const { service, connector, clock } = cancellable();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    const gate = new Gate();
    connector.gates.set('deploy', gate);
    const deploying = service.deploy(id);
    await settle();
    assert.deepEqual(service.get(`draft:${id}`)?.busy, {
      action: 'deploy',
      step: 'Creating it…',
      since: clock.now(),
      cancellable: true,
    });
    assert.equal(service.readable()[0]?.underway, true);
    gate.open();
    assert.equal(await deploying, 'together:id-my-model');
  });

  it('leaves the draft as it was when it is called off, with nothing wrong and nothing to look for', async () => {
    const { service, connector, clock } = cancellable();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.gates.set('deploy', new Gate());
    const deploying = service.deploy(id);
    await settle();
    const [cancelled] = await Promise.all([
      service.cancelDeploy(id),
      assert.rejects(deploying, { code: 'cancelled' }),
    ]);
    assert.equal(cancelled, true);
    const row = service.get(`draft:${id}`);
    assert.equal(row?.busy, undefined);
    assert.equal(row?.draft?.problem, undefined);
    assert.equal(row?.draft?.sentAt, undefined);
    clock.skip(300_000);
    // What was begun may stand there until the platform ends it: it must not be taken for the draft's.
    connector.add('half', { name: 'my-model', status: 'deploying', createdAt: clock.now() });
    await service.refresh();
    assert.equal(service.get(`draft:${id}`)?.draft?.problem, undefined);
    assert.equal(service.get('together:half')?.status, 'deploying');
  });

  it('shows that it ends, which takes a while, and that nothing is left to call off', async () => {
    const { service, connector } = cancellable();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    const ended = new Gate();
    connector.deploy = async (_spec, options) => {
      await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve));
      options?.progress?.('A late word');
      await ended.pass();
      throw new PlatformError({ code: 'cancelled', message: 'Cancelled.' });
    };
    const deploying = service.deploy(id).catch(() => undefined);
    await settle();
    const cancelling = service.cancelDeploy(id);
    await settle();
    const { busy } = service.get(`draft:${id}`) ?? {};
    assert.deepEqual([busy?.step, busy?.cancellable], ['Cancelling the deploy…', undefined]);
    ended.open();
    await Promise.all([cancelling, deploying]);
  });

  it('is there when it was done before it could be ended', async () => {
    const { service, connector } = cancellable();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.deploy = async (_spec, options) => {
      await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve));
      return connector.add('made');
    };
    const deploying = service.deploy(id);
    await settle();
    assert.equal(await service.cancelDeploy(id), false);
    assert.equal(await deploying, 'together:made');
    assert.equal(service.get(`draft:${id}`), undefined);
  });

  it('keeps its reason when it fails', async () => {
    const { service, connector } = cancellable();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.failures.set('deploy', { code: 'invalid', message: 'The image does not build.' });
    await assert.rejects(service.deploy(id), { code: 'invalid' });
    assert.equal(service.get(`draft:${id}`)?.error, 'The image does not build.');
    assert.equal(await service.cancelDeploy(id), false);
  });

  it('cannot be called off where it is one request', async () => {
    const { service, connector } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    const gate = new Gate();
    connector.gates.set('deploy', gate);
    const deploying = service.deploy(id);
    await settle();
    assert.equal(service.get(`draft:${id}`)?.busy?.cancellable, undefined);
    assert.equal(await service.cancelDeploy(id), false);
    gate.open();
    await deploying;
  });

  it('does not pass for a lost one in another window, however long it takes', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const here = world(folder, clock, { deploys: 'cancellable' });
    const there = world(folder, clock, { deploys: 'cancellable' });
    const { id } = here.service.saveDraft({ platform: 'together', spec: spec() });
    const gate = new Gate();
    here.connector.gates.set('deploy', gate);
    const deploying = here.service.deploy(id);
    for (let minutes = 0; minutes < 10; minutes++) {
      await clock.advance(60_000);
      await there.service.refresh();
    }
    assert.equal(there.service.get(`draft:${id}`)?.draft?.problem, undefined);
    await assert.rejects(there.service.deploy(id), { code: 'conflict' });
    gate.open();
    await deploying;
    await there.service.refresh();
    assert.equal(there.service.get(`draft:${id}`), undefined);
    await clock.advance(60_000);
    assert.equal(clock.sleepers, 0, 'nothing goes on saying so');
  });

  it('is not lost when a crash cuts it off and something of it stands there for a while', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const before = world(folder, clock, { deploys: 'cancellable' });
    const { id } = before.service.saveDraft({ platform: 'together', spec: spec() });
    before.connector.gates.set('deploy', new Gate());
    void before.service.deploy(id).catch(() => undefined);
    await settle();
    const after = world(folder, clock, { deploys: 'cancellable' });
    after.connector.add('half', { name: 'my-model', status: 'deploying', createdAt: clock.now() });
    await after.service.refresh();
    assert.ok(after.service.get(`draft:${id}`));
    after.connector.deployments.delete('half');
    clock.skip(300_000);
    await after.service.refresh();
    assert.equal(after.service.get(`draft:${id}`)?.draft?.problem?.code, 'outcome-unknown');
  });
});
