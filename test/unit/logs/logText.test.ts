import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { LogEntry } from '../../../src/connectors/connector.ts';
import { described, harmless, logLines, ownLine } from '../../../src/extension/logs/logText.ts';

const at = new Date(2026, 10, 26, 9, 5, 7, 8).getTime();
const entry = (over: Partial<LogEntry> = {}): LogEntry => ({
  id: '1',
  at,
  level: 'info',
  type: 'output',
  message: 'Loading weights',
  source: 'stdout',
  part: 'fu-1',
  container: 'ta-01JABCDEFGHXYZ',
  ...over,
});

/** Neither a control character beside the tab, nor one that ends, hides or turns around what follows. */
function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const control = (code < 0x20 && code !== 9) || (code >= 0x7f && code <= 0x9f);
  const tricky = (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200b;
  return !control && !tricky;
}

describe('a line of a log', () => {
  it('says when in local time, from where, and what', () => {
    const names = new Map([['fu-1', 'serve']]);
    assert.deepEqual(logLines(entry(), names), [
      '2026-11-26 09:05:07.008 out serve …FGHXYZ │ Loading weights',
    ]);
    const { source: _s, part: _p, container: _c, ...bare } = entry({ level: 'error' });
    assert.deepEqual(logLines(bare), ['2026-11-26 09:05:07.008 [error] │ Loading weights']);
  });

  it('is several where several were written at once, each with its head', () => {
    const lines = logLines(entry({ message: 'a\r\nb\rc\n\n', source: 'stderr' }));
    assert.equal(lines.length, 3);
    for (const line of lines) assert.match(line, /^2026-11-26 09:05:07\.008 err fu-1 /);
    assert.equal(logLines(entry({ message: '' })).length, 1);
  });

  it('shows what a container wrote under an event', () => {
    const lines = logLines(entry({ message: 'It crashed.', excerpt: 'Traceback\n  line 1' }));
    assert.deepEqual(
      lines.map((line) => line.split('│ ')[1]),
      ['It crashed.', 'Traceback', '  line 1'],
    );
  });

  it('cannot dress itself up as something else', () => {
    assert.equal(
      harmless('\u001b[31mred\u001b[0m \u001b]8;;https://evil\u0007link\u001b]8;;\u0007'),
      'red link',
    );
    assert.equal(harmless('abc\u202edef\u200b\u0000'), 'abc\\u202edef\\u200b\\u0000');
    assert.equal(harmless('✓ tab\tstays, 日本語 too'), '✓ tab\tstays, 日本語 too');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        for (const line of logLines(entry({ message, part: message })))
          for (const character of line) assert.ok(isPlain(character), JSON.stringify(line));
      }),
    );
  });

  it('tells Slipway’s own words from those of the platform', () => {
    assert.equal(ownLine('Stopped following.', at), '2026-11-26 09:05:07.008 ── Stopped following.');
  });
});

describe('what of a log is shown', () => {
  it('is said in words', () => {
    assert.equal(described({}, new Map()), '');
    const query = {
      since: at,
      text: 'oom',
      source: 'stderr' as const,
      part: 'fu-1',
      container: 'ta-0123456789',
    };
    assert.equal(
      described(query, new Map([['fu-1', 'serve']])),
      'from 2026-11-26 09:05:07, serve, container …456789, stderr, with “oom”',
    );
  });
});
