import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statuses } from '../../../../src/connectors/index.ts';
import { relevantSince } from '../../../../src/connectors/replicate/evidence.ts';
import { merged } from '../../../../src/connectors/replicate/runs.ts';
import type { Run } from '../../../../src/connectors/replicate/runs.ts';
import {
  coldTooLong,
  inferStatus,
  servedWithin,
  startingFor,
  youngRelease,
} from '../../../../src/connectors/replicate/status.ts';
import type { Facts } from '../../../../src/connectors/replicate/status.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const minute = 60_000;
const release = { at: now - 60 * minute, min: 0, max: 2 };
const run = (status: string, more: Partial<Run> = {}): Run => ({
  id: status,
  status,
  created: now - minute,
  ...more,
});
const of = (facts: Partial<Facts>) => inferStatus({ now, release, runs: [], ...facts });

describe('Replicate connector: the status, concluded', () => {
  it('rule 2: a change that is not confirmed, or no release, is deploying', () => {
    assert.equal(of({ unconfirmed: true }).status, 'deploying');
    assert.equal(of({ release: undefined }).basis, 'local');
  });

  it('rule 3: a maximum of 0 is stopped, whatever ran before', () => {
    const stopped = of({ release: { ...release, max: 0 }, runs: [run('processing')] });
    assert.deepEqual([stopped.status, stopped.basis], ['stopped', 'configuration']);
    assert.equal(stopped.sentence, 'Disabled: instances set to 0/0');
  });

  it('rule 4: what runs or was served just now is active', () => {
    assert.equal(of({ runs: [run('processing')] }).basis, 'traffic');
    const served = run('succeeded', { started: now - 2 * minute, ended: now - minute });
    assert.equal(of({ runs: [run('starting', { created: now - minute }), served] }).status, 'active');
    assert.equal(
      of({ runs: [run('canceled', { started: now - minute, ended: now - minute })] }).basis,
      'traffic',
    );
    const old = run('succeeded', { started: now - servedWithin - 1, ended: now - servedWithin - 1 });
    assert.equal(of({ runs: [old] }).sentence, 'Enabled; instance state not reported');
  });

  it('rule 4: cancelled before it started proves nothing', () => {
    assert.equal(of({ runs: [run('canceled', { ended: now })] }).basis, 'configuration');
  });

  it('rule 5: three failures of the platform in a row, and not fewer', () => {
    const failed = run('failed', { started: now - minute, fault: 'E1001' });
    const never = run('failed');
    assert.equal(of({ runs: [failed, never, failed] }).status, 'failed');
    assert.equal(of({ runs: [failed, never, failed] }).sentence, 'Last 3 runs failed: E1001');
    assert.equal(of({ runs: [failed, failed] }).status, 'active');
  });

  it('rule 5: an error of the model’s own code is no failure of the deployment', () => {
    const failed = run('failed', { started: now - minute, fault: 'model' });
    assert.equal(of({ runs: [failed, failed, failed] }).status, 'active');
  });

  it('rule 6: waiting for an instance is deploying and never failed', () => {
    assert.equal(of({ runs: [run('starting', { created: now - startingFor })] }).status, 'active');
    assert.equal(of({ runs: [run('starting', { created: now - startingFor - 1 })] }).status, 'deploying');
    const late = of({ runs: [run('starting', { created: now - coldTooLong - 1 })] });
    assert.equal(late.status, 'deploying');
    assert.match(late.warning ?? '', /15 minutes/);
    assert.equal(
      of({ runs: [run('aborted')] }).status,
      'deploying',
      'aborted never had an instance (trap 12)',
    );
  });

  it('rules 7 to 10: without traffic the settings decide', () => {
    assert.equal(of({ release: { at: now - youngRelease + 1, min: 1, max: 1 } }).status, 'deploying');
    assert.match(of({ release: { at: now - youngRelease, min: 1, max: 1 } }).sentence, /health not reported/);
    assert.equal(of({}).sentence, 'Enabled; idle or scaled to zero', 'trap 20: not stopped');
    assert.equal(of({ release: { max: 2 } }).sentence, 'Enabled; instance state not reported');
    assert.equal(of({ runs: [run('failed', { started: now })] }).status, 'active');
  });

  it('older runs count only when nothing but the scaling changed', () => {
    const one = { number: 1, version: 'a', hardware: 'cpu', min: 0, max: 1, at: 100 };
    const scaled = { ...one, number: 2, max: 3, at: 200 };
    const changed = { ...scaled, number: 3, version: 'b', at: 300 };
    const gap = { ...scaled, number: 5, at: 500 };
    assert.equal(relevantSince([one, scaled]), 100);
    assert.equal(relevantSince([one, scaled, changed]), 300);
    assert.equal(relevantSince([one, scaled, gap]), 500);
    assert.equal(relevantSince([]), undefined);
  });

  it('what has ended stays so, whichever of two readings comes last', () => {
    const ended = run('succeeded', { started: now - 9_000, ended: now - 1_000, predict: 8_000 });
    const before = run('processing', { started: now - 9_000 });
    for (const [first, second] of [
      [ended, before],
      [before, ended],
    ] as const)
      assert.deepEqual(merged({ ...first, id: 'a' }, { ...second, id: 'a' }), { ...ended, id: 'a' });
  });

  it('always gives one of the five with a sentence', () => {
    const time = fc.option(fc.integer({ min: now - 1e8, max: now + 1e6 }), { nil: undefined });
    const runs = fc.array(
      fc.record({
        id: fc.string(),
        status: fc.constantFrom(
          'starting',
          'processing',
          'succeeded',
          'failed',
          'canceled',
          'aborted',
          'odd',
        ),
        created: time,
        started: time,
        ended: time,
        fault: fc.option(fc.constantFrom('E1001', 'model'), { nil: undefined }),
      }),
    );
    const settings = fc.record({ at: time, min: fc.option(fc.nat(5), { nil: undefined }), max: fc.nat(3) });
    fc.assert(
      fc.property(runs, settings, (all, given) => {
        const { status, sentence } = inferStatus({ now, release: given, runs: all });
        assert.ok(statuses.includes(status));
        assert.match(sentence, /\S/);
        assert.equal(status === 'stopped', given.max === 0);
      }),
    );
  });
});
