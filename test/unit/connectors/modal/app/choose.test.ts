import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changed, choose, specOf } from '../../../../../src/connectors/modal/app/choose.ts';
import { fileNameOf, validateFileName } from '../../../../../src/connectors/modal/app/file-name.ts';
import type { DeploymentConfig, DeploymentSpec } from '../../../../../src/connectors/index.ts';

const spec = (config: DeploymentConfig = {}, more: Partial<DeploymentSpec> = {}): DeploymentSpec => ({
  name: 'my-llm',
  model: { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' },
  variant: 'app',
  config: { instanceType: 'H100', ...config },
  ...more,
});

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('=', '/', ' ', ',', '>', '-', ':', 'a', '1', '\n', '"'), maxLength: 12 }),
  fc.constantFrom(
    'sql=/adapters/sql',
    'acme/sql',
    '--a --b c',
    '--flag=x y',
    'h100:2 > a100',
    'true',
    'k=true',
  ),
);
const numbers = fc.oneof(fc.integer({ min: -2, max: 2000 }), fc.double({ noNaN: true }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const lines = fc.array(texts, { maxLength: 4 });

/** Anything that a form could send, right or wrong. */
const configs = fc
  .record({
    minReplicas: maybe(numbers),
    maxReplicas: maybe(numbers),
    instanceType: maybe(texts),
    concurrency: maybe(numbers),
    timeoutSeconds: maybe(numbers),
    regions: maybe(lines),
    environment: maybe(fc.dictionary(texts, texts, { maxKeys: 3 })),
    tags: maybe(lines),
    options: fc.dictionary(
      fc.constantFrom(
        ...['environment', 'proxyAuth', 'serving', 'buffer', 'targetInputs', 'scaledownSeconds'],
        ...['startupSeconds', 'secrets', 'hfSecret', 'adapters', 'adapterVolume', 'maxLoraRank', 'image'],
        ...['revision', 'servedName', 'vllmArgs', 'cacheVolume', 'strategy', 'file', 'cpu', 'memoryMb'],
        'routingRegion',
      ),
      fc.oneof(texts, numbers, fc.boolean(), lines, fc.constantFrom('server', 'recreate', 'rolling', '128')),
    ),
  })
  .map(
    (record) =>
      Object.fromEntries(
        Object.entries(record).filter(([, value]) => value !== undefined),
      ) as DeploymentConfig,
  );

describe('What is chosen for an app', () => {
  it('is the same again after it was shown and sent back, whatever was typed', () => {
    fc.assert(
      fc.property(texts, texts, configs, fc.boolean(), (name, id, config, adapter) => {
        const model = adapter
          ? ({ id, name: id, kind: 'adapter', base: 'Qwen/Qwen3-8B' } as const)
          : ({ id, name: id, kind: 'model' } as const);
        const choice = choose({ name, model, config });
        assert.deepEqual(choose(specOf(choice)), choice);
        assert.deepEqual(
          choose(JSON.parse(JSON.stringify(specOf(choice))) as DeploymentSpec).file,
          choice.file,
        );
        assert.deepEqual(changed(choice, {}), choice, 'and a change of nothing changes nothing');
      }),
    );
  });

  it('has a default for everything but the GPU and the model', () => {
    const choice = choose(spec());
    assert.deepEqual(choice, {
      spec: {
        app: 'my-llm',
        tags: {},
        image: 'vllm/vllm-openai:v0.11.2',
        model: 'Qwen/Qwen3-8B',
        revision: '',
        served: ['Qwen/Qwen3-8B'],
        gpu: 'H100',
        tensor_parallel: 1,
        cpu: null,
        memory: null,
        min: 0,
        max: null,
        buffer: null,
        scaledown: 300,
        timeout: 600,
        startup: 1200,
        region: [],
        max_inputs: 32,
        target_inputs: null,
        port: 8000,
        serving: 'web',
        routing_region: 'us-east',
        proxy_auth: true,
        hf_secret: '',
        secrets: [],
        env: {},
        hf_cache_volume: 'huggingface-cache',
        vllm_cache_volume: 'vllm-cache',
        adapter_volume: '',
        loras: [],
        max_lora_rank: 64,
        args: [],
      },
      environment: '',
      strategy: 'rolling',
      file: 'my_llm.py',
    });
  });

  it('takes lines as people write them', () => {
    const { spec: app } = choose(
      spec({
        instanceType: ' h100:2>a100-80gb:2 ',
        tags: ['team=nlp', 'prod', ' cost-center = 7 '],
        regions: [' us-east ', ''],
        options: {
          adapters: ['sql = sql', 'acme/support-lora', 'deep=/adapters/a/b', 'v2'],
          vllmArgs: ['--max-model-len 8192', '', '--enforce-eager', '--hf-overrides={"a": 1}'],
          servedName: 'qwen, chat ,qwen',
          secrets: ['tracing', 'huggingface', 'tracing'],
          hfSecret: 'huggingface',
          maxLoraRank: '128',
        },
      }),
    );
    assert.deepEqual([app.gpu, app.tensor_parallel], [['H100:2', 'A100-80GB:2'], 2]);
    assert.deepEqual(app.tags, { team: 'nlp', prod: 'true', 'cost-center': '7' });
    assert.deepEqual(app.region, ['us-east']);
    assert.deepEqual(
      app.loras.map(({ name, path }) => `${name} ${path}`),
      ['sql /adapters/sql', 'support-lora acme/support-lora', 'deep /adapters/a/b', 'v2 /adapters/v2'],
    );
    assert.deepEqual(app.args, ['--max-model-len', '8192', '--enforce-eager', '--hf-overrides={"a": 1}']);
    assert.deepEqual(app.served, ['qwen', 'chat']);
    assert.deepEqual([app.secrets, app.hf_secret, app.max_lora_rank], [['tracing'], 'huggingface', 128]);
  });

  it('serves the base of an adapter, and the adapter on it', () => {
    const { spec: app } = choose(
      spec({}, { model: { id: 'acme/sql-lora', name: 'sql', kind: 'adapter', base: 'Qwen/Qwen3-8B' } }),
    );
    assert.equal(app.model, 'Qwen/Qwen3-8B');
    assert.deepEqual(app.loras, [
      { name: 'sql-lora', path: 'acme/sql-lora', base_model_name: 'Qwen/Qwen3-8B' },
    ]);
  });

  it('replaces one container at once, and several one after the other', () => {
    const one = choose(spec({ maxReplicas: 1 }));
    assert.equal(one.strategy, 'recreate');
    assert.equal(changed(one, { maxReplicas: 3 }).strategy, 'rolling', 'it follows the maximum');
    const asked = choose(spec({ maxReplicas: 1, options: { strategy: 'rolling' } }));
    assert.equal(asked.strategy, 'rolling');
    assert.equal(changed(asked, { minReplicas: 1 }).strategy, 'rolling', 'what was asked for stays');
  });

  it('changes what the change names and nothing else', () => {
    const before = choose(
      spec({ maxReplicas: 4, options: { revision: 'abc', vllmArgs: ['--enforce-eager'] } }),
    );
    const after = changed(before, { minReplicas: 1, options: { vllmArgs: [] } });
    assert.deepEqual(after, { ...before, spec: { ...before.spec, min: 1, args: [] } });
  });
});

describe('The file of an app', () => {
  it('has a name that Modal takes, whatever the app is called', () => {
    fc.assert(
      fc.property(texts, (app) => {
        assert.equal(validateFileName(fileNameOf(app)), undefined, fileNameOf(app));
      }),
    );
  });

  for (const [app, file] of [
    ['my-llm', 'my_llm.py'],
    ['Qwen3.8B', 'qwen3_8b.py'],
    ['logging', 'logging_app.py'],
    ['modal', 'modal_app.py'],
    ['8b-chat', 'app_8b_chat.py'],
    ['typing-extensions', 'typing_extensions_app.py'],
    ['---', 'app_app.py'],
  ] as const)
    it(`of ${app} is ${file}`, () => {
      assert.equal(fileNameOf(app), file);
    });

  for (const name of [
    'a.b.py',
    'My_App.py',
    'my_app',
    '../my_app.py',
    'a/b_c.py',
    'secrets.py',
    '_a_b.py',
    '',
  ])
    it(`is not called ${JSON.stringify(name)}`, () => {
      assert.ok(validateFileName(name));
    });
});
