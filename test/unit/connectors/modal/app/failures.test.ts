import assert from 'node:assert/strict';
import { failureOf } from '../../../../../src/connectors/modal/app/failures.ts';
import { boxedError, masked, plainLine, wordsOf } from '../../../../../src/connectors/modal/app/lines.ts';
import type { Result } from '../../../../../src/connectors/modal/app/run.ts';
import { Steps } from '../../../../../src/connectors/modal/app/steps.ts';
import type { ErrorData, Ending } from '../../../../../src/connectors/index.ts';
import { ended } from './bench.ts';

const same = (text: string): string => text;
const failure = (ending: Ending, result?: Result) =>
  failureOf({ ending, ...(result ? { result } : {}) }, same)?.data;
const thrown = (type: string, message: string) => failure(ended(1), { ok: false, type, message });

const box = [
  '╭─ Error ──────────────────────────────────────────────────────────────────────╮',
  '│ Token missing. Could not authenticate client. If you have token credentials, │',
  '│ see modal.com/docs for setup.                                                │',
  '╰──────────────────────────────────────────────────────────────────────────────╯',
];
const ascii = [
  '+- Error ---------------------------------------------------------------------+',
  '| Rollback version not found in App history.                                  |',
  '+-----------------------------------------------------------------------------+',
];

describe('Why a deployment failed', () => {
  const cases: [what: string, found: ErrorData | undefined, wanted: Partial<ErrorData>][] = [
    [
      'a bad token',
      thrown('AuthError', 'Invalid token secret'),
      { code: 'unauthorized', message: 'Invalid token secret.' },
    ],
    ['no token, in a box', failure(ended(1, box)), { code: 'unauthorized' }],
    [
      'a missing secret',
      thrown('NotFoundError', "Secret 'x' not found in environment 'main'"),
      { code: 'not-found', message: "Secret 'x' not found in environment 'main'." },
    ],
    ['a role', thrown('PermissionDeniedError', 'Not yours.'), { code: 'forbidden', message: 'Not yours.' }],
    ['a limit', thrown('ResourceExhaustedError', 'Too many apps'), { code: 'quota-exceeded' }],
    [
      'a name',
      thrown('InvalidError', "Invalid App name: 'a b'. App names may contain…"),
      { code: 'invalid', platformCode: 'InvalidError' },
    ],
    [
      'no connection',
      thrown('ConnectionError', 'Could not connect to the Modal server.'),
      { code: 'network', message: 'Python could not reach Modal for a minute.' },
    ],
    ['a gateway', thrown('ServiceError', 'bad gateway'), { code: 'unavailable', hint: 'Try again.' }],
    [
      'an image',
      thrown('RemoteError', 'Image build for im-1 failed. View the build logs: modal image logs im-1'),
      {
        code: 'invalid',
        message: 'Image build for im-1 failed. View the build logs: modal image logs im-1.',
      },
    ],
    [
      'a console without check marks',
      thrown('UnicodeEncodeError', "'charmap' codec can't encode character '\\u2713'"),
      { code: 'invalid' },
    ],
    [
      'no client',
      thrown('ModuleNotFoundError', "No module named 'modal'"),
      { code: 'unsupported', remedy: 'install-python-client' },
    ],
    [
      'an exception without words',
      thrown('AssertionError', ''),
      { code: 'invalid', message: 'Modal’s client failed: AssertionError.' },
    ],
    ['an interruption from outside', thrown('KeyboardInterrupt', ''), { code: 'unavailable' }],
    ['a kill', failure(ended()), { code: 'unavailable', message: 'Python was ended before it was done.' }],
    [
      'nothing that it says',
      failure(ended(3)),
      { code: 'malformed', message: 'Python ended with code 3 and said nothing.' },
    ],
    ['a hang', failure({ ...ended(1), timedOut: true }), { code: 'timeout' }],
    [
      'a traceback of Python itself',
      failure(ended(1, ['Traceback (most recent call last):', '  File "x"', 'MemoryError: no more', ''])),
      { code: 'invalid', message: 'MemoryError: no more.' },
    ],
  ];
  for (const [what, found, wanted] of cases)
    it(`is told: ${what}`, () => {
      assert.ok(found);
      assert.deepEqual({ ...found, ...wanted }, found);
    });

  it('is not told where it did not', () => {
    assert.equal(failure(ended(0), { ok: true }), undefined);
  });

  it('is told where only the end of Python failed', () => {
    assert.equal(failure(ended(1, ['Fatal Python error: at shutdown']), { ok: true })?.code, 'invalid');
  });
});

describe('What Modal’s client prints', () => {
  it('loses its box, with the line that was broken made whole', () => {
    const words =
      'Token missing. Could not authenticate client. If you have token credentials, see modal.com/docs for setup.';
    assert.equal(boxedError(box), words);
    assert.equal(boxedError(['before', ...box, 'after']), words);
    assert.equal(boxedError(ascii), 'Rollback version not found in App history.');
    assert.equal(boxedError(['no box']), undefined);
    assert.equal(boxedError([box[0]!]), undefined);
  });

  it('keeps its paragraphs', () => {
    assert.equal(wordsOf(['│ one          │', '│              │', '│ two │', '│ three │']), 'one\ntwo three');
  });

  it('loses colours, links and what moves a cursor', () => {
    assert.equal(
      plainLine('\u001b[1;31mred\u001b[0m \u001b]8;;https://x\u0007link\u001b]8;;\u0007\u0008\r'),
      'red link',
    );
  });

  it('loses what has the shape of a key', () => {
    const key = 'A1b2C3d4E5f6G7h8I9';
    assert.equal(
      masked(`as-${key} ws-${key} eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk as-is`, same),
      '••• ••• ••• as-is',
    );
  });

  it('becomes steps for people', () => {
    const steps: string[] = [];
    const shown = new Steps((step) => steps.push(step));
    for (const line of [
      '',
      '\u001b[34mbuild starting\u001b[0m',
      'Building image im-1',
      'Step 1: RUN ln',
      'Step 1: RUN ln',
      '✓ Created objects.',
      '├── 🔨 Created mount /path/my_llm.py',
      '└── 🔨 Created web function serve => https://ws--my-llm-serve.modal.run 🔑',
      '✓ App deployed in 2.345s! 🎉',
      '🧹 Terminating running containers',
      'View Deployment: https://modal.com/apps/ws/main/deployed/my-llm',
    ])
      shown.line(line);
    assert.deepEqual(steps, [
      'Building the image: build starting',
      'Building image im-1',
      'Building the image: Step 1: RUN ln',
      'Publishing…',
      'Created mount /path/my_llm.py',
      'Created web function serve => https://ws--my-llm-serve.modal.run 🔑',
      'Published. Checking…',
      'Ending the old containers…',
    ]);
  });
});
