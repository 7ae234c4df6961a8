import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Source, TaskState } from '../../../platforms/modal/words.ts';
import { collect, type Lab, openLab, refused, turn } from './lab.ts';

const day = 24 * 3_600_000;

describe('logs of a Modal app', () => {
  let lab: Lab;
  let appId: string;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
    appId = lab.sim.control.deploy({ app: 'chat' }).id;
  });
  afterEach(() => lab.close());

  const write = (data: string, more: object = {}): string => lab.sim.control.log('chat', { data, ...more });
  const existing = async (lastEntryId = '', more: object = {}): Promise<string[]> => {
    const batches = await collect(lab.rpc.appGetLogs({ appId, timeout: 0, lastEntryId, ...more }));
    return batches.flatMap(({ items }) => items.map(({ data }) => data));
  };

  it('goes on after the last entry that is known, and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        async (numbers, cut) => {
          const ids = numbers.map((number) => write(`${number}`));
          const after = cut % ids.length;
          assert.deepEqual(await existing(ids[after]), numbers.slice(after + 1).map(String));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('ends a stream by itself, and says so when the app is done', async () => {
    write('one');
    const open = collect(lab.rpc.appGetLogs({ appId, timeout: 55, lastEntryId: '' }));
    while (lab.sim.control.rpcs('AppGetLogs').length === 0) await turn();
    await turn();
    write('two');
    lab.sim.control.mention('chat', { data: 'from the server\n', source: Source.system });
    lab.sim.control.advance(55_000);
    const batches = await open;
    assert.deepEqual(
      batches.map(({ entryId, items }) => [entryId !== '', items[0]!.data]),
      [
        [true, 'one'],
        [true, 'two'],
        [false, 'from the server\n'],
      ],
    );
    lab.sim.control.stopApp('chat');
    lab.sim.control.advance(5_000);
    const last = await collect(lab.rpc.appGetLogs({ appId, timeout: 55, lastEntryId: batches[1]!.entryId }));
    assert.deepEqual(
      last.map(({ appDone }) => appDone),
      [true],
    );
  });

  it('tells the steps of a start, and where lines come from', async () => {
    lab.sim.control.startContainer('chat');
    lab.sim.control.advance(90_000);
    const batches = await collect(lab.rpc.appGetLogs({ appId, timeout: 0 }));
    const states = batches
      .flatMap(({ items }) => items.map(({ taskState }): number => taskState))
      .filter((one) => one > 0);
    assert.deepEqual(states, [
      TaskState.created,
      TaskState.queued,
      TaskState.workerAssigned,
      TaskState.loadingImage,
      TaskState.creatingContainer,
      TaskState.idle,
    ]);
    assert.equal(batches[1]!.items[0]!.taskProgress?.progressType, 1);
    assert.match(batches[0]!.taskId, /^ta-/);
    const errors = await existing('', { fileDescriptor: Source.stderr });
    assert.ok(errors.some((data) => data.startsWith('\r')) && errors.some((data) => !data.endsWith('\n')));
    assert.match(errors.at(-1)!, /Uvicorn running/);
    assert.deepEqual(await existing('', { fileDescriptor: Source.stdout }), []);
  });

  it('fetches a range and its end, and counts what is in it', async () => {
    const start = new Date(lab.sim.control.now());
    for (let minute = 0; minute < 10; minute += 1) {
      write(`line ${minute}`, minute % 2 === 0 ? {} : { source: Source.stderr });
      lab.sim.control.advance(60_000);
    }
    const until = new Date(lab.sim.control.now());
    const fetched = async (more: object): Promise<string[]> => {
      const { batches } = await lab.rpc.appFetchLogs({ appId, since: start, until, limit: 100, ...more });
      return batches.flatMap(({ items }) => items.map(({ data }) => data));
    };
    assert.equal((await fetched({})).length, 10);
    assert.deepEqual(await fetched({ limit: 2 }), ['line 8', 'line 9']);
    assert.equal((await fetched({ source: Source.stderr })).length, 5);
    assert.deepEqual(await fetched({ searchText: 'line 7' }), ['line 7']);
    assert.equal((await fetched({ until: new Date(start.getTime() + 120_000) })).length, 2);

    const counts = { appId, since: start, until, bucketSecs: 300 };
    const { buckets } = await lab.rpc.appCountLogs(counts);
    assert.deepEqual(
      buckets.map(({ stdoutLogs, stderrLogs }) => stdoutLogs + stderrLogs),
      [5, 5],
    );
    await refused(lab.rpc.appCountLogs({ ...counts, bucketSecs: 7 }), 3);
    await refused(lab.rpc.appFetchLogs({ appId, limit: 20_001 }), 3);
    const since = new Date(until.getTime() - 36 * day);
    await refused(lab.rpc.appFetchLogs({ appId, since, until, limit: 1 }), 3, /35 days/);
    await refused(lab.rpc.appFetchLogs({ appId: 'ap-nothing', limit: 1 }), 5);
  });

  it('forgets by age, as the plan says', async () => {
    write('old');
    lab.sim.control.advance(2 * day);
    write('new');
    const data = async (): Promise<string[]> => {
      const { batches } = await lab.rpc.appFetchLogs({ appId, limit: 10 });
      return batches.map(({ items }) => items[0]!.data);
    };
    assert.deepEqual(await data(), ['old', 'new']);
    lab.sim.control.setModes({ plan: 'starter' });
    assert.deepEqual(await data(), ['new']);
  });
});
