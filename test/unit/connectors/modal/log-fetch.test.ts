import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/connectors/index.ts';
import { ModalApi } from '../../../../src/connectors/modal/api.ts';
import { LogFetch } from '../../../../src/connectors/modal/log-fetch.ts';
import { LogReader } from '../../../../src/connectors/modal/log-reader.ts';
import type { ControlPlane } from '../../../../src/connectors/modal/wire.ts';
import { redactor } from '../../../../src/connectors/redact.ts';

const minute = 60_000;
const key = 'vq-secret-key-1';

/** A log of two minutes, of which each has more than half of what one fetch gives; a line begins in one of them. */
function longLog(): { fetches: number; plane: ControlPlane } {
  const log = { fetches: 0 };
  const bucket = (at: number) => ({
    bucketStartAt: new Date(at),
    stdoutLogs: 15_000,
    stderrLogs: 0,
    systemLogs: 0,
  });
  const said = (at: number, data: string) => ({
    entryId: `e${at}`,
    taskId: 'ta-1',
    functionId: '',
    imageId: '',
    items: [
      { data, timestamp: at / 1000, timestampNs: '0', taskState: 0, fileDescriptor: 1, containerId: '' },
    ],
  });
  const all = [said(minute - 1, `it is ${key.slice(0, 6)}`), said(minute, `${key.slice(6)}.\n`)];
  const plane = {
    appCountLogs: () => Promise.resolve({ buckets: [bucket(0), bucket(minute)] }),
    appFetchLogs: ({ since, until }: { since: Date; until: Date }) => {
      log.fetches++;
      const within = ({ items: [item] }: (typeof all)[number]): boolean => {
        const at = (item?.timestamp ?? 0) * 1000;
        return at >= since.getTime() && at < until.getTime();
      };
      return Promise.resolve({ batches: all.filter(within) });
    },
  };
  return Object.assign(log, { plane: plane as unknown as ControlPlane });
}

describe('Modal: a log that takes more than one fetch', () => {
  it('has whole lines where one ends and the next begins, and no half of a key', async () => {
    const log = longLog();
    const redact = redactor([key]);
    const api = new ModalApi({
      ...{ tokenId: '', tokenSecret: key, server: 'http://127.0.0.1', clock: systemClock, log: undefined },
      ...{ redact, plane: log.plane },
    });
    const reader = () => new LogReader(new Map(), redact, () => 0);
    const entries = await new LogFetch(api, 'ap-1', reader).range({ until: 2 * minute }, 0, 100_000);
    assert.equal(log.fetches, 2);
    assert.deepEqual(
      entries.map(({ at, message }) => [at, message]),
      [[minute - 1, 'it is •••.']],
    );
  });
});
