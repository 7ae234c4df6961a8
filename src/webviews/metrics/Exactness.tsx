import { t } from '@vscode/l10n';
import type { MetricsReport } from '../protocol.ts';
import { windowInWords } from './windows.ts';

/** What of the numbers is not as sharp as it looks. */
export function Exactness({ reports }: { reports: readonly MetricsReport[] }) {
  const exact = reports.every((report) => report.exact);
  const wider = new Set(
    reports
      .filter(({ covered, window }) => covered.from < window.from || covered.to > window.to)
      .map(({ covered }) => windowInWords(covered)),
  );
  if (exact && wider.size === 0) return null;
  const parts = [
    exact ? undefined : t('Percentiles are from summaries and at most 0.5 % off; counts and sums are exact.'),
    wider.size > 0
      ? t`Of this time only sums of whole hours or days are kept: ${[...wider].join(t(' or '))} is counted.`
      : undefined,
  ];
  return <p class="quiet small">{parts.filter(Boolean).join(' ')}</p>;
}
