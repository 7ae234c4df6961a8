import type { DeploymentConfig, OptionValue } from '../domain.ts';
import { argsOf, linesOf, splitConcurrency, withConcurrency } from './custom-args.ts';
import type { WireDeployment } from './wire.ts';

/** `config` of a create or an update, by its wire keys. Unset keys are left out: null may mean something else. */
export type WireSettings = Record<string, unknown>;

/** Options whose name is the wire key. */
export const plainOptions = [
  'quantization',
  'maxTotalTokens',
  'maxNumBatchedTokens',
  'usesGuaranteedCapacity',
  'requestLoggingEnabled',
  'speculator',
  'prefixCaching',
  'directIngress',
  'loraxImageTag',
  'cacheModel',
  'mergeAdapter',
] as const;

/** Set when a deployment is created and never again (SDK 2025: UpdateDeploymentConfig lacks them). */
export const fixedKeys = ['accelerator', 'computeSpec', 'quantization'];

export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** What a configuration says, in wire keys. `args` are those that the deployment has already. */
export function settingsOf(
  config: DeploymentConfig,
  hfToken: string | undefined,
  args: readonly string[] = [],
): WireSettings {
  const { minReplicas, maxReplicas, idleTimeoutMinutes, autoscaling, options = {} } = config;
  return onlySet({
    minReplicas,
    maxReplicas,
    cooldownTime: idleTimeoutMinutes === undefined ? undefined : Math.round(idleTimeoutMinutes * 60),
    scaleUpRequestThreshold: autoscaling?.target,
    ...hardwareOf(config),
    ...Object.fromEntries(plainOptions.map((name) => [name, options[name]])),
    customArgs: argumentsOf(config, args),
    hfToken: options['useHfToken'] === true ? hfToken : undefined,
  });
}

/** Older installations name the hardware by `accelerator`, newer ones by `computeSpec`. */
function hardwareOf({ instanceType, options = {} }: DeploymentConfig): WireSettings {
  if (options['useComputeSpec'] !== true) return { accelerator: instanceType };
  const region = options['region'];
  if (!isSet(instanceType) && !isSet(region)) return {};
  return {
    computeSpec: {
      requests: { inference: onlySet({ sku: instanceType }) },
      ...onlySet({ region }),
    },
  };
}

function argumentsOf(
  { concurrency, options = {} }: DeploymentConfig,
  present: readonly string[],
): string[] | undefined {
  const lines = options['customArgs'];
  if (!Array.isArray(lines) && concurrency === undefined) return undefined;
  const { concurrency: before, rest } = splitConcurrency(present);
  const same = !Array.isArray(lines) || equal(lines, linesOf(rest));
  if (same && (concurrency ?? before) === before) return present.length === 0 ? undefined : [...present];
  const args = withConcurrency(Array.isArray(lines) ? argsOf(lines) : rest, concurrency ?? before);
  return args.length === 0 && present.length === 0 ? undefined : args;
}

/** What a deployment has, in the same keys. */
export function presentSettings(wire: WireDeployment): WireSettings {
  const { computeSpec, backend: _backend, ...config } = wire.config ?? {};
  const sku = computeSpec?.requests?.inference?.sku;
  return onlySet({
    ...config,
    minReplicas: config.minReplicas ?? wire.minReplicas,
    maxReplicas: config.maxReplicas ?? wire.maxReplicas,
    cooldownTime: config.cooldownTime ?? wire.cooldownTime,
    scaleUpRequestThreshold: config.scaleUpRequestThreshold ?? wire.scaleUpRequestThreshold,
    usesGuaranteedCapacity: config.usesGuaranteedCapacity ?? wire.usesGuaranteedCapacity,
    quantization: wire.quantization,
    accelerator: wire.accelerator?.id ?? sku,
    computeSpec: computeSpec && {
      requests: { inference: onlySet({ sku }) },
      ...onlySet({ region: computeSpec.region }),
    },
  });
}

/** The same as a configuration that people see and edit. */
export function configOf(wire: WireDeployment): DeploymentConfig {
  const present = presentSettings(wire);
  const number = (key: string) => present[key] as number | undefined;
  const target = number('scaleUpRequestThreshold');
  const cooldown = number('cooldownTime');
  const { concurrency, rest } = splitConcurrency(wire.config?.customArgs ?? []);
  const computeSpec = wire.config?.computeSpec;
  const options = onlySet({
    ...Object.fromEntries(plainOptions.map((name) => [name, present[name]])),
    customArgs: rest.length === 0 ? undefined : linesOf(rest),
    useComputeSpec: computeSpec === undefined ? undefined : true,
    region: computeSpec?.region,
  }) as Record<string, OptionValue>;
  return onlySet({
    minReplicas: number('minReplicas'),
    maxReplicas: number('maxReplicas'),
    autoscaling: target === undefined ? undefined : { metric: 'requests', target },
    idleTimeoutMinutes: cooldown === undefined ? undefined : cooldown / 60,
    instanceType: present['accelerator'],
    concurrency,
    description: wire.description,
    options: Object.keys(options).length === 0 ? undefined : options,
  });
}

export function onlySet(values: Record<string, unknown>): WireSettings {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isSet(value)));
}

export function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
