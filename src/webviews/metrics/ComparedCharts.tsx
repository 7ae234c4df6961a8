import { t } from '@vscode/l10n';
import { absolute, axisTime, compact, count, duration, money } from '../shared/format.ts';
import type { DeploymentView, MetricsReport } from '../protocol.ts';
import { Chart, type Series } from '../ui/Chart.tsx';
import { labelsOf, timesOf } from './compared.ts';
import type { Zoom } from './useShown.ts';

/** Of the columns and the lines, in their order. */
export const tones = ['blue', 'orange', 'green', 'purple'] as const;

type Point = MetricsReport['series'][number];

interface ComparedChartsProps {
  deployments: readonly DeploymentView[];
  reports: readonly MetricsReport[];
  zoom: Zoom;
}

/** One line for each deployment. */
export function ComparedCharts({ deployments, reports, zoom }: ComparedChartsProps) {
  const times = timesOf(reports);
  const labels = labelsOf(deployments);
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const byTime = reports.map(({ series }) => new Map(series.map((point) => [point.at, point])));
  const lines = (of: (point: Point) => number | undefined): Series[] =>
    labels.map((name, index) => ({
      name,
      tone: tones[index] ?? 'blue',
      values: times.map((at) => {
        const point = byTime[index]?.get(at);
        return point && of(point);
      }),
    }));
  const common = {
    ...({ kind: 'lines', columnTitle: t('From'), sync: 'compared' } as const),
    columns: times.map((at) => ({ at, label: axisTime(at, to - from), full: absolute(at) })),
    onZoomOut: zoom.out,
    onZoom: (first: number, last: number) => {
      const [begin, end] = [times[first], times[last]];
      if (begin !== undefined && end !== undefined)
        zoom.into({ from: begin, to: end + (reports[0]?.bucketMs ?? 0) });
    },
  };
  const whole = { format: count, formatTick: compact, whole: true };
  return (
    <div class="charts">
      <Chart {...common} {...whole} title={t('Requests')} series={lines(({ ok, failed }) => ok + failed)} />
      <Chart
        {...common}
        title={t('Latency, P95')}
        format={duration}
        formatTick={(ms) => (ms === 0 ? '0' : duration(ms))}
        series={lines(({ p95 }) => p95)}
      />
      <Chart
        {...common}
        {...whole}
        title={t('Tokens')}
        series={lines(({ tokensIn, tokensOut }) => tokensIn + tokensOut)}
      />
      <Chart {...common} title={t('Cost')} format={money} series={lines(({ cost }) => cost)} />
    </div>
  );
}
