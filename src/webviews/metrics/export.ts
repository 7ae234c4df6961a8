/** What is shown, as files. Pure. */
import { t } from '@vscode/l10n';
import type { MetricsReport, PlatformReport } from '../protocol.ts';
import { csv, dollars, instant } from './csv.ts';

/** The charts over time: one line for each stretch, with its ends. What is unknown is empty. */
export function reportCsv({ series, bucketMs }: MetricsReport): string {
  const headings = [
    'from',
    'to',
    'ok',
    'failed',
    'p50_ms',
    'p95_ms',
    'p99_ms',
    'tokens_in',
    'tokens_out',
    'cost_usd',
  ];
  return csv(
    headings,
    series.map(({ at, ok, failed, p50, p95, p99, tokensIn, tokensOut, cost }) => [
      ...[instant(at), instant(at + bucketMs), ok, failed, p50, p95, p99],
      ...[tokensIn, tokensOut, dollars(cost)],
    ]),
  );
}

/** What the numbers of a JSON file are. */
export const units = {
  units: { durations: 'ms', money: t('billionths of a US dollar'), times: t('ms since 1970, UTC') },
  definitions: t('docs/metrics.md of Slipway'),
};

/** Everything: what was measured here, and beside it what the platform reports. */
export function reportJson(
  name: string,
  report: MetricsReport,
  platform: PlatformReport | undefined,
): string {
  const { window, computedAt, ...measured } = report;
  const file = {
    deployment: name,
    window: { from: instant(window.from), to: instant(window.to) },
    computedAt: instant(computedAt),
    ...units,
    measuredBySlipway: measured,
    ...(platform ? { reportedByPlatform: platform } : {}),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
