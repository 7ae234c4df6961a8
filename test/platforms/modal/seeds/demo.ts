import { living, reconcile, up } from '../apps/containers.ts';
import { makeApp, stopApp } from '../apps/life.ts';
import { publish, rollback } from '../apps/versions.ts';
import { createEndpoint, failEndpoint, goOn } from '../endpoints/life.ts';
import type { App, FunctionConfig, FunctionSpec, Served } from '../types.ts';
import { AppState } from '../words.ts';
import type { World } from '../world.ts';
import { demoConfig } from './configs.ts';
import { history } from './history.ts';

const by = 'ada';
const commit = (commitHash: string, dirty = false) => ({
  vcs: 'git',
  branch: 'main',
  commitHash,
  commitTimestamp: 1_795_000_000,
  dirty,
  authorName: 'Ada',
  authorEmail: 'ada@acme.test',
  repoUrl: 'https://github.com/acme/serving',
});

/** A workspace in use: apps in many states, with what they did before today. */
export function seedDemo(world: World): void {
  secretsAndVolumes(world);
  chat(world);
  deployApp(world, 'summaries', [web({ served: ['summaries'], gpu: ['L4'] })]);
  const busy = deployApp(world, 'support-70b', [
    web({
      gpu: ['H100:2'],
      min: 1,
      max: 2,
      served: ['support-70b'],
      model: 'meta-llama/Llama-3.3-70B-Instruct',
      secrets: ['huggingface'],
    }),
  ]);
  for (const container of living(first(busy))) up(world, container);
  history(world, first(busy));
  deployApp(world, 'router', [server({ served: ['router'], gpu: ['A10'], max: 4 })]);
  deployApp(world, 'two-faces', [
    web({ served: ['small'], gpu: ['T4'] }, 'small'),
    web({ served: ['large'], gpu: ['A100-80GB'], region: 'us-east' }, 'large'),
  ]);
  deployApp(world, 'chat', [web({ served: ['chat-next'], proxyAuth: false })], 'staging');
  const old = deployApp(world, 'old-experiment', [web()]);
  stopApp(world, old, by);
  old.state = AppState.stopped;
  const run = deployApp(world, 'notebook-run', [web()]);
  run.state = AppState.ephemeral;
  endpoints(world);
}

/** Four versions, the last one a return to the second. */
function chat(world: World): void {
  const loras = [
    { name: 'sql', path: '/adapters/sql' },
    { name: 'support', path: '/adapters/support' },
  ];
  const versions: [Partial<FunctionConfig>, string, string][] = [
    [{ gpu: ['L4'] }, 'first', '1f0c2d9aa1'],
    [{ loras }, 'with-adapters', '7be41c03d2'],
    [{ loras, maxInputs: 64, targetInputs: 48 }, '', 'c0ffee1234'],
  ];
  const app = makeApp(world, { name: 'chat', environment: 'main', state: AppState.initializing, by });
  for (const [change, tag, hash] of versions) {
    const config = { served: ['chat'], secrets: ['huggingface'], volumes: ['huggingface-cache', 'adapters'] };
    publish(
      world,
      app,
      {
        functions: [web({ ...config, ...change })],
        tag,
        clientVersion: '1.5.4',
        commit: commit(hash, tag === ''),
      },
      by,
    );
  }
  const imageId = world.makeId('im-');
  for (const data of ['#1 FROM vllm/vllm-openai:v0.11.2\n', 'Saving image...\nImage saved, took 1.72s\n']) {
    app.logs.write({ imageId, data });
  }
  rollback(world, app, 2, by);
  app.tags = { team: 'search', 'slipway.model': 'Qwen3-8B' };
  history(world, first(app));
}

const web = (change: Partial<FunctionConfig> = {}, tag = 'serve'): FunctionSpec => ({
  tag,
  kind: 'web',
  config: demoConfig(change),
});

const server = (change: Partial<FunctionConfig>): FunctionSpec => ({
  tag: 'Server',
  kind: 'server',
  config: demoConfig(change),
});

function deployApp(world: World, name: string, functions: FunctionSpec[], environment = 'main'): App {
  const app = makeApp(world, { name, environment, state: AppState.initializing, by });
  publish(world, app, { functions, tag: '', clientVersion: '1.5.4' }, by);
  return app;
}

const first = ({ functions }: App): Served => [...functions.values()][0]!;

function endpoints(world: World): void {
  const make = (name: string, repoId: string) =>
    createEndpoint(
      world,
      {
        name,
        environmentName: 'main',
        unauthenticated: false,
        proxyRegions: ['us-west'],
        computeRegion: null,
        model: { baseModelRepoId: repoId },
      },
      by,
    );
  const live = make('qwen-live', 'Qwen/Qwen3.6-27B-FP8');
  goOn(world, live);
  history(world, live.server);
  make('gpt-oss-coming', 'openai/gpt-oss-120b');
  failEndpoint(
    world,
    make('kimi-failed', 'moonshotai/Kimi-K2'),
    'Provisioning failed: no capacity in us-west.',
  );
  for (const served of world.served.values()) reconcile(world, served);
}

function secretsAndVolumes(world: World): void {
  const createdAt = world.clock.now() - 40 * 24 * 3_600_000;
  world.secrets.push({
    id: world.makeId('st-'),
    name: 'huggingface',
    environment: 'main',
    keys: ['HF_TOKEN'],
    createdAt,
    lastUsedAt: createdAt,
  });
  const file = (path: string, size: number) => ({ path, size, mtime: createdAt });
  const adapter = (name: string, size: number) => [
    file(`${name}/adapter_config.json`, 712),
    file(`${name}/adapter_model.safetensors`, size),
  ];
  const volume = (name: string, version: 1 | 2, files: ReturnType<typeof file>[], after: number): void => {
    world.volumes.push({
      id: world.makeId('vo-'),
      name,
      environment: 'main',
      version,
      createdAt: createdAt + after,
      files,
    });
  };
  volume('huggingface-cache', 1, [file('hub/version.txt', 1)], 0);
  volume('adapters', 2, [...adapter('sql', 83_919_392), ...adapter('support', 167_832_240)], 60_000);
}
