import type { Container, Input, Served } from '../types.ts';
import { InputStatus, Result } from '../words.ts';
import { distributions, steady } from './distribution.ts';
import type { Window } from './window.ts';

/** Inputs that ended in a window, of one container or of all. */
export function finished({ inputs }: Served, { since, until }: Window, containerId?: string): Input[] {
  return inputs.filter(
    ({ finishedAt, container }) =>
      finishedAt > 0 &&
      finishedAt >= since &&
      finishedAt < until &&
      (containerId === undefined || container?.id === containerId),
  );
}

export const began = ({ inputs }: Served, { since, until }: Window): Input[] =>
  inputs.filter(({ enqueuedAt }) => enqueuedAt >= since && enqueuedAt < until);

/** Containers that lived at some time in the window. */
export const present = ({ containers }: Served, { since, until }: Window): Container[] =>
  containers.filter(
    ({ enqueuedAt, finishedAt }) => enqueuedAt < until && (finishedAt === 0 || finishedAt >= since),
  );

export const countOf = (inputs: readonly Input[], status: InputStatus): number =>
  inputs.filter((one) => one.status === status).length;

export const executionSeconds = ({ executionMs }: Input): number => executionMs / 1000;
export const latencySeconds = (input: Input): number =>
  (Math.max(0, input.startedAt - input.enqueuedAt) + input.executionMs) / 1000;

export function inputDistributions(inputs: readonly Input[]): Record<string, object> {
  return distributions({
    execution_time: ['seconds', inputs.map(executionSeconds)],
    end_to_end_latency: ['seconds', inputs.map(latencySeconds)],
  });
}

/** What Modal measures in a container; the simulator makes it up, the same for the same container. */
export function containerDistributions(containers: readonly Container[]): Record<string, object> {
  const up = containers.filter(({ startedAt }) => startedAt > 0);
  return distributions({
    startup_time: ['seconds', up.map(({ startedAt, enqueuedAt }) => (startedAt - enqueuedAt) / 1000)],
    cpu_usage: ['cores', up.map(({ id }) => steady(`cpu:${id}`, 0.4, 1.8))],
    memory_usage: ['gibibytes', up.map(({ id }) => steady(`memory:${id}`, 6, 14))],
    gpu_utilization: ['fraction', up.map(({ id }) => steady(`gpu:${id}`, 0.2, 0.9))],
  });
}

export function containerCounts(served: Served, { since, until }: Window): Record<string, number> {
  const here = present(served, { since, until });
  const within = (at: number): boolean => at >= since && at < until;
  return {
    containerStartedCount: here.filter(({ startedAt }) => startedAt > 0 && within(startedAt)).length,
    containerErrorCount: here.filter(
      ({ finishedAt, result }) => within(finishedAt) && result === Result.initFailure,
    ).length,
    containerCreatingAtEndCount: here.filter(
      ({ startedAt, finishedAt }) =>
        (startedAt === 0 || startedAt >= until) && (finishedAt === 0 || finishedAt >= until),
    ).length,
    containerTotalCount: here.length,
  };
}

export const runningAtEnd = ({ inputs }: Served, { until }: Window): number =>
  inputs.filter(
    ({ startedAt, finishedAt, status }) =>
      status !== InputStatus.pending &&
      startedAt > 0 &&
      startedAt < until &&
      (finishedAt === 0 || finishedAt >= until),
  ).length;
