import assert from 'node:assert/strict';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { cleanTemp } from '../store/temp.ts';
import { Gate } from './fakeConnector.ts';
import { settle } from './manualClock.ts';
import { world } from './world.ts';

describe('Actions', () => {
  afterEach(cleanTemp);

  it('show on the row while they last, and its result without reading the world', async () => {
    const { service, connector, clock } = world();
    connector.add('a');
    await service.refresh();
    const gate = new Gate();
    connector.gates.set('stop', gate);
    const stopping = service.stop('together:a');
    await settle();
    assert.deepEqual(service.get('together:a')?.busy, {
      action: 'stop',
      step: 'Stopping…',
      since: clock.now(),
    });
    assert.equal(service.readable()[0]?.underway, true);
    gate.open();
    await stopping;
    assert.equal(service.get('together:a')?.busy, undefined);
    assert.equal(service.get('together:a')?.status, 'stopped');
    assert.equal(connector.count('list'), 1);
    assert.equal(service.readable()[0]?.underway, false);
  });

  it('are one at a time per row, and free per other row', async () => {
    const { service, connector } = world();
    connector.add('a');
    connector.add('b');
    await service.refresh();
    const gate = new Gate();
    connector.gates.set('stop', gate);
    const both = [service.stop('together:a'), service.stop('together:b')];
    await settle();
    await assert.rejects(service.remove('together:a'), { code: 'conflict' });
    await assert.rejects(service.stop('together:a'), /Stopping…/);
    gate.open();
    await Promise.all(both);
    assert.equal(connector.count('remove'), 0);
  });

  it('keep a fast pace while a stop drains', async () => {
    const { service, connector, clock } = world();
    connector.add('a');
    await service.refresh();
    connector.stop = (id) => Promise.resolve(connector.change(id, { status: 'active' }));
    await service.stop('together:a');
    assert.equal(service.readable()[0]?.underway, true);
    clock.skip(11 * 60_000);
    assert.equal(service.readable()[0]?.underway, false, 'not for ever');
  });

  it('that fail tell why, free the row and look at it again', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    connector.failures.set('start', { code: 'quota-exceeded', message: 'No more.' });
    connector.change('a', { status: 'failed' });
    await assert.rejects(service.start('together:a'), { code: 'quota-exceeded' });
    await settle();
    assert.equal(service.get('together:a')?.busy, undefined);
    assert.equal(service.get('together:a')?.status, 'failed', 'read again');
  });

  it('on something that is gone take its row away', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    connector.deployments.delete('a');
    connector.failures.set('stop', { code: 'not-found', message: 'Gone.' });
    await assert.rejects(service.stop('together:a'), { code: 'not-found' });
    await settle();
    assert.equal(service.get('together:a'), undefined);
    await assert.rejects(service.stop('together:a'), { code: 'not-found' });
  });

  it('that the row forbids are not sent, unless the row is old', async () => {
    const { service, connector } = world();
    const no = { no: 'It is already stopped.' };
    connector.add('a', { allowed: { test: true, stop: no, start: true, update: true, remove: true } });
    await service.refresh();
    await assert.rejects(service.stop('together:a'), /already stopped/);
    assert.equal(connector.count('stop'), 0);
    connector.failures.set('list', { code: 'network', message: 'x' });
    await service.refresh();
    await service.stop('together:a');
    assert.equal(connector.count('stop'), 1);
  });

  it('show the steps of a removal, and forget it whole', async () => {
    const { service, connector, changes } = world();
    connector.add('a');
    await service.refresh();
    service.setNotes('together:a', { description: 'x' });
    const steps: (string | undefined)[] = [];
    service.changed(() => steps.push(service.get('together:a')?.busy?.step));
    await service.remove('together:a');
    assert.deepEqual(steps.slice(0, 2), ['Deleting…', 'Removing it…']);
    assert.equal(service.get('together:a'), undefined);
    assert.ok(changes.some(({ membership }) => membership));
    await service.refresh();
    assert.equal(service.get('together:a'), undefined);
  });

  it('send only what the platform takes, and keep the rest here', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    await service.update('together:a', { description: 'For the demo', tags: ['x'] });
    assert.equal(connector.count('update'), 0);
    assert.deepEqual(service.get('together:a')?.notes, { description: 'For the demo', tags: ['x'] });
    await service.update('together:a', { maxReplicas: 5, tags: [] });
    assert.ok(connector.calls.includes('update a {"maxReplicas":5}'));
    assert.equal(service.get('together:a')?.config.maxReplicas, 5);
    assert.deepEqual(service.get('together:a')?.notes, { description: 'For the demo', tags: [] });
  });

  it('say what a platform cannot do in the words of its table', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    await assert.rejects(service.insight.logs('together:a', {}), /keeps no logs/);
    const window = { from: 0, to: 1 };
    assert.match((await service.insight.report('together:a', window)).absent ?? '', /does not offer/);
    assert.equal((await service.insight.report('together:gone', window)).problem?.code, 'not-found');
    const refuses = (code: 'unsupported' | 'network') => () =>
      Promise.reject(new PlatformError({ code, message: 'None for this one.' }));
    Object.assign(connector, { usage: refuses('unsupported') });
    assert.deepEqual(await service.insight.report('together:a', window), { absent: 'None for this one.' });
    Object.assign(connector, { usage: refuses('network') });
    assert.equal((await service.insight.report('together:a', window)).problem?.code, 'network');
    await assert.rejects(service.catalog.models('replicate', { scope: 'own' }), { code: 'unauthorized' });
    await assert.rejects(service.catalog.models('modal', { scope: 'own' }), { code: 'unsupported' });
  });
});
