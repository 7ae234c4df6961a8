import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConfigField, DeploymentConfig } from '../../../src/webviews/protocol.ts';
import { describeField } from '../../../src/webviews/wizard/describe.ts';
import {
  changeOf,
  defaultInputs,
  inputsOf,
  readInputs,
  readNumber,
} from '../../../src/webviews/wizard/form.ts';
import { stepsOf, type Situation } from '../../../src/webviews/wizard/steps.ts';

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
    const inputs = { ...defaultInputs(fields), text: { minReplicas: '1', batchSize: '4' } };
    assert.deepEqual(readInputs(inputs, fields).config, { minReplicas: 1 });
    assert.deepEqual(defaultInputs(fields).text, { minReplicas: '1' });
  });

  it('sends of an edit only what differs and can change', () => {
    const before = { minReplicas: 1, maxReplicas: 2, regions: ['a'] };
    const after = { minReplicas: 1, maxReplicas: 3, regions: ['b'] };
    assert.deepEqual(changeOf(before, after, fields), { maxReplicas: 3 });
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
