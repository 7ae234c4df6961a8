import type Together from 'together-ai';
import type * as v from 'valibot';
import type { CreateBody } from '../../../../src/connectors/together/shape.ts';
import type * as wire from '../../../../src/connectors/together/wire.ts';
import type * as wireV1 from '../../../../src/connectors/together/wire-v1.ts';

/**
 * Holds our wire types against those of the official package: compiling is the test. What we read must be
 * able to come from what it declares, and what we send must be what it takes.
 */
type Api = InstanceType<typeof Together>;
type Answer<F> = F extends (...args: never[]) => PromiseLike<infer R> ? R : never;
type Input<S extends v.GenericSchema> = keyof v.InferInput<S>;
type Missing<S extends v.GenericSchema, Official> = Exclude<Input<S>, keyof Official>;

type Deployment = Answer<Api['beta']['endpoints']['deployments']['retrieve']>;
type Endpoint = Answer<Api['beta']['endpoints']['retrieve']>;
type Whoami = Answer<Api['whoami']>;
type CreateDeployment = Parameters<Api['beta']['endpoints']['deployments']['create']>[1];

/** `true`, unless we did not get hold of the official type; does not compile when something is unknown to it. */
type AllKnown<Official, Unknown extends never> = [Official] extends [never] ? Unknown : true;

/** The two newer settings are known not to be in it. */
type Newer = 'inactiveTimeout' | 'maxConcurrentRequestsPerReplica';

export const held: [
  AllKnown<Deployment, Exclude<Missing<typeof wire.deployment, Deployment>, Newer>>,
  AllKnown<Endpoint, Missing<typeof wire.endpoint, Endpoint>>,
  AllKnown<Endpoint, Missing<typeof wire.deploymentSummary, Endpoint['deployments'][number]>>,
  AllKnown<Whoami, Missing<typeof wireV1.whoami, Whoami>>,
  AllKnown<CreateDeployment, Exclude<keyof CreateBody, keyof CreateDeployment>>,
] = [true, true, true, true, true];
