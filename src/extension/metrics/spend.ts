import type { TimeWindow } from '../../connectors/connector.ts';
import type { BurnRate } from '../deployments/types.ts';
import type { CostReport, MoneySum, Spend } from './types.ts';

const hourMs = 3_600_000;

/** As much of a report as adds up. */
export type Cost = Pick<CostReport, 'basis' | 'observed' | 'ceiling' | 'atLeast'>;

/** Since midnight, and since the first of the month, by the clock of this computer. */
export function calendar(now: number): { today: TimeWindow; month: TimeWindow; monthTo: number } {
  const date = new Date(now);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  return {
    today: { from: new Date(year, month, date.getDate()).getTime(), to: now },
    month: { from: new Date(year, month, 1).getTime(), to: now },
    monthTo: new Date(year, month + 1, 1).getTime(),
  };
}

/** What is known adds up; what is not makes the sum "at least". */
export function sumOfCosts(costs: readonly Cost[]): MoneySum {
  // A large fleet passes what a number holds exactly within a month.
  let known = 0n;
  let upTo = 0n;
  let atLeast = false;
  for (const { basis, observed, ceiling, atLeast: bound } of costs) {
    known += BigInt(observed ?? 0);
    upTo += BigInt(ceiling ?? observed ?? 0);
    // Billed by tokens, without a request there is no cost.
    atLeast ||= bound || (observed === undefined && basis !== 'tokens');
  }
  return {
    known: Number(known),
    ...(upTo > known && !atLeast ? { upTo: Number(upTo) } : {}),
    atLeast,
  };
}

/** The month so far, and the rest of it at what runs now. */
export function forecast(month: MoneySum, burn: BurnRate, restMs: number): MoneySum {
  const rest = Math.round((burn.perHour * Math.max(restMs, 0)) / hourMs);
  const atLeast = month.atLeast || burn.atLeast;
  return {
    known: month.known + rest,
    ...(month.upTo === undefined || atLeast ? {} : { upTo: month.upTo + rest }),
    atLeast,
  };
}

export function spendOf(
  now: number,
  burn: BurnRate,
  costs: { today: readonly Cost[]; month: readonly Cost[] },
): Spend {
  const { month, monthTo } = calendar(now);
  const soFar = sumOfCosts(costs.month);
  return {
    today: sumOfCosts(costs.today),
    month: soFar,
    forecast: forecast(soFar, burn, monthTo - now),
    monthFrom: month.from,
    monthTo,
  };
}
