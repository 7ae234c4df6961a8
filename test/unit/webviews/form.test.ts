import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConfigField, DeploymentConfig } from '../../../src/webviews/protocol.ts';
import { describeField, withHardware } from '../../../src/webviews/wizard/describe.ts';
import { defaultInputs, inputsOf } from '../../../src/webviews/wizard/form.ts';
import { changeOf, readInputs } from '../../../src/webviews/wizard/read.ts';
import { readNumber } from '../../../src/webviews/wizard/readValues.ts';
import { stepOfField, stepsOf, type Situation } from '../../../src/webviews/wizard/steps.ts';

const base = { help: '', support: { level: 'native' }, updatable: true } as const;
const fields: ConfigField[] = [
  { ...base, key: 'minReplicas', label: 'Min', kind: 'integer', min: 1, max: 8, default: 1 },
  { ...base, key: 'maxReplicas', label: 'Max', kind: 'integer', min: 1, max: 8 },
  { ...base, key: 'idleTimeoutMinutes', label: 'Idle', kind: 'minutes' },
  { ...base, key: 'description', label: 'Description', kind: 'text', max: 20 },
  { ...base, key: 'tags', label: 'Tags', kind: 'tags' },
  { ...base, key: 'environment', label: 'Environment', kind: 'environment' },
  { ...base, key: 'regions', label: 'Regions', kind: 'choices', updatable: { no: 'Fixed.' } },
  {
    ...base,
    key: 'autoscaling',
    label: 'Autoscaling',
    kind: 'autoscaling',
    metrics: [
      { name: 'inflight', label: 'In flight', unit: 'per replica', min: 1, default: 8 },
      { name: 'ttft', label: 'First token', unit: 'ms', min: 1, max: 900, default: 500, percentile: true },
    ],
  },
  {
    ...base,
    key: 'batchSize',
    label: 'Batch',
    kind: 'integer',
    support: { level: 'absent', why: 'None.' },
    default: 4,
  },
  { ...base, key: 'options', option: 'eager', label: 'Eager', kind: 'flag', default: true },
  {
    ...base,
    key: 'options',
    option: 'quantization',
    label: 'Quantization',
    kind: 'select',
    choices: [
      { value: 'fp8', label: 'FP8' },
      { value: 'int4', label: 'INT4' },
    ],
    updatable: { no: 'Fixed.' },
  },
  { ...base, key: 'options', option: 'preloaded', label: 'Preloaded', kind: 'lines', max: 3 },
  { ...base, key: 'options', option: 'maxTokens', label: 'Max tokens', kind: 'integer', min: 1 },
];

const configs: fc.Arbitrary<DeploymentConfig> = fc
  .record(
    {
      minReplicas: fc.integer({ min: 1, max: 4 }),
      maxReplicas: fc.integer({ min: 4, max: 8 }),
      idleTimeoutMinutes: fc.integer({ min: 0, max: 9999 }),
      tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 4 }),
      environment: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), fc.string(), { minKeys: 1, maxKeys: 4 }),
      autoscaling: fc.record({ metric: fc.constant('ttft'), target: fc.integer({ min: 1, max: 900 }) }),
      options: fc
        .record(
          {
            eager: fc.boolean(),
            quantization: fc.constantFrom('fp8', 'int4'),
            preloaded: fc.array(fc.stringMatching(/^[a-z]{1,5}\/\d$/), { minLength: 1, maxLength: 3 }),
            maxTokens: fc.integer({ min: 1, max: 9999 }),
          },
          { requiredKeys: [] },
        )
        .filter((options) => Object.keys(options).length > 0),
    },
    { requiredKeys: [] },
  )
  // What JSON carries between the ends has no exotic prototypes.
  .map((config) => JSON.parse(JSON.stringify(config)) as DeploymentConfig);

describe('the wizard’s form', () => {
  it('gives back every configuration that it shows', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const { config: again, problems } = readInputs(inputsOf(config), fields);
        assert.deepEqual(problems, {});
        assert.deepEqual(again, config);
      }),
    );
  });

  it('reads numbers within their limits, and says what the limits are', () => {
    assert.equal(readNumber('', { min: 1 }), undefined);
    assert.equal(readNumber(' 8 ', { min: 1, max: 8 }), 8);
    assert.equal(readNumber('0.5', { whole: false }), 0.5);
    for (const bad of ['9', '0', '-1', '1.5', '1e3', 'x', '0x2', '٣']) {
      assert.equal(readNumber(bad, { min: 1, max: 8 }), 'Must be a whole number from 1 to 8.', bad);
    }
  });

  it('finds what does not fit together', () => {
    const inputs = inputsOf({ minReplicas: 5, maxReplicas: 2, description: 'x'.repeat(21) });
    inputs.environment = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    inputs.autoscaling = { ...inputs.autoscaling, metric: 'ttft', target: '901' };
    const { problems } = readInputs(inputs, fields);
    assert.match(problems.maxReplicas ?? '', /at least the minimum, 5/);
    assert.match(problems.description ?? '', /At most 20/);
    assert.match(problems.environment ?? '', /twice/);
    assert.match(problems.autoscaling ?? '', /from 1 to 900/);
  });

  it('never sends what the platform lacks', () => {
    const inputs = { ...inputsOf({}), text: { minReplicas: '1', batchSize: '4' } };
    assert.deepEqual(readInputs(inputs, fields).config, { minReplicas: 1 });
    assert.deepEqual(defaultInputs(fields).text, { minReplicas: '1' });
    assert.deepEqual(defaultInputs(fields).flags, { 'options.eager': true });
  });

  it('sends of an edit only what differs and can change', () => {
    const before = { minReplicas: 1, maxReplicas: 2, regions: ['a'] };
    const after = { minReplicas: 1, maxReplicas: 3, regions: ['b'] };
    assert.deepEqual(changeOf(before, after, fields), { maxReplicas: 3 });
  });

  it('sends of an edit only those options that differ and can change', () => {
    const before = { options: { eager: true, quantization: 'fp8', preloaded: ['a/1'], maxTokens: 512 } };
    const after = { options: { eager: false, quantization: 'int4', preloaded: ['a/1'], maxTokens: 512 } };
    assert.deepEqual(changeOf(before, after, fields), { options: { eager: false } });
    assert.deepEqual(changeOf(before, before, fields), {});
  });

  it('wants what is required of a new deployment, and of none that exists', () => {
    const hardware: ConfigField = {
      ...base,
      key: 'instanceType',
      label: 'Type',
      kind: 'instance',
      required: true,
    };
    const image: ConfigField = {
      ...base,
      key: 'options',
      option: 'image',
      label: 'Image',
      kind: 'text',
      required: true,
    };
    const { problems } = readInputs(inputsOf({}), [hardware, image]);
    assert.deepEqual(problems, { instanceType: 'It must be set.', 'options.image': 'It must be set.' });
    assert.deepEqual(readInputs(inputsOf({}), [hardware, image], { editing: true }).problems, {});
  });

  it('marks an option by its own name', () => {
    const inputs = inputsOf({ options: { maxTokens: 0, preloaded: ['a', 'b', 'c', 'd'] } });
    assert.deepEqual(readInputs(inputs, fields).problems, {
      'options.maxTokens': 'Must be a whole number, 1 or more.',
      'options.preloaded': 'At most 3 lines; this is 4.',
    });
  });

  it('puts options in words', () => {
    const say = (option: string, value: string | boolean | string[]): string =>
      describeField(
        fields.find((field) => field.option === option)!,
        { options: { [option]: value } },
      );
    assert.equal(say('eager', false), 'no');
    assert.equal(say('quantization', 'fp8'), 'FP8');
    assert.equal(say('quantization', 'awq'), 'awq');
    assert.equal(say('preloaded', ['a/1', 'b/2']), 'a/1, b/2');
  });

  it('calls hardware what it was called where it was chosen', () => {
    const field: ConfigField = { ...base, key: 'instanceType', label: 'Hardware', kind: 'instance' };
    const hardware = [{ id: 'gpu-t4', label: 'Nvidia T4 GPU' }];
    const say = (id: string) => describeField(withHardware(field, hardware), { instanceType: id });
    assert.deepEqual([say('gpu-t4'), say('gpu-of-mine')], ['Nvidia T4 GPU', 'gpu-of-mine']);
    assert.equal(withHardware(fields[0]!, hardware), fields[0]);
  });

  it('leads a check to the step where its field is', () => {
    assert.deepEqual((['name', 'variant', 'options.eager', 'instanceType'] as const).map(stepOfField), [
      'model',
      'model',
      'config',
      'config',
    ]);
  });

  it('shows the names of environment variables in a review, never their values', () => {
    const field = fields.find(({ key }) => key === 'environment')!;
    assert.equal(describeField(field, { environment: { TOKEN: 'secret', MODE: 'x' } }), 'TOKEN, MODE');
  });

  it('opens a step only when the ones before are done, and says why not', () => {
    const situation: Situation = {
      form: { name: '', nameTyped: false, inputs: inputsOf({}) },
      platform: undefined,
      variant: undefined,
      nameProblem: undefined,
      problems: {},
      change: undefined,
    };
    assert.deepEqual(
      stepsOf(situation).map(({ blocked }) => blocked),
      [undefined, 'Choose a platform first.', 'Choose a platform first.', 'Choose a platform first.'],
    );
    const unchanged = stepsOf({ ...situation, change: {} });
    assert.deepEqual(
      unchanged.map(({ id, blocked }) => [id, blocked]),
      [
        ['config', undefined],
        ['review', 'Nothing has been changed yet.'],
      ],
    );
  });
});
