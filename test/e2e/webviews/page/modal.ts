/** A platform that runs a person's own file or makes an endpoint by itself, and whose deploys take minutes. */
import type {
  ConfigField,
  DeploymentConfig,
  DeploymentView,
  FieldChoice,
  InstanceType,
  ModelVariant,
  Plan,
  PlatformUsage,
  PriceSource,
  TimeWindow,
  WizardPlatform,
} from '../../../../src/webviews/protocol.ts';
import * as data from './data.ts';

const native = { level: 'native' } as const;
const bundled: PriceSource = { kind: 'bundled', date: '2026-09-01' };
const base = { support: native, updatable: true } as const;
const app = { ...base, variants: ['app'] };
const endpoint = { ...base, variants: ['endpoint'], updatable: { no: 'An Endpoint cannot be changed.' } };

export const hardware: InstanceType[] = [
  { id: 'L40S', label: '1× L40S 48 GB', price: price(1_950_000_000), regions: [] },
  { id: 'H100', label: '1× H100 80 GB', price: price(3_950_000_000), regions: [] },
];

function price(perReplicaHour: number) {
  return { perReplicaHour, source: bundled };
}

export const fields: ConfigField[] = [
  {
    ...base,
    key: 'options',
    option: 'environment',
    label: 'Modal environment',
    help: 'The part of the workspace that it lives in. Empty: the workspace’s default, usually main.',
    kind: 'select',
    listed: true,
    updatable: { no: 'It stays in its environment.' },
  },
  {
    ...app,
    key: 'instanceType',
    label: 'GPU',
    help: 'The GPUs of one container, such as H100:2.',
    kind: 'instance',
    freeText: true,
    required: true,
    default: 'L40S',
  },
  {
    ...app,
    key: 'minReplicas',
    label: 'Minimum containers',
    help: 'With 0 it scales to zero.',
    kind: 'integer',
    min: 0,
    default: 0,
  },
  {
    ...app,
    key: 'maxReplicas',
    label: 'Maximum containers',
    help: 'Empty: as many as the plan allows.',
    kind: 'integer',
    min: 1,
  },
  {
    ...app,
    key: 'options',
    option: 'scaledownSeconds',
    label: 'Stop when idle for',
    help: 'How long a container without requests stays, billed, before it stops.',
    kind: 'seconds',
    min: 2,
    max: 1200,
    default: 300,
  },
  {
    ...app,
    key: 'options',
    option: 'hfSecret',
    label: 'Hugging Face secret',
    help: 'The Modal secret that holds HF_TOKEN.',
    kind: 'text',
    listed: true,
    freeText: true,
  },
  {
    ...app,
    key: 'options',
    option: 'secrets',
    label: 'Secrets',
    help: 'Modal secrets whose keys become environment variables of the container.',
    kind: 'lines',
    listed: true,
    freeText: true,
  },
  {
    ...app,
    key: 'options',
    option: 'volumes',
    label: 'Volumes',
    help: 'Mounted in every container.',
    kind: 'lines',
    listed: true,
  },
  {
    ...endpoint,
    key: 'options',
    option: 'weightsRepo',
    label: 'Fine-tune on Hugging Face',
    help: 'The repository, org/name.',
    kind: 'text',
  },
  {
    ...endpoint,
    key: 'options',
    option: 'private',
    label: 'Private repository',
    help: 'The token of this connection is sent with it.',
    kind: 'flag',
    default: true,
  },
  {
    ...base,
    key: 'regions',
    label: 'Compute regions',
    help: 'Where containers may run. None: anywhere, which is cheapest.',
    kind: 'choices',
    freeText: true,
    choices: [
      { value: 'us', label: 'United States' },
      { value: 'eu', label: 'Europe' },
    ],
  },
];

export const variants: ModelVariant[] = [
  {
    id: 'app',
    label: 'App of your own',
    details: ['a Python file that you keep', 'any GPU', 'LoRA adapters', 'versions and rollback'],
    preferred: true,
  },
  { id: 'endpoint', label: 'Managed Endpoint', details: ['no Python needed', 'cannot be changed'] },
];

/** What the account has, by field. */
export const choices: Record<string, FieldChoice[]> = {
  'options.environment': [
    { value: 'main', label: 'main', detail: 'the default' },
    { value: 'staging', label: 'staging' },
  ],
  'options.hfSecret': [
    { value: 'huggingface-secret', label: 'huggingface-secret', detail: 'made 3 months ago' },
    { value: 'hf-write', label: 'hf-write' },
  ],
  'options.secrets': [
    { value: 'huggingface-secret', label: 'huggingface-secret' },
    { value: 'wandb', label: 'wandb', detail: 'used yesterday' },
  ],
  'options.volumes': [],
};

const [together, predibase, modal, replicate] = data.platforms;
export const platforms: WizardPlatform[] = [
  {
    ...modal!,
    connected: true,
    account: 'acme · ada',
    deploys: 'cancellable',
    issued: 'proxy token',
    fields,
  },
  { ...together!, connected: false },
  predibase!,
  replicate!,
];

const file = `import json
import subprocess

import modal

# What was chosen in the wizard. Everything below only reads it.
CFG = json.loads(${JSON.stringify(JSON.stringify({ app: 'qwen3-8b-x7k2', model: 'Qwen/Qwen3-8B', gpu: 'L40S', min: 0, max: null }))})

image = modal.Image.from_registry("vllm/vllm-openai:v0.11.2").entrypoint([])
volumes = {
    "/root/.cache/huggingface": modal.Volume.from_name("huggingface-cache", create_if_missing=True),
}

app = modal.App(CFG["app"])


@app.function(image=image, gpu=CFG["gpu"], volumes=volumes, min_containers=CFG["min"], timeout=600)
@modal.concurrent(max_inputs=32)
@modal.web_server(8000, startup_timeout=1200, requires_proxy_auth=True)
def serve():
    subprocess.Popen(["vllm", "serve", CFG["model"], "--host", "0.0.0.0", "--port", "8000"])
`;

export const planOf = (config: DeploymentConfig, variant: string | undefined): Plan =>
  variant === 'endpoint'
    ? {
        requests: [
          {
            method: 'gRPC',
            url: 'modal.client.ModalClient/EndpointCreate',
            body: { name: 'qwen3-8b-x7k2', proxy_regions: ['us-west'] },
            note: 'Creates the Endpoint.',
          },
        ],
        estimate: {},
        checks: [],
      }
    : {
        files: [
          {
            path: 'slipway/qwen3_8b_x7k2.py',
            language: 'python',
            text: file,
            standing: 'changed',
            note: 'The app as it is deployed. It is yours: keep it with your code.',
          },
        ],
        requests: [
          {
            method: 'RUN',
            url: '/home/ada/venv/bin/python -m modal deploy slipway/qwen3_8b_x7k2.py --env main --tag slipway-3f9c1d --strategy rolling',
            note: 'Builds the image on Modal and deploys the app.',
          },
          {
            method: 'gRPC',
            url: 'modal.client.ModalClient/AppGetByDeploymentName',
            note: 'Reads what was deployed.',
          },
        ],
        estimate: {
          minPerHour: 1_950_000_000 * (config.minReplicas ?? 0),
          ...(config.maxReplicas === undefined ? {} : { maxPerHour: 1_950_000_000 * config.maxReplicas }),
          price: price(1_950_000_000),
        },
        checks: [{ level: 'info', message: 'The first request waits until a container has started.' }],
      };

/** What the build says, and more of it than is kept. */
export const buildLog = [
  'Building the image im-3kQ…',
  ...Array.from({ length: 120 }, (_, at) => `#7 ${String(at)}.2 Downloading layer ${String(at + 1)} of 120`),
  'Image built in 94.1 s. Creating the app’s objects…',
];

export const deployment: DeploymentView = {
  ...data.deployment,
  key: 'modal:ap-1',
  platform: 'modal',
  id: 'ap-1',
  name: 'qwen3-8b-x7k2',
  group: 'main',
  detail: { word: 'APP_STATE_DEPLOYED', notes: ['Scaled to zero: the next request starts a container.'] },
  replicas: { min: 0, ready: 0 },
  instanceType: { id: 'L40S', label: '1× L40S 48 GB' },
  price: price(1_950_000_000),
  config: {
    minReplicas: 0,
    instanceType: 'L40S',
    options: { way: 'app', environment: 'main', scaledownSeconds: 300, hfSecret: 'hf-write' },
  },
  endpoint: { url: 'https://acme--qwen3-8b-x7k2-serve.modal.run/v1', model: 'Qwen/Qwen3-8B' },
  parts: [
    {
      id: 'fu-1',
      name: 'serve',
      kind: 'function',
      url: 'https://acme--qwen3-8b-x7k2-serve.modal.run',
      instanceType: 'L40S',
      note: 'needs a proxy token',
    },
    {
      id: 'fu-2',
      name: 'Playground',
      kind: 'server',
      url: 'https://acme--qwen3-8b-x7k2-playground.us-east.modal.direct',
    },
    { id: 'fu-3', name: 'warm_cache', kind: 'function' },
  ],
  dashboardUrl: 'https://modal.com/id/ap-1',
  release: 'v3',
  followable: true,
  restartable: true,
  notes: {},
};

export const managed: DeploymentView = {
  ...deployment,
  key: 'modal:ep-1',
  id: 'ep-1',
  name: 'qwen3-managed',
  config: { options: { way: 'endpoint', environment: 'main', weightsRepo: 'acme/tuned' } },
};

const measures: [string, string][] = [
  ['Execution time', 's'],
  ['End-to-end latency', 's'],
  ['Startup time', 's'],
  ['GPU utilization', '%'],
  ['GPU memory', 'GiB'],
];
const single: [string, string][] = [
  ['Inputs running', '3'],
  ['Inputs waiting', '0'],
  ['Containers started', '14'],
  ['Containers failed', '1'],
  ['Cost of this month so far', '$41.20'],
];

/** A platform that measures much. */
export const usageOf = (window: TimeWindow): PlatformUsage => {
  const series = (name: string, size: number) => ({
    name,
    points: Array.from({ length: 40 }, (_, at) => ({
      at: window.from + (at * (window.to - window.from)) / 40,
      value: Math.max(0, size * (1 + Math.sin(at / 5))),
    })),
  });
  return {
    window,
    readAt: Date.now() - 4000,
    basis: 'from Modal’s statistics of the function serve',
    requests: { total: 412, succeeded: 405, failed: 7 },
    latency: { p50: 900, p90: 2100, p95: 3000, p99: 4200 },
    failures: [
      { label: 'Failed', count: 5 },
      { label: 'Timed out', count: 2 },
    ],
    cost: {
      estimate: 2_310_000_000,
      source: bundled,
      explained: ['Estimate: the seconds that containers ran, at the price of one L40S'],
    },
    other: [
      ...measures.flatMap(([label, unit]) =>
        ['P50', 'P90', 'P99'].map((which, at) => ({
          label: `${label}, ${which}`,
          value: `${((unit === 's' ? 1.25 : 24.125) * (at + 1)).toFixed(4)} ${unit}`,
        })),
      ),
      ...single.map(([label, value]) => ({ label, value })),
    ],
    series: [
      series('Calls, successful', 12),
      series('Calls, failed', 1),
      series('Containers, running', 3),
      series('Containers, starting', 1),
      series('execution_time_p50 (seconds)', 0.9),
      series('gpu_utilization (fraction)', 0.4),
      series('memory_usage (gibibytes)', 12),
      series('cpu_usage (cores)', 2),
    ],
    absent: ['Modal counts no tokens for a web function.'],
  };
};
