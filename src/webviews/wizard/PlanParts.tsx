import { t } from '@vscode/l10n';
import { exactMoney, hourlyAtLeast, hoursPerMonth, money, perHour, perMonth } from '../shared/format.ts';
import { otherPrice, priceSource } from '../shared/prices.ts';
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
      <Callout level="warning" title={t('Price unknown')}>
        <p>
          {platformName} {t('lists no price for this hardware, so Slipway cannot say what it will cost.')}
        </p>
      </Callout>
    );
  }
  const rows = [
    [t('At the minimum'), min, minPerHour],
    [t('At the maximum'), max, maxPerHour],
  ] as const;
  return (
    <section>
      <h2>{t('Cost')}</h2>
      <table class="cost">
        <thead>
          <tr>
            <td />
            <th class="right">{t('Replicas')}</th>
            <th class="right">{t('Per hour')}</th>
            <th class="right">{t('Per month')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, replicas, nano]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td class="right">{replicas ?? t('platform default')}</td>
              <td class="right" title={nano === undefined ? undefined : exactMoney(nano)}>
                {nano === undefined ? t('unknown') : maxPerHour === 0 ? perHour(nano) : hourlyAtLeast(nano)}
              </td>
              <td class="right">{nano === undefined ? t('unknown') : perMonth(nano)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {price === undefined ? null : (
        <p class="quiet small">
          {money(price.perReplicaHour)} {t('per replica per hour,')}{' '}
          {priceSource(price.source, platformName, now)}
          {t('. A month is')} {hoursPerMonth} {t('hours.')}
        </p>
      )}
      {other === undefined ? null : <p class="small price-doubt">{other}</p>}
    </section>
  );
}
