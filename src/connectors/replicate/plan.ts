import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec, Estimate, Plan } from '../connector.ts';
import type { HourlyPrice } from '../domain.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { Bounds } from './bounds.ts';
import { boundsOf, check, costChecks, specChecks } from './checks.ts';
import { createBody } from './deploy.ts';
import type { Deployer } from './deploy.ts';
import type { Deployments } from './deployments.ts';
import { billingPage } from './ids.ts';

/** What a deploy would send and cost. The platform has no dry run: its own check comes with the create. */
export async function planDeploy(
  deployments: Deployments,
  deployer: Deployer,
  spec: DeploymentSpec,
  signal?: AbortSignal,
): Promise<Plan> {
  const checks = specChecks(spec);
  const bounds = boundsOf(spec.config);
  const asked = await Promise.all([
    collected(checks, 'model', () => deployer.version(spec, signal)),
    collected(checks, 'name', async () => {
      const key = { owner: await deployments.owner(signal), name: spec.name.trim() };
      if (key.name !== '' && (await deployer.exists(key, signal)))
        checks.push(
          check(
            'error',
            t`There is a deployment with the name ${key.name} already. Choose another name.`,
            'name',
          ),
        );
    }),
    collected(checks, 'instanceType', () => deployments.hardware.recent(signal), 'warning'),
  ]);
  const sku = spec.config.instanceType;
  if (sku !== undefined) checks.push(...hardwareChecks(deployments, sku));
  const price = deployments.hardware.price(sku, spec.model);
  if (sku !== undefined) checks.push(...costChecks(bounds, price));
  checks.push(check('info', t`Replicate may ask for billing to be set up first: ${billingPage}.`));
  return {
    requests: [
      {
        method: 'POST',
        url: deployments.api.url('/deployments'),
        body: createBody(spec, asked[0] ?? ''),
        note:
          bounds.min > 0
            ? t('Creates the deployment. Its instances start at once and are billed from their setup on.')
            : t('Creates the deployment. Nothing is billed until an instance starts.'),
      },
    ],
    estimate: estimateOf(price, bounds),
    checks,
  };
}

/** The list differs by account; a plausible SKU can still be refused. */
export function hardwareChecks({ hardware }: Deployments, sku: string): Check[] {
  return hardware.offers(sku) === false
    ? [check('error', t`Your account is not offered the hardware ${sku}.`, 'instanceType')]
    : [];
}

/** A question that fails is a check of its field, so that the rest of the plan still stands. */
export async function collected<T>(
  checks: Check[],
  field: NonNullable<Check['field']>,
  ask: () => Promise<T>,
  level: Check['level'] = 'error',
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isCancelled(error)) throw error;
    const { message, hint } = PlatformError.from(error, 'replicate').data;
    const known = checks.some((each) => each.field === field && each.level === 'error');
    if (!known) checks.push(check(level, hint === undefined ? message : `${message} ${hint}`, field));
    return undefined;
  }
}

export function estimateOf(price: HourlyPrice | undefined, { min, max }: Bounds): Estimate {
  if (!price) return {};
  return { minPerHour: min * price.perReplicaHour, maxPerHour: max * price.perReplicaHour, price };
}
