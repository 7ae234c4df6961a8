/** What a working account looks like: the data that the fake host answers with. */
import type {
  Capability,
  ConfigField,
  DeploymentView,
  InstanceType,
  ModelChoice,
  ModelVariant,
  PlatformId,
  PriceSource,
  Support,
  WizardPlatform,
} from '../../../../src/webviews/protocol.ts';

const now = Date.now();
export const read: PriceSource = { kind: 'platform', readAt: now - 4000 };
const native: Support = { level: 'native' };

export const hardware: InstanceType[] = [
  {
    id: '1x_nvidia_h100_80gb_sxm',
    label: '1× H100 80 GB',
    gpu: 'H100',
    gpuCount: 1,
    gpuMemoryGb: 80,
    price: { perReplicaHour: 5_490_000_000, source: read },
    regions: [
      { name: 'us-central-8a', replicas: 12, atLeast: true },
      { name: 'us-east-2a', replicas: 1 },
      { name: 'eu-north-1a' },
    ],
  },
  {
    id: '2x_nvidia_h100_80gb_sxm',
    label: '2× H100 80 GB',
    gpu: 'H100',
    gpuCount: 2,
    gpuMemoryGb: 80,
    price: { perReplicaHour: 10_980_000_000, source: read },
    regions: [{ name: 'us-central-8a', replicas: 0 }],
  },
  { id: '1x_nvidia_b200_180gb_sxm', label: '1× B200 180 GB', gpu: 'B200', gpuCount: 1, regions: [] },
];

const catalogue: [string, string, string, number, string[]][] = [
  ['Qwen/Qwen3-8B', 'Qwen3 8B', 'Qwen', 131_072, ['chat', '8B']],
  ['Qwen/Qwen3-32B', 'Qwen3 32B', 'Qwen', 131_072, ['chat', 'reasoning', '32B']],
  ['meta-llama/Llama-3.3-70B-Instruct', 'Llama 3.3 70B Instruct', 'Meta', 131_072, ['chat', '70B']],
  ['openai/gpt-oss-20b', 'gpt-oss 20B', 'OpenAI', 131_072, ['chat', 'reasoning', '20B']],
  ['mistralai/Mistral-Small-24B', 'Mistral Small 24B', 'Mistral AI', 32_768, ['chat', '24B']],
  ['google/gemma-3-27b-it', 'Gemma 3 27B', 'Google', 131_072, ['chat', 'vision', '27B']],
];

export const models: ModelChoice[] = [
  ...catalogue.map(([id, name, publisher, contextLength, tags]): ModelChoice => ({
    id,
    name,
    kind: 'model',
    publisher,
    contextLength,
    tags,
    deployable: true,
    description: `${name} with an instruction-tuned chat template.`,
  })),
  {
    id: 'deepseek-ai/DeepSeek-V3',
    name: 'DeepSeek V3',
    kind: 'model',
    publisher: 'DeepSeek',
    contextLength: 131_072,
    tags: ['chat', '671B'],
    deployable: { no: 'No deployment profile of this model is open to your organization.' },
  },
];

export const ownModels: ModelChoice[] = [
  {
    id: 'acme/qwen3-8b-support-lora-7f3a',
    name: 'qwen3-8b-support-lora-7f3a',
    kind: 'adapter',
    base: 'Qwen/Qwen3-8B',
    publisher: 'acme',
    tags: ['LoRA', 'fine-tuned 2026-11-12'],
  },
];

export const variants: ModelVariant[] = [
  {
    id: 'cr_fp8_1xh100',
    label: 'FP8 on one H100',
    details: ['FP8', 'prefix caching', 'up to 32,768 tokens'],
    instanceType: '1x_nvidia_h100_80gb_sxm',
  },
  {
    id: 'cr_bf16_2xh100',
    label: 'BF16 on two H100',
    details: ['BF16', 'tensor parallel 2'],
    instanceType: '2x_nvidia_h100_80gb_sxm',
  },
  {
    id: 'cr_fp4_b200',
    label: 'FP4 on one B200',
    details: ['FP4'],
    instanceType: '1x_nvidia_b200_180gb_sxm',
  },
];

const absent = (why: string): Support => ({ level: 'absent', why });

export const fields: ConfigField[] = [
  {
    key: 'minReplicas',
    label: 'Minimum replicas',
    help: 'Kept running at all times, and billed.',
    kind: 'integer',
    support: native,
    min: 1,
    max: 64,
    default: 1,
    updatable: true,
  },
  {
    key: 'maxReplicas',
    label: 'Maximum replicas',
    help: 'The autoscaler goes no higher.',
    kind: 'integer',
    support: native,
    min: 1,
    max: 64,
    default: 1,
    updatable: true,
  },
  {
    key: 'autoscaling',
    label: 'Autoscaling metric',
    help: 'What makes the platform add and remove replicas between the minimum and the maximum.',
    kind: 'autoscaling',
    support: native,
    updatable: true,
    metrics: [
      {
        name: 'inflight_requests',
        label: 'Requests in flight',
        unit: 'per replica',
        min: 1,
        default: 8,
      },
      {
        name: 'ttft',
        label: 'Time to first token',
        unit: 'ms',
        min: 1,
        default: 500,
        percentile: true,
      },
    ],
  },
  {
    key: 'instanceType',
    label: 'Instance type',
    help: 'The GPUs of one replica.',
    kind: 'instance',
    support: native,
    updatable: { no: 'Together AI fixes the hardware when a deployment is created.' },
  },
  {
    key: 'regions',
    label: 'Regions',
    help: 'Where replicas may run. None chosen: wherever there is room.',
    kind: 'choices',
    support: native,
    updatable: { no: 'Together AI fixes the placement when a deployment is created.' },
  },
  {
    key: 'concurrency',
    label: 'Concurrent requests per replica',
    help: 'More wait in a queue.',
    kind: 'integer',
    support: native,
    min: 1,
    max: 1024,
    updatable: true,
  },
  {
    key: 'idleTimeoutMinutes',
    label: 'Idle timeout',
    help: 'Stops the deployment after this long without a request. 0 = never.',
    kind: 'minutes',
    support: { level: 'emulated', how: 'Slipway stops it, while a VS Code window is open.' },
    min: 0,
    max: 1440,
    updatable: true,
  },
  {
    key: 'description',
    label: 'Description',
    help: 'For you and your team.',
    kind: 'text',
    support: { level: 'emulated', how: 'Kept on this machine.' },
    max: 500,
    updatable: true,
  },
  {
    key: 'tags',
    label: 'Tags',
    help: 'To find it again.',
    kind: 'tags',
    support: { level: 'emulated', how: 'Kept on this machine.' },
    updatable: true,
  },
  {
    key: 'environment',
    label: 'Environment variables',
    help: '',
    kind: 'environment',
    support: absent('Together AI runs its own serving image: there is no environment to set.'),
    updatable: { no: 'It has none.' },
  },
  {
    key: 'batchSize',
    label: 'Batch size',
    help: '',
    kind: 'integer',
    support: absent('Together AI batches continuously and sets the size itself.'),
    updatable: { no: 'It has none.' },
  },
  {
    key: 'timeoutSeconds',
    label: 'Request timeout',
    help: '',
    kind: 'seconds',
    support: absent('Together AI has no such setting.'),
    updatable: { no: 'It has none.' },
  },
];

export const environmentField: ConfigField = {
  key: 'environment',
  label: 'Environment variables',
  help: 'Set in the container of every replica.',
  kind: 'environment',
  support: native,
  updatable: true,
};

const capabilities: Record<Capability, Support> = {
  deploy: native,
  update: native,
  stop: native,
  start: native,
  remove: native,
  invoke: native,
  streaming: native,
  adapters: native,
  logs: native,
  revisions: absent('Together AI keeps no revisions.'),
  rollback: absent('Together AI keeps no revisions.'),
  usage: native,
  pricing: native,
  regions: native,
};

const cards: Record<PlatformId, Omit<WizardPlatform, 'id' | 'capabilities' | 'fields' | 'connected'>> = {
  together: {
    displayName: 'Together AI',
    purpose: 'Dedicated GPU endpoints for open models and your own LoRA adapters, billed per minute.',
    homepage: 'https://www.together.ai',
    account: 'production · Acme Robotics',
  },
  predibase: {
    displayName: 'Predibase',
    purpose: 'Fine-tuning and serving of many adapters on one base model.',
    homepage: 'https://predibase.com',
  },
  modal: {
    displayName: 'Modal',
    purpose: 'Python functions and web endpoints on serverless GPUs.',
    homepage: 'https://modal.com',
  },
  replicate: {
    displayName: 'Replicate',
    purpose: 'Packaged models behind one API, with deployments that scale to zero.',
    homepage: 'https://replicate.com',
  },
};

/** Together AI is connected, the others are not. */
export const platforms = Object.entries(cards).map(([id, card]): WizardPlatform => {
  const connected = id === 'together';
  return { id: id as PlatformId, ...card, connected, capabilities, fields: connected ? fields : [] };
});

export const deployment: DeploymentView = {
  key: 'together:ep_1/dep_2',
  platform: 'together',
  id: 'ep_1/dep_2',
  name: 'support-bot-prod',
  group: 'support-bot',
  status: 'active',
  detail: { word: 'DEPLOYMENT_STATE_READY' },
  model: { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' },
  replicas: { min: 1, max: 4, ready: 2, desired: 2 },
  instanceType: { id: '1x_nvidia_h100_80gb_sxm', label: '1× H100 80 GB' },
  price: { perReplicaHour: 5_490_000_000, source: read },
  config: {
    minReplicas: 1,
    maxReplicas: 4,
    instanceType: '1x_nvidia_h100_80gb_sxm',
    autoscaling: { metric: 'inflight_requests', target: 8 },
    description: 'Answers first-level support questions.',
  },
  trafficShare: 1,
  endpoint: { url: 'https://api.together.ai/v1', model: 'acme/support-bot' },
  dashboardUrl: 'https://api.together.ai/endpoints/ep_1',
  allowed: { test: true, stop: true, start: { no: 'It runs.' }, update: true, remove: true },
  createdAt: now - 9 * 86_400_000,
  readAt: now - 4000,
  notes: { tags: ['support'] },
};

export const stopped: DeploymentView = {
  ...deployment,
  status: 'stopped',
  detail: { word: 'DEPLOYMENT_STATE_STOPPED' },
  replicas: { min: 0, max: 0, ready: 0 },
  allowed: { ...deployment.allowed, test: { no: 'It is stopped: no replica answers.' }, start: true },
};

/** A deployment whose platform reports no state, and no count of instances. */
export const pictures: DeploymentView = {
  ...deployment,
  key: 'replicate:acme/posters',
  platform: 'replicate',
  id: 'acme/posters',
  name: 'posters',
  group: 'acme',
  status: 'active',
  detail: {
    word: '',
    inferred: true,
    notes: ['A run was served at 14:02', 'Replicate reports no state of its own.'],
  },
  model: { id: 'acme/flux-posters', name: 'acme/flux-posters', kind: 'model' },
  replicas: { min: 0, max: 2 },
  instanceType: { id: 'gpu-l40s', label: 'Nvidia L40S GPU' },
  price: { perReplicaHour: 3_510_000_000, source: { kind: 'bundled', date: '2026-07-01' } },
  config: { minReplicas: 0, maxReplicas: 2, instanceType: 'gpu-l40s' },
  endpoint: { url: 'https://api.replicate.com/v1', model: 'acme/posters' },
  dashboardUrl: 'https://replicate.com/deployments/acme/posters',
  notes: {},
};

/** Its platform deletes it only after a quarter of an hour without traffic. */
export const deleting: DeploymentView = {
  ...pictures,
  status: 'stopped',
  busy: {
    action: 'remove',
    step: 'Waiting to delete, possible from 14:17.',
    since: now - 60_000,
    cancellable: true,
  },
  allowed: { ...pictures.allowed, test: { no: 'It is being deleted.' } },
};

/** A server of the person's own: one model, any adapter. */
export const lorax: DeploymentView = {
  ...deployment,
  key: 'predibase:server:gpu-box',
  platform: 'predibase',
  id: 'server:gpu-box',
  name: 'gpu-box',
  origin: { id: 'lorax', label: 'LoRAX server' },
  detail: { word: 'healthy', inferred: true, notes: ['Its health check answers'] },
  model: { id: 'Qwen/Qwen3-8B', name: 'Qwen/Qwen3-8B', kind: 'model' },
  replicas: { ready: 1, readyInferred: true },
  config: {},
  endpoint: { url: 'http://gpu-box:8080', model: '' },
  allowed: {
    test: true,
    stop: { no: 'LoRAX has no stop call.' },
    start: { no: 'It runs.' },
    update: true,
    remove: true,
  },
  notes: {},
};

/** A small picture. */
export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAPAAAAB4CAIAAABD1OhwAAACDUlEQVR42u3SIQrCAAAF0B3HbDabzSuWFcuCggxBw4KCDEHDgoIMQYPZ7Nm8wo+GB+8IrxiV79x4/spNqkduurjnZvU1V676XNVccvX2lGvaY6497HNd1+b68y439Jvc+7bOfYZl7vusc4XQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy200EILLbTQQgsttNBCCy30f4X+AWH4IRkiCbfRAAAAAElFTkSuQmCC';
