import { refusal } from './errors.ts';
import { accelerators, baseModels } from './account.ts';
import type { PredibaseModes } from './options.ts';

type Check = (value: unknown) => boolean;

const whole =
  (low: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low;
const flag: Check = (value) => typeof value === 'boolean';
const text: Check = (value) => typeof value === 'string' && value !== '';
const texts: Check = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');
const word =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);

/** docs.predibase.com sdk-reference/configuration: camelCase on the wire, one of them irregular. */
const known: Readonly<Record<string, Check>> = {
  baseModel: text,
  accelerator: text,
  computeSpec: (value) => isComputeSpec(value),
  minReplicas: whole(0),
  maxReplicas: whole(1),
  cooldownTime: whole(0),
  scaleUpRequestThreshold: whole(1),
  quantization: word('none', 'fp8', 'bitsandbytes-nf4'),
  hfToken: text,
  usesGuaranteedCapacity: flag,
  maxTotalTokens: whole(1),
  maxNumBatchedTokens: whole(1),
  requestLoggingEnabled: flag,
  preloadedAdapters: texts,
  speculator: text,
  prefixCaching: flag,
  directIngress: flag,
  loraxImageTag: text,
  customArgs: texts,
  cacheModel: flag,
  mergeAdapter: flag,
  disableAdapters: flag,
  chunkedPrefill: flag,
  speculationDisableByBatchSize: whole(0),
  backend: word('v1', 'v2', 'v3'),
};

/** Chosen once, at creation. */
const fixed = ['accelerator', 'quantization', 'computeSpec'];

/** The keys that are set, each of the right kind; null is the same as absent. */
export function readConfig(
  given: unknown,
  modes: PredibaseModes,
  purpose: 'create' | 'update',
): Record<string, unknown> {
  const bad = (why: string): Error => refusal(modes.codes.invalid, why);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw bad('config must be an object');
  const read: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given) as [string, unknown][]) {
    const check = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!check && modes.unknownConfigKeys === 'ignore') continue;
    if (!check) throw bad(`unknown configuration field: ${key}`);
    if (value === null) continue;
    if (purpose === 'update' && fixed.includes(key)) {
      throw refusal(modes.codes.fixedField, `${key} cannot be changed after creation`);
    }
    if (!check(value)) throw bad(`invalid value for ${key}`);
    read[key] = value;
  }
  checkHardware(read, modes);
  checkPlan(read, modes);
  const { cooldownTime } = read;
  if (typeof cooldownTime === 'number' && cooldownTime !== 0 && cooldownTime < modes.minCooldownSeconds) {
    throw bad(`cooldownTime must be at least ${modes.minCooldownSeconds} seconds`);
  }
  if (purpose === 'create') checkModel(read, bad);
  return read;
}

function checkHardware(config: Record<string, unknown>, { hardwareKey, codes }: PredibaseModes): void {
  const refused = hardwareKey === 'accelerator' ? 'computeSpec' : 'accelerator';
  if (hardwareKey !== 'both' && config[refused] !== undefined) {
    throw refusal(codes.invalid, `${refused} is not supported here, use ${hardwareKey}`);
  }
  const sku = hardwareOf(config);
  if (sku !== undefined && !(sku in accelerators)) throw refusal(codes.invalid, `unknown accelerator ${sku}`);
}

/** Which code stands for a plan's limits is unknown; the text says it. */
function checkPlan(config: Record<string, unknown>, { plan, codes }: PredibaseModes): void {
  if (plan === 'enterprise') return;
  for (const key of ['requestLoggingEnabled', 'directIngress']) {
    if (config[key] === true) throw refusal(codes.plan, `${key} requires an enterprise plan`);
  }
  if (hardwareOf(config)?.startsWith('h100')) {
    throw refusal(codes.plan, 'H100 accelerators require an enterprise plan');
  }
}

function checkModel(config: Record<string, unknown>, bad: (why: string) => Error): void {
  const { baseModel } = config;
  if (typeof baseModel !== 'string') throw bad('baseModel is required');
  if (baseModel in baseModels) return;
  if (!/^[\w.-]+\/[\w.-]+$/.test(baseModel)) throw bad(`unknown base model ${baseModel}`);
  if (hardwareOf(config) === undefined) throw bad(`an accelerator is required for ${baseModel}`);
}

export function checkReplicas(config: Record<string, unknown>, { codes }: PredibaseModes): void {
  if (Number(config['minReplicas']) > Number(config['maxReplicas'])) {
    throw refusal(codes.invalid, 'minReplicas must not exceed maxReplicas');
  }
}

export function hardwareOf(config: Record<string, unknown>): string | undefined {
  const { accelerator, computeSpec } = config;
  if (typeof accelerator === 'string') return accelerator;
  const spec = computeSpec as { requests: { inference: { sku: string } } } | undefined;
  return spec?.requests.inference.sku;
}

function isComputeSpec(value: unknown): boolean {
  const spec = value as { requests?: { inference?: { sku?: unknown } }; region?: unknown } | null;
  const region = spec?.region ?? undefined;
  return (
    typeof spec?.requests?.inference?.sku === 'string' && (region === undefined || typeof region === 'string')
  );
}
