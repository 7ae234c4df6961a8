import assert from 'node:assert/strict';
import type { LogEntry, LogQuery } from '../../../src/connectors/connector.ts';
import { cleanTemp } from '../store/temp.ts';
import type { FakeConnector } from './fakeConnector.ts';
import { settle } from './manualClock.ts';
import { world } from './world.ts';

const entry = (id: string): LogEntry => ({ id, at: 1, level: 'info', type: 'stdout', message: id });

/** Says two things and then nothing more, until it is ended. */
function followable(connector: FakeConnector): LogQuery[] {
  const asked: LogQuery[] = [];
  Object.assign(connector, {
    follow: async function* (_id: string, query: LogQuery, signal: AbortSignal) {
      asked.push(query);
      yield entry('1');
      yield entry('2');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
  return asked;
}

describe('Following a log', () => {
  afterEach(cleanTemp);

  it('is possible on the rows of a platform that has it, and says so on them', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    assert.equal(service.get('together:a')?.followable, undefined);
    const iterator = service.insight
      .follow('together:a', {}, new AbortController().signal)
      [Symbol.asyncIterator]();
    await assert.rejects(iterator.next(), { code: 'unsupported' });
    followable(connector);
    connector.change('a', { release: 'v2' });
    await service.refresh();
    assert.equal(service.get('together:a')?.followable, true);
  });

  it('ends when its platform is disconnected', async () => {
    const { service, connector } = world();
    const asked = followable(connector);
    connector.add('a');
    await service.refresh();
    const heard: string[] = [];
    const following = (async () => {
      const query = { source: 'stderr' as const };
      for await (const { id } of service.insight.follow('together:a', query, new AbortController().signal))
        heard.push(id);
    })();
    await settle();
    assert.deepEqual(heard, ['1', '2']);
    service.disconnect('together');
    await following;
    assert.deepEqual(asked, [{ source: 'stderr' }]);
  });

  it('can be narrowed where the platform says to what', async () => {
    const { service, connector } = world();
    connector.add('a');
    await service.refresh();
    assert.equal(await service.insight.logFilters('together:a'), undefined);
    const filters = { parts: [], containers: [], sources: [], reach: 'A day.' };
    Object.assign(connector, { logFilters: () => Promise.resolve(filters) });
    assert.equal(await service.insight.logFilters('together:a'), filters);
    assert.deepEqual(await service.catalog.choices('together', 'options.gpu', {}), []);
  });
});
