import { t } from '@vscode/l10n';
import { absolute, axisTime, decimal } from '../shared/format.ts';
import type { PlatformUsage } from '../protocol.ts';
import { Chart, type Series } from '../ui/Chart.tsx';
import { grouped } from './grouped.ts';
import { worded } from './sums.ts';
import type { Zoom } from './useShown.ts';

type UsageSeries = PlatformUsage['series'][number];

const tones: Series['tone'][] = ['blue', 'green', 'purple', 'orange', 'red', 'yellow'];

/** What the platform measured over time; what belongs together and was measured at the same times in one chart. */
interface UsageChartsProps {
  usage: PlatformUsage;
  zoom: Zoom;
}

export function UsageCharts({ usage: { series, window }, zoom }: UsageChartsProps) {
  if (series.length === 0) return null;
  const { groups, rest } = grouped(series, ({ name }) => name);
  const together = groups.filter(({ members }) => comparable(members.map(({ item }) => item)));
  const apart = groups.filter((group) => !together.includes(group));
  const single = [...apart.flatMap(({ members }) => members.map(({ item }) => item)), ...rest];
  const columnsOf = ({ points }: UsageSeries) =>
    points.map(({ at }) => ({ label: axisTime(at, window.to - window.from), full: absolute(at), at }));
  const zoomIn =
    ({ points }: UsageSeries) =>
    (from: number, to: number) => {
      const [first, last, second] = [points[from], points[to], points[1]];
      const step = second && points[0] ? second.at - points[0].at : 0;
      if (first && last) zoom.into({ from: first.at, to: last.at + step });
    };
  const line = (name: string, { points }: UsageSeries, index = 0): Series => ({
    name: worded(name),
    tone: tones[index % tones.length] ?? 'blue',
    values: points.map(({ value }) => value),
  });
  // What was measured at the same times is pointed at together.
  const times = [...new Set(series.map(timesOf))];
  const syncOf = (one: UsageSeries) => t`reported ${String(times.indexOf(timesOf(one)))}`;
  const common = { kind: 'lines', columnTitle: t('From'), format: decimal, onZoomOut: zoom.out } as const;
  return (
    <div class="charts">
      {together.map(({ title, members }) => (
        <Chart
          key={title}
          {...common}
          title={worded(title)}
          columns={members[0] === undefined ? [] : columnsOf(members[0].item)}
          sync={members[0] && syncOf(members[0].item)}
          onZoom={members[0] === undefined ? undefined : zoomIn(members[0].item)}
          series={members.map(({ name, item }, index) => line(name, item, index))}
        />
      ))}
      {single.map((one) => (
        <Chart
          key={one.name}
          {...common}
          title={worded(one.name)}
          columns={columnsOf(one)}
          sync={syncOf(one)}
          onZoom={zoomIn(one)}
          series={[line(one.name, one)]}
        />
      ))}
    </div>
  );
}

const timesOf = ({ points }: UsageSeries): string => points.map(({ at }) => at).join();

/** Few enough to tell apart, and measured at the same times. */
function comparable(series: readonly UsageSeries[]): boolean {
  const times = series.map(timesOf);
  return series.length <= 3 && times.every((one) => one === times[0]);
}
