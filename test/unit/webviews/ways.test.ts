import assert from 'node:assert/strict';
import type { ConfigField, DeploymentSpec } from '../../../src/webviews/protocol.ts';
import { describeField } from '../../../src/webviews/wizard/describe.ts';
import {
  choosesHardware,
  defaultInputs,
  fieldsOf,
  formOf,
  inputsOf,
  wayOf,
  withOtherDefaults,
} from '../../../src/webviews/wizard/form.ts';
import { changeOf, readInputs } from '../../../src/webviews/wizard/read.ts';
import { besides } from '../../../src/webviews/wizard/useChoices.ts';

const base = { help: '', support: { level: 'native' }, updatable: true } as const;
const app = { ...base, variants: ['app'] };
const endpoint = { ...base, variants: ['endpoint'] };
const fields: ConfigField[] = [
  { ...base, key: 'description', label: 'Description', kind: 'text' },
  { ...app, key: 'instanceType', label: 'GPU', kind: 'instance', required: true, default: 'L40S' },
  { ...app, key: 'options', option: 'port', label: 'Port', kind: 'integer', default: 8000 },
  { ...endpoint, key: 'options', option: 'weights', label: 'Weights', kind: 'text', default: 'own' },
  { ...endpoint, key: 'options', option: 'private', label: 'Private', kind: 'flag', default: true },
  {
    ...base,
    key: 'regions',
    label: 'Regions',
    kind: 'choices',
    choices: [{ value: 'eu', label: 'Europe' }],
    variants: ['app', 'endpoint'],
  },
];
const names = (some: readonly ConfigField[]) => some.map(({ label }) => label);

describe('settings of one way to run a model', () => {
  it('are those of that way and those of all; before one is chosen, those of all', () => {
    assert.deepEqual(names(fieldsOf(fields, 'app')), ['Description', 'GPU', 'Port', 'Regions']);
    assert.deepEqual(names(fieldsOf(fields, 'endpoint')), ['Description', 'Weights', 'Private', 'Regions']);
    assert.deepEqual(names(fieldsOf(fields, undefined)), ['Description']);
    assert.ok(choosesHardware(fieldsOf(fields, 'app')));
    assert.ok(!choosesHardware(fieldsOf(fields, 'endpoint')));
  });

  it('are the only ones that are sent and the only ones that can be wrong', () => {
    const inputs = defaultInputs(fields);
    inputs.text['options.port'] = 'nonsense';
    delete inputs.text.instanceType;
    assert.deepEqual(readInputs(inputs, fieldsOf(fields, 'endpoint')), {
      config: { options: { weights: 'own', private: true } },
      problems: {},
    });
    const { problems } = readInputs(inputs, fieldsOf(fields, 'app'));
    assert.deepEqual(Object.keys(problems), ['instanceType', 'options.port']);
  });

  it('of a draft stay as they were left, and the other way begins with its defaults', () => {
    const spec: DeploymentSpec = {
      name: 'x',
      model: { id: 'm', name: 'm', kind: 'model' },
      variant: 'app',
      config: { instanceType: 'H100' },
    };
    const { inputs } = withOtherDefaults(formOf('modal', spec), fields);
    assert.deepEqual(inputs.text, { instanceType: 'H100', 'options.weights': 'own' });
    assert.deepEqual(inputs.flags, { 'options.private': true });
  });

  it('of what exists are those of the way in which it runs', () => {
    assert.equal(wayOf({ options: { way: 'endpoint' } }), 'endpoint');
    assert.equal(wayOf({ options: { way: 3 } }), undefined);
    assert.equal(wayOf({}), undefined);
  });

  it('leave it to a platform with a list of regions what choosing from it means', () => {
    const inputs = { ...inputsOf({ regions: ['eu'] }), regionsRequired: true };
    const own = fieldsOf(fields, 'app');
    const { config } = readInputs({ ...inputs, text: { instanceType: 'L40S' } }, own);
    assert.deepEqual(config, { instanceType: 'L40S', regions: ['eu'] });
    assert.equal(
      describeField(
        own.find(({ key }) => key === 'regions')!,
        config,
      ),
      'eu',
    );
    assert.deepEqual(changeOf({ instanceType: 'L40S', regions: ['eu'] }, config, own), {});
  });
});

describe('a list that the account has', () => {
  it('is read again when other settings have changed, not when its own has', () => {
    const inputs = inputsOf({ options: { secret: 'a', environment: 'main' } });
    const text = (part: object) => ({ ...inputs, text: { ...inputs.text, ...part } });
    const about = besides('options.secret', inputs);
    assert.equal(besides('options.secret', text({ 'options.secret': 'b' })), about);
    assert.notEqual(besides('options.secret', text({ 'options.environment': 'staging' })), about);
  });
});
