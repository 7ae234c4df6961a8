import type Together from 'together-ai';
import type * as v from 'valibot';
import type { CreateBody } from '../../../../src/connectors/together/shape.ts';
import type * as wire from '../../../../src/connectors/together/wire.ts';
import type * as wireV1 from '../../../../src/connectors/together/wire-v1.ts';

/**
 * Holds our wire types, at every depth, against those of the official package: compiling is the test. What we
 * read must be among what it declares, and what we send must be what it takes.
 */
type Api = InstanceType<typeof Together>;
type Beta = Api['beta'];
type Answer<F> = F extends (...args: never[]) => PromiseLike<infer R> ? R : never;
type ItemOf<R> = NonNullable<R> extends { data?: readonly (infer T)[] } ? T : never;
type Item<F> = ItemOf<Answer<F>>;

/** The names in a type, without the "and any other" of a loose one; of a union, all of its members'. */
type Names<T> = T extends unknown ? keyof { [K in keyof T as string extends K ? never : K]: T[K] } : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** Paths in `Ours` that `Theirs` does not have. */
type Strange<Ours, Theirs> = Ours extends readonly (infer O)[]
  ? Strange<NonNullable<O>, NonNullable<Theirs extends readonly (infer T)[] ? T : never>>
  : Ours extends object
    ? {
        [K in Names<Ours> & string]: K extends Names<Theirs>
          ? Inside<K, Strange<NonNullable<At<Ours, K>>, NonNullable<At<Theirs, K>>>>
          : K;
      }[Names<Ours> & string]
    : never;
type Inside<K extends string, S> = S extends string ? `${K}.${S}` : never;

/** `true`, unless we did not get hold of the official type; does not compile when something is unknown to it. */
type AllKnown<Official, Unknown extends never> = [Official] extends [never] ? Unknown : true;
type Read<S extends v.GenericSchema> = v.InferOutput<S>;

/** Settings of newer clients that the package does not know yet. */
type Newer = 'inactiveTimeout' | 'maxConcurrentRequestsPerReplica';

type Deployment = Answer<Beta['endpoints']['deployments']['retrieve']>;
type Endpoint = Answer<Beta['endpoints']['retrieve']>;
type Analytics = Answer<Beta['endpoints']['analytics']>;
type Event = Item<Beta['endpoints']['listEvents']>;
type InstanceTypes = Item<Beta['endpoints']['hardware']['list']>;
type Adapter = Item<Beta['endpoints']['adapters']['list']>;
type Rollout = Answer<Beta['endpoints']['rollouts']['retrieve']>;
type AbExperiment = Item<Beta['endpoints']['abExperiments']['list']>;
type ShadowExperiment = Item<Beta['endpoints']['shadowExperiments']['list']>;
type Supported = Item<Beta['models']['listSupported']>;
type Model = Answer<Beta['models']['retrieve']>;
type Config = Item<Beta['models']['configs']['list']>;
type Whoami = Answer<Api['whoami']>;
type EndpointV1 = Answer<Api['endpoints']['retrieve']>;
type HardwareV1 = Item<Api['endpoints']['listHardware']>;
type ModelInfo = Answer<Api['models']['list']>[number];
type CreateDeployment = Parameters<Beta['endpoints']['deployments']['create']>[1];

export const held: [
  AllKnown<Deployment, Exclude<Strange<Read<typeof wire.deployment>, Deployment>, Newer>>,
  AllKnown<Endpoint, Strange<Read<typeof wire.endpoint>, Endpoint>>,
  AllKnown<InstanceTypes, Strange<Read<typeof wire.instanceType>, InstanceTypes>>,
  AllKnown<Supported, Strange<Read<typeof wire.supportedModel>, Supported>>,
  AllKnown<Model, Strange<Read<typeof wire.model>, Model>>,
  AllKnown<Config, Strange<Read<typeof wire.modelConfig>, Config>>,
  // Newer clients give an attached adapter an id of its own.
  AllKnown<Adapter, Exclude<Strange<Read<typeof wire.adapterEntry>, Adapter>, 'id'>>,
  AllKnown<Rollout, Strange<Read<typeof wire.rollout>, Rollout>>,
  AllKnown<AbExperiment, Strange<Read<typeof wire.abExperiment>, AbExperiment>>,
  AllKnown<ShadowExperiment, Strange<Read<typeof wire.shadowExperiment>, ShadowExperiment>>,
  AllKnown<Event, Strange<Read<typeof wire.event>, Event>>,
  // One reader serves the endpoint's figures and each deployment's, which hold no further deployments.
  AllKnown<
    Analytics,
    Exclude<
      Strange<Read<typeof wireV1.analytics>, Analytics>,
      'deploymentAnalytics.metrics.deploymentMetrics'
    >
  >,
  AllKnown<Whoami, Strange<Read<typeof wireV1.whoami>, Whoami>>,
  // Written on change; the documents do not say that it is read back.
  AllKnown<EndpointV1, Exclude<Strange<Read<typeof wireV1.endpointV1>, EndpointV1>, 'inactive_timeout'>>,
  AllKnown<HardwareV1, Strange<Read<typeof wireV1.hardwareV1>, HardwareV1>>,
  AllKnown<ModelInfo, Strange<Read<typeof wireV1.modelInfo>, ModelInfo>>,
  AllKnown<CreateDeployment, Strange<CreateBody, CreateDeployment>>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true];
