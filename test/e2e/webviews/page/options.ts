/** Platforms with settings of their own, servers by address, and models that are named by typing. */
import type {
  ConfigField,
  DeploymentView,
  InstanceType,
  ModelChoice,
  ModelVariant,
  PriceSource,
  WizardPlatform,
} from '../../../../src/webviews/protocol.ts';
import * as data from './data.ts';

const native = { level: 'native' } as const;
const bundled: PriceSource = { kind: 'bundled', date: '2026-07-01' };
const base = { support: native, updatable: true } as const;

export const hardware: InstanceType[] = [
  {
    id: 'l40s_48gb_100',
    label: '1× L40S 48 GB',
    price: { perReplicaHour: 3_200_000_000, source: bundled },
    regions: [],
  },
  {
    id: 'a100_80gb_100',
    label: '1× A100 80 GB',
    price: { perReplicaHour: 4_800_000_000, source: bundled },
    regions: [],
  },
];

export const fields: ConfigField[] = [
  {
    ...base,
    key: 'minReplicas',
    label: 'Minimum replicas',
    help: '0: none runs until a request comes.',
    kind: 'integer',
    min: 0,
    max: 5,
    default: 0,
  },
  {
    ...base,
    key: 'maxReplicas',
    label: 'Maximum replicas',
    help: 'It goes no higher.',
    kind: 'integer',
    min: 1,
    max: 20,
    default: 1,
  },
  {
    ...base,
    key: 'instanceType',
    label: 'Accelerator',
    help: 'Predibase publishes no list: these are known, and others can be written.',
    kind: 'instance',
    freeText: true,
    required: true,
    updatable: { no: 'Predibase fixes it when a deployment is created.' },
  },
  {
    ...base,
    key: 'options',
    option: 'quantization',
    label: 'Quantization',
    help: 'How the weights are held in memory.',
    kind: 'select',
    choices: [
      { value: 'none', label: 'None' },
      { value: 'fp8', label: 'FP8' },
    ],
    updatable: { no: 'Predibase fixes it when a deployment is created.' },
  },
  {
    ...base,
    key: 'options',
    option: 'requestLogging',
    label: 'Log requests',
    help: 'Keeps prompts and answers on the platform for download.',
    kind: 'flag',
    default: false,
  },
  {
    ...base,
    key: 'options',
    option: 'preloadedAdapters',
    label: 'Preloaded adapters',
    help: 'Ready at once; then no other adapter can be named in a request.',
    kind: 'lines',
  },
  {
    ...base,
    key: 'options',
    option: 'maxTotalTokens',
    label: 'Context window',
    help: 'Tokens of a prompt and its answer together.',
    kind: 'integer',
    min: 1,
    advanced: true,
  },
  {
    ...base,
    key: 'options',
    option: 'customArgs',
    label: 'Arguments of the server',
    help: 'For LoRAX, one per line.',
    kind: 'lines',
    advanced: true,
  },
  {
    ...base,
    key: 'description',
    label: 'Description',
    help: 'For you and your team.',
    kind: 'text',
    max: 500,
  },
];

export const variants: ModelVariant[] = [
  { id: 'a1b2', label: 'Version a1b2c3d', details: ['made two days ago'] },
  { id: 'latest', label: 'Latest version', details: ['what its author serves now'], preferred: true },
];

export const typedModel = (text: string): ModelChoice => ({
  id: text,
  name: text,
  kind: 'model',
  tags: ['as you wrote it'],
  description: 'Predibase is asked for it when you deploy.',
});

const [together, predibase] = data.platforms;
const withoutAccount = ({ account: _, ...platform }: WizardPlatform) => ({ ...platform, connected: false });
export const platforms: WizardPlatform[] = [
  {
    ...predibase!,
    connected: true,
    account: 'ada@acme.test · Acme Robotics',
    serversLabel: 'LoRAX server',
    fields,
  },
  withoutAccount(together!),
  ...data.platforms.slice(2),
];

export const deployment: DeploymentView = {
  ...data.deployment,
  key: 'predibase:support-llm',
  platform: 'predibase',
  id: 'support-llm',
  name: 'support-llm',
  origin: { id: 'account', label: 'Predibase account' },
  config: {
    minReplicas: 0,
    maxReplicas: 2,
    instanceType: 'l40s_48gb_100',
    options: {
      quantization: 'fp8',
      requestLogging: false,
      preloadedAdapters: ['support/1'],
      maxTotalTokens: 8192,
    },
  },
  instanceType: { id: 'l40s_48gb_100', label: '1× L40S 48 GB' },
  price: { perReplicaHour: 3_200_000_000, source: bundled },
  consequences: { update: 'The old replicas serve until the new ones are ready; both are billed meanwhile.' },
  notes: {},
};
