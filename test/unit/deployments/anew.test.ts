import assert from 'node:assert/strict';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { Gate } from './fakeConnector.ts';
import { ManualClock, settle } from './manualClock.ts';
import { world } from './world.ts';

describe('Starting what can only be made anew', () => {
  afterEach(cleanTemp);

  it('shows the new one at once, and the old one as what it is: stopped, with nothing under way', async () => {
    const { service, connector } = world();
    connector.add('old', { status: 'stopped' });
    await service.refresh();
    service.setNotes('together:old', { description: 'for the demo', tags: ['demo'] });
    connector.start = () => Promise.resolve(connector.add('new', { status: 'deploying' }));
    await service.start('together:old');
    assert.equal(service.get('together:new')?.status, 'deploying');
    assert.deepEqual(service.get('together:new')?.notes, { description: 'for the demo', tags: ['demo'] });
    await settle();
    assert.equal(service.get('together:old')?.status, 'stopped');
    assert.equal(service.get('together:old')?.busy, undefined);
    connector.change('new', { status: 'active' });
    await service.refresh();
    assert.equal(service.readable()[0]?.underway, false, 'the old one is not waited for');
  });

  it('lets the old row go where the platform forgets it', async () => {
    const { service, connector } = world();
    connector.add('old', { status: 'stopped' });
    await service.refresh();
    connector.start = () => {
      connector.deployments.delete('old');
      return Promise.resolve(connector.add('new'));
    };
    await service.start('together:old');
    await settle();
    assert.equal(service.get('together:old'), undefined);
    assert.ok(service.get('together:new'));
  });
});

describe('Restarting', () => {
  afterEach(cleanTemp);

  it('shows on the row that the containers are replaced', async () => {
    const { service, connector } = world(tempFolder(), new ManualClock(), {
      prepare: (fake) => {
        fake.add('a', { restartable: true });
        fake.add('b', { restartable: { no: 'It is stopped.' } });
      },
    });
    await service.refresh();
    const gate = new Gate();
    const restarted: string[] = [];
    Object.assign(connector, {
      restart: async (id: string) => {
        restarted.push(id);
        await gate.pass();
        return connector.change(id, { release: 'v2' });
      },
    });
    const restarting = service.restart('together:a');
    await settle();
    assert.equal(service.get('together:a')?.busy?.step, 'Replacing its containers…');
    assert.equal(service.get('together:a')?.busy?.action, 'restart');
    gate.open();
    await restarting;
    assert.equal(service.get('together:a')?.release, 'v2');
    await assert.rejects(service.restart('together:b'), /It is stopped\./);
    assert.deepEqual(restarted, ['a']);
  });

  it('is refused where the platform has no such thing', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    await assert.rejects(service.restart('together:a'), { code: 'unsupported' });
  });
});
