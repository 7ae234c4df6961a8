import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec, Estimate, Plan, PlannedRequest } from '../plan.ts';
import type { HourlyPrice } from '../domain.ts';
import type { Adapters } from './adapters.ts';
import { baseOf, boundsOf, check, specChecks } from './checks.ts';
import type { Bounds } from './checks.ts';
import type { Deployments } from './deployments.ts';
import { onlySet, settingsOf } from './shape.ts';
import type { WireSettings } from './shape.ts';

const mask = '•••';

export interface CreateBody {
  name: string;
  description?: string;
  config: WireSettings;
}

/** Exactly what creates it: only what is set, since it is not known whether null means the same. */
export function createBody(spec: DeploymentSpec, hfToken: string | undefined): CreateBody {
  const { name, config, variant, model } = spec;
  const settings = Object.entries(settingsOf(config, hfToken)).filter(([, value]) => value !== false);
  const preloaded = variant === 'preloaded' && model.kind === 'adapter';
  return {
    name,
    ...(config.description === undefined || config.description === ''
      ? {}
      : { description: config.description }),
    config: {
      ...onlySet({ baseModel: baseOf(spec) }),
      ...Object.fromEntries(settings),
      ...(preloaded ? { preloadedAdapters: [model.id] } : {}),
    },
  };
}

/** For showing: the person knows the token, and nobody else needs to. */
export function shownBody<T extends { config?: WireSettings }>(body: T): T {
  if (body.config?.['hfToken'] === undefined) return body;
  return { ...body, config: { ...body.config, hfToken: mask } };
}

export interface Planner {
  deployments: Deployments;
  adapters: Adapters;
  hfToken: string | undefined;
}

export async function planDeploy(parts: Planner, spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
  const { deployments, adapters, hfToken } = parts;
  const price = deployments.accelerators.price(spec.config.instanceType, spec.model);
  const checks = specChecks(spec, hfToken);
  if (!checks.some(({ field, level }) => field === 'name' && level === 'error'))
    checks.push(...(await nameChecks(deployments, spec.name, signal)));
  if (spec.model.kind === 'adapter') checks.push(...(await adapterChecks(adapters, spec, signal)));
  if (!price) checks.push(check('info', priceUnknown(spec.config.instanceType), 'instanceType'));
  return {
    requests: [createRequest(deployments, createBody(spec, hfToken))],
    estimate: estimateOf(price, boundsOf(spec.config)),
    checks,
  };
}

function createRequest({ api }: Deployments, body: CreateBody): PlannedRequest {
  return {
    method: 'POST',
    url: api.url('/v2/deployments'),
    body: shownBody(body),
    note: t('Creates the deployment. Each replica is billed while it runs.'),
  };
}

export function estimateOf(price: HourlyPrice | undefined, { min, max }: Bounds): Estimate {
  if (!price) return {};
  return { minPerHour: min * price.perReplicaHour, maxPerHour: max * price.perReplicaHour, price };
}

export function priceUnknown(instanceType: string | undefined): string {
  return instanceType === undefined
    ? t('Predibase chooses the accelerator, so the cost is not known in advance.')
    : t(
        'Predibase publishes no prices through its API: set one for this accelerator in the settings to see what it costs.',
      );
}

async function nameChecks(deployments: Deployments, name: string, signal?: AbortSignal): Promise<Check[]> {
  const found = await deployments.find(name, signal);
  return found
    ? [check('error', t`There is a deployment with the name ${name} already. Choose another name.`, 'name')]
    : [];
}

async function adapterChecks(
  adapters: Adapters,
  { model, variant }: DeploymentSpec,
  signal?: AbortSignal,
): Promise<Check[]> {
  const state = await adapters.stateIfKnown(model.id, signal);
  if (state === undefined)
    return [check('info', t`Whether ${model.id} can be used yet could not be read.`, 'model')];
  if (state.ready) return [];
  // Loaded at start it must be there; on request it may come later.
  const level = variant === 'preloaded' ? 'error' : 'warning';
  return [check(level, t`The adapter ${model.id} cannot be used yet: ${state.note}.`, 'model')];
}
