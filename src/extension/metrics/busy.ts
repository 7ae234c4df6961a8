import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import { around } from './cover.ts';
import { lengthOf, startOf } from './history.ts';
import type { Count, Level, RequestSource } from './history.ts';

/**
 * The start of each clock minute of the window in which a request was sent, ascending, by deployment. Undefined for
 * one of which single minutes are no longer kept; none for one without requests.
 */
export function busyMinutes(
  source: RequestSource,
  window: TimeWindow,
  deployment?: DeploymentKey,
): Map<DeploymentKey, number[] | undefined> {
  const [day, hour] = [around(window, 'day'), around(window, 'hour')];
  const of = (level: Level, range: TimeWindow) =>
    Map.groupBy(source.counts(level, range, deployment), (row) => row.deployment);
  const [days, allHours, minutes] = [of('day', day), of('hour', day), of('minute', hour)];
  const busy = new Map<DeploymentKey, number[] | undefined>();
  for (const [key, rows] of days) {
    const hours = allHours.get(key) ?? [];
    const inWindow = hours.filter(({ start }) => start >= hour.from && start < hour.to);
    const within = minutes.get(key) ?? [];
    busy.set(
      key,
      addsUp('day', rows, hours) && addsUp('hour', inWindow, within)
        ? within
            .map(({ start }) => start)
            .filter((at) => at + lengthOf.minute > window.from && at < window.to)
        : undefined,
    );
  }
  return busy;
}

/** Whether the finer rows are all still there. */
function addsUp(level: Level, rows: readonly Count[], finer: readonly Count[]): boolean {
  const left = new Map(rows.map(({ start, n }) => [start, n]));
  for (const { start, n } of finer) {
    const unit = startOf(start, level);
    left.set(unit, (left.get(unit) ?? 0) - n);
  }
  return [...left.values()].every((n) => n === 0);
}
