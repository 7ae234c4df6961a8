import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InputField, TestForm } from '../../../src/webviews/protocol.ts';
import {
  formOf,
  emptyForm,
  keepable,
  maxTokensProblem,
  readForm,
  withExample,
} from '../../../src/webviews/tester/form.ts';
import { readInput, readInputs, readRaw, typedInputs } from '../../../src/webviews/tester/inputs.ts';
import { jsonProblem } from '../../../src/webviews/tester/json.ts';
import { limitsInWords, slides } from '../../../src/webviews/tester/limits.ts';
import { begin, next, resultOf } from '../../../src/webviews/tester/result.ts';
import { secretsIn } from '../../../src/webviews/tester/secrets.ts';
import { summaryOf } from '../../../src/webviews/tester/summary.ts';

const plain: TestForm = {
  prompt: { settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'] },
  inputs: [],
};
const field = (part: Partial<InputField>): InputField => ({
  name: 'x',
  title: 'X',
  kind: 'text',
  required: false,
  ...part,
});
const own = (...inputs: InputField[]): TestForm => ({ inputs });
const request = { prompt: 'hi', stream: true };

describe('the tester’s form of a prompt', () => {
  it('leaves the platform its defaults', () => {
    assert.deepEqual(readForm({ ...emptyForm, prompt: 'hi' }, plain).request, request);
  });

  it('comes back from a request as it went', () => {
    const form: TestForm = {
      ...plain,
      adapters: {
        choices: [],
        sources: [{ id: 'hub', label: '', placeholder: '', help: '' }],
        freeText: true,
      },
      modes: [
        { id: 'chat', label: '', help: '' },
        { id: 'plain', label: '', help: '' },
      ],
    };
    const settings = { system: 's', maxTokens: 5, temperature: 0, topP: 0.5 };
    const full = { ...request, ...settings, adapter: 'a', adapterSource: 'hub', mode: 'plain' };
    assert.deepEqual(readForm(formOf(full, form), form).request, full);
  });

  it('is not sent without a prompt or with a bad limit', () => {
    assert.equal(readForm({ ...emptyForm, prompt: ' ' }, plain).request, undefined);
    for (const bad of ['0', '-1', '1.5', 'x']) assert.ok(maxTokensProblem(bad));
    assert.equal(maxTokensProblem(''), undefined);
  });

  it('sends no setting that the model does not take, whatever an earlier form held', () => {
    const typed = { ...emptyForm, prompt: 'hi', system: 's', maxTokens: '5', temperature: 1, mode: 'gone' };
    const bare = readForm(
      { ...typed, adapter: { id: 'a', source: 'hub' } },
      { prompt: { settings: [] }, inputs: [] },
    );
    assert.deepEqual(bare.request, { prompt: 'hi', stream: false });
  });

  it('does not send an adapter that was to be written and was not', () => {
    const form: TestForm = { ...plain, adapters: { choices: [], sources: [], freeText: true } };
    const typed = { ...emptyForm, prompt: 'hi', adapter: { id: ' ', source: '', typed: true } };
    assert.match(readForm(typed, form).missing ?? '', /adapter/);
  });
});

describe('a model’s own inputs', () => {
  it('are read as their kinds say', () => {
    const cases: [Partial<InputField>, string | boolean | string[], unknown][] = [
      [{ kind: 'integer' }, ' -7 ', -7],
      [{ kind: 'number' }, '1e-3', 0.001],
      [{ kind: 'number' }, '.5', 0.5],
      [{ kind: 'flag' }, false, false],
      [{ kind: 'choice', choices: [1, 2, 'auto'] }, '2', 2],
      [{ kind: 'choice', choices: [1, 2, 'auto'] }, 'auto', 'auto'],
      [{ kind: 'file' }, ' https://x.test/a.png ', 'https://x.test/a.png'],
      [{ kind: 'file' }, 'data:image/png;base64,AA==', 'data:image/png;base64,AA=='],
      [{ kind: 'list', item: 'integer' }, ['1', '', '2'], [1, 2]],
      [{ kind: 'list' }, ['a b', ' c '], ['a b', ' c ']],
      [{ kind: 'json' }, '{"a":[1]}', { a: [1] }],
      [{ kind: 'text' }, '  kept as typed ', '  kept as typed '],
    ];
    for (const [part, typed, value] of cases) assert.deepEqual(readInput(field(part), typed), { value });
  });

  it('say what is wrong with what was typed', () => {
    const cases: [Partial<InputField>, string | string[], RegExp][] = [
      [{ kind: 'integer', min: 1, max: 4 }, '5', /a whole number from 1 to 4/],
      [{ kind: 'integer' }, '1.5', /a whole number/],
      [{ kind: 'integer' }, '9007199254740993', /rounded/],
      [{ kind: 'number', min: 0 }, '-0.1', /a number of 0 or more/],
      [{ kind: 'number' }, '0x10', /a number/],
      [{ kind: 'number' }, '1e999', /a number/],
      [{ kind: 'choice', choices: ['a'] }, 'b', /one of the list/],
      [{ kind: 'file' }, 'C:\\photo.png', /https:\/\//],
      [{ kind: 'file' }, 'javascript:alert(1)', /https:\/\//],
      [{ kind: 'text', maxLength: 2 }, 'abc', /At most 2 characters; this is 3/],
      [{ kind: 'text', minLength: 2 }, 'é', /At least 2 characters; this is 1/],
      [{ kind: 'text', pattern: '^\\d+$' }, 'a', /pattern/],
      [{ kind: 'list', item: 'number' }, ['1', 'x'], /Item 2: Must be a number/],
      [{ kind: 'json' }, '{"a":1,}', /line 1, column 8/],
      [{ kind: 'json' }, 'null', /null cannot be sent/],
      [{ required: true }, '', /Needs a value/],
    ];
    for (const [part, typed, problem] of cases)
      assert.match(readInput(field(part), typed).problem ?? '', problem, JSON.stringify(part));
  });

  it('leaves out what nobody touched, and never sends a null', () => {
    const inputs = [
      field({ name: 'a' }),
      field({ name: 'b', kind: 'integer', default: 3 }),
      field({ name: 'c', kind: 'flag' }),
    ];
    assert.deepEqual(readInputs(inputs, {}), { values: {}, problems: {} });
    assert.deepEqual(readForm(emptyForm, own(...inputs)).request, { prompt: '', stream: false, inputs: {} });
    assert.deepEqual(typedInputs(inputs, { a: null, b: undefined }), {});
  });

  it('sends an emptied text only where the model would take words of its author instead', () => {
    assert.deepEqual(readInput(field({ default: 'blurry' }), ''), { value: '' });
    assert.deepEqual(readInput(field({}), ''), {});
    assert.deepEqual(readInput(field({ kind: 'list', default: ['a'] }), ['']), { value: [] });
  });

  it('names the required one that nobody touched', () => {
    const { missing, request: none } = readForm(emptyForm, own(field({ title: 'Image', required: true })));
    assert.deepEqual([missing, none], ['Fill in “Image” first.', undefined]);
  });

  it('cannot be hung by a stranger’s pattern', () => {
    const evil = field({ pattern: '^(a+)+$' });
    assert.deepEqual(readInput(evil, `${'a'.repeat(60)}!`), { value: `${'a'.repeat(60)}!` });
    assert.deepEqual(readInput(field({ pattern: '(?P<python>x)' }), 'y'), { value: 'y' });
  });

  it('takes names of an example that JavaScript has a meaning for as mere names', () => {
    const inputs = [field({ name: 'constructor' }), field({ name: '__proto__' })];
    assert.deepEqual(readInputs(inputs, {}), { values: {}, problems: {} });
  });

  it('come back from values as they were sent', () => {
    const inputs = [
      field({ name: 'n', kind: 'number' }),
      field({ name: 'f', kind: 'flag' }),
      field({ name: 'l', kind: 'list', item: 'integer' }),
      field({ name: 'j', kind: 'json' }),
      field({ name: 't' }),
    ];
    const values = fc.record(
      {
        n: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
        f: fc.boolean(),
        l: fc.array(fc.maxSafeInteger(), { minLength: 1 }),
        j: fc.jsonValue().filter((value) => value !== null),
        t: fc.string({ minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, (sent) => {
        const json = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>;
        assert.deepEqual(readInputs(inputs, typedInputs(inputs, json)), { values: json, problems: {} });
      }),
    );
  });

  it('say their limits in words', () => {
    const words = (part: Partial<InputField>) => limitsInWords(field({ kind: 'integer', ...part }));
    assert.equal(words({ min: 1, max: 4 }), 'From 1 to 4.');
    assert.equal(words({ min: -1 }), '-1 or more.');
    assert.equal(words({ max: 9 }), '9 or less.');
    assert.equal(words({}), undefined);
    assert.equal(words({ kind: 'text', maxLength: 2000 }), 'At most 2,000 characters.');
  });

  it('slides only where both ends are known and not far apart', () => {
    assert.deepEqual(slides(field({ kind: 'integer', min: 1, max: 4 })), { min: 1, max: 4, step: 1 });
    assert.deepEqual(slides(field({ kind: 'number', min: 0, max: 10 })), { min: 0, max: 10, step: 0.1 });
    assert.equal(slides(field({ kind: 'integer', min: 0, max: 4_294_967_295 })), undefined);
    assert.equal(slides(field({ kind: 'number', min: 0 })), undefined);
  });
});

describe('inputs as one JSON object', () => {
  it('must be an object, and say where they stop being JSON', () => {
    assert.deepEqual(readRaw('{"a":1}').values, { a: 1 });
    assert.match(readRaw('[1]').problem ?? '', /object/);
    assert.match(readRaw('{\n  "a": tru\n}').problem ?? '', /A value is expected on line 2, column 8/);
    assert.match(readRaw('').problem ?? '', /object/);
  });

  it('agrees with the engine on what is JSON, and points into the text', () => {
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const cut = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', '"', '\\u12', '\u0001', '\u007f', '01', 'é'),
    );
    fc.assert(
      fc.property(cut, ([text, at, more]) => {
        const place = at % (text.length + 1);
        for (const one of [
          text,
          text.slice(0, place) + more,
          text.slice(0, place) + more + text.slice(place),
        ]) {
          const problem = jsonProblem(one);
          assert.equal(problem === undefined, parses(one), one);
          if (problem !== undefined) assert.ok(problem.at >= 0 && problem.at <= one.length);
        }
      }),
    );
  });
});

describe('a secret input', () => {
  const form = own(field({ name: 'token', kind: 'secret' }), field({ name: 'text' }));
  const typed = { ...emptyForm, inputs: { token: 'hunter2-secret', text: 'hello' } };

  it('is sent, and is in nothing that the page keeps', () => {
    const { request: sent } = readForm(typed, form);
    assert.deepEqual(sent?.inputs, { token: 'hunter2-secret', text: 'hello' });
    assert.deepEqual(keepable(typed, form).inputs, { text: 'hello' });
  });

  it('is not typed again from an earlier test or an example', () => {
    const old = formOf({ inputs: { token: 'hunter2-secret', text: 'a' } }, form);
    assert.deepEqual(old.inputs, { text: 'a' });
    const filled = withExample(typed, { ...form, example: { token: 'x', text: 'b' } });
    assert.deepEqual(filled.inputs, { token: 'hunter2-secret', text: 'b' });
  });

  it('is dots wherever it comes back', () => {
    const { request: sent } = readForm(typed, form);
    assert.ok(sent);
    const secrets = secretsIn(sent, form);
    const shown = [
      { type: 'sent' as const, at: 0, url: 'u', body: { input: { token: 'hunter2-secret' } } },
      { type: 'done' as const, at: 5, response: { echo: ['x hunter2-secret y'] } },
    ].reduce(next, begin(sent, secrets));
    const run = { id: '1', deployment: 'd', request: sent, text: '', response: { a: 'hunter2-secret' } };
    const sample = { id: '1', deployment: 'd', sentAt: 5, outcome: 'ok' as const, endMs: 9 };
    for (const one of [shown, resultOf({ ...run, sample }, shown)]) {
      const { secrets: _, ...visible } = one;
      assert.doesNotMatch(JSON.stringify(visible), /hunter2/);
    }
  });
});

describe('what a page keeps of a form', () => {
  it('leaves out the contents of files', () => {
    const form = own(
      field({ name: 'image', kind: 'file' }),
      field({ name: 'many', kind: 'list', item: 'file' }),
    );
    const data = `data:image/png;base64,${'A'.repeat(30_000)}`;
    assert.deepEqual(keepable({ ...emptyForm, inputs: { image: data, many: [data] } }, form).inputs, {});
  });
});

describe('the example of a model', () => {
  it('fills its inputs, and the plain form by the names that models use', () => {
    const form: TestForm = {
      ...plain,
      inputs: [field({ name: 'top_k', kind: 'integer' })],
      example: {
        prompt: 'Hi',
        system_prompt: 'Be brief.',
        max_new_tokens: 64,
        temperature: 0.2,
        top_k: 5,
        other: 1,
      },
    };
    const filled = readForm(withExample(emptyForm, form), form).request;
    assert.deepEqual(filled, {
      prompt: 'Hi',
      stream: true,
      system: 'Be brief.',
      maxTokens: 64,
      temperature: 0.2,
      inputs: { top_k: 5 },
    });
  });
});

describe('a request in one line', () => {
  it('is its prompt, or what of its inputs was written by a person, or the rest in short', () => {
    assert.equal(summaryOf({ prompt: 'Hi', stream: true }), 'Hi');
    const of = (inputs: Record<string, unknown>) => summaryOf({ prompt: '', stream: false, inputs });
    assert.equal(of({ seed: 1, prompt: 'A lighthouse' }), 'A lighthouse');
    assert.equal(
      of({ image: 'data:image/png;base64,AAAA', mask: 'https://x.test/a/mask.png?k=1', n: 2 }),
      'image: a file (image/png), mask: mask.png, n: 2',
    );
    assert.equal(of({}), 'No inputs');
    assert.ok(of({ list: Array.from({ length: 999 }, () => 'abc') }).length < 200);
  });
});
