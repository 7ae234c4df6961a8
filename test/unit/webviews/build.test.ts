import assert from 'node:assert/strict';
import fc from 'fast-check';
import { grouped } from '../../../src/webviews/metrics/grouped.ts';
import type { InvokeEvent } from '../../../src/webviews/protocol.ts';
import { begin, next, resultOf } from '../../../src/webviews/tester/result.ts';
import { pythonPieces } from '../../../src/webviews/ui/python.ts';
import { currentStep, noProgress, withStep } from '../../../src/webviews/wizard/progress.ts';

describe('the progress of a build', () => {
  it('keeps the newest lines, and how many there were', () => {
    const steps = Array.from({ length: 250 }, (_, at) => `line ${String(at)}`);
    const progress = steps.reduce(withStep, noProgress);
    assert.equal(progress.total, 250);
    assert.equal(progress.lines.length, 100);
    assert.deepEqual(progress.lines[0], { at: 150, text: 'line 150' });
    assert.equal(currentStep(progress), 'line 249');
  });

  it('is not moved on by nothing, nor by the same again', () => {
    const one = withStep(noProgress, 'Building…');
    for (const text of ['Building…', '', '  ']) assert.deepEqual(withStep(one, text), one);
    assert.equal(currentStep(noProgress), 'Sending…');
  });
});

describe('what a test is waited for', () => {
  const at = (ms: number, message: string): InvokeEvent => ({ type: 'waiting', at: ms, message });
  const sent = (ms: number): InvokeEvent => ({ type: 'sent', at: ms, url: 'https://x', body: 0 });
  const token: InvokeEvent = { type: 'token', at: 9000, text: 'Hi', channel: 'content' };
  const request = { prompt: 'hi', stream: true };

  it('is each phase with how long it took, the last one going on', () => {
    const waiting = [sent(1000), at(1100, 'Starting'), at(4100, 'Loading')].reduce(next, begin(request));
    assert.equal(waiting.waiting, 'Loading');
    assert.deepEqual(waiting.waits, [
      { message: 'Starting', from: 100, ms: 3000 },
      { message: 'Loading', from: 3100 },
    ]);
    const answered = next(waiting, token);
    assert.equal(answered.waiting, undefined);
    assert.equal(answered.waits?.[1]?.ms, 4900);
  });

  it('is one phase over the attempts that it takes', () => {
    const events = [sent(0), at(100, 'Starting'), sent(2000), at(2100, 'Starting'), token];
    const { waits } = events.reduce(next, begin(request));
    assert.deepEqual(waits, [{ message: 'Starting', from: 100, ms: 8900 }]);
  });

  it('outlives the end of the test, and is not made up for an earlier one', () => {
    const live = [sent(0), at(100, 'Starting'), token].reduce(next, begin(request));
    const run = {
      ...{ id: 'r', deployment: 'modal:a', request, text: 'Hi' },
      sample: { id: 'r', deployment: 'modal:a', sentAt: 5, outcome: 'ok' as const, endMs: 9100 },
    };
    assert.deepEqual(resultOf(run, live).waits, live.waits);
    assert.equal(resultOf(run).waits, undefined);
  });
});

describe('Python with a little colour', () => {
  const kinds = (text: string) =>
    pythonPieces(text).flatMap(({ kind, text: piece }) => (kind === undefined ? [] : [[kind, piece]]));

  it('is the same text', () => {
    const unit = fc.constantFrom(
      '"',
      "'",
      '"""',
      '#',
      '\\',
      '\n',
      '@a',
      'def ',
      'x1',
      ' ',
      '7',
      'é',
      '\u2028',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
        const text = units.join('');
        assert.equal(
          pythonPieces(text)
            .map((piece) => piece.text)
            .join(''),
          text,
        );
      }),
    );
  });

  it('knows strings from comments and words from names', () => {
    assert.deepEqual(kinds('x = "# no \\" comment"  # def'), [
      ['string', '"# no \\" comment"'],
      ['comment', '# def'],
    ]);
    assert.deepEqual(kinds('@app.function(gpu="L40S")\ndef definition(): return None, v2, 8000'), [
      ['decorator', '@app.function'],
      ['string', '"L40S"'],
      ['keyword', 'def'],
      ['keyword', 'return'],
      ['keyword', 'None'],
      ['number', '8000'],
    ]);
    assert.deepEqual(kinds('a = b @ c'), []);
    assert.deepEqual(kinds('"""two\nlines"""'), [['string', '"""two\nlines"""']]);
  });

  it('is not held up by a file that never ends a string', () => {
    const begun = performance.now();
    pythonPieces(`${'"'.repeat(3)}${'a\\"'.repeat(100_000)}`);
    assert.ok(performance.now() - begun < 1000);
  });
});

describe('figures that belong together', () => {
  const of = (...labels: string[]) => {
    const { groups, rest } = grouped(labels, (label) => label);
    return { rest, groups: groups.map(({ title, members }) => [title, members.map(({ name }) => name)]) };
  };

  it('are grouped by what their names begin with', () => {
    assert.deepEqual(of('GPU, P50', 'Waiting', 'Requests: 200', 'GPU, P90', 'Requests: 500'), {
      rest: ['Waiting'],
      groups: [
        ['GPU', ['P50', 'P90']],
        ['Requests', ['200', '500']],
      ],
    });
  });

  it('are no group alone', () => {
    assert.deepEqual(of('GPU, P50', 'a: b, c'), { rest: ['GPU, P50', 'a: b, c'], groups: [] });
  });
});
