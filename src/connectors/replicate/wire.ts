import * as v from 'valibot';
import { flag, maybe, quantity, text, time } from '../lenient.ts';

/**
 * Bodies of the HTTP API. The official schema marks no field of a deployment as required and far too many of a
 * prediction; recorded answers leave out what it requires. So: only what a thing is named by must be there.
 */

/** Text, or nothing where it is empty. */
const said = v.pipe(
  text,
  v.transform((value) => (value === '' ? undefined : value)),
);
const record = maybe(v.record(v.string(), v.unknown()));

export const pageOf = <T extends v.GenericSchema>(item: T) =>
  v.object({
    next: said,
    results: v.array(item),
  });

export const account = v.object({
  type: text,
  username: v.string(),
  name: said,
  github_url: said,
});

export const hardwareList = v.array(v.object({ sku: v.string(), name: said }));

/** What could not be a number of instances counts as not said: money is reckoned from it. */
const instances = maybe(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)));

export const configuration = v.object({ hardware: said, min_instances: instances, max_instances: instances });

export const release = v.object({
  number: quantity,
  model: said,
  version: said,
  created_at: time,
  created_by: maybe(v.object({ username: said })),
  configuration: maybe(configuration),
});

export const deployment = v.object({
  owner: v.pipe(v.string(), v.minLength(1)),
  name: v.pipe(v.string(), v.minLength(1)),
  current_release: maybe(release),
});
export type WireDeployment = v.InferOutput<typeof deployment>;
export type WireRelease = v.InferOutput<typeof release>;

export const version = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  created_at: time,
  cog_version: said,
  openapi_schema: record,
});
export type WireVersion = v.InferOutput<typeof version>;

export const model = v.object({
  owner: v.pipe(v.string(), v.minLength(1)),
  name: v.pipe(v.string(), v.minLength(1)),
  description: said,
  visibility: text,
  is_official: flag,
  run_count: quantity,
  default_example: maybe(v.object({ input: record })),
  /** Null where nothing was pushed yet, which is told from not saying it. */
  latest_version: v.optional(v.fallback(v.nullish(v.object({ id: said })), undefined)),
});
export type WireModel = v.InferOutput<typeof model>;

const found = v.object({
  model,
  metadata: maybe(v.object({ generated_description: said, tags: maybe(v.array(v.string())) })),
});

export const search = v.object({
  models: v.optional(
    v.pipe(
      v.fallback(v.array(v.unknown()), []),
      v.transform((items) =>
        items.flatMap((each) => {
          const read = v.safeParse(found, each);
          return read.success ? [read.output] : [];
        }),
      ),
    ),
    [],
  ),
});

export const prediction = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  model: said,
  version: said,
  deployment: said,
  input: record,
  output: v.optional(v.unknown()),
  /** Official clients declare it as unknown. */
  error: v.optional(v.unknown()),
  logs: said,
  status: v.optional(v.fallback(v.string(), 'unknown'), 'unknown'),
  data_removed: flag,
  created_at: time,
  started_at: time,
  completed_at: time,
  /** Models add any key with any value. */
  metrics: record,
  urls: maybe(v.object({ stream: said, web: said })),
});
export type WirePrediction = v.InferOutput<typeof prediction>;

/** Of a training only what it made: a version of the destination, as `owner/name:hash` or a bare hash. */
export const training = v.object({ output: maybe(v.object({ version: said })) });
