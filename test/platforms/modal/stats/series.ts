import { invalid } from '../errors.ts';
import { stamp } from '../grpc/wire.ts';
import type { Input, Served } from '../types.ts';
import { InputStatus } from '../words.ts';
import { countOf, executionSeconds, finished, latencySeconds, present } from './counts.ts';
import { percentile } from './distribution.ts';
import type { Buckets, Window } from './window.ts';

interface Series {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** `undefined` where nothing was seen. */
  readonly value: (served: Served, bucket: Window) => number | undefined;
}

export interface Group {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly series: readonly Series[];
}

const of =
  (figure: (input: Input) => number, part: number) =>
  (served: Served, bucket: Window): number | undefined =>
    percentile(finished(served, bucket).map(figure), part);

const containers: Group = {
  name: 'containers',
  displayName: 'Containers',
  description: 'Containers that were running or starting',
  series: [
    {
      name: 'running_containers_max',
      unit: 'containers',
      description: 'Most containers at one time',
      value: (served, bucket) => present(served, bucket).length,
    },
  ],
};

const calls: Group = {
  name: 'calls',
  displayName: 'Calls',
  description: 'Inputs that finished',
  series: [
    {
      name: 'successful_calls_count',
      unit: 'calls',
      description: 'Calls that succeeded',
      value: (served, bucket) => countOf(finished(served, bucket), InputStatus.success),
    },
    {
      name: 'failed_calls_count',
      unit: 'calls',
      description: 'Calls that failed',
      value: (served, bucket) => countOf(finished(served, bucket), InputStatus.failure),
    },
    {
      name: 'execution_time_p50',
      unit: 'seconds',
      description: 'Median time of execution',
      value: of(executionSeconds, 0.5),
    },
    {
      name: 'execution_time_p95',
      unit: 'seconds',
      description: '95th percentile of the time of execution',
      value: of(executionSeconds, 0.95),
    },
  ],
};

const requests: Group = {
  name: 'requests',
  displayName: 'Requests',
  description: 'Requests that were answered',
  series: [
    {
      name: 'requests_count',
      unit: 'requests',
      description: 'Requests that were answered',
      value: (served, bucket) => finished(served, bucket).length,
    },
    {
      name: 'request_latency_p50',
      unit: 'seconds',
      description: 'Median latency',
      value: of(latencySeconds, 0.5),
    },
  ],
};

const inference: Group = {
  name: 'inference',
  displayName: 'Inference',
  description: 'What the engine tells of itself',
  series: [
    {
      name: 'time_to_first_token_p50',
      unit: 'seconds',
      description: 'Median time to the first token',
      value: (served, bucket) =>
        percentile(
          spoken(finished(served, bucket)).map(({ ttftMs }) => ttftMs / 1000),
          0.5,
        ),
    },
    {
      name: 'output_tokens_per_second_avg',
      unit: 'tokens',
      description: 'Tokens written per second',
      value: (served, { since, until }) => {
        const tokens = finished(served, { since, until }).reduce((sum, one) => sum + one.outputTokens, 0);
        return (tokens * 1000) / (until - since);
      },
    },
  ],
};

export const groupsOf = {
  function: [containers, calls],
  server: [containers, requests, inference],
} as const;

export const spoken = (inputs: readonly Input[]): Input[] =>
  inputs.filter(({ outputTokens }) => outputTokens > 0);

/** All groups when none is named. */
export function chosen(groups: readonly Group[], names: readonly string[]): readonly Group[] {
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) throw invalid(`Unknown metric group '${unknown}'`);
  return names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name));
}

export function seriesOf(served: Served, groups: readonly Group[], { starts, sizeMs }: Buckets): object[] {
  return groups
    .flatMap(({ series }) => series)
    .map(({ name, unit, description, value }) => ({
      name,
      unit,
      description,
      points: starts.map((start) => {
        const figure = value(served, { since: start, until: start + sizeMs });
        return { timestamp: stamp(start), ...(figure === undefined ? {} : { value: figure }) };
      }),
    }));
}
