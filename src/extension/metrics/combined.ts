import type { PlatformUsage } from '../../connectors/connector.ts';
import type { CombinedCost, CostReport } from './types.ts';

/** What changes between two readings is seen with the second: our bounds are sharp to a hundredth, not more. */
const tolerance = 1.01;

/**
 * One bill, accounted for twice: by our readings, and by the platform's record of the same window. Both bound it, so
 * the narrower bounds hold; they are never added (docs/metrics.md, "Cost, both accounts together"). Undefined where
 * one of the two says nothing, or they are about different things: requests from here, and everybody's.
 */
export function combinedCost(own: CostReport, usage: PlatformUsage): CombinedCost | undefined {
  const { cost: theirs } = usage;
  if (own.basis !== 'time' || !theirs || own.observed === undefined) return undefined;
  if ([theirs.floor, theirs.ceiling, theirs.estimate].every((bound) => bound === undefined)) return undefined;
  const floor = Math.max(own.observed, theirs.floor ?? 0);
  const exact = own.ceiling ?? (own.atLeast ? undefined : own.observed);
  const ceilings = [exact, theirs.ceiling].filter((bound) => bound !== undefined);
  const ceiling = ceilings.length > 0 ? Math.min(...ceilings) : undefined;
  if (ceiling !== undefined && floor > ceiling * tolerance) return { conflict: true };
  const { estimate } = theirs;
  const within =
    estimate !== undefined && estimate * tolerance >= floor && estimate <= (ceiling ?? Infinity) * tolerance;
  return {
    floor: Math.min(floor, ceiling ?? floor),
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(within ? { estimate } : {}),
  };
}
