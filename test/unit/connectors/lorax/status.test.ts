import assert from 'node:assert/strict';
import { statusOf, startWindow } from '../../../../src/connectors/predibase/lorax/status.ts';
import type { Watched } from '../../../../src/connectors/predibase/lorax/status.ts';

describe('the status of a LoRAX server', () => {
  const info = {
    model_id: 'a/b',
    max_total_tokens: 4096,
    max_input_length: 4095,
    model_pipeline_tag: undefined,
    request_logger_url: undefined,
  };
  const error = { code: 'network' as const, message: 'Refused.' };
  const of = (change: Partial<Watched>, now = 0) => {
    const { status, word, ready } = statusOf({ addedAt: 0, misses: 0, ...change }, now);
    return [status, word, ready];
  };

  it('follows what was observed', () => {
    assert.deepEqual(of({}), ['pending', 'not contacted', undefined]);
    assert.deepEqual(of({ probing: true }), ['deploying', 'first look', undefined]);
    assert.deepEqual(of({ last: { kind: 'healthy', info } }), ['active', 'healthy', 1]);
    assert.deepEqual(of({ last: { kind: 'healthy', info }, generationStuck: true }), [
      'active',
      'degraded',
      1,
    ]);
    assert.deepEqual(of({ last: { kind: 'unhealthy' } }), ['failed', 'unhealthy', 0]);
    assert.deepEqual(of({ last: { kind: 'behind-proxy', status: 502 } }), [
      'deploying',
      'proxy up, server not',
      0,
    ]);
    assert.deepEqual(of({ last: { kind: 'foreign', why: 'No.' } }), ['failed', 'not a LoRAX server', 0]);
    assert.deepEqual(of({ last: { kind: 'locked', status: 401 } }), ['failed', 'token refused', undefined]);
  });

  it('takes a closed port for a start, for a quarter of an hour and unless it was healthy before', () => {
    for (const kind of ['unreachable', 'silent'] as const) {
      const last = { kind, error };
      assert.equal(of({ last }, startWindow - 1)[0], 'deploying');
      assert.equal(of({ last }, startWindow)[0], 'stopped');
      assert.deepEqual(of({ last, healthySince: 1, misses: 2 }, 5), ['stopped', 'unreachable', 0]);
    }
  });

  it('takes one look without an answer in time for no end of a healthy server', () => {
    const last = { kind: 'silent' as const, error };
    assert.equal(of({ last, healthySince: 1, steady: true, misses: 1 })[0], 'active');
    assert.equal(
      of({ last, healthySince: 1, misses: 1 })[0],
      'stopped',
      'healthy in an earlier session only',
    );
  });
});
