import type { NanoUsd } from '../../connectors/domain.ts';
import { lengthOf } from './history.ts';

/** Where to cut a cost into idle and busy parts: each even part is idle. `busy`: starts of minutes, ascending. */
export function idleEdges(busy: readonly number[]): number[] {
  const edges: number[] = [];
  for (const start of busy) {
    if (edges.at(-1) === start) edges.pop();
    else edges.push(start);
    edges.push(start + lengthOf.minute);
  }
  return edges;
}

/** The share of a cost that lies in the idle parts, 0 to 1. Undefined where nothing was paid. */
export function idleShareOf(parts: readonly (NanoUsd | undefined)[]): number | undefined {
  let idle = 0;
  let all = 0;
  parts.forEach((cost = 0, i) => {
    all += cost;
    if (i % 2 === 0) idle += cost;
  });
  return all > 0 ? idle / all : undefined;
}
