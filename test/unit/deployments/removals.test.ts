import assert from 'node:assert/strict';
import type { FailedRemoval } from '../../../src/extension/deployments/removals.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { FakeConnector, Gate } from './fakeConnector.ts';
import { ManualClock, settle } from './manualClock.ts';
import { world, type World } from './world.ts';

const key = 'together:a';
const account = { id: 'a', label: 'Account', details: [] };
const step = 'Waiting to delete, possible from 14:05';

describe('A delete that takes many minutes', () => {
  let folder: string;
  let clock: ManualClock;
  beforeEach(() => {
    folder = tempFolder();
    clock = new ManualClock();
  });
  afterEach(cleanTemp);

  /** One window. What the platform has is the same for all of them. */
  function open(deployments?: FakeConnector['deployments']): World & { failed: FailedRemoval[]; gate: Gate } {
    const gate = new Gate();
    const prepare = (connector: FakeConnector): void => {
      connector.gates.set('remove', gate);
      connector.steps = [step];
    };
    const made = world(folder, clock, { removal: 'background', deployments, prepare });
    const failed: FailedRemoval[] = [];
    made.service.removalFailed((event) => failed.push(event));
    return { ...made, failed, gate };
  }

  async function deleting(): Promise<ReturnType<typeof open>> {
    const window = open();
    window.connector.add('a', { status: 'stopped' });
    await window.service.refresh();
    await window.service.remove(key);
    return window;
  }

  it('is accepted when the platform has begun, and shows on the row what it waits for', async () => {
    const { service, gate, connector } = await deleting();
    assert.deepEqual(service.get(key)?.busy, {
      ...{ action: 'remove', step, since: clock.now(), cancellable: true },
    });
    assert.equal(connector.deployments.size, 1);
    gate.open();
    await settle();
    assert.equal(service.get(key), undefined);
    assert.equal(connector.count('remove'), 1);
  });

  it('lets no other action in, and is no reason to read faster', async () => {
    const { service } = await deleting();
    for (const act of [service.stop(key), service.start(key), service.remove(key)])
      await assert.rejects(act, { code: 'conflict' });
    assert.equal(service.readable()[0]?.underway, false);
  });

  it('that the platform refuses at once is told to who asked, and forgotten', async () => {
    const { service, connector, store, failed } = open();
    connector.add('a');
    connector.steps = [];
    connector.gates.clear();
    connector.failures.set('remove', { code: 'forbidden', message: 'Not yours.' });
    await service.refresh();
    await assert.rejects(service.remove(key), { code: 'forbidden' });
    assert.equal(service.get(key)?.busy, undefined);
    assert.equal(store.facts('removal')?.size, 0);
    assert.deepEqual(failed, []);
  });

  it('goes on after the window is closed and opened again, once its platform was read', async () => {
    const before = await deleting();
    before.service.dispose();
    before.store.dispose();
    const { service, connector, gate } = open(before.connector.deployments);
    await settle();
    await service.refresh();
    assert.equal(service.get(key)?.busy?.step, step);
    assert.equal(connector.count('remove'), 1);
    gate.open();
    await settle();
    assert.equal(service.get(key), undefined);
  });

  it('is read for when its platform is connected, though nobody looks', async () => {
    const before = await deleting();
    before.service.dispose();
    before.store.dispose();
    const { connector } = open(before.connector.deployments);
    await settle();
    assert.equal(connector.count('list'), 1);
    assert.equal(connector.count('remove'), 1);
  });

  it('survives a crash: another window takes it over when the first has said nothing for long', async () => {
    const crashed = await deleting();
    // Killed: neither released nor heard of again.
    crashed.connector.gates.clear();
    const later = open(crashed.connector.deployments);
    const lost = new ManualClock(clock.epoch);
    Object.assign(clock, { now: () => lost.now() });
    await later.service.refresh();
    assert.equal(later.connector.count('remove'), 0, 'the first may be at it still');
    assert.equal(later.service.get(key)?.busy?.step, step, 'and its row says so');
    lost.skip(91_000);
    await later.service.refresh();
    assert.equal(later.connector.count('remove'), 1);
  });

  it('is done by one of two windows, and shown by both', async () => {
    const first = await deleting();
    const second = open(first.connector.deployments);
    await second.service.refresh();
    for (let minute = 0; minute < 5; minute++) {
      await clock.advance(60_000);
      await second.service.refresh();
    }
    assert.equal(second.connector.count('remove'), 0);
    assert.equal(second.service.get(key)?.busy?.step, step);
    await assert.rejects(second.service.start(key), { code: 'conflict' });
    first.gate.open();
    await settle();
    await second.service.refresh();
    assert.equal(second.service.get(key), undefined);
    assert.equal(second.store.facts('removal')?.size, 0);
  });

  it('is called off, leaves the deployment there and is begun by no later reading', async () => {
    const { service, connector, store } = await deleting();
    assert.equal(await service.cancelRemoval(key), true);
    assert.equal(service.get(key)?.busy, undefined);
    assert.equal(connector.deployments.size, 1);
    assert.equal(store.facts('removal')?.size, 0);
    await service.refresh();
    assert.equal(connector.count('remove'), 1);
    assert.equal(await service.cancelRemoval(key), false, 'there is nothing left to call off');
  });

  it('is called off by another window than the one that does it', async () => {
    const first = await deleting();
    const second = open(first.connector.deployments);
    await second.service.refresh();
    assert.equal(await second.service.cancelRemoval(key), true);
    await clock.advance(2000);
    assert.equal(first.service.get(key)?.busy, undefined);
    first.gate.open();
    await settle();
    assert.equal(first.connector.deployments.size, 1, 'the first has stopped');
    assert.deepEqual(first.failed, []);
  });

  it('that fails later says so once, keeps the reason on the row over a reload, and is not begun again', async () => {
    const first = await deleting();
    first.connector.failures.set('remove', { code: 'conflict', message: 'Refused for an hour.' });
    first.gate.open();
    await settle();
    assert.deepEqual(
      first.failed.map(({ name, error }) => [name, error.code]),
      [['name-a', 'conflict']],
    );
    assert.equal(first.service.get(key)?.notDeleted?.message, 'Refused for an hour.');
    assert.equal(first.service.get(key)?.busy, undefined);
    first.service.dispose();
    first.store.dispose();
    const second = open(first.connector.deployments);
    await second.service.refresh();
    assert.equal(second.service.get(key)?.notDeleted?.message, 'Refused for an hour.');
    assert.equal(second.connector.count('remove'), 0);
    assert.deepEqual(second.failed, []);
    await second.service.start(key);
    assert.equal(second.service.get(key)?.notDeleted, undefined, 'something else was done with it');
  });

  it('can be asked for again after it failed', async () => {
    const { service, connector, gate } = await deleting();
    connector.failures.set('remove', { code: 'conflict', message: 'Refused.' });
    gate.open();
    await settle();
    connector.failures.clear();
    await service.remove(key);
    await settle();
    assert.equal(service.get(key), undefined);
  });

  for (const code of ['network', 'timeout', 'broken-stream', 'outcome-unknown'] as const)
    it(`waits out a network that is away, but not for ever: ${code}`, async () => {
      const { service, connector, gate, failed } = await deleting();
      connector.failures.set('remove', { code, message: 'No connection.' });
      gate.open();
      await clock.advance(60_000);
      assert.equal(service.get(key)?.busy?.action, 'remove');
      assert.ok(connector.count('remove') >= 2);
      await clock.advance(50 * 60_000);
      assert.equal(failed.length, 0, 'most of an hour without a network is no reason to give up');
      await clock.advance(15 * 60_000);
      assert.equal(failed.length, 1);
      assert.equal(service.get(key)?.notDeleted?.code, code);
    });

  it('goes on with the next connector when the key is replaced', async () => {
    const { service, connector } = await deleting();
    const next = new FakeConnector('together');
    Object.assign(next, { deployments: connector.deployments });
    service.connect('together', next, account);
    await settle();
    assert.equal(next.count('remove'), 1);
    assert.equal(service.get(key), undefined);
  });

  it('is kept for its account while another one is connected', async () => {
    const { service, store } = await deleting();
    const other = new FakeConnector('together');
    other.add('a');
    service.connect('together', other, { ...account, id: 'someone else' });
    await service.refresh();
    assert.equal(other.count('remove'), 0);
    assert.equal(store.facts('removal')?.size, 1);
  });

  it('is forgotten when the deployment was deleted elsewhere, and not when the list is incomplete', async () => {
    const before = await deleting();
    before.service.dispose();
    before.connector.deployments.clear();
    const { service, connector, store } = open(before.connector.deployments);
    connector.listing = { complete: false };
    await service.refresh();
    assert.equal(store.facts('removal')?.size, 1);
    connector.listing = {};
    await service.refresh();
    assert.equal(store.facts('removal')?.size, 0);
    assert.equal(connector.count('remove'), 0);
  });
});
