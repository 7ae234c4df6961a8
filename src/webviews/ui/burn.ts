/** What a deployment costs per hour, in words. Pure. */
import { t } from '@vscode/l10n';
import { perHour, plural, range } from '../shared/format.ts';
import type { DeploymentView, HourlyPrice } from '../protocol.ts';

/** Undefined = unknown. Where nobody reports how many replicas run, what its settings allow. */
export function burnInWords({
  price,
  replicas,
}: Pick<DeploymentView, 'price' | 'replicas'>): string | undefined {
  if (price === undefined) return undefined;
  const { ready, readyInferred, min, max } = replicas;
  const of = (count: number): string => perHour(price.perReplicaHour * count);
  if (ready !== undefined)
    return readyInferred === true
      ? t`${of(ready)} now, with ${plural(ready, 'replica')} assumed`
      : t`${of(ready)} now`;
  const allowed = allowedPerHour({ price, replicas: { min, max } });
  return allowed === undefined ? undefined : t`${allowed} by its settings`;
}

/** Between its least and its most replicas. */
export function allowedPerHour({
  price,
  replicas: { min, max },
}: {
  price?: HourlyPrice;
  replicas: { min?: number | undefined; max?: number | undefined };
}): string | undefined {
  if (price === undefined || min === undefined || max === undefined) return undefined;
  return range(perHour(price.perReplicaHour * min), perHour(price.perReplicaHour * max));
}
