import { living, reconcile } from '../apps/containers.ts';
import { goLive, makeApp, stopApp } from '../apps/life.ts';
import { exists, invalid, notFound } from '../errors.ts';
import type { Endpoint, FunctionConfig } from '../types.ts';
import { AppState, DeploymentType, Provisioning, Result, Source } from '../words.ts';
import { end } from '../apps/containers.ts';
import type { World } from '../world.ts';

/** Families that Modal serves as a product (its guide on Endpoints). */
const families = ['qwen', 'kimi', 'gemma-4', 'deepseek', 'nemotron', 'gpt-oss', 'glm'];

export interface ModelSource {
  readonly baseModelRepoId?: string;
  readonly custom?: {
    readonly baseModelRepoId: string;
    readonly huggingface?: { readonly repoId: string; readonly revision: string } | null;
    readonly modalVolume?: { readonly volumeId: string; readonly modelPath: string } | null;
  } | null;
}

export interface NewEndpoint {
  readonly name: string;
  readonly environmentName: string;
  readonly unauthenticated: boolean;
  readonly proxyRegions: readonly string[];
  readonly computeRegion: { readonly explicit?: { readonly regions: readonly string[] } | null } | null;
  readonly model: ModelSource | null;
}

export function createEndpoint(world: World, asked: NewEndpoint, by: string): Endpoint {
  const environment = world.environment(asked.environmentName).name;
  const base = asked.model?.custom?.baseModelRepoId ?? asked.model?.baseModelRepoId ?? '';
  if (base === '') throw invalid('A model is required');
  if (!families.some((family) => base.toLowerCase().includes(family))) {
    throw invalid(`Model '${base}' is not in the catalogue of Endpoint models`);
  }
  if (asked.proxyRegions.length !== 1) throw invalid('Exactly one routing region is required');
  const volume = asked.model?.custom?.modalVolume;
  if (volume && !world.volumes.some(({ id }) => id === volume.volumeId)) {
    throw notFound(`Volume '${volume.volumeId}' not found`);
  }
  const name = asked.name === '' ? nameFrom(base) : asked.name;
  if (!/^[a-zA-Z0-9-_.]+$/.test(name) || name.length > 64) throw invalid(`Invalid Endpoint name: '${name}'.`);
  if (active(world, name, environment)) throw exists(`Endpoint '${name}' already exists`);

  const app = makeApp(world, { name, environment, state: AppState.initializing, by });
  const config = configOf(asked, base);
  const repoId = asked.model?.custom?.huggingface?.repoId ?? base;
  const version = {
    version: 1,
    functions: [{ tag: 'Server', kind: 'server' as const, config: { ...config, served: [repoId] } }],
    tag: '',
    clientVersion: '',
    deployedAt: world.clock.now(),
    deployedBy: by,
    rollbackVersion: 0,
    type: DeploymentType.standard,
    commit: undefined,
  };
  goLive(world, app, version);
  app.state = AppState.initializing;
  const endpoint: Endpoint = {
    id: world.makeId('ep-'),
    name,
    environment,
    app,
    server: app.functions.get('Server')!,
    modelName: repoId,
    repoId,
    revision: asked.model?.custom?.huggingface?.revision ?? '',
    volumeId: volume?.volumeId ?? '',
    modelPath: volume?.modelPath ?? '',
    unauthenticated: asked.unauthenticated,
    createdAt: world.clock.now(),
    createdBy: by,
    updatedAt: world.clock.now(),
    provisioning: Provisioning.pending,
    stoppedAt: 0,
    stoppedBy: '',
  };
  world.endpoints.set(endpoint.id, endpoint);
  provision(world, endpoint);
  return endpoint;
}

export const nameFrom = (repoId: string): string =>
  repoId
    .slice(repoId.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '-')
    .slice(0, 64);

/** The endpoint that holds a name now; one that was stopped holds none. */
export const active = (world: World, name: string, environment: string): Endpoint | undefined =>
  [...world.endpoints.values()].find(
    (one) => one.name === name && one.environment === environment && one.stoppedAt === 0,
  );

function provision(world: World, endpoint: Endpoint): void {
  const { provisioningMs } = world.modes;
  world.clock.after(provisioningMs / 10, () => {
    if (endpoint.provisioning === Provisioning.pending) set(world, endpoint, Provisioning.running);
  });
  world.clock.after(provisioningMs, () => {
    if (endpoint.provisioning === Provisioning.running && endpoint.stoppedAt === 0) goOn(world, endpoint);
  });
}

export function goOn(world: World, endpoint: Endpoint): void {
  set(world, endpoint, Provisioning.succeeded);
  endpoint.app.state = AppState.deployed;
  reconcile(world, endpoint.server);
}

export function failEndpoint(world: World, endpoint: Endpoint, message: string): void {
  set(world, endpoint, Provisioning.failed);
  endpoint.app.logs.write({ data: `${message}\n`, source: Source.system, functionId: endpoint.server.id });
  for (const container of living(endpoint.server)) end(world, container, Result.failure);
}

export function stopEndpoint(world: World, endpoint: Endpoint, by: string): void {
  if (endpoint.stoppedAt > 0) return;
  endpoint.stoppedAt = world.clock.now();
  endpoint.stoppedBy = by;
  endpoint.updatedAt = world.clock.now();
  stopApp(world, endpoint.app, by);
}

function set(world: World, endpoint: Endpoint, provisioning: Provisioning): void {
  endpoint.provisioning = provisioning;
  endpoint.updatedAt = world.clock.now();
}

function configOf(asked: NewEndpoint, model: string): FunctionConfig {
  const region = asked.computeRegion?.explicit?.regions[0];
  return {
    gpu: ['H100'],
    min: 0,
    scaledownSeconds: 300,
    timeoutSeconds: 3600,
    startupSeconds: 1200,
    maxInputs: 64,
    targetInputs: 32,
    proxyAuth: !asked.unauthenticated,
    ...(region === undefined ? {} : { region }),
    port: 8000,
    served: [model],
    model,
    loras: [],
    secrets: [],
    volumes: [],
  };
}
