import { exactMoney, hourlyAtLeast, hoursPerMonth, money, perHour, perMonth } from '../format.ts';
import { otherPrice, priceSource } from '../prices.ts';
import type { DeploymentConfig, Plan } from '../protocol.ts';
import { Callout } from '../ui/Callout.tsx';
import { useNow } from '../ui/hooks.ts';

interface CostProps {
  plan: Plan;
  config: DeploymentConfig;
  before: DeploymentConfig | undefined;
  platformName: string;
}

/** What it will cost, at its least and at its most. */
export function Cost({ plan, config, before, platformName }: CostProps) {
  const now = useNow();
  const { minPerHour, maxPerHour, price } = plan.estimate;
  const other = otherPrice(price?.other, platformName, now);
  const min = config.minReplicas ?? before?.minReplicas;
  const max = config.maxReplicas ?? before?.maxReplicas;
  if (minPerHour === undefined && maxPerHour === undefined) {
    return (
      <Callout level="warning" title="Price unknown">
        <p>{platformName} lists no price for this hardware, so Slipway cannot say what it will cost.</p>
      </Callout>
    );
  }
  const rows = [
    ['At the minimum', min, minPerHour],
    ['At the maximum', max, maxPerHour],
  ] as const;
  return (
    <section>
      <h2>Cost</h2>
      <table class="cost">
        <thead>
          <tr>
            <td />
            <th class="right">Replicas</th>
            <th class="right">Per hour</th>
            <th class="right">Per month</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, replicas, nano]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td class="right">{replicas ?? 'platform default'}</td>
              <td class="right" title={nano === undefined ? undefined : exactMoney(nano)}>
                {nano === undefined ? 'unknown' : maxPerHour === 0 ? perHour(nano) : hourlyAtLeast(nano)}
              </td>
              <td class="right">{nano === undefined ? 'unknown' : perMonth(nano)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {price === undefined ? null : (
        <p class="quiet small">
          {money(price.perReplicaHour)} per replica per hour, {priceSource(price.source, platformName, now)}.
          A month is {hoursPerMonth} hours.
        </p>
      )}
      {other === undefined ? null : <p class="small price-doubt">{other}</p>}
    </section>
  );
}
