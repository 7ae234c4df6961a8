import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerSupport } from '../../../src/connectors/connector.ts';
import { Poller } from '../../../src/extension/deployments/poller.ts';
import { cleanTemp } from '../store/temp.ts';
import { FakeConnector, Gate } from './fakeConnector.ts';
import { world } from './world.ts';

const second = 1000;

function polled() {
  const made = world();
  const settings = { seconds: 5 };
  const warned: string[] = [];
  const poller = new Poller({
    service: made.service,
    clock: made.clock,
    log: { warn: (message) => warned.push(message) },
    seconds: () => settings.seconds,
    random: () => 0,
  });
  const lists = () => made.connector.count('list');
  return { ...made, poller, settings, lists, warned };
}

describe('Poller', () => {
  afterEach(cleanTemp);

  it('says in the log what nobody foresaw, and tries again later', async () => {
    const { poller, clock, lists, service, warned } = polled();
    const poll = service.poll.bind(service);
    service.poll = () => Promise.reject(new TypeError('no such thing'));
    poller.setVisible(true);
    await clock.advance(1 * second);
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? '', /broke off: TypeError: no such thing/);
    service.poll = poll;
    await clock.advance(30 * second);
    assert.ok(lists() > 0);
  });

  it('reads nothing until somebody looks, and nothing after', async () => {
    const { poller, clock, lists, service } = polled();
    await clock.advance(60 * second);
    assert.equal(lists(), 0);
    poller.setVisible(true);
    await clock.advance(12 * second);
    assert.equal(lists(), 3);
    poller.setVisible(false);
    await clock.advance(600 * second);
    assert.equal(lists(), 3);
    assert.equal(clock.sleepers, 0, 'no timer is left');
    poller.setVisible(true);
    await clock.advance(0);
    assert.equal(lists(), 4, 'at once, as the last read is old');
    poller.dispose();
    await clock.advance(60 * second);
    assert.equal(lists(), 4);
    service.disconnect('together');
  });

  it('reads every five seconds, every two while something is under way', async () => {
    const { poller, clock, connector, lists } = polled();
    connector.add('a');
    poller.setVisible(true);
    await clock.advance(20 * second);
    assert.equal(lists(), 5);
    connector.change('a', { status: 'deploying' });
    await clock.advance(5 * second);
    assert.equal(lists(), 6, 'seen');
    await clock.advance(10 * second);
    assert.equal(lists(), 11);
    connector.change('a', { status: 'active' });
    await clock.advance(2 * second);
    await clock.advance(10 * second);
    assert.equal(lists(), 14);
    poller.dispose();
  });

  it('quickens as soon as an action begins', async () => {
    const { poller, clock, connector, lists, service } = polled();
    connector.add('a');
    poller.setVisible(true);
    await clock.advance(second);
    connector.gates.set('stop', new Gate());
    void service.stop('together:a');
    await clock.advance(1500);
    assert.equal(lists(), 2);
    poller.dispose();
  });

  it('follows the setting, and 0 turns it off', async () => {
    const { poller, clock, settings, lists } = polled();
    poller.setVisible(true);
    await clock.advance(0);
    settings.seconds = 0;
    poller.settingsChanged();
    await clock.advance(60 * second);
    assert.equal(lists(), 1);
    settings.seconds = 30;
    poller.settingsChanged();
    await clock.advance(0);
    assert.equal(lists(), 2);
    await clock.advance(59 * second);
    assert.equal(lists(), 3);
    poller.dispose();
  });

  it('does not read again when it is shown again soon', async () => {
    const { poller, clock, lists } = polled();
    poller.setVisible(true);
    await clock.advance(second);
    poller.setVisible(false);
    poller.setVisible(true);
    await clock.advance(second);
    assert.equal(lists(), 1);
    await clock.advance(3 * second);
    assert.equal(lists(), 2);
    poller.dispose();
  });

  it('aborts what is under way when nobody looks, which is no failure', async () => {
    const { poller, clock, connector, service, lists } = polled();
    connector.gates.set('list', new Gate());
    poller.setVisible(true);
    await clock.advance(second);
    assert.equal(connector.inFlight, 1);
    poller.setVisible(false);
    await clock.advance(0);
    assert.equal(connector.inFlight, 0);
    assert.deepEqual(service.fleet().platforms[0]?.problems, []);
    connector.gates.clear();
    poller.setVisible(true);
    await clock.advance(0);
    assert.equal(lists(), 2);
    poller.dispose();
  });

  it('waits longer after each failure, at most a minute, and recovers at once', async () => {
    const { poller, clock, connector } = polled();
    connector.failures.set('list', { code: 'unavailable', message: 'x' });
    const at: number[] = [];
    const list = connector.list.bind(connector);
    connector.list = (options) => {
      at.push(clock.monotonic() / second);
      return list(options);
    };
    poller.setVisible(true);
    await clock.advance(240 * second);
    assert.deepEqual(at, [0, 10, 30, 70, 130, 190]);
    connector.failures.clear();
    await clock.advance(20 * second);
    assert.deepEqual(at.slice(6), [250, 255, 260]);
    poller.dispose();
  });

  it('does not come before the platform asked it to', async () => {
    const { poller, clock, connector, lists } = polled();
    connector.failures.set('list', { code: 'rate-limited', message: 'x', retryAfterMs: 90_000 });
    poller.setVisible(true);
    await clock.advance(89 * second);
    assert.equal(lists(), 1);
    poller.setVisible(false);
    poller.setVisible(true);
    await clock.advance(0);
    assert.equal(lists(), 1, 'looking again does not make it shorter');
    await clock.advance(second);
    assert.equal(lists(), 2);
    connector.failures.clear();
    connector.listing = { problems: [{ code: 'rate-limited', message: 'a part', retryAfterMs: 20_000 }] };
    await clock.advance(90 * second);
    const before = lists();
    await clock.advance(19 * second);
    assert.ok(lists() - before <= 1, 'a part that was refused counts too');
    poller.dispose();
  });

  it('goes on reading servers of a person’s own when the account’s key is refused', async () => {
    const servers = { label: 'box', help: '', placeholder: '' } as ServerSupport;
    const { service, connector } = world(undefined, undefined, { servers });
    const refusal = { code: 'unauthorized' as const, message: 'No.' };
    service.setProblem('together', refusal);
    assert.equal(service.readable()[0]?.refused, false);
    connector.failures.set('list', refusal);
    await service.refresh();
    assert.equal(service.readable()[0]?.refused, true, 'with no server the key is all there is');
  });

  it('does not send a refused key again, until there is another or a read by hand succeeds', async () => {
    const { poller, clock, connector, service, lists } = polled();
    connector.failures.set('list', { code: 'unauthorized', message: 'Wrong key.' });
    poller.setVisible(true);
    await clock.advance(600 * second);
    assert.equal(lists(), 1);
    const other = new FakeConnector();
    service.connect('together', other);
    await clock.advance(6 * second);
    assert.equal(other.count('list'), 2);
    other.failures.set('list', { code: 'unauthorized', message: 'Wrong key.' });
    await clock.advance(60 * second);
    const refused = other.count('list');
    other.failures.clear();
    await service.refresh();
    await clock.advance(6 * second);
    assert.equal(other.count('list'), refused + 2, 'by hand, and on time from then on');
    poller.dispose();
  });

  it('keeps to its rules in any order of events', async () => {
    const event = fc.oneof(
      fc.constant('show' as const),
      fc.constant('hide' as const),
      fc.constant('fail' as const),
      fc.constant('heal' as const),
      fc.constant('hang' as const),
      fc.constant('answer' as const),
      fc.constant('by hand' as const),
      fc.constant('new key' as const),
      fc.constant('deploying' as const),
      fc.constant('active' as const),
      fc.nat(20_000),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        const { poller, clock, connector, service } = polled();
        let visible = false;
        let byHand = 0;
        let gate: Gate | undefined;
        connector.add('a');
        for (const event of events) {
          const before = connector.count('list');
          if (event === 'show' || event === 'hide') poller.setVisible((visible = event === 'show'));
          else if (event === 'fail') connector.failures.set('list', { code: 'network', message: 'x' });
          else if (event === 'heal') connector.failures.clear();
          else if (event === 'hang') connector.gates.set('list', (gate ??= new Gate()));
          else if (event === 'answer') {
            connector.gates.clear();
            gate?.open();
            gate = undefined;
          } else if (event === 'by hand') {
            byHand++;
            void service.refresh();
          } else if (event === 'new key') service.connect('together', connector);
          else if (typeof event === 'string') connector.change('a', { status: event });
          await clock.advance(typeof event === 'number' ? event : 0);
          const made = connector.count('list') - before;
          assert.ok(connector.mostInFlight <= 1, 'two under way');
          if (!visible && byHand === 0) assert.equal(made, 0, 'read while nobody looked');
          const atMost = typeof event === 'number' ? event / 2000 + 1 : 1;
          if (byHand === 0) assert.ok(made <= atMost, `${made} reads in ${event}`);
        }
        gate?.open();
        poller.dispose();
        await clock.advance(0);
        assert.equal(connector.inFlight, 0);
      }),
      { numRuns: 80 },
    );
  }).timeout(30_000);
});
