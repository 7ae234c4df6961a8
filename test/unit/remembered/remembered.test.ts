import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { redactor } from '../../../src/connectors/redact.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { fleetFileName } from '../../../src/extension/remembered/fleetFile.ts';
import { Remembered } from '../../../src/extension/remembered/remembered.ts';
import { silent } from '../deployments/builders.ts';
import { FakeConnector, fakeDefinition } from '../deployments/fakeConnector.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder, tempStore } from '../store/temp.ts';

const closing: (() => void)[] = [];

/** One window: a service over the folder that all windows share. */
function window_(folder: string, clock: ManualClock, key = 'key-1', secret = 'not-there') {
  const remembered = new Remembered({ folder, clock, log: silent, redact: redactor([secret]) });
  const store = tempStore(folder, clock);
  const definitions = [fakeDefinition('together')];
  const service = new DeploymentService({ definitions, store, clock, log: silent, remembered });
  const connector = new FakeConnector('together');
  connector.now = () => clock.now();
  const close = () => {
    service.dispose();
    remembered.dispose();
  };
  closing.push(close);
  const { signal } = new AbortController();
  return {
    service,
    connector,
    close,
    connect: () =>
      service.connect(
        'together',
        connector,
        { id: 'a', label: 'Account', details: [] },
        remembered.print(key),
      ),
    foresee: () => service.foresee('together', remembered.print(key)),
    poll: () => service.poll('together', signal),
    rows: () =>
      service
        .fleet()
        .deployments.map(({ id, status, stale }) => `${id} ${status}${stale === true ? ' stale' : ''}`)
        .sort(),
    platform: () => service.fleet().platforms[0],
  };
}

const bytes = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => name.startsWith(fleetFileName))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');

describe('the last known lists', () => {
  afterEach(() => {
    for (const close of closing.splice(0)) close();
    cleanTemp();
  });

  async function earlier(folder: string, clock: ManualClock, prepare: (connector: FakeConnector) => void) {
    const window = window_(folder, clock, 'key-1', 'a-secret-word');
    prepare(window.connector);
    window.connect();
    await window.poll();
    window.close();
  }

  it('are shown before the first answer, as old and with their time', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock(5000)];
    await earlier(folder, clock, (connector) => {
      connector.add('one');
      connector.add('two', { status: 'stopped' });
    });
    await clock.advance(60_000);
    const next = window_(folder, clock);
    next.connector.add('two', { status: 'active' });
    next.connect();
    assert.deepEqual(next.rows(), ['one active stale', 'two stopped stale']);
    assert.equal(next.platform()?.rememberedAt, 5000);
    assert.equal(next.platform()?.lastReadAt, undefined, 'nothing was read here yet');
    await next.poll();
    assert.deepEqual(next.rows(), ['two active']);
    assert.equal(next.platform()?.rememberedAt, undefined);
  });

  it('are shown while the platform is still being connected, and stay as they are when it is', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock(5000)];
    await earlier(folder, clock, (connector) => connector.add('one'));
    const next = window_(folder, clock);
    next.connector.add('one');
    next.foresee();
    assert.deepEqual(next.rows(), ['one active stale']);
    assert.equal(next.platform()?.connected, true);
    assert.throws(() => next.service.connector('together'), { code: 'unavailable' });
    assert.deepEqual(next.service.readable(), [], 'there is nothing to ask yet');
    const told: string[] = [];
    next.service.changed(({ keys }) => told.push(...keys));
    next.connect();
    assert.deepEqual(next.rows(), ['one active stale']);
    assert.deepEqual(told, [], 'the row is the same');
    await next.poll();
    assert.deepEqual(next.rows(), ['one active']);
  });

  it('go when the platform that was awaited cannot be connected', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock(5000)];
    await earlier(folder, clock, (connector) => connector.add('one'));
    const next = window_(folder, clock);
    next.foresee();
    next.service.setProblem('together', { code: 'unauthorized', message: 'The key cannot be read.' });
    assert.deepEqual(next.rows(), []);
    assert.equal(next.platform()?.connected, false);
    assert.equal(next.platform()?.problems.length, 1);
  });

  it('are of one account: another key finds nothing, and the file does not tell the key', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    await earlier(folder, clock, (connector) => connector.add('one'));
    const other = window_(folder, clock, 'key-2');
    other.connect();
    assert.deepEqual(other.rows(), []);
    assert.ok(!bytes(folder).includes('key-1'));
  });

  it('hold no secret and no value of an environment variable, and cannot be edited before they are read again', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    await earlier(folder, clock, (connector) =>
      connector.add('one', {
        error: 'refused a-secret-word',
        config: { description: 'kept', environment: { TOKEN: 'plain-looking-value' } },
      }),
    );
    assert.ok(!bytes(folder).includes('a-secret-word'));
    assert.ok(!bytes(folder).includes('plain-looking-value'));
    const next = window_(folder, clock);
    next.connect();
    const row = next.service.get('together:one');
    assert.deepEqual(row?.config, { description: 'kept' });
    assert.notEqual(row.allowed.update, true);
  });

  it('go with the account that is taken away', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    await earlier(folder, clock, (connector) => connector.add('one'));
    const window = window_(folder, clock);
    window.connect();
    window.service.disconnect('together');
    assert.deepEqual(window.rows(), []);
    const next = window_(folder, clock);
    next.connect();
    assert.deepEqual(next.rows(), []);
  });

  it('are forgotten after a month, and begun anew in a file that is damaged', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    await earlier(folder, clock, (connector) => connector.add('one'));
    await clock.advance(31 * 86_400_000);
    const late = window_(folder, clock);
    late.connect();
    assert.deepEqual(late.rows(), []);
    late.close();
    for (const suffix of ['-wal', '-shm']) writeFileSync(join(folder, fleetFileName + suffix), '');
    writeFileSync(join(folder, fleetFileName), 'this is no database'.repeat(500));
    const after = window_(folder, clock);
    after.connector.add('two');
    after.connect();
    await after.poll();
    after.close();
    const next = window_(folder, clock);
    next.connect();
    assert.deepEqual(next.rows(), ['two active stale']);
  });

  it('tell a window that does not read what another one reads, and only what changed', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    const reading = window_(folder, clock);
    const looking = window_(folder, clock);
    for (const { connector } of [reading, looking]) connector.add('one');
    reading.connector.add('two', { status: 'deploying' });
    reading.connect();
    looking.connect();
    await clock.advance(1000);
    await reading.poll();
    looking.service.adopt();
    assert.deepEqual(looking.rows(), ['one active', 'two deploying']);
    const told: string[] = [];
    looking.service.changed(({ keys }) => told.push(...keys));
    await clock.advance(1000);
    reading.connector.change('two', { status: 'active' });
    await reading.poll();
    looking.service.adopt();
    assert.deepEqual(told, ['together:two']);
    assert.equal(looking.connector.count('list'), 0);
    assert.equal(looking.platform()?.lastReadAt, clock.now());
    await clock.advance(1000);
    reading.connector.deployments.delete('one');
    await reading.poll();
    looking.service.adopt();
    assert.deepEqual(looking.rows(), ['two active']);
  });

  it('leave what was told here later', async () => {
    const [folder, clock] = [tempFolder(), new ManualClock()];
    const reading = window_(folder, clock);
    const looking = window_(folder, clock);
    for (const { connector, connect } of [reading, looking]) {
      connector.add('one', { readAt: clock.now() });
      connect();
    }
    await reading.poll();
    await looking.poll();
    await clock.advance(1000);
    reading.connector.change('one', { replicas: { ready: 2 }, readAt: clock.now() });
    await reading.poll();
    await clock.advance(1000);
    looking.connector.change('one', { status: 'stopped', readAt: clock.now() });
    await looking.poll();
    looking.service.adopt();
    assert.deepEqual(looking.rows(), ['one stopped']);
  });

  it('are the same in every window, whoever reads', async () => {
    const step = fc.record({
      window: fc.nat({ max: 2 }),
      id: fc.constantFrom('a', 'b', 'c'),
      what: fc.constantFrom('active' as const, 'stopped' as const, 'gone' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const [folder, clock] = [tempFolder(), new ManualClock()];
        const windows = [0, 1, 2].map(() => window_(folder, clock));
        for (const { connect } of windows) connect();
        for (const { window, id, what } of steps) {
          await clock.advance(1000);
          for (const { connector } of windows)
            if (what === 'gone') connector.deployments.delete(id);
            else connector.add(id, { status: what });
          for (const { connector } of windows)
            for (const known of connector.deployments.keys())
              connector.change(known, { readAt: clock.now() });
          await windows[window]!.poll();
          for (const { service } of windows) service.adopt();
          const seen = windows.map(({ rows }) => rows());
          for (const rows of seen) assert.deepEqual(rows, seen[window]);
        }
        for (const close of closing.splice(0)) close();
      }),
      { numRuns: 25 },
    );
  });
});
