import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { LogEntry } from '../../../../src/connectors/index.ts';
import { Logs } from '../../../../src/connectors/modal/logs.ts';
import { closeBenches, fails } from './bench.ts';
import { closeDesks, openDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import type { ModalOptions } from '../../../platforms/modal/index.ts';

const hour = 3_600_000;
const logsOf = (desk: Desk, app = 'summaries') =>
  new Logs({ api: desk.api, read: () => Promise.resolve(desk.servedBy(app)) });
const texts = (entries: readonly LogEntry[]) => entries.map(({ message }) => message);
const open = (options: ModalOptions = {}) => openDesk(options);

/** Waits until so many streams of logs were opened. */
async function opened({ sim }: Desk, count: number): Promise<void> {
  while (sim.control.rpcs('AppGetLogs').length < count) await setTimeout(10);
  await setTimeout(50);
}

describe('Modal: logs', () => {
  afterEach(async () => {
    closeDesks();
    await closeBenches();
  });

  it('finds the newest lines as far back as it takes', async () => {
    const desk = await open();
    const { control } = desk.sim;
    const now = control.now();
    for (let back = 1; back <= 20; back++)
      control.log('summaries', { at: now - back * 40 * hour, data: `line ${back}\n` });
    desk.calls();
    const newest = await logsOf(desk).read('x', { limit: 3 });
    assert.deepEqual(texts(newest), ['line 3', 'line 2', 'line 1']);
    assert.deepEqual(desk.calls(), ['AppFetchLogs', 'AppFetchLogs', 'AppFetchLogs']);
  });

  it('plans a long range by counts, and narrows it by part, container, source and text in any case', async () => {
    const desk = await open();
    const { control } = desk.sim;
    const now = control.now();
    const [part] = desk.servedBy('summaries').parts;
    const said = { functionId: part?.id ?? '', taskId: 'ta-a' };
    control.log('summaries', { ...said, at: now - 3 * hour, data: 'Alpha\n' });
    control.log('summaries', { ...said, at: now - 2 * hour, data: 'beta\n', source: 2 });
    control.log('summaries', { taskId: 'ta-b', at: now - hour, data: 'ALPHABET\n' });
    const logs = logsOf(desk);
    const range = { since: now - 4 * hour, until: now };
    desk.calls();
    assert.deepEqual(texts(await logs.read('x', range)), ['Alpha', 'beta', 'ALPHABET']);
    assert.equal(desk.calls()[0], 'AppCountLogs');
    assert.deepEqual(texts(await logs.read('x', { ...range, source: 'stderr' })), ['beta']);
    assert.deepEqual(texts(await logs.read('x', { ...range, container: 'ta-b' })), ['ALPHABET']);
    assert.deepEqual(texts(await logs.read('x', { ...range, part: part?.id ?? '' })), ['Alpha', 'beta']);
    assert.deepEqual(texts(await logs.read('x', { ...range, text: 'alpha' })), ['Alpha', 'ALPHABET']);
    assert.deepEqual(texts(await logs.read('x', { since: now - 80 * 24 * hour })), [
      'Alpha',
      'beta',
      'ALPHABET',
    ]);
  });

  it('reads a range without the plan where the server cannot count', async () => {
    const desk = await open({ faults: [{ path: '/**/AppCountLogs', fault: { kind: 'grpc', code: 12 } }] });
    const now = desk.sim.control.now();
    desk.sim.control.log('summaries', { at: now - hour, data: 'still there\n' });
    const entries = await logsOf(desk).read('x', { since: now - 2 * hour });
    assert.deepEqual(texts(entries), ['still there']);
  });

  it('tells what it can be narrowed to', async () => {
    const desk = await open();
    desk.sim.control.startContainer('summaries');
    desk.sim.control.log('summaries', { taskId: 'ta-old', data: 'x\n' });
    const filters = await logsOf(desk).filters('x');
    assert.deepEqual(
      filters.parts.map(({ label }) => label),
      ['serve'],
    );
    assert.deepEqual(
      filters.containers.map(({ detail }) => detail),
      ['starting', 'ended'],
    );
    assert.match(filters.reach, /a day .* 30 days/);
  });

  it('follows over the ends that Modal gives a stream, each line once, and ends without an error', async () => {
    const desk = await open({ modes: { logStreamSeconds: 10 } });
    const { control } = desk.sim;
    control.log('summaries', { data: 'before\n' });
    control.advance(1000);
    const end = new AbortController();
    const play = async () => {
      await opened(desk, 1);
      control.log('summaries', { data: 'one\n' });
      await setTimeout(50);
      control.advance(11_000);
      await opened(desk, 2);
      control.log('summaries', { data: 'tw' });
      control.log('summaries', { data: 'o\nthree\n' });
    };
    const playing = play();
    const all: LogEntry[] = [];
    for await (const entry of logsOf(desk).follow('x', {}, end.signal)) {
      all.push(entry);
      if (all.length === 3) end.abort();
    }
    await playing;
    assert.deepEqual(texts(all), ['one', 'two', 'three']);
  });

  it('shows no key that is cut by the end of a stream', async () => {
    const desk = await open({ modes: { logStreamSeconds: 10 } });
    const { control, credentials } = desk.sim;
    const key = credentials.tokenSecret;
    const end = new AbortController();
    const play = async () => {
      await opened(desk, 1);
      control.log('summaries', { data: `it is ${key.slice(0, 12)}` });
      await setTimeout(50);
      control.advance(11_000);
      await opened(desk, 2);
      control.log('summaries', { data: `${key.slice(12)} in full\n` });
    };
    const playing = play();
    const all: LogEntry[] = [];
    for await (const entry of logsOf(desk).follow('x', {}, end.signal)) {
      all.push(entry);
      if (all.length === 2) end.abort();
    }
    await playing;
    assert.deepEqual(texts(all), ['it is', '••• in full']);
    assert.equal(new Set(all.map(({ id }) => id)).size, 2);
  });

  it('goes on when a stream breaks, searches here, and is over with the app', async () => {
    const desk = await open();
    const { control } = desk.sim;
    control.addFault({ path: '/**/AppGetLogs', times: 2, fault: { kind: 'grpc', code: 14 } });
    const all: LogEntry[] = [];
    const play = async () => {
      await opened(desk, 3);
      control.log('summaries', { data: 'needle\nhay\n' });
      await setTimeout(50);
      control.stopApp('summaries');
      control.advance(60_000);
    };
    const playing = play();
    for await (const entry of logsOf(desk).follow('x', { text: 'NEEDLE' })) all.push(entry);
    await playing;
    assert.deepEqual(texts(all), ['needle']);
  });

  it('says what ends it for good', async () => {
    const desk = await open();
    desk.sim.control.addFault({ path: '/**/AppGetLogs', fault: { kind: 'grpc', code: 7, details: 'no' } });
    const read = async () => {
      for await (const entry of logsOf(desk).follow('x', {})) assert.fail(entry.message);
    };
    await fails('forbidden', read());
  });

  it('shows what had begun when it ends for good', async () => {
    const desk = await open();
    const { control } = desk.sim;
    const since = control.now();
    for (const data of ['whole\n', 'half a', ' line', ' and more']) control.log('summaries', { data });
    control.addFault({
      path: '/**/AppGetLogs',
      fault: { kind: 'grpc', code: 7, details: 'no', afterEvents: 3 },
    });
    const all: LogEntry[] = [];
    const read = async () => {
      for await (const entry of logsOf(desk).follow('x', { since })) all.push(entry);
    };
    await fails('forbidden', read());
    assert.deepEqual(texts(all), ['whole', 'half a line']);
  });

  it('has no log of an Endpoint whose app is not told', async () => {
    const desk = await open();
    const { appId, ...served } = desk.servedBy('summaries');
    assert.ok(appId);
    const logs = new Logs({ api: desk.api, read: () => Promise.resolve(served) });
    await fails('not-ready', logs.read('x', {}));
  });
});
