import type Replicate from 'replicate';
import type { Account, Deployment, Hardware, Model, ModelVersion, Prediction, Training } from 'replicate';
import type * as v from 'valibot';
import type { CreateBody } from '../../../../src/connectors/replicate/deploy.ts';
import type { PatchBody } from '../../../../src/connectors/replicate/patch.ts';
import type * as wire from '../../../../src/connectors/replicate/wire.ts';

/**
 * Holds our wire types, at every depth, against those of the official package: compiling is the test. What we
 * read must be among what it declares, and what we send must be what it takes.
 */
type Names<T> = T extends unknown ? keyof { [K in keyof T as string extends K ? never : K]: T[K] } : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type Read<S extends v.GenericSchema> = v.InferOutput<S>;

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
type Known<Unknown extends never> = [Unknown] extends [never] ? true : never;

type Deployments = Replicate['deployments'];
type Create = Parameters<Deployments['create']>[0];
type Update = Parameters<Deployments['update']>[2];

export const held: [
  Known<Strange<Read<typeof wire.account>, Account>>,
  Known<Strange<Read<typeof wire.hardwareList>, Hardware[]>>,
  Known<Strange<Read<typeof wire.deployment>, Deployment>>,
  Known<Strange<Read<typeof wire.model>, Model>>,
  Known<Strange<Read<typeof wire.version>, ModelVersion>>,
  Known<Strange<Read<typeof wire.prediction>, Prediction>>,
  Known<Strange<Read<typeof wire.training>, Training>>,
  Known<Strange<CreateBody, Create>>,
  Known<Strange<PatchBody, Update>>,
  Create extends CreateBody ? true : never,
] = [true, true, true, true, true, true, true, true, true, true];
