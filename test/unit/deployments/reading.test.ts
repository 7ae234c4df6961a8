import assert from 'node:assert/strict';
import { cleanTemp } from '../store/temp.ts';
import { dollars } from './builders.ts';
import { FakeConnector, Gate } from './fakeConnector.ts';
import { settle } from './manualClock.ts';
import { world } from './world.ts';

const all = { from: 0, to: Number.MAX_SAFE_INTEGER };

describe('Reading the fleet', () => {
  afterEach(cleanTemp);

  it('tells only the rows that really differ', async () => {
    const { service, connector, clock, changes, seen } = world();
    connector.add('a');
    connector.add('b');
    await service.refresh();
    assert.deepEqual(seen().sort(), ['together:a', 'together:b']);
    clock.skip(5000);
    connector.change('a', {
      price: { perReplicaHour: dollars(4), source: { kind: 'platform', readAt: 99 } },
    });
    await service.refresh();
    assert.deepEqual(seen(), [], 'only times of reading moved');
    connector.change('b', { replicas: { min: 1, max: 2, ready: 2 } });
    await service.refresh();
    const change = changes.find(({ keys }) => keys.size > 0);
    assert.deepEqual([...(change?.keys ?? [])], ['together:b']);
    assert.equal(change?.membership, false);
    seen();
    connector.deployments.delete('a');
    await service.refresh();
    assert.ok(changes.some(({ membership, keys }) => membership && keys.has('together:a')));
    assert.equal(service.get('together:a'), undefined);
  });

  it('counts, and says what running on costs', async () => {
    const { service, connector } = world();
    connector.add('two', { replicas: { ready: 2 } });
    connector.add('starting', { status: 'deploying', replicas: { ready: 0 } });
    connector.add('off', { status: 'stopped', replicas: { ready: 0 } });
    await service.refresh();
    const { counts, burn } = service.fleet();
    assert.deepEqual(counts, { pending: 0, deploying: 1, active: 1, failed: 0, stopped: 1 });
    assert.deepEqual(burn, { perHour: dollars(8), atLeast: false });
    const { price: _none, ...shared } = connector.add('shared', { serverless: true, replicas: {} });
    connector.deployments.set('shared', shared);
    await service.refresh();
    assert.equal(service.fleet().burn.atLeast, false, 'what everybody shares costs nobody by the hour');
    const { price: _price, ...unpriced } = connector.add('unpriced');
    connector.deployments.set('unpriced', unpriced);
    await service.refresh();
    assert.deepEqual(service.fleet().burn, { perHour: dollars(8), atLeast: true });
  });

  it('keeps the rows when a read fails, marks them, says why, and recovers', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    const readAt = service.fleet().platforms[0]?.lastReadAt;
    connector.failures.set('list', { code: 'network', message: 'No connection.' });
    await service.refresh();
    assert.equal(service.get('together:a')?.stale, true);
    assert.deepEqual(
      service.fleet().platforms[0]?.problems.map(({ code }) => code),
      ['network'],
    );
    assert.equal(service.fleet().platforms[0]?.lastReadAt, readAt);
    connector.failures.delete('list');
    await service.refresh();
    assert.equal(service.get('together:a')?.stale, undefined);
    assert.deepEqual(service.fleet().platforms[0]?.problems, []);
  });

  it('keeps what an incomplete list leaves out', async () => {
    const { service, connector } = world();
    connector.add('a');
    connector.add('b');
    await service.refresh();
    connector.deployments.delete('b');
    connector.listing = { complete: false, problems: [{ code: 'unavailable', message: 'A part failed.' }] };
    await service.refresh();
    assert.equal(service.get('together:a')?.stale, undefined);
    assert.equal(service.get('together:b')?.stale, true);
    assert.equal(service.fleet().platforms[0]?.problems.length, 1);
  });

  it('marks the rows that a list gives from before', async () => {
    const { service, connector } = world();
    connector.add('a');
    connector.add('b');
    await service.refresh();
    connector.listing = {
      complete: false,
      stale: ['b'],
      problems: [{ code: 'unavailable', message: 'A part failed.' }],
    };
    await service.refresh();
    assert.equal(service.get('together:a')?.stale, undefined);
    assert.equal(service.get('together:b')?.stale, true);
  });

  it('does not let a list that was asked for earlier undo an action', async () => {
    const { service, connector } = world();
    connector.add('a');
    connector.add('b');
    await service.refresh();
    const gate = new Gate();
    connector.gates.set('list', gate);
    const reading = service.refresh();
    await settle();
    await service.stop('together:a');
    await service.remove('together:b');
    gate.open();
    await reading;
    assert.equal(service.get('together:a')?.status, 'stopped');
    assert.equal(service.get('together:b'), undefined);
    connector.gates.delete('list');
    connector.change('a', { status: 'active' });
    await service.refresh();
    assert.equal(service.get('together:a')?.status, 'active', 'a later list counts again');
  });

  it('never has two lists of one platform under way', async () => {
    const { service, connector } = world();
    const never = new AbortController().signal;
    await Promise.all([
      service.refresh(),
      service.poll('together', never),
      service.refresh(),
      service.refresh(),
    ]);
    assert.equal(connector.mostInFlight, 1);
    assert.equal(connector.count('list'), 3, 'the poll was content with the read before it');
  });

  it('is not confused by another key while a list is on its way', async () => {
    const { service, connector } = world();
    connector.add('a');
    const gate = new Gate();
    connector.gates.set('list', gate);
    const reading = service.refresh();
    await settle();
    const other = new FakeConnector('together');
    other.add('z');
    service.connect('together', other, { id: 'another', label: 'Other', details: [] });
    gate.open();
    await reading;
    assert.ok(connector.disposed);
    await service.refresh();
    assert.deepEqual(
      service.fleet().deployments.map(({ key }) => key),
      ['together:z'],
    );
    service.disconnect('together');
    assert.deepEqual(service.fleet().deployments, []);
    assert.equal(service.fleet().platforms[0]?.connected, false);
    assert.throws(() => service.connector('together'), { code: 'unauthorized' });
  });

  it('keeps the rows of the same account under a new key', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    service.connect('together', new FakeConnector(), { id: 'a', label: 'Account', details: [] });
    assert.ok(service.get('together:a'));
  });

  it('takes an abort for what it is', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    connector.gates.set('list', new Gate());
    const stop = new AbortController();
    const reading = service.refresh({ signal: stop.signal });
    await settle();
    assert.equal(service.fleet().platforms[0]?.reading, true);
    stop.abort();
    await reading;
    assert.equal(service.get('together:a')?.stale, undefined);
    assert.deepEqual(service.fleet().platforms[0]?.problems, []);
    assert.equal(service.fleet().platforms[0]?.reading, false);
  });

  it('writes a status sample per deployment, and the end of one that is gone', async () => {
    const { service, connector, store, clock } = world();
    connector.add('a', { replicas: { ready: 2 } });
    await service.refresh();
    connector.deployments.delete('a');
    clock.skip(5000);
    await service.refresh();
    assert.deepEqual(
      store.statuses
        .within(all, 'together:a')
        .map(({ ready, status, price }) => [ready, status, price?.perReplicaHour]),
      [
        [2, 'active', dollars(4)],
        [0, 'stopped', undefined],
      ],
    );
  });

  it('finds rows by status, platform and every word of a text', async () => {
    const { service, connector } = world();
    connector.add('a', { name: 'alpha', group: 'team/blue' });
    connector.add('b', {
      name: 'beta',
      status: 'stopped',
      model: { id: 'x', name: 'Llama 3', kind: 'model' },
    });
    await service.refresh();
    service.setNotes('together:b', { tags: ['night'] });
    const names = (filter: Parameters<typeof service.filter>[0]) =>
      service.filter(filter).map(({ name }) => name);
    assert.deepEqual(names({}), ['alpha', 'beta']);
    assert.deepEqual(names({ text: 'BLUE alp' }), ['alpha']);
    assert.deepEqual(names({ text: 'llama night' }), ['beta']);
    assert.deepEqual(names({ text: 'llama blue' }), []);
    assert.deepEqual(names({ statuses: ['stopped'] }), ['beta']);
    assert.deepEqual(names({ platforms: ['modal'] }), []);
  });
});
