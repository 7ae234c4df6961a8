import assert from 'node:assert/strict';
import { appChecks } from '../../../../../src/connectors/modal/app/checks.ts';
import { choose } from '../../../../../src/connectors/modal/app/choose.ts';
import type { Check, DeploymentConfig, DeploymentSpec } from '../../../../../src/connectors/index.ts';

const checksOf = (config: DeploymentConfig, more: Partial<DeploymentSpec> = {}): Check[] =>
  appChecks(
    choose({
      name: 'my-llm',
      model: { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' },
      config: { instanceType: 'H200:2', maxReplicas: 2, ...config },
      ...more,
    }),
  );

const options = (values: NonNullable<DeploymentConfig['options']>): DeploymentConfig => ({ options: values });
const model = (id: string): Partial<DeploymentSpec> => ({ model: { id, name: id, kind: 'model' } });

const good: [what: string, config: DeploymentConfig, more?: Partial<DeploymentSpec>][] = [
  ['the defaults', {}],
  [
    'every end of every range',
    { concurrency: 1000, timeoutSeconds: 86_400, ...options({ scaledownSeconds: 2 }) },
  ],
  [
    'the other ends',
    { concurrency: 1, timeoutSeconds: 1, ...options({ scaledownSeconds: 1200, targetInputs: 1 }) },
  ],
  ['four A10', { instanceType: 'A10:4' }],
  ['a pinned and an open GPU', { instanceType: 'H100!:2 > B200+:2' }],
  ['a model without an owner', {}, model('gpt2')],
  ['an image by digest', options({ image: `ghcr.io/acme/vllm@sha256:${'a'.repeat(64)}` })],
  ['an image of a registry with a port', options({ image: 'localhost:5000/acme/vllm:1.2' })],
  ['an adapter in a folder', options({ adapters: ['sql'], adapterVolume: 'adapters' })],
  ['an adapter of the hub', options({ adapters: ['acme/sql'] })],
  ['an odd timeout where there is none', { timeoutSeconds: 0, ...options({ serving: 'server' }) }],
  ['an odd router where there is none', options({ routingRegion: '!' })],
];

const bad: [field: Check['field'], what: string, config: DeploymentConfig, more?: Partial<DeploymentSpec>][] =
  [
    ['name', 'no name', {}, { name: ' ' }],
    ['name', 'a name with a space', {}, { name: 'my llm' }],
    ['name', 'a name of 65 letters', {}, { name: 'a'.repeat(65) }],
    ['name', 'a name like an id', {}, { name: `ap-${'a1'.repeat(11)}` }],
    ['model', 'no model', {}, model('')],
    ['model', 'a model that would be an option of vLLM', {}, model('--trust-remote-code')],
    ['model', 'a model with three parts', {}, model('a/b/c')],
    ['instanceType', 'no GPU', { instanceType: '' }],
    ['instanceType', 'a GPU without a count after the colon', { instanceType: 'H100:' }],
    ['instanceType', 'no GPU at all', { instanceType: 'H100:0' }],
    ['instanceType', 'nine of them', { instanceType: 'H100:9' }],
    ['instanceType', 'five A10', { instanceType: 'A10G:5' }],
    ['instanceType', 'choices of different counts', { instanceType: 'H100:2 > A100-80GB:4' }],
    ['minReplicas', 'a negative minimum', { minReplicas: -1 }],
    ['minReplicas', 'half a container', { minReplicas: 0.5 }],
    ['maxReplicas', 'a maximum of none', { maxReplicas: 0 }],
    ['maxReplicas', 'a maximum below the minimum', { minReplicas: 3, maxReplicas: 2 }],
    ['concurrency', 'no request at a time', { concurrency: 0 }],
    ['concurrency', 'more than Modal documents', { concurrency: 1001 }],
    ['options.targetInputs', 'an aim above the most', { concurrency: 8, ...options({ targetInputs: 9 }) }],
    ['options.targetInputs', 'an aim of none', options({ targetInputs: 0 })],
    ['options.buffer', 'a part of a spare container', options({ buffer: 1.5 })],
    ['options.scaledownSeconds', 'too short an idle time', options({ scaledownSeconds: 1 })],
    ['options.scaledownSeconds', 'too long an idle time', options({ scaledownSeconds: 1201 })],
    ['timeoutSeconds', 'a limit of more than a day', { timeoutSeconds: 86_401 }],
    ['timeoutSeconds', 'no time at all', { timeoutSeconds: 0 }],
    ['options.startupSeconds', 'a start without time', options({ startupSeconds: 0 })],
    ['options.cpu', 'too little processor', options({ cpu: 0.1 })],
    ['options.cpu', 'no number', options({ cpu: 'many' })],
    ['options.memoryMb', 'a part of a MiB', options({ memoryMb: 1024.5 })],
    ['regions', 'a region in capitals', { regions: ['US East'] }],
    [
      'options.routingRegion',
      'no region of the router',
      options({ serving: 'server', routingRegion: 'US East' }),
    ],
    ['options.environment', 'a one-letter environment', options({ environment: 'm' })],
    ['options.environment', 'an environment like an id', options({ environment: 'EN-main' })],
    ['tags', 'a tag with a space', { tags: ['team=our team'] }],
    ['tags', 'a tag without a key', { tags: ['=x'] }],
    ['options.image', 'an image that would add lines to a Dockerfile', options({ image: 'vllm:1\nRUN id' })],
    ['options.revision', 'a revision that would be an option of vLLM', options({ revision: '--help' })],
    ['options.servedName', 'a name that would be an option of vLLM', options({ servedName: '--help' })],
    ['options.adapters', 'two adapters of one name', options({ adapters: ['a=x/a', 'a=x/b'] })],
    [
      'options.adapters',
      'an adapter with the name of the model',
      options({ servedName: 'sql', adapters: ['acme/sql'] }),
    ],
    ['options.adapters', 'an adapter from nowhere', options({ adapters: ['sql='] })],
    [
      'options.adapters',
      'an adapter from above',
      options({ adapters: ['sql=/adapters/../root'], adapterVolume: 'a' }),
    ],
    ['options.adapterVolume', 'a folder without a volume', options({ adapters: ['sql'] })],
    ['options.adapterVolume', 'a volume at two paths', options({ adapterVolume: 'huggingface-cache' })],
    ['options.cacheVolume', 'one volume for both caches', options({ cacheVolume: 'vllm-cache' })],
    ['options.cacheVolume', 'a volume with a slash', options({ cacheVolume: 'a/b' })],
    [
      'options.maxLoraRank',
      'a rank that vLLM does not take',
      options({ adapters: ['acme/sql'], maxLoraRank: 24 }),
    ],
    ['options.vllmArgs', 'a port of one’s own', options({ vllmArgs: ['--port=80'] })],
    ['options.vllmArgs', 'a key beside the proxy token', options({ vllmArgs: ['--api_key x'] })],
    ['options.vllmArgs', 'a key in an argument', options({ vllmArgs: [`--hf-token hf_${'a'.repeat(30)}`] })],
    ['options.vllmArgs', 'a value without its flag', options({ vllmArgs: ['8192'] })],
    ['options.secrets', 'a key where the name of a secret belongs', options({ secrets: ['a b'] })],
    ['options.hfSecret', 'no name of a secret', options({ hfSecret: 'a/b' })],
    ['options.file', 'a file elsewhere', options({ file: '../x_y.py' })],
    ['environment', 'a variable with a dash', { environment: { 'A-B': '1' } }],
    ['environment', 'a key in a variable', { environment: { PLAIN: `hf_${'a'.repeat(30)}` } }],
  ];

const remarks: [
  level: Check['level'],
  field: Check['field'],
  what: string,
  config: DeploymentConfig,
  more?: Partial<DeploymentSpec>,
][] = [
  ['info', 'options.strategy', 'one container that is replaced', { maxReplicas: 1 }],
  [
    'warning',
    'options.strategy',
    'one container that waits',
    { maxReplicas: 1, ...options({ strategy: 'rolling' }) },
  ],
  ['warning', 'options.proxyAuth', 'an open address', options({ proxyAuth: false })],
  ['info', 'options.serving', 'a server', options({ serving: 'server' })],
  ['info', 'options.revision', 'a model that moves', {}],
  ['warning', 'options.image', 'an image without a tag', options({ image: 'vllm/vllm-openai' })],
  ['warning', 'options.image', 'the latest image', options({ image: 'vllm/vllm-openai:latest' })],
  ['warning', 'options.hfSecret', 'a gated model', {}, model('meta-llama/Llama-3.1-8B-Instruct')],
  ['info', 'options.hfSecret', 'an adapter that may be private', options({ adapters: ['acme/sql'] })],
  ['warning', 'environment', 'a variable that sounds like a key', { environment: { HF_TOKEN: 'x' } }],
  ['info', 'instanceType', 'a GPU that may be another', { instanceType: 'H100' }],
  ['info', 'options.cpu', 'a price without processor and memory', {}],
  ['warning', 'regions', 'a region', { regions: ['us'] }],
  ['warning', 'maxReplicas', 'no maximum', { maxReplicas: undefined as never }],
  ['warning', 'options.startupSeconds', 'a short start', options({ startupSeconds: 60 })],
  ['warning', 'concurrency', 'one request at a time', { concurrency: 1 }],
  ['info', 'minReplicas', 'a scale to zero', {}],
  [
    'warning',
    'options.vllmArgs',
    'an argument that is set twice',
    options({ vllmArgs: ['--tensor-parallel-size=4'] }),
  ],
  [
    'warning',
    'options.vllmArgs',
    'a key of vLLM’s own',
    options({ proxyAuth: false, vllmArgs: ['--api-key=x'] }),
  ],
  ['warning', 'options.vllmArgs', 'quotes', options({ vllmArgs: ['--chat-template "a b"'] })],
];

describe('An app is checked before anyone is asked', () => {
  for (const [what, config, more] of good)
    it(`and takes ${what}`, () => {
      assert.deepEqual(
        checksOf(config, more).filter(({ level }) => level === 'error'),
        [],
      );
    });

  for (const [field, what, config, more] of bad)
    it(`and refuses ${what}`, () => {
      assert.deepEqual(
        checksOf(config, more).flatMap((each) => (each.level === 'error' ? [each.field] : [])),
        [field],
      );
    });

  for (const [level, field, what, config, more] of remarks)
    it(`and remarks on ${what}`, () => {
      const found = checksOf(config, more).filter((each) => each.field === field);
      assert.deepEqual(
        found.map((each) => each.level),
        [level],
      );
    });

  it('and says by how much a region costs more', () => {
    const said = (...regions: string[]) =>
      checksOf({ regions }).find(({ field }) => field === 'regions')?.message;
    assert.match(said('us') ?? '', /1\.5 times/);
    assert.match(said('us-east', 'us-west') ?? '', /1\.75 times/);
    assert.match(said('us', 'us-west') ?? '', /1\.75 times/);
  });

  it('and never repeats the key that it found', () => {
    const key = `hf_${'k'.repeat(30)}`;
    const checks = checksOf({ environment: { A: key }, ...options({ vllmArgs: [key] }) });
    assert.ok(!JSON.stringify(checks).includes(key));
  });
});
