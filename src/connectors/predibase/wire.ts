import * as v from 'valibot';
import { details, flag, maybe, number, quantity, telling, text, time } from '../lenient.ts';

/** The control plane's answers, as the SDK reads them (predibase/resources/*.py). Keys are camelCase. */

const texts = maybe(v.array(v.string()));

export const config = v.object({
  baseModel: text,
  minReplicas: quantity,
  maxReplicas: quantity,
  cooldownTime: quantity,
  scaleUpRequestThreshold: quantity,
  maxTotalTokens: quantity,
  maxNumBatchedTokens: quantity,
  usesGuaranteedCapacity: flag,
  requestLoggingEnabled: flag,
  prefixCaching: flag,
  directIngress: flag,
  cacheModel: flag,
  mergeAdapter: flag,
  speculator: text,
  loraxImageTag: text,
  backend: text,
  customArgs: texts,
  preloadedAdapters: texts,
  computeSpec: maybe(
    v.object({
      requests: maybe(v.object({ inference: maybe(v.object({ sku: text })) })),
      region: text,
    }),
  ),
});
export type WireConfig = v.InferOutput<typeof config>;

export const deployment = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  uuid: text,
  description: text,
  type: text,
  status: text,
  model: maybe(v.object({ name: text, maxInputLength: quantity })),
  accelerator: maybe(v.object({ id: text })),
  quantization: text,
  currentReplicas: quantity,
  usesGuaranteedCapacity: flag,
  config: maybe(config),
  // SDK 2024 has these beside `config` instead of in it.
  minReplicas: quantity,
  maxReplicas: quantity,
  cooldownTime: quantity,
  scaleUpRequestThreshold: quantity,
});
export type WireDeployment = v.InferOutput<typeof deployment>;

/** An answer without `data` says nothing: it is neither an empty list nor a deployment that is gone. */
export const deploymentList = v.object({ data: v.nullable(v.array(deployment)) });
export const deploymentAnswer = v.object({ data: v.nullable(deployment) });

export const user = telling({
  uuid: text,
  username: text,
  tenant: maybe(
    v.object({
      name: text,
      shortCode: text,
      subscription: maybe(
        v.object({ tier: text, isTrial: flag, expiration: text, daysRemainingInPlan: number, active: flag }),
      ),
    }),
  ),
});
export type WireUser = v.InferOutput<typeof user>;

/** `null` or an empty body: there is none, or no longer. */
export const legacyDeployment = v.nullable(
  v.object({ errorText: text, created: time, updated: time, dynamicAdapterLoadingEnabled: flag }),
);

export const events = v.nullable(
  v.object({
    deploymentStatus: text,
    ComputeEvents: details(v.object({ eventType: v.string(), timestamp: text })),
    resourceActiveTime: quantity,
  }),
);
export type WireEvents = NonNullable<v.InferOutput<typeof events>>;

const version = v.object({
  tag: v.union([v.number(), v.string()]),
  createdAt: text,
  baseModel: text,
  archived: flag,
});

export const repo = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  description: text,
  /** The list call leaves them out. */
  versions: maybe(
    v.pipe(
      v.array(v.unknown()),
      v.transform((items) => items.flatMap((item) => (v.is(version, item) ? [v.parse(version, item)] : []))),
    ),
  ),
});
export type WireRepo = v.InferOutput<typeof repo>;

export const repoList = v.object({ data: v.nullable(telling({ repos: details(repo) })) });

export const adapter = v.object({
  baseModel: text,
  archived: flag,
  status: text,
  adapterPath: text,
  finetuningJob: maybe(v.object({ error: text })),
});
export type WireAdapter = v.InferOutput<typeof adapter>;
