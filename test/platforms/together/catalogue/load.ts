import type { Config, Model } from '../types.ts';
import { account, platformProject, type World } from '../world.ts';
import { type CatalogueEntry, dedicatedCatalogue } from './dedicated.ts';
import { addHardware } from './hardware.ts';
import { serverlessModels } from './serverless.ts';
import type { DeploymentProfile } from './types.ts';

/** Configs live in a second platform project: a client that rewrites owners finds nothing. */
export const configProject = 'proj_togethercfg1';

const published = Date.parse('2026-08-01T00:00:00Z');

export function loadCatalogue(world: World): void {
  addHardware(world);
  world.v1Models.push(...serverlessModels);
  for (const entry of dedicatedCatalogue) addEntry(world, entry);
}

function addEntry(world: World, entry: CatalogueEntry): void {
  const base = baseModel(entry);
  world.models.set(base.id, base);
  const date = new Date(published).toISOString();
  world.supported.push({
    id: `arch_${entry.key}`,
    name: entry.name,
    displayName: entry.displayName,
    displayType: entry.type,
    publisher: entry.publisher,
    status: `SUPPORTED_MODEL_STATUS_${entry.status}`,
    inputModalities: ['MODALITY_TEXT'],
    outputModalities: ['MODALITY_TEXT'],
    products: ['PRODUCT_DEDICATED', ...(entry.serverless ? ['PRODUCT_SERVERLESS'] : [])],
    capabilities: capabilities[entry.type],
    features: entry.features.map((feature) => `FEATURE_${feature}`),
    architecture: entry.architecture,
    contextLength: String(entry.context),
    ...(entry.serverless ? { serverlessEndpoint: entry.serverless } : {}),
    baseModelId: base.id,
    baseModel: `projects/${base.projectId}/models/${base.id}`,
    deploymentProfiles: entry.profiles.map((_, index) => addProfile(world, entry, base, index)),
    createdAt: date,
    updatedAt: date,
  });
}

const capabilities: Record<CatalogueEntry['type'], string[]> = {
  chat: ['CAPABILITY_CHAT'],
  // A base model has no word of its own among them.
  language: [],
  embedding: ['CAPABILITY_EMBEDDING'],
};

function baseModel(entry: CatalogueEntry): Model {
  return {
    id: `ml_${entry.key}`,
    projectId: platformProject,
    organizationId: 'org_together',
    name: `together/${entry.key}`,
    description: entry.displayName,
    visibility: 'VISIBILITY_INTERNAL',
    weights: {
      type: 'WEIGHTS_TYPE_DEFAULT',
      architecture: entry.architecture,
      contextLength: String(entry.context),
      parameters: { total: entry.parameters, byDtype: [{ dtype: 'BF16', count: entry.parameters }] },
    },
    revisions: [{ id: `rv_${entry.key}_0`, createdAt: published, validation: 'SUCCESS' }],
  };
}

/** Every quantisation is a model of its own with its own config. */
function addProfile(world: World, entry: CatalogueEntry, base: Model, index: number): DeploymentProfile {
  const profile = entry.profiles[index]!;
  const key = `${entry.key}_${profile.quantization.toLowerCase()}_${index}`;
  const model: Model = {
    ...base,
    id: `ml_${key}`,
    name: `together/${key}`,
    revisions: [{ id: `rv_${key}`, createdAt: published, validation: 'SUCCESS' }],
  };
  world.models.set(model.id, model);
  const config: Config = {
    id: `cr_${key}`,
    projectId: configProject,
    model: { projectId: platformProject, id: model.id },
    selectors: selectors(profile),
  };
  world.configs.set(config.id, config);
  return {
    profileId: `cfg_${key}`,
    model: `projects/${platformProject}/models/${model.id}/revisions/rv_${key}`,
    config: `projects/${configProject}/configs/${config.id}`,
    modelName: `${entry.name}-${profile.quantization}`,
    gpuType: index % 2 === 0 ? `NVIDIA-${short(profile.gpu)}` : short(profile.gpu),
    gpuCount: profile.count,
    quantization: profile.quantization,
    parallelism: profile.parallelism,
    certifiedConfigRevisionId: config.id,
    certifiedModelRevisionId: `rv_${key}`,
    performanceBenchmarks: {
      ...(profile.tps ? { decodingSpeedTps: profile.tps } : {}),
      ...(profile.ttftMs ? { timeToFirstTokenMs: profile.ttftMs } : {}),
      ...(index === 0 ? { maxContextLength: String(entry.context) } : {}),
    },
  };
}

const short = (gpu: string): string => gpu.split('-')[0]!.toUpperCase();

function selectors(profile: CatalogueEntry['profiles'][number]): Config['selectors'] {
  return [
    { key: 'accelerator_count', value: String(profile.count) },
    { key: 'accelerator_type', value: `nvidia-${profile.gpu}` },
    { key: 'optimization', value: 'balanced' },
    { key: 'topology', value: 'aggregated' },
    ...(profile.lora ? [{ key: 'adapter_mode', value: profile.lora }] : []),
  ];
}

/** A fine-tune, an upload without a deployable config, a LoRA adapter and one whose weights are not there yet. */
export function addOwnModels(world: World): void {
  const base = world.models.get('ml_qwen9')!;
  const own = (id: string, name: string, rest: Partial<Model> = {}): Model => {
    const model: Model = {
      ...base,
      id,
      projectId: account.project_id,
      organizationId: account.organization_id,
      name: `${account.project_slug}/${name}`,
      description: '',
      visibility: 'VISIBILITY_PRIVATE',
      baseModel: { projectId: platformProject, id: base.id },
      revisions: [{ id: `rv_${id.slice(3)}`, createdAt: published, validation: 'SUCCESS' }],
      ...rest,
    };
    world.models.set(id, model);
    return model;
  };
  const tuned = own('ml_support', 'support-tone', {
    description: 'Support answers in our tone',
    revisions: [
      { id: 'rv_support_2', createdAt: published + 86_400_000, validation: 'PENDING' },
      { id: 'rv_support_1', createdAt: published, validation: 'SUCCESS' },
    ],
  });
  // Without a config of its own: an adapter is merged on one of its base.
  own('ml_support_adapter', 'support-tone-adapter', {
    weights: { type: 'WEIGHTS_TYPE_ADAPTER', architecture: base.weights.architecture! },
  });
  own('ml_gemma', 'gemma-3-27b-ours');
  own('ml_empty', 'half-uploaded', { revisions: [] });
  own('ml_shared', 'shared-qwen', { visibility: 'VISIBILITY_INTERNAL', projectId: 'proj_acme2' });
  addOwnConfig(world, tuned);
}

function addOwnConfig(world: World, model: Model): void {
  const id = `cr_${model.id.slice(3)}`;
  world.configs.set(id, {
    id,
    projectId: configProject,
    model: { projectId: model.projectId, id: model.id },
    selectors: selectors({
      quantization: 'BF16',
      gpu: 'h100-80gb',
      count: 1,
      parallelism: 'TP1',
      lora: 'dynamic',
    }),
  });
}
