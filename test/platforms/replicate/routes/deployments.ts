import { ok } from '../../kit/answers.ts';
import { invalid, noBilling, type PointedError, refusal } from '../errors.ts';
import { isoUs } from '../ids.ts';
import { paged } from '../paging.ts';
import { inTheWay, keyOf, reconcile, replaceInstances, switchOff } from '../runs/instances.ts';
import type { Account, Deployment, Json, Release } from '../types.ts';
import type { World } from '../world.ts';
import { accountView } from './account.ts';
import { bodyOf, deploymentAt, emptied, type routesOf, type Visit } from './context.ts';
import { wrongSku } from './models.ts';

export function deploymentRoutes(on: ReturnType<typeof routesOf>): void {
  on('GET', '/deployments', ({ world, call, account }) => {
    const own = [...world.deployments.values()].filter(({ owner }) => owner === account.username);
    return ok(paged(world, call, own, (deployment) => deploymentView(world, deployment)));
  });
  on('POST', '/deployments', createDeployment);
  const one = '/deployments/:owner/:name';
  on('GET', one, (visit) => ok(deploymentView(visit.world, deploymentAt(visit))));
  on('PATCH', one, changeDeployment);
  on('DELETE', one, (visit) => {
    const deployment = deploymentAt(visit);
    const reason = inTheWay(visit.world, deployment);
    if (reason !== undefined) throw refusal(visit.world.modes.deleteRefusal, reason);
    visit.world.deployments.delete(keyOf(deployment));
    return emptied;
  });
}

function deploymentView(world: World, { owner, name, model, release }: Deployment): Json {
  const { deploymentDetail } = world.modes;
  if (deploymentDetail === 'noRelease') return { owner, name };
  const by = world.accounts.find(({ username }) => username === owner);
  return {
    owner,
    name,
    current_release: {
      number: release.number,
      model,
      version: release.version,
      created_at: isoUs(release.createdUs),
      ...(by && deploymentDetail === 'full' ? { created_by: accountView(by) } : {}),
      configuration: {
        hardware: release.hardware,
        min_instances: release.min,
        max_instances: release.max,
      },
    },
  };
}

type Wanted = Pick<Release, 'version' | 'hardware' | 'min' | 'max'>;

function createDeployment(visit: Visit): ReturnType<typeof ok> {
  const { world, account } = visit;
  if (world.modes.noBilling) throw noBilling();
  const body = bodyOf(visit);
  const errors = wrongTypes(body, ['name', 'model', 'version', 'hardware', 'min_instances', 'max_instances']);
  if (errors.length > 0) throw invalid(errors);
  const name = body['name'] as string;
  const modelName = body['model'] as string;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    errors.push({ pointer: '/name', detail: 'Use lowercase letters, digits and dashes.' });
  }
  if (world.visible(modelName, account)?.official) {
    throw invalid([{ pointer: '/model', detail: 'Official models cannot be deployed.' }], 422);
  }
  const wanted = wantedOf(body);
  errors.push(...wrongRelease(world, account, modelName, wanted));
  if (errors.length > 0) throw invalid(errors);
  if (world.deployments.has(`${account.username}/${name}`)) {
    const detail = 'A deployment with that name and owner already exists.';
    throw invalid([{ pointer: '/name', detail }], 409);
  }
  return ok(deploymentView(world, addDeployment(world, account.username, name, modelName, wanted)));
}

export function addDeployment(
  world: World,
  owner: string,
  name: string,
  model: string,
  wanted: Wanted,
): Deployment {
  const createdUs = world.stamp();
  const release: Release = { ...wanted, number: 1, createdUs };
  const deployment: Deployment = {
    owner,
    name,
    model,
    createdUs,
    release,
    releases: [release],
    instances: [],
    queue: [],
    fate: undefined,
    lastRunEndedAt: 0,
    offlineSince: 0,
  };
  world.deployments.set(keyOf(deployment), deployment);
  reconcile(world, deployment);
  return deployment;
}

function changeDeployment(visit: Visit): ReturnType<typeof ok> {
  const { world, account } = visit;
  const deployment = deploymentAt(visit);
  const body = bodyOf(visit);
  const changeable = ['version', 'hardware', 'min_instances', 'max_instances'];
  const keys = Object.keys(body);
  const errors: PointedError[] = keys
    .filter((key) => !changeable.includes(key))
    .map((key) => ({ pointer: `/${key}`, detail: 'This field cannot be changed.' }));
  if (keys.length === 0) errors.push({ pointer: '/', detail: 'Give at least one field to change.' });
  errors.push(
    ...wrongTypes(
      body,
      keys.filter((key) => changeable.includes(key)),
    ),
  );
  if (errors.length > 0) throw invalid(errors);
  const { version, hardware, min, max } = deployment.release;
  const former = { version, hardware, min_instances: min, max_instances: max };
  const wanted = wantedOf({ ...former, ...body });
  errors.push(...wrongRelease(world, account, deployment.model, wanted));
  if (errors.length > 0) throw invalid(errors);
  release(world, deployment, wanted);
  return ok(deploymentView(world, deployment));
}

/** Every PATCH makes a release, also one that changes nothing. */
export function release(world: World, deployment: Deployment, wanted: Wanted): void {
  const former = deployment.release;
  deployment.release = { ...wanted, number: former.number + 1, createdUs: world.stamp() };
  deployment.releases.push(deployment.release);
  const replaced = wanted.version !== former.version || wanted.hardware !== former.hardware;
  if (wanted.max === 0) switchOff(world, deployment);
  else if (replaced || world.modes.scalingRestarts) replaceInstances(world, deployment, former.hardware);
  else reconcile(world, deployment);
}

const wantedOf = (body: Json): Wanted => ({
  version: body['version'] as string,
  hardware: body['hardware'] as string,
  min: body['min_instances'] as number,
  max: body['max_instances'] as number,
});

function wrongTypes(body: Json, keys: readonly string[]): PointedError[] {
  return keys.flatMap((key) => {
    const value = body[key];
    const fits = key.endsWith('_instances')
      ? Number.isInteger(value)
      : typeof value === 'string' && value !== '';
    if (fits) return [];
    const detail =
      value === undefined
        ? 'This field is required.'
        : key.endsWith('_instances')
          ? 'A valid integer is required.'
          : 'Not a valid string.';
    return [{ pointer: `/${key}`, detail }];
  });
}

function wrongRelease(world: World, account: Account, modelName: string, wanted: Wanted): PointedError[] {
  const { minLimit, maxLimit } = world.modes;
  const errors: PointedError[] = [];
  const model = world.visible(modelName, account);
  if (!model) errors.push({ pointer: '/model', detail: 'The specified model does not exist.' });
  else if (!model.versions.some(({ id }) => id === wanted.version)) {
    errors.push({ pointer: '/version', detail: 'The specified version does not exist.' });
  }
  if (!account.skus.includes(wanted.hardware)) errors.push(wrongSku(wanted.hardware, account.skus));
  const { min, max } = wanted;
  if (min < 0 || min > minLimit) {
    errors.push({ pointer: '/min_instances', detail: `Must be between 0 and ${minLimit}.` });
  }
  if (max < 0 || max > maxLimit) {
    errors.push({ pointer: '/max_instances', detail: `Must be between 0 and ${maxLimit}.` });
  } else if (max < min) {
    errors.push({ pointer: '/max_instances', detail: 'Must be at least min_instances.' });
  }
  return errors;
}
