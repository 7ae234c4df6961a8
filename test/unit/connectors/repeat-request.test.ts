import assert from 'node:assert/strict';
import type { ErrorData } from '../../../src/connectors/index.ts';
import { PlatformError } from '../../../src/connectors/index.ts';
import { repeatRequest } from '../../../src/connectors/repeat-request.ts';
import type { RepeatRules } from '../../../src/connectors/repeat-request.ts';
import { longestWait } from '../../../src/connectors/retry.ts';
import { fails } from './kit.ts';

const failure = (more: Partial<ErrorData> = {}) =>
  new PlatformError({ code: 'unavailable', message: 'It failed.', status: 503, ...more });

/** Sends what fails so often, and then is answered. */
function request(failures: unknown[], rules: Partial<RepeatRules> = {}) {
  const slept: number[] = [];
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  let sent = 0;
  const answer = repeatRequest(
    () => (sent < failures.length ? Promise.reject(failures[sent++] as Error) : Promise.resolve(++sent)),
    {
      platform: 'together',
      name: 'GET /models',
      clock: {
        now: () => 0,
        monotonic: () => 0,
        sleep: (ms) => {
          slept.push(ms);
          return Promise.resolve();
        },
      },
      log: { debug: log, info: log, warn: log },
      signal: undefined,
      retries: 3,
      mayRepeat: () => true,
      ...rules,
    },
  );
  return { answer, slept, logged, sent: () => sent };
}

describe('a request that may be repeated', () => {
  it('goes out until it is answered, after the wait that was asked for', async () => {
    const { answer, slept, logged } = request([failure({ retryAfterMs: 7_000 }), failure()]);
    assert.equal(await answer, 3);
    assert.equal(slept[0], 7_000);
    assert.ok((slept[1] ?? Infinity) <= 1_000, 'without one it backs off');
    assert.deepEqual(logged, []);
  });

  it('goes out no more often than it may', async () => {
    const { answer, sent } = request(Array<unknown>(9).fill(failure({ retryAfterMs: 1 })));
    await fails('unavailable', answer);
    assert.equal(sent(), 4);
  });

  it('goes out once when the platform’s rules or its number say so', async () => {
    for (const rules of [{ mayRepeat: () => false }, { retries: 0 }]) {
      const { answer, sent } = request([failure()], rules);
      await fails('unavailable', answer);
      assert.equal(sent(), 1);
    }
  });

  it('takes the longest wait in silence, and tells of a longer one instead', async () => {
    const patient = request([failure({ retryAfterMs: longestWait })]);
    assert.equal(await patient.answer, 2);
    const { answer, slept } = request([failure({ retryAfterMs: longestWait + 1 })]);
    assert.equal((await fails('unavailable', answer)).data.retryAfterMs, longestWait + 1);
    assert.deepEqual(slept, []);
  });

  it('ends as cancelled when the wait is called off, which is no failure to log', async () => {
    const sleep = () => Promise.reject(new DOMException('Aborted.', 'AbortError'));
    const clock = { now: () => 0, monotonic: () => 0, sleep };
    const { answer, sent, logged } = request([failure(), failure()], { clock });
    assert.equal((await fails('cancelled', answer)).data.platform, 'together');
    assert.equal(sent(), 1);
    assert.deepEqual(logged, []);
  });

  it('logs what stayed, in one line, with the id that support asks for', async () => {
    const stays = { mayRepeat: () => false, requestIdName: 'CF-RAY' };
    const named = request([failure({ requestId: '8f2a' })], stays);
    await fails('unavailable', named.answer);
    assert.deepEqual(named.logged, ['GET /models: 503 It failed. (CF-RAY 8f2a)']);
    const other = request([new TypeError('odd')], stays);
    await fails('malformed', other.answer);
    assert.deepEqual(other.logged, ['GET /models: malformed Unexpected failure: odd']);
  });
});
