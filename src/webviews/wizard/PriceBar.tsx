import { t } from '@vscode/l10n';
import { exactMoney, hourlyAtLeast, perHour, perMonth, plural, range } from '../shared/format.ts';
import { otherPrice, priceSource } from '../shared/prices.ts';
import type { DeploymentConfig, HourlyPrice } from '../protocol.ts';
import { useNow } from '../ui/hooks.ts';

interface PriceBarProps {
  price: HourlyPrice | undefined;
  /** Why there is no price. */
  unknown: string;
  config: DeploymentConfig;
  platformName: string;
}

/** What it will cost, at the least and at the most, always in sight. */
export function PriceBar({ price, unknown, config, platformName }: PriceBarProps) {
  const now = useNow();
  if (price === undefined) {
    return (
      <p class="price-bar">
        <span class="price-main">{t('Price')}</span>
        <span class="quiet small">{unknown}</span>
      </p>
    );
  }
  const min = config.minReplicas ?? 1;
  const max = Math.max(min, config.maxReplicas ?? min);
  const other = otherPrice(price.other, platformName, now);
  const doubt = other === undefined ? null : <span class="small price-doubt">{other}</span>;
  const [low, high] = [price.perReplicaHour * min, price.perReplicaHour * max];
  // No maximum is set: where the platform stops is its own matter.
  if (config.minReplicas !== undefined && config.maxReplicas === undefined) {
    return (
      <p class="price-bar">
        <span class="price-main number" title={exactMoney(low)}>
          {low === 0 ? hourlyAtLeast(0) : t`from ${perHour(low)}`}
        </span>
        {low === 0 ? null : (
          <span class="number">
            {t('from')} {perMonth(low)}
          </span>
        )}
        <span class="quiet small">
          {min === 0 ? t('None') : plural(min, 'replica')} {t('kept running, no maximum set,')}{' '}
          {perHour(price.perReplicaHour)} {t('each ·')} {priceSource(price.source, platformName, now)}
        </span>
        {doubt}
      </p>
    );
  }
  const replicas = min === max ? plural(min, 'replica') : t`${String(min)} to ${String(max)} replicas`;
  return (
    <p class="price-bar">
      <span class="price-main number" title={range(exactMoney(low), exactMoney(high))}>
        {high === 0 ? perHour(0) : range(hourlyAtLeast(low), perHour(high))}
      </span>
      <span class="number">{range(perMonth(low), perMonth(high))}</span>
      <span class="quiet small">
        {replicas}, {perHour(price.perReplicaHour)} {t('each ·')}{' '}
        {priceSource(price.source, platformName, now)}
      </span>
      {doubt}
    </p>
  );
}
