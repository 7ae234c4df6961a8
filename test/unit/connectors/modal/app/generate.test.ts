import assert from 'node:assert/strict';
import fc from 'fast-check';
import { generate } from '../../../../../src/connectors/modal/app/generate.ts';
import type { AppSpec } from '../../../../../src/connectors/modal/app/spec.ts';
import { argumentsOf, fullSpec, hasPython, named, plainSpec, readApps } from './reading.ts';

/** Texts that try to leave a string, or to be another text after they were read. */
const hostile = [
  `'''`,
  `"""`,
  `''')\nimport os\nos.system('id')\nx = (r'''`,
  `\\'''`,
  `ends in a backslash\\`,
  `\\\\`,
  `\\N{DASH}`,
  `\\u0041`,
  `\\x41`,
  `{CFG}`,
  `%s`,
  `\0`,
  `line\nbreak\r\nand\rmore\u2028and\u2029more\u0085end\f\v`,
  `\ud800`,
  `\udc00\ud800`,
  `😀 中文 é`,
  `\u202e drow eht sdrawkcab`,
  `#!/usr/bin/env python`,
  `# -*- coding: utf-7 -*-`,
  `+ADs-`,
  `</script><!--`,
  `$(id) \`id\` ; id`,
  `--host`,
  `\ufeff`,
  `NaN`,
  `__proto__`,
  `\x7f\x1b[31m`,
];

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(`'`, `"`, `\\`, '\n', '\r', '#', '{', 'N', 'u', '0', ')', '\u2028') }),
  fc.constantFrom(...hostile),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
);

/** As what comes back is. */
const plainObjects = { noNullPrototype: true };

const specs = fc.record<AppSpec>({
  ...Object.fromEntries(Object.entries(plainSpec).map(([key, value]) => [key, fc.constant(value)])),
  app: texts,
  model: texts,
  revision: texts,
  image: texts,
  served: fc.array(texts, { minLength: 1, maxLength: 3 }),
  tags: fc.dictionary(texts, texts, { maxKeys: 3, ...plainObjects }),
  env: fc.dictionary(texts, texts, { maxKeys: 3, ...plainObjects }),
  secrets: fc.array(texts, { maxLength: 2 }),
  hf_secret: texts,
  adapter_volume: texts,
  args: fc.array(texts, { maxLength: 3 }),
  loras: fc.array(fc.record({ name: texts, path: texts, base_model_name: texts }, plainObjects), {
    maxLength: 2,
  }),
  serving: fc.constantFrom('web', 'server'),
} as { [K in keyof AppSpec]: fc.Arbitrary<AppSpec[K]> });

describe('A generated app, read by Python', function () {
  // Python takes its time to start on a busy machine.
  this.timeout(30_000);
  before(function () {
    if (!hasPython) this.skip();
  });

  it('says exactly what was chosen, whatever was typed, and nothing of it is code', () => {
    const each = hostile.map<AppSpec>((text, index) => ({
      ...fullSpec,
      serving: index % 2 === 0 ? 'web' : 'server',
      app: text,
      served: [text, text],
      env: { [text]: text },
      tags: { [text]: text },
      args: [text],
    }));
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const all = [...each, ...fc.sample(specs, { numRuns: 150, seed })];
    const plain = {
      web: readApps([generate(plainSpec)])[0],
      server: readApps([generate({ ...plainSpec, serving: 'server' })])[0],
    };
    for (const [index, read] of readApps(all.map(generate)).entries()) {
      const spec = all[index]!;
      const { serving, timeout, routing_region, ...both } = spec;
      const chosen = { ...both, ...(serving === 'web' ? { timeout } : { routing_region }) };
      assert.deepEqual(read.cfg, chosen, `app ${index} of seed ${seed}`);
      const usual = plain[serving];
      assert.deepEqual(read.others, usual?.others, 'what is no string is the same for everyone');
      const settings = read.strings.findIndex((text) => text.startsWith("r'''"));
      assert.deepEqual(
        read.strings.toSpliced(settings, 1),
        usual?.strings.toSpliced(settings, 1),
        'and so are all strings but the settings',
      );
    }
  });

  it('is plain ASCII without anything that a terminal or an editor could act on', () => {
    fc.assert(fc.property(specs, (spec) => assert.match(generate(spec), /^[\n -~]+$/)));
  });

  it('is the same text for the same choice', () => {
    fc.assert(
      fc.property(specs, (spec) => {
        assert.equal(generate(spec), generate(structuredClone(spec)));
      }),
    );
  });

  it('asks for a web function with everything that was chosen', () => {
    const [app] = readApps([generate(fullSpec)]);
    assert.ok(app);
    assert.deepEqual(
      app.calls.map(([name]) => name),
      ['App', 'web_server', 'concurrent', 'app.function', 'Popen'],
    );
    assert.deepEqual([argumentsOf(app, 'App'), named(app, 'App')], [['my-llm'], { tags: { team: 'nlp' } }]);
    assert.deepEqual(argumentsOf(app, 'web_server'), [8000]);
    assert.deepEqual(named(app, 'web_server'), { startup_timeout: 1800, requires_proxy_auth: false });
    assert.deepEqual(named(app, 'concurrent'), { max_inputs: 64, target_inputs: 48 });
    const { image, volumes, secrets, ...rest } = named(app, 'app.function');
    assert.deepEqual(rest, {
      gpu: ['H100:2', 'A100-80GB:2'],
      cpu: 4.5,
      memory: 65_536,
      env: { VLLM_LOGGING_LEVEL: 'DEBUG' },
      min_containers: 1,
      max_containers: 4,
      buffer_containers: 2,
      scaledown_window: 120,
      timeout: 900,
      startup_timeout: 1800,
      region: ['us-east', 'us-west'],
    });
    assert.deepEqual(image, [
      ['Image.from_registry', ['vllm/vllm-openai:v0.11.2'], {}],
      ['entrypoint', [[]], {}],
      ['run_commands', ['ln -sf $(command -v python3) /usr/local/bin/python'], {}],
      ['env', [{ HF_XET_HIGH_PERFORMANCE: '1' }], {}],
    ]);
    assert.deepEqual(volumes, {
      '/root/.cache/huggingface': [['Volume.from_name', ['weights'], { create_if_missing: true }]],
      '/root/.cache/vllm': [['Volume.from_name', ['vllm-cache'], { create_if_missing: true }]],
      '/adapters': [['Volume.from_name', ['adapters'], {}]],
    });
    assert.deepEqual(secrets, [
      [['Secret.from_name', ['tracing'], {}]],
      [['Secret.from_name', ['huggingface'], { required_keys: ['HF_TOKEN'] }]],
    ]);
    assert.deepEqual(argumentsOf(app, 'Popen'), [
      [
        ...['vllm', 'serve', 'Qwen/Qwen3-8B', '--host', '0.0.0.0', '--port', '8000'],
        ...['--tensor-parallel-size', '2', '--revision', 'a1b2c3'],
        ...['--enable-lora', '--max-lora-rank', '32', '--lora-modules'],
        '{"name": "sql", "path": "/adapters/sql", "base_model_name": "Qwen/Qwen3-8B"}',
        '{"name": "chat-lora", "path": "acme/chat-lora", "base_model_name": "Qwen/Qwen3-8B"}',
        ...['--served-model-name', 'qwen', 'chat', '--uvicorn-log-level', 'info', '--max-model-len', '8192'],
      ],
    ]);
  });

  it('leaves to Modal what was not chosen', () => {
    const [app] = readApps([generate(plainSpec)]);
    assert.ok(app);
    const { cpu, memory, buffer_containers, region, env, secrets, volumes } = named(app, 'app.function');
    assert.deepEqual(
      { cpu, memory, buffer_containers, region },
      {
        cpu: null,
        memory: null,
        buffer_containers: null,
        region: null,
      },
    );
    assert.deepEqual(
      [env, secrets, Object.keys(volumes as object)],
      [{}, [], ['/root/.cache/huggingface', '/root/.cache/vllm']],
    );
    const [command] = argumentsOf(app, 'Popen') as [string[]];
    assert.ok(!command.includes('--enable-lora') && !command.includes('--revision'));
  });

  it('asks for a server with everything that was chosen, and ends its process', () => {
    const [full, plain] = readApps(
      [fullSpec, plainSpec].map((spec) =>
        generate({ ...spec, serving: 'server', routing_region: 'eu-west' }),
      ),
    );
    assert.ok(full && plain);
    assert.deepEqual(
      full.calls.map(([name]) => name),
      ['App', 'enter', 'exit', 'app.server', 'Popen', 'terminate'],
    );
    const { image: _image, volumes: _volumes, secrets: _secrets, ...rest } = named(full, 'app.server');
    assert.deepEqual(rest, {
      gpu: ['H100:2', 'A100-80GB:2'],
      cpu: 4.5,
      memory: 65_536,
      env: { VLLM_LOGGING_LEVEL: 'DEBUG' },
      port: 8000,
      startup_timeout: 1800,
      target_concurrency: 48,
      min_containers: 1,
      max_containers: 4,
      buffer_containers: 2,
      scaledown_window: 120,
      routing_region: 'eu-west',
      compute_region: ['us-east', 'us-west'],
      unauthenticated: true,
    });
    const { target_concurrency, compute_region, unauthenticated } = named(plain, 'app.server');
    assert.deepEqual([target_concurrency, compute_region, unauthenticated], [32, null, false]);
  });
});
