import { t } from '@vscode/l10n';
import { SkeletonCharts, SkeletonTiles } from '../ui/Skeleton.tsx';

/** The figures of a deployment before the first of them is there. */
export function ReportSkeleton() {
  return (
    <div class="stack-large">
      {[t('Requests'), t('Latency'), t('Time to first token'), t('Tokens'), t('Cost')].map((title) => (
        <section key={title} class="stack-small" aria-label={title}>
          <h3>{title}</h3>
          <SkeletonTiles count={4} />
        </section>
      ))}
      <SkeletonCharts count={4} />
    </div>
  );
}
