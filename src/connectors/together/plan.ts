import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec, Estimate, InstanceType, Plan, PlannedRequest } from '../connector.ts';
import type { HourlyPrice } from '../domain.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { TogetherApi } from './api.ts';
import { errorCheck, hardwareChecks, infoCheck, specChecks, warningCheck } from './checks.ts';
import type { Deployer } from './deploy.ts';
import { featureLabels } from './features.ts';
import type { Features } from './features.ts';
import type { Hardware } from './hardware.ts';
import type { Routing } from './routing.ts';
import { boundsOf, createBody, extrasOf } from './shape.ts';
import type { Bounds, Extras } from './shape.ts';
import { lastSegment } from './units.ts';
import type { Binding, Variants } from './variants.ts';
import type { Endpoint } from './wire.ts';

const newEndpoint = '{id of the new endpoint}';
const newDeployment = '{id of the new deployment}';

export interface Planner {
  api: TogetherApi;
  hardware: Hardware;
  variants: Variants;
  routing: Routing;
  features: Features;
  deployer: Deployer;
}

/** What a deploy would send and cost. Where the endpoint exists already, the platform itself checks it. */
export async function planDeploy(parts: Planner, spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
  const checks = specChecks(spec);
  const bounds = boundsOf(spec.config);
  const binding = await bound(parts.deployer, spec, checks, signal);
  const instanceType = binding && (await instanceTypeFor(parts, binding, signal));
  const price = instanceType && parts.hardware.price(instanceType.id, spec.model);
  if (binding) checks.push(...hardwareChecks(instanceType, price, spec.config, bounds));
  checks.push(...idleChecks(spec, parts.features));
  const body = createBody(spec.name, binding ?? { model: spec.model.id, config: '' }, spec.config);
  const extras = parts.features.offered(extrasOf(spec.config));
  const endpoint = await parts.deployer.findEndpoint(spec.name, signal);
  const broken = checks.some(({ level }) => level === 'error');
  if (endpoint)
    checks.push(
      ...(await existingChecks(parts, endpoint, spec.name, broken ? undefined : { body, extras }, signal)),
    );
  const requests = await requestsOf(parts, endpoint, { ...body, ...parts.features.offered(extras) }, signal);
  return { requests, estimate: estimateOf(price, bounds), checks };
}

async function bound(
  deployer: Deployer,
  spec: DeploymentSpec,
  checks: Check[],
  signal?: AbortSignal,
): Promise<Binding | undefined> {
  try {
    return await deployer.binding(spec, signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    const { message, hint } = PlatformError.from(error, 'together').data;
    checks.push(errorCheck(hint === undefined ? message : `${message} ${hint}`, 'model'));
    return undefined;
  }
}

async function instanceTypeFor(
  { variants, hardware }: Planner,
  binding: Binding,
  signal?: AbortSignal,
): Promise<InstanceType | undefined> {
  const id = await variants.instanceType(binding.config, signal);
  try {
    await hardware.recent(signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
  }
  return hardware.find(id);
}

function idleChecks(spec: DeploymentSpec, features: Features): Check[] {
  const asked = extrasOf(spec.config);
  const dropped = (Object.keys(asked) as (keyof Extras)[]).filter((name) => features.absent(name));
  const left = dropped.map((name) =>
    warningCheck(t`Left out: this account’s API has no ${featureLabels[name]}.`),
  );
  if ((asked.inactiveTimeout ?? 0) > 0 && !dropped.includes('inactiveTimeout')) return left;
  return [
    ...left,
    warningCheck(t('It runs and is billed until it is stopped: Together AI does not stop it when idle.')),
  ];
}

async function existingChecks(
  { deployer }: Planner,
  endpoint: Endpoint,
  name: string,
  request: { body: object; extras: Extras } | undefined,
  signal?: AbortSignal,
): Promise<Check[]> {
  const siblings = await deployer.siblings(endpoint.id, signal);
  if (siblings.some((sibling) => lastSegment(sibling.name) === name))
    return [errorCheck(t`There is a deployment with the name ${name} already. Choose another name.`, 'name')];
  const checks = [
    infoCheck(
      siblings.length === 0
        ? t`The endpoint ${endpoint.name} exists and has no deployment: it is used.`
        : siblings.length === 1
          ? t`The endpoint ${endpoint.name} exists: the new deployment shares its traffic with 1 other.`
          : t`The endpoint ${endpoint.name} exists: the new deployment shares its traffic with ${siblings.length} others.`,
      'name',
    ),
  ];
  if (!request) return checks;
  try {
    const { extras } = await deployer.validate(endpoint.id, request.body, request.extras, signal);
    for (const key of Object.keys(request.extras) as (keyof Extras)[])
      if (extras[key] === undefined)
        checks.push(warningCheck(t`Left out: this account’s API has no ${featureLabels[key]}.`));
  } catch (error) {
    if (isCancelled(error)) throw error;
    const { message, hint } = PlatformError.from(error, 'together').data;
    checks.push(
      errorCheck(t`Together AI would refuse this: ${message}${hint === undefined ? '' : ` ${hint}`}`),
    );
  }
  return checks;
}

async function requestsOf(
  { api, routing }: Planner,
  endpoint: Endpoint | undefined,
  body: { name: string },
  signal?: AbortSignal,
): Promise<PlannedRequest[]> {
  const path = await routing.endpointsPath(signal);
  const address = (id: string, rest = '') => `${api.url('v2', path)}/${id}${rest}`;
  const id = endpoint?.id ?? newEndpoint;
  const create: PlannedRequest = {
    method: 'POST',
    url: api.url('v2', path),
    body: { name: body.name },
    note: t('Creates the endpoint that requests go to.'),
  };
  const entry = { deploymentId: newDeployment, weight: 1 };
  return [
    ...(endpoint ? [] : [create]),
    {
      method: 'POST',
      url: address(id, '/deployments?validateOnly=true'),
      body,
      note: t('Asks Together AI to check the deployment without creating it.'),
    },
    {
      method: 'POST',
      url: address(id, '/deployments'),
      body,
      note: t('Creates the deployment. From its first ready replica on it is billed.'),
    },
    {
      method: 'PATCH',
      url: address(id, '?updateMask=trafficSplit'),
      body: {
        etag: endpoint?.etag ?? '{etag of the endpoint}',
        trafficSplit: [...(endpoint?.trafficSplit ?? []), entry],
      },
      note: t(
        'Routes requests to it, with the etag read just before. Skipped if Together AI has done so itself.',
      ),
    },
  ];
}

export function estimateOf(price: HourlyPrice | undefined, { min, max }: Bounds): Estimate {
  if (!price) return {};
  return { minPerHour: min * price.perReplicaHour, maxPerHour: max * price.perReplicaHour, price };
}
