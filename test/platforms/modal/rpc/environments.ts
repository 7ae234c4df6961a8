import { living } from '../apps/containers.ts';
import { exists, invalid, notFound, wrongState } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { Environment } from '../types.ts';
import { Creation } from '../words.ts';
import type { World } from '../world.ts';
import { monthStart } from '../billing/report.ts';

const limits = { maxConcurrentTasks: 100, maxConcurrentGpus: 10 };

export function environmentRpcs(table: RpcTable, world: World): void {
  table
    .on('EnvironmentList', () => ({ items: world.environments.map((one) => listItem(world, one)) }))
    .on('EnvironmentGetOrCreate', (request: { deploymentName: string; objectCreationType: number }) => {
      const { deploymentName: name, objectCreationType } = request;
      const known = world.environments.some((one) => one.name === name);
      if (!known && name !== '' && objectCreationType === Creation.createIfMissing) create(world, name);
      return described(world, world.environment(name));
    })
    .on('EnvironmentCreate', ({ name }: { name: string }) => {
      if (world.environments.some((one) => one.name === name))
        throw exists(`Environment '${name}' already exists`);
      create(world, name);
      return {};
    })
    .on('EnvironmentDelete', ({ name }: { name: string }) => {
      const environment = world.environment(name);
      if (environment.isDefault) throw wrongState('The default environment cannot be deleted');
      world.environments.splice(world.environments.indexOf(environment), 1);
      return {};
    })
    .on('EnvironmentGetBudget', ({ environmentId }: { environmentId: string }) => {
      const environment = world.environments.find(({ id }) => id === environmentId);
      if (!environment) throw notFound(`Environment '${environmentId}' not found`);
      return budget(world, environment);
    });
}

function create(world: World, name: string): void {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-_.]+$/.test(name) || name.length > 64 || /^en-/i.test(name)) {
    throw invalid(`Invalid Environment name: '${name}'.`);
  }
  world.environments.push({
    id: world.makeId('en-'),
    name,
    webSuffix: name,
    isDefault: false,
    createdAt: world.clock.now(),
    budgetDollars: undefined,
    spendLimitReached: false,
  });
}

function budget(world: World, environment: Environment): object {
  return {
    ...(environment.budgetDollars === undefined ? {} : { cycleBudgetDollars: environment.budgetDollars }),
    effectiveCycleSpendLimit: environment.budgetDollars ?? 0,
    currentCycleUsage: usageDollars(world, environment),
    spendLimitReached: environment.spendLimitReached,
  };
}

/** Of the calendar month. */
function usageDollars(world: World, { name }: Environment): number {
  const from = monthStart(world.clock.now());
  return [...world.apps.values()]
    .filter(({ environment }) => environment === name)
    .reduce((sum, { id }) => sum + Number(world.ledger.cost({ app: id, from }).pico) / 1e12, 0);
}

function listItem(world: World, environment: Environment): object {
  const containers = [...world.served.values()]
    .filter(({ app }) => app.environment === environment.name)
    .flatMap(living);
  return {
    environmentId: environment.id,
    name: environment.name,
    webhookSuffix: environment.webSuffix,
    createdAt: seconds(environment.createdAt),
    default: environment.isDefault,
    isManaged: false,
    environmentType: 1,
    currentConcurrentTasks: containers.length,
    currentConcurrentGpus: containers.reduce((sum, { gpu }) => sum + gpu.count, 0),
    ...limits,
    ...budget(world, environment),
    ...(world.modes.oldServer
      ? {}
      : { effectiveRole: 2, blockUnauthenticatedResources: world.modes.unauthenticatedBlocked }),
  };
}

function described(world: World, { id, name, webSuffix }: Environment): object {
  return {
    environmentId: id,
    metadata: {
      name,
      environmentType: 1,
      settings: {
        imageBuilderVersion: '2025.06',
        webhookSuffix: webSuffix,
        ...limits,
        ...(world.modes.oldServer
          ? {}
          : { blockUnauthenticatedResources: world.modes.unauthenticatedBlocked }),
      },
    },
  };
}
