import { t } from '@vscode/l10n';
import { absolute, axisTime, compact, count, duration, money } from '../shared/format.ts';
import type { MetricsReport } from '../protocol.ts';
import { Chart } from '../ui/Chart.tsx';
import type { Zoom } from './useShown.ts';

const errorWords = (code: string): string => code.replaceAll('-', ' ');

interface ReportChartsProps {
  report: MetricsReport;
  zoom: Zoom;
}

export function ReportCharts({ report, zoom }: ReportChartsProps) {
  const { series, window, requests, errors, bucketMs } = report;
  const columns = series.map(({ at }) => ({
    label: axisTime(at, window.to - window.from),
    full: absolute(at),
    at,
  }));
  const onZoom = (from: number, to: number): void => {
    const [first, last] = [series[from], series[to]];
    if (first && last) zoom.into({ from: first.at, to: last.at + bucketMs });
  };
  const time = { columns, columnTitle: t('From'), sync: 'measured', onZoom, onZoomOut: zoom.out };
  const costs = series.map(({ cost }) => cost);
  return (
    <>
      {errors.length === 0 ? null : <Errors errors={errors} total={requests.failed} />}
      <div class="charts">
        {requests.total === 0 ? null : (
          <>
            <Chart
              {...time}
              title={t('Requests')}
              kind="bars"
              format={count}
              whole
              formatTick={compact}
              series={[
                { name: t('Successful'), tone: 'blue', values: series.map(({ ok }) => ok) },
                { name: t('Failed'), tone: 'red', values: series.map(({ failed }) => failed) },
              ]}
            />
            <Chart
              {...time}
              title={t('Latency over time')}
              kind="lines"
              format={duration}
              formatTick={(ms) => (ms === 0 ? '0' : duration(ms))}
              series={[
                { name: 'P50', tone: 'green', values: series.map(({ p50 }) => p50) },
                { name: 'P95', tone: 'blue', values: series.map(({ p95 }) => p95) },
                { name: 'P99', tone: 'purple', values: series.map(({ p99 }) => p99) },
              ]}
            />
            <Chart
              {...time}
              title={t('Tokens')}
              kind="bars"
              format={count}
              whole
              formatTick={compact}
              series={[
                { name: t('In'), tone: 'blue', values: series.map(({ tokensIn }) => tokensIn) },
                { name: t('Out'), tone: 'orange', values: series.map(({ tokensOut }) => tokensOut) },
              ]}
            />
            <Histogram report={report} />
          </>
        )}
        {costs.some((cost) => cost !== undefined) ? (
          <Chart
            {...time}
            title={t('Cost')}
            kind="bars"
            format={money}
            series={[{ name: t('Observed'), tone: 'green', values: costs }]}
          />
        ) : null}
      </div>
    </>
  );
}

function Histogram({ report }: { report: MetricsReport }) {
  const { histogram, n } = report.latency;
  if (histogram.length === 0) return null;
  return (
    <Chart
      title={t('Distribution of latency')}
      kind="bars"
      columnTitle={t('Up to')}
      columns={histogram.map(({ upTo }) => ({ label: duration(upTo), full: t`up to ${duration(upTo)}` }))}
      format={count}
      whole
      formatTick={compact}
      series={[{ name: t('Requests'), tone: 'blue', values: histogram.map((bucket) => bucket.count) }]}
      note={`n = ${count(n)}`}
    />
  );
}

function Errors({ errors, total }: { errors: MetricsReport['errors']; total: number }) {
  return (
    <section class="stack-small" aria-label={t('Errors')}>
      <h3>{t('Errors')}</h3>
      <ul class="errors">
        {[...errors]
          .sort((a, b) => b.count - a.count)
          .map((error) => (
            <li key={error.code}>
              <span>{errorWords(error.code)}</span>
              <meter min={0} max={total} value={error.count} aria-label={errorWords(error.code)} />
              <span class="number">{count(error.count)}</span>
            </li>
          ))}
      </ul>
    </section>
  );
}
