import { ready, reconcile, retire } from '../apps/containers.ts';
import type { Container, Input, Served } from '../types.ts';
import { InputStatus } from '../words.ts';
import type { World } from '../world.ts';

/** A simulator may run for days. */
const limit = 20_000;

/** Counts a request in. */
export function arrive(world: World, served: Served, method: string, route: string): Input {
  const input: Input = {
    callId: world.makeId('fc-'),
    method,
    route,
    enqueuedAt: world.clock.now(),
    startedAt: 0,
    finishedAt: 0,
    status: InputStatus.pending,
    httpStatus: 0,
    container: undefined,
    executionMs: 0,
    promptTokens: 0,
    outputTokens: 0,
    ttftMs: 0,
    assigned: undefined,
  };
  served.inputs.push(input);
  if (served.inputs.length > limit) served.inputs.shift();
  return input;
}

/** Waits for a container; the platform's scheduler decides when. */
export function toContainer(world: World, served: Served, input: Input): Promise<Container> {
  return new Promise((resolve) => {
    input.assigned = (container) => {
      begin(world, input, container);
      resolve(container);
    };
    reconcile(world, served);
  });
}

export function begin(world: World, input: Input, container: Container): void {
  container.running += 1;
  container.cancel();
  input.container = container;
  input.startedAt = world.clock.now();
  input.status = InputStatus.running;
}

/** The answer has left, or was given up. */
export function conclude(world: World, served: Served, input: Input, status: number): void {
  if (input.finishedAt > 0) return;
  input.finishedAt = world.clock.now();
  input.httpStatus = status;
  input.status = status < 500 && status !== 499 ? InputStatus.success : InputStatus.failure;
  if (status === 499) input.status = InputStatus.terminated;
  input.executionMs = Math.max(
    input.executionMs,
    input.startedAt > 0 ? input.finishedAt - input.startedAt : 0,
  );
  input.assigned = undefined;
  const { container } = input;
  if (container) {
    container.running -= 1;
    if (container.running === 0) container.idleSince = world.clock.now();
    if (container.running === 0 && container.draining) {
      retire(world, container);
      return;
    }
  }
  reconcile(world, served);
}

export const freeServer = ({ containers }: Served): Container | undefined =>
  containers.filter(ready).toSorted((a, b) => a.running - b.running)[0];
