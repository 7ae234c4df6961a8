import assert from 'node:assert/strict';
import { cleaned, levelOf, timeOfLine } from '../../../../src/connectors/modal/log-lines.ts';
import { bucketSeconds, intervalsOf } from '../../../../src/connectors/modal/log-plan.ts';
import { LogReader } from '../../../../src/connectors/modal/log-reader.ts';
import { redactor } from '../../../../src/connectors/redact.ts';
import type { Batch, Line } from '../../../../src/connectors/modal/log-lines.ts';

let entries = 0;
const batch = (line: Partial<Record<keyof Line, string | number>>, about: Partial<Batch> = {}): Batch =>
  ({
    taskId: 'ta-1',
    functionId: 'fu-1',
    imageId: '',
    entryId: `e${entries++}`,
    appDone: false,
    items: [
      {
        data: '',
        taskState: 0,
        timestamp: 0,
        timestampNs: '0',
        fileDescriptor: 1,
        containerId: '',
        ...line,
      },
    ],
    ...about,
  }) as unknown as Batch;
const reader = (...keys: string[]) => new LogReader(new Map([['fu-1', 'serve']]), redactor(keys), () => 77);
const texts = (read: { message: string }[]) => read.map(({ message }) => message);

describe('Modal: lines of a log', () => {
  it('takes levels from the text, not from where it was written', () => {
    assert.equal(levelOf('INFO:     Uvicorn running'), 'info');
    assert.equal(levelOf('ERROR 11-23 12:00:00 [core.py:1] no'), 'error');
    assert.equal(levelOf('(EngineCore_DP0 pid=12) WARNING 11-23 slow'), 'warn');
    assert.equal(levelOf('torch.OutOfMemoryError: CUDA out of memory.'), 'error');
    assert.equal(levelOf('Traceback (most recent call last):'), 'error');
    assert.equal(levelOf('DEBUG x'), 'debug');
    assert.equal(levelOf('no errors, and a warning in words'), 'info');
  });

  it('reads the exact time where it is told, and never takes 0 for one', () => {
    assert.equal(timeOfLine({ timestampNs: '1795435200123456789', timestamp: 5 }, 1), 1_795_435_200_123);
    assert.equal(timeOfLine({ timestampNs: '0', timestamp: 5.5 }, 1), 5500);
    assert.equal(timeOfLine({ timestampNs: '0', timestamp: 0 }, 1), 1);
  });

  it('puts pieces together by container and descriptor, and leaves what a return went over', () => {
    const log = reader();
    assert.deepEqual(log.take(batch({ data: 'hel' })), []);
    assert.deepEqual(texts(log.take(batch({ data: 'an error\n', fileDescriptor: 2 }))), ['an error']);
    assert.deepEqual(log.take(batch({ data: 'other' }, { taskId: 'ta-2' })), []);
    const read = log.take(batch({ data: 'lo\nsecond\n\nthi' }));
    assert.deepEqual(texts(read), ['hello', 'second']);
    assert.deepEqual(
      read.map(({ part, container, source }) => [part, container, source]),
      [
        ['serve', 'ta-1', 'stdout'],
        ['serve', 'ta-1', 'stdout'],
      ],
    );
    assert.deepEqual(texts(log.rest()), ['other', 'thi']);
    assert.deepEqual(log.rest(), []);
    assert.equal(cleaned('10%\r50%\r100%\r'), '100%');
    assert.equal(cleaned('\u001b[32mINFO\u001b[0m ok'), 'INFO ok');
  });

  it('keeps a key from being shown in two halves of a line that does not end', () => {
    const key = 'vq-secret-key-1';
    const log = reader(key);
    const said = (data: string) => texts(log.take(batch({ data })));
    assert.deepEqual(said(`key ${key.slice(0, 6)}`), []);
    assert.deepEqual(texts(log.soFar()), ['key']);
    assert.deepEqual(log.soFar(), []);
    assert.deepEqual(said(`${key.slice(6)} used.`), []);
    assert.deepEqual(texts(log.soFar()), ['••• used.']);
    assert.deepEqual(said(' up\nnext v'), [' up']);
    assert.deepEqual(texts(log.soFar()), ['next']);
    assert.deepEqual(texts(log.rest()), ['v']);
    const long = 'x '.repeat(40_000);
    const [first = '', ...others] = [...said(`${long}${key.slice(0, 9)}`), ...said(`${key.slice(9)}.\n`)];
    assert.equal(first, long.trimEnd());
    assert.deepEqual(others, ['•••.']);
  });

  it('shows changes of a container in words, and no building of images', () => {
    const log = reader();
    const [entry] = log.take(batch({ taskState: 3 }));
    assert.equal(entry?.type, 'container.loading-image');
    assert.equal(entry.source, 'system');
    assert.equal(log.take(batch({ taskState: 42 }))[0]?.type, 'container.state-42');
    assert.equal(log.take(batch({ taskState: 10 }))[0]?.level, 'warn');
    assert.deepEqual(log.take(batch({ data: 'Step 1\n' }, { imageId: 'im-1' })), []);
    assert.deepEqual(log.take(batch({})), []);
  });

  it('gives each line an id of its own', () => {
    const log = reader();
    const ids = log.take(batch({ data: 'a\nb\nc\n' })).map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
  });
});

describe('Modal: planning of a long log', () => {
  it('counts with the finest size of at most a hundred buckets', () => {
    assert.equal(bucketSeconds({ since: 0, until: 200_000 }), 2);
    assert.equal(bucketSeconds({ since: 0, until: 200_001 }), 4);
    assert.equal(bucketSeconds({ since: 0, until: 35 * 86_400_000 }), 43_200);
  });

  it('covers the range without gap or overlap, in pieces that fit, newest first until there are enough', () => {
    const whole = { since: 500, until: 10_500 };
    const buckets = Array.from({ length: 11 }, (_, index) => ({ at: index * 1000, count: 9000 }));
    const all = intervalsOf(buckets, whole, { bucketMs: 1000, limit: Infinity });
    assert.equal(all[0]?.since, 500);
    assert.equal(all.at(-1)?.until, 10_500);
    for (const [index, { since }] of all.entries()) if (index > 0) assert.equal(all[index - 1]?.until, since);
    for (const { since, until } of all) {
      const within = buckets.filter(({ at }) => at + 1000 > since && at < until);
      assert.ok(within.reduce((sum, { count }) => sum + count, 0) <= 20_000);
    }
    assert.deepEqual(intervalsOf(buckets, whole, { bucketMs: 1000, limit: 100 }), [
      { since: 10_000, until: 10_500 },
    ]);
    assert.deepEqual(intervalsOf([], whole, { bucketMs: 1000, limit: 5 }), [whole]);
  });
});
