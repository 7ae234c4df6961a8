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
});
