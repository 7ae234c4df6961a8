import { strict as assert } from 'node:assert';
import type { LogEntry, LogQuery } from '../../../src/connectors/connector.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { LogChannel } from '../../../src/extension/logs/channel.ts';
import { readLog, type LogRequest } from '../../../src/extension/logs/logReader.ts';

const entry = (message: string): LogEntry => ({ id: message, at: 0, level: 'info', type: 'output', message });

/** An output channel in memory. */
function page(most?: number) {
  const state = { text: '', replaced: 0 };
  const output = {
    append: (text: string) => void (state.text += text),
    replace: (text: string) => {
      state.text = text;
      state.replaced++;
    },
    show: () => undefined,
    dispose: () => undefined,
  };
  const channel = new LogChannel(output, () => 0, most);
  const said = () =>
    state.text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^.*?(── |│ )/, ''));
  return { state, channel, said };
}

const request = (over: Partial<LogRequest> = {}): LogRequest => ({
  query: {},
  follow: false,
  labels: new Map(),
  ...over,
});

const service = (over: {
  logs?: (query: LogQuery) => LogEntry[];
  follow?: (query: LogQuery, signal: AbortSignal) => AsyncIterable<LogEntry>;
}) => ({
  logs: (_: string, query: LogQuery) =>
    new Promise<LogEntry[]>((resolve) => resolve(over.logs?.(query) ?? [])),
  follow: (_: string, query: LogQuery, signal: AbortSignal) => {
    if (over.follow) return over.follow(query, signal);
    throw new Error('not followed');
  },
});

describe('a log in its channel', () => {
  const { signal } = new AbortController();

  it('is what the platform gives for what was asked, between a head and an end', async () => {
    const { channel, said } = page();
    const asked: LogQuery[] = [];
    const logs = (query: LogQuery) => {
      asked.push(query);
      return [entry('one'), entry('two')];
    };
    await readLog(service({ logs }), 'k', request({ query: { text: 'o' } }), channel, signal);
    assert.deepEqual(said(), ['Log (with “o”)', 'one', 'two', 'End of the log.']);
    assert.deepEqual(asked, [{ text: 'o', limit: 20_000 }]);
  });

  it('says that there is nothing, and that there is more', async () => {
    const none = page();
    await readLog(service({}), 'k', request(), none.channel, signal);
    assert.deepEqual(none.said(), ['Log', 'There is nothing in the log.']);
    const much = page();
    const logs = () => Array.from({ length: 20_000 }, (_, i) => entry(String(i)));
    await readLog(service({ logs }), 'k', request(), much.channel, signal);
    assert.match(much.said().at(-1) ?? '', /there are more/);
  });

  it('says that it failed, and what to do, as a line', async () => {
    const { channel, said } = page();
    const logs = () => {
      throw new PlatformError({ code: 'forbidden', message: 'You may not.', hint: 'Ask.' });
    };
    await readLog(service({ logs }), 'k', request(), channel, signal);
    assert.equal(said().at(-1), 'The log could not be read. You may not. Ask.');
  });

  it('is followed until it is stopped, which is no failure', async () => {
    const { channel, said } = page();
    const stop = new AbortController();
    const follow = async function* (_: LogQuery, aborted: AbortSignal) {
      yield entry('one');
      await new Promise((resolve) => aborted.addEventListener('abort', resolve));
      throw new PlatformError({ code: 'cancelled', message: 'Cancelled.' });
    };
    const reading = readLog(service({ follow }), 'k', request({ follow: true }), channel, stop.signal);
    await new Promise(setImmediate);
    stop.abort();
    await reading;
    assert.deepEqual(said().slice(1), ['one', 'Stopped.']);
  });

  it('ends with its deployment, and says so', async () => {
    const { channel, said } = page();
    // eslint-disable-next-line @typescript-eslint/require-await
    const follow = async function* () {
      yield entry('last');
    };
    await readLog(service({ follow }), 'k', request({ follow: true }), channel, signal);
    assert.deepEqual(said().slice(1), ['last', 'The log has ended.']);
  });

  it('does not grow without end: the older lines go, the newest stay', () => {
    const { channel, state, said } = page(10_000);
    for (let i = 0; i < 5000; i++) channel.write([`│ line ${i}`]);
    assert.ok(state.replaced > 1);
    assert.ok(state.text.length <= 10_000);
    assert.equal(said()[0], 'Older lines were taken out.');
    assert.equal(said().at(-1), 'line 4999');
    channel.write([`│ ${'x'.repeat(50_000)}`]);
    assert.ok(state.text.length < 60_000);
  });
});
