import { accelerators, baseModels } from './account.ts';
import { hardwareOf } from './config.ts';
import { touch } from './lifecycle.ts';
import type { KnownAdapter } from './lorax/adapterTable.ts';
import { Engine } from './lorax/engine.ts';
import { defaultSettings } from './lorax/options.ts';
import { loraxRouter } from './lorax/routes.ts';
import { account } from './account.ts';
import type { Config, Deployment } from './types.ts';
import type { World } from './world.ts';

export interface Wanted {
  readonly name: string;
  readonly description: string | null;
  readonly shared?: boolean;
  readonly config: Record<string, unknown>;
}

const defaults = { minReplicas: 0, maxReplicas: 1, cooldownTime: 3600, scaleUpRequestThreshold: 1 };

export const withDefaults = (config: Record<string, unknown>): Config => ({ ...defaults, ...config });

export function makeDeployment(world: World, wanted: Wanted): Deployment {
  const { baseModel, usesGuaranteedCapacity = false } = wanted.config;
  const model = String(baseModel);
  const base = baseModels[model];
  const engine = engineFor(world, wanted, model);
  const deployment: Deployment = {
    name: wanted.name,
    uuid: world.uuid(),
    description: wanted.description,
    shared: wanted.shared ?? false,
    status: 'pending',
    statusInstead: undefined,
    model: { name: model, maxInputLength: base?.maxInputLength ?? 8191 },
    accelerator: hardwareOf(wanted.config) ?? base?.accelerator ?? Object.keys(accelerators)[0]!,
    computeSpec: wanted.config['computeSpec'],
    quantization: (wanted.config['quantization'] as string | undefined) ?? null,
    usesGuaranteedCapacity: usesGuaranteedCapacity === true,
    config: withDefaults(wanted.config),
    currentReplicas: 0,
    events: [],
    created: world.clock.now(),
    updated: world.clock.now(),
    errorText: undefined,
    fate: world.fates.shift(),
    engine,
    router: loraxRouter(engine),
    cancel: () => undefined,
    cancelIdle: () => undefined,
    waiting: [],
  };
  engine.onRequest = () => touch(world, deployment);
  world.deployments.set(wanted.name, deployment);
  return deployment;
}

/** The server behind: `pbase` by default, its adapters those of the account's repositories. */
function engineFor(world: World, { config }: Wanted, model: string): Engine {
  const base = baseModels[model];
  const maxTotalTokens = Number(config['maxTotalTokens'] ?? (base?.maxInputLength ?? 8191) + 1);
  const engine = new Engine(world.clock, {
    settings: {
      ...defaultSettings,
      modelId: base?.modelId ?? model,
      architecture: base?.architecture ?? 'Qwen3ForCausalLM',
      defaultAdapterSource: 'pbase',
      maxTotalTokens,
      maxInputLength: maxTotalTokens - 1,
      preloadedAdapters: (config['preloadedAdapters'] as string[] | undefined) ?? [],
      ...launcherArgs((config['customArgs'] as string[] | undefined) ?? []),
    },
    modes: world.loraxModes,
    timing: world.timing,
    paced: world.paced,
    adapters: [],
  });
  engine.adapters.resolvePbase = (id, token) => Promise.resolve(resolve(world, id, token));
  return engine;
}

function launcherArgs(args: readonly string[]): Record<string, number> {
  const flags = {
    '--max-concurrent-requests': 'maxConcurrentRequests',
    '--max-best-of': 'maxBestOf',
    '--max-stop-sequences': 'maxStopSequences',
    '--max-active-adapters': 'maxActiveAdapters',
  };
  const set = Object.entries(flags).flatMap(([flag, key]) => {
    const at = args.indexOf(flag);
    return at === -1 ? [] : [[key, Number(args[at + 1])] as const];
  });
  return Object.fromEntries(set);
}

function resolve(world: World, id: string, token: string): KnownAdapter | 'unknown' | 'unauthorized' {
  if (token !== account.apiToken) return 'unauthorized';
  const [repo = '', tag] = id.split('/');
  const version = world.repos.get(repo)?.versions.find((one) => String(one.tag) === tag);
  if (!version) return 'unknown';
  const architecture = baseModels[version.baseModel]?.architecture;
  return {
    id,
    source: 'pbase',
    baseModel: version.baseModel,
    ...(architecture === undefined ? {} : { architecture }),
    ...(version.status ? { status: version.status } : {}),
    hasPath: Boolean(version.adapterPath),
  };
}
