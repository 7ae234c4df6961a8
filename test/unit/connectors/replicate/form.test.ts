import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InputField } from '../../../../src/connectors/index.ts';
import { interfaceOf, toForm } from '../../../../src/connectors/replicate/form.ts';
import { coerced, inputOf } from '../../../../src/connectors/replicate/inputs.ts';
import { outputKind, versionSchema } from '../../../../src/connectors/replicate/schema.ts';
import { chat, closeBenches, images, openBench, support } from './bench.ts';

const documentOf = (properties: object, more: object = {}) => ({
  components: { schemas: { Input: { type: 'object', properties, ...more }, Output: {}, ...named } },
});
const named = {
  size: { type: 'string', title: 'size', description: 'An enumeration.', enum: ['s', 'm'] },
  factor: { type: 'integer', enum: [2, 4] },
  loop: { allOf: [{ $ref: '#/components/schemas/loop' }] },
};
const faceOf = (properties: object, required: string[] = []) =>
  interfaceOf(versionSchema(documentOf(properties, { required }))!);
const fieldOf = (property: object, required = false): InputField =>
  faceOf({ x: property }, required ? ['x'] : []).fields[0]!;

describe('Replicate connector: the form of a model’s inputs', () => {
  afterEach(closeBenches);

  it('keeps the author’s order, properties without one last', () => {
    const { fields } = faceOf({
      b: { type: 'string' },
      c: { type: 'string', 'x-order': 1 },
      a: { type: 'string', 'x-order': 0 },
    });
    assert.deepEqual(
      fields.map(({ name }) => name),
      ['a', 'c', 'b'],
    );
  });

  it('reads each kind of property', () => {
    const kinds: [object, InputField['kind']][] = [
      [{ type: 'string' }, 'text'],
      [{ type: 'integer' }, 'integer'],
      [{ type: 'number' }, 'number'],
      [{ type: 'boolean' }, 'flag'],
      [{ type: 'string', format: 'uri' }, 'file'],
      [{ type: 'string', format: 'password', writeOnly: true }, 'secret'],
      [{ type: 'string', 'x-cog-secret': true }, 'secret'],
      [{ type: 'object' }, 'json'],
      [{ type: 'array', items: { type: 'string' } }, 'list'],
      [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'json'],
      [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'text'],
      [{ anyOf: [{ type: 'integer' }, { type: 'number' }] }, 'number'],
      [{}, 'json'],
      [{ enum: ['a', 'b'] }, 'choice'],
      [{ allOf: [{ $ref: '#/components/schemas/size' }] }, 'choice'],
      [{ $ref: '#/components/schemas/factor' }, 'choice'],
      [{ $ref: '#/components/schemas/nowhere' }, 'json'],
      [{ $ref: '#/components/schemas/loop' }, 'json'],
    ];
    for (const [property, kind] of kinds)
      assert.equal(fieldOf(property).kind, kind, JSON.stringify(property));
    assert.equal(faceOf({ system_prompt: { type: 'string' } }).fields[0]?.kind, 'multiline');
  });

  it('reads choices from a reference as inline, the nearer words first, numbers too', () => {
    const field = fieldOf({
      allOf: [{ $ref: '#/components/schemas/size' }],
      default: 'm',
      description: 'How large.',
    });
    assert.deepEqual(field.choices, ['s', 'm']);
    assert.equal(field.default, 'm');
    assert.equal(field.description, 'How large.');
    assert.deepEqual(fieldOf({ allOf: [{ $ref: '#/components/schemas/factor' }] }).choices, [2, 4]);
  });

  it('reads what an item of a list is, an empty anyOf meaning nothing', () => {
    const item = (items: object) => fieldOf({ type: 'array', items }).item;
    assert.equal(item({ type: 'string', format: 'uri', anyOf: [] }), 'file');
    assert.equal(item({ type: 'string' }), 'text');
    assert.equal(item({ type: 'integer' }), 'integer');
    assert.equal(item({ type: 'object' }), 'json');
  });

  it('asks for nothing that may be left out', () => {
    assert.equal(fieldOf({ type: 'string' }, true).required, true);
    assert.equal(fieldOf({ type: 'string', nullable: true }, true).required, false);
    assert.equal(fieldOf({ anyOf: [{ type: 'string' }, { type: 'null' }] }, true).required, false);
  });

  it('keeps limits and hints, no default of a secret, and no pattern that it cannot read', () => {
    const field = fieldOf({
      type: 'string',
      title: 'Key',
      minLength: 1,
      maxLength: 9,
      pattern: '^[a-z]+$',
      deprecated: true,
      'x-cog-accept': 'image/*',
    });
    assert.deepEqual(field, {
      name: 'x',
      title: 'Key',
      kind: 'text',
      required: false,
      minLength: 1,
      maxLength: 9,
      pattern: '^[a-z]+$',
      accept: 'image/*',
      deprecated: true,
    });
    assert.equal(fieldOf({ type: 'string', pattern: '(?P<n>x)' }).pattern, undefined);
    assert.equal(fieldOf({ 'x-cog-secret': true, default: 'sk' }).default, undefined);
    assert.deepEqual(
      [fieldOf({ type: 'integer', minimum: 0, maximum: 9 })].map(({ min, max }) => [min, max]),
      [[0, 9]],
    );
  });

  it('gives a prompt exactly the settings that the model has', async () => {
    const { connector } = await openBench();
    const form = await connector.testForm!(chat);
    assert.deepEqual(form.prompt, {
      settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'],
      defaults: { maxTokens: 512, temperature: 0.7, topP: 0.95 },
    });
    const rest = form.inputs.map(({ name }) => name);
    assert.deepEqual(rest, ['min_new_tokens', 'top_k', 'stop_sequences', 'seed', 'debug']);
    assert.deepEqual(form.example, { prompt: 'Who was Ada Lovelace?' });
    const small = faceOf({ prompt: { type: 'string' }, max_new_tokens: { type: 'integer' } }, ['prompt']);
    assert.deepEqual(toForm(small, undefined).prompt?.settings, ['maxTokens', 'stream']);
    assert.equal(small.roles.maxTokens, 'max_new_tokens');
  });

  it('gives no prompt form to a model that is not asked by one', async () => {
    const { connector } = await openBench();
    for (const id of [images, support]) {
      const form = await connector.testForm!(id);
      assert.equal(form.prompt, undefined);
      assert.ok(form.inputs.length > 5);
    }
    const { inputs } = await connector.testForm!(support);
    assert.equal(inputs.find(({ name }) => name === 'api_key')?.kind, 'secret');
  });

  it('takes any JSON where there is no schema', async () => {
    const { connector } = await openBench();
    await connector.deploy({
      name: 'old',
      model: { id: 'acme/legacy', name: '', kind: 'model' },
      config: { instanceType: 'cpu' },
    });
    const form = await connector.testForm!('acme/old');
    assert.equal(form.rawInputs, true);
    assert.deepEqual(form.inputs, []);
    assert.equal(versionSchema({ components: {} }), undefined);
    assert.equal(versionSchema(undefined), undefined);
  });

  for (const version of ['hidden', 'dp-0123456789abcdef0123456789abcdef'])
    it(`takes a version for an opaque word: ${version} (trap 17)`, async () => {
      const { again, sim } = await openBench();
      const connector = again({
        fetch: async (input, init) => {
          const text = await (await globalThis.fetch(input, init)).text();
          return new Response(text.replaceAll(sim.control.deployment(chat).release.version, version));
        },
      });
      const row = await connector.get(chat);
      assert.deepEqual(row.config.options, { version });
      assert.equal((await connector.testForm!(chat)).rawInputs, true);
      assert.match(
        (await connector.revisions!(chat))[0]?.detail ?? '',
        new RegExp(`version ${version.slice(0, 12)}`),
      );
    });

  it('reads the output: one text, a growing list, files, or something else', () => {
    const list = { type: 'array', items: { type: 'string' }, 'x-cog-array-type': 'iterator' };
    assert.equal(outputKind({ ...list, 'x-cog-array-display': 'concatenate' }), 'text');
    assert.equal(outputKind(list), 'growing');
    assert.equal(outputKind({ type: 'string', format: 'uri' }), 'files');
    assert.equal(outputKind({ type: 'array', items: { type: 'string', format: 'uri' } }), 'files');
    assert.equal(outputKind({ type: 'string' }), 'other');
    assert.equal(outputKind({}), undefined);
  });

  it('never throws over a schema, and names every input once', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const odd = fc.dictionary(
      fc.constantFrom(
        'type',
        'enum',
        'allOf',
        'anyOf',
        '$ref',
        'items',
        'default',
        'x-order',
        'nullable',
        'pattern',
      ),
      fc.oneof(
        json,
        fc.constantFrom<unknown>(
          'string',
          'integer',
          'array',
          '#/components/schemas/loop',
          [{ $ref: 'loop' }],
          [{}],
        ),
      ),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(odd, json)),
        json,
        json,
        (properties, required, value) => {
          const schema = versionSchema(documentOf(properties, { required }))!;
          const face = interfaceOf(schema);
          const form = toForm(face, { x: value });
          const names = face.fields.map(({ name }) => name);
          assert.deepEqual(names.toSorted(), Object.keys(properties).toSorted());
          for (const field of face.fields) coerced(field, value);
          inputOf(face, { prompt: 'x', stream: true, inputs: { x: value } });
          assert.ok(form.inputs.length <= face.fields.length);
        },
      ),
    );
  });
});

describe('Replicate connector: inputs as they are sent', () => {
  const face = faceOf(
    {
      prompt: { type: 'string' },
      system_prompt: { type: 'string' },
      count: { type: 'integer' },
      ratio: { type: 'number' },
      flag: { type: 'boolean' },
      scale: { enum: [2, 4] },
      tags: { type: 'array', items: { type: 'string' } },
      sizes: { type: 'array', items: { type: 'integer' } },
      extra: { type: 'object' },
      image: { type: 'string', format: 'uri' },
    },
    ['prompt'],
  );
  const sent = (inputs: Record<string, unknown>, more = {}) =>
    inputOf(face, { prompt: 'Hi', stream: false, ...more, inputs });

  it('have the types of the schema, whatever a form made of them', () => {
    assert.deepEqual(
      sent({
        count: '3',
        ratio: '0.5',
        flag: 'true',
        scale: '4',
        tags: 'a\nb',
        sizes: '[1, "2"]',
        extra: '{"a":1}',
        other: '{"b":2}',
        word: 'plain',
      }),
      {
        count: 3,
        ratio: 0.5,
        flag: true,
        scale: 4,
        tags: ['a', 'b'],
        sizes: [1, 2],
        extra: { a: 1 },
        other: { b: 2 },
        word: 'plain',
        prompt: 'Hi',
      },
    );
  });

  it('are never null, and left out where they are empty (trap 10)', () => {
    assert.deepEqual(
      sent({
        count: '',
        ratio: null,
        flag: undefined,
        scale: '',
        tags: '',
        sizes: [],
        extra: ' ',
        image: '',
      }),
      { prompt: 'Hi' },
    );
    assert.deepEqual(inputOf(undefined, { prompt: '', stream: false, inputs: { a: null, b: '1' } }), {
      b: '1',
    });
  });

  it('hold only settings that the model has', () => {
    assert.deepEqual(sent({}, { system: 'Be brief.', maxTokens: 5, temperature: 1, topP: 1 }), {
      prompt: 'Hi',
      system_prompt: 'Be brief.',
    });
  });

  it('leave to the platform what cannot be read', () => {
    assert.deepEqual(sent({ count: 'many', flag: 'perhaps', scale: 'huge' }), {
      count: 'many',
      flag: 'perhaps',
      scale: 'huge',
      prompt: 'Hi',
    });
  });
});
