import type { HourlyPrice, TokenPrice } from '../../connectors/domain.ts';
import type { BreakEven, MetricsReport } from './types.ts';

/**
 * From how many tokens an hour on one dedicated replica is cheaper than the same model by token (docs/metrics.md,
 * "Break-even"). Undefined where no tokens were seen, or nothing was paid: then the mix is not known.
 */
export function breakEvenOf(
  { tokens, cost }: Pick<MetricsReport, 'tokens' | 'cost'>,
  hourly: HourlyPrice,
  serverless: { model: string; price: TokenPrice },
): BreakEven | undefined {
  const { input, total } = tokens;
  const { inputPerMillion, outputPerMillion } = serverless.price;
  if (cost.basis !== 'time' || total === 0 || !cost.observed || hourly.perReplicaHour === 0) return undefined;
  const inputShare = input / total;
  const perMillion = inputShare * inputPerMillion + (1 - inputShare) * outputPerMillion;
  if (perMillion === 0) return undefined;
  const paidHours = cost.observed / hourly.perReplicaHour;
  return {
    serverlessModel: serverless.model,
    tokensPerHour: Math.round((hourly.perReplicaHour / perMillion) * 1_000_000),
    inputShare,
    seenPerHour: Math.round(total / paidHours),
  };
}
