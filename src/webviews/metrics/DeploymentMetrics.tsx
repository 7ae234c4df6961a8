import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import type {
  DeploymentView,
  FleetView,
  MetricsReport,
  MetricsState,
  PlatformReport,
  Standing,
} from '../protocol.ts';
import { burnInWords } from '../ui/burn.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Deletion } from '../ui/Deletion.tsx';
import { LogsButton, RestartButton } from '../ui/Running.tsx';
import { StandingNote } from '../ui/StandingNote.tsx';
import { Status, StatusReason } from '../ui/Status.tsx';
import { ReportCharts } from './Charts.tsx';
import { CompareWith } from './CompareWith.tsx';
import { Exactness } from './Exactness.tsx';
import { reportCsv, reportJson } from './export.ts';
import { Head } from './Head.tsx';
import { PlatformSection } from './PlatformSection.tsx';
import { ReportSkeleton } from './ReportSkeleton.tsx';
import { ReportTiles } from './ReportTiles.tsx';
import { SaveButtons } from './SaveButtons.tsx';
import { Underway } from './Underway.tsx';
import type { Comparison } from './useComparison.ts';
import type { useRefresh } from './useRefresh.ts';
import { useOfWindow } from './useOfWindow.ts';
import { zoomOf, type Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface DeploymentMetricsProps {
  host: MetricsHost;
  deployment: DeploymentView;
  standing: Standing;
  platformName: string;
  /** Of whose deployments it can be compared with some. */
  fleet: FleetView;
  comparison: Comparison;
  shown: Shown;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function DeploymentMetrics(props: DeploymentMetricsProps) {
  const { host, deployment, standing, platformName, fleet, comparison, shown, refresh, definitions } = props;
  const [picking, setPicking] = useState(false);
  const { key, model, origin } = deployment;
  const { action, connect } = useCommon();
  const present = standing.state === 'good';
  const report = useOfWindow(shown, refresh.turn, (window, signal) =>
    host.rpc.call('report', { key, window }, { signal }),
  );
  const platform = useOfWindow(shown, refresh.turn, (window, signal) =>
    host.rpc.call('platformReport', { key, window }, { signal }),
  );
  const burn = deployment.serverless
    ? t('billed by token')
    : ((present ? burnInWords(deployment) : undefined) ?? t('cost per hour unknown'));
  return (
    <>
      <Head
        title={t`Metrics of ${deployment.name}`}
        shown={shown}
        refresh={refresh.refresh}
        busy={refresh.refreshing || report.loading || platform.loading}
        at={report.at}
        under={present ? <StatusReason of={deployment} /> : null}
      >
        <span>
          {model.name} {t('on')} {origin?.label ?? platformName} ·
        </span>
        {present ? <Status of={deployment} /> : <span>{t('status unknown')}</span>}
        <span>· {burn}</span>
      </Head>
      {present ? (
        <div class="head-actions">
          <LogsButton deployment={deployment} />
          <RestartButton deployment={deployment} />
          <Button icon="split-horizontal" onClick={() => setPicking(true)}>
            {t('Compare with…')}
          </Button>
          <Save
            host={host}
            deployment={deployment}
            report={report.old ? undefined : report.value}
            platform={platform.value}
          />
        </div>
      ) : null}
      {picking ? (
        <CompareWith
          deployment={deployment}
          fleet={fleet}
          comparison={comparison}
          close={() => setPicking(false)}
        />
      ) : null}
      <div class="standing">
        <StandingNote standing={standing} connect={connect} />
        {present ? <Deletion deployment={deployment} /> : null}
      </div>
      <section class="stack-large" aria-labelledby="measured">
        <div>
          <h2 id="measured">{t('Measured by Slipway')}</h2>
          <Underway of={report} shown={shown}>
            {t('Requests sent from Slipway')} {shown.words}
            {t('. Traffic from elsewhere does not count here.')}
          </Underway>
        </div>
        {report.error === undefined ? null : <ErrorCallout error={report.error} retry={report.reload} />}
        {report.value === undefined ? (
          report.loading ? (
            <ReportSkeleton />
          ) : null
        ) : (
          <div class={report.old ? 'stack-large old' : 'stack-large'} aria-busy={report.loading}>
            <Exactness reports={[report.value]} />
            {report.value.requests.total > 0 ? null : (
              <div class="empty">
                <p>
                  {t('No requests were sent from Slipway')} {shown.words}.
                </p>
                <div class="actions centered">
                  <Button icon="beaker" onClick={() => action(key, 'test')}>
                    {t('Open tester')}
                  </Button>
                </div>
              </div>
            )}
            <ReportTiles report={report.value} definitions={definitions} platformName={platformName} />
            <ReportCharts report={report.value} zoom={zoomOf(shown)} />
          </div>
        )}
      </section>
      {/* Under what comes first, and not before it: it would be pushed away. */}
      {present && (report.value ?? report.error) !== undefined ? (
        <PlatformSection platformName={platformName} report={platform} shown={shown} />
      ) : null}
    </>
  );
}

interface SaveProps {
  host: MetricsHost;
  deployment: DeploymentView;
  report: MetricsReport | undefined;
  platform: PlatformReport | undefined;
}

function Save({ host, deployment: { name }, report, platform }: SaveProps) {
  return (
    <SaveButtons
      host={host}
      about={name}
      of={
        report && {
          window: report.window,
          csv: () => reportCsv(report),
          json: () => reportJson(name, report, platform),
        }
      }
    />
  );
}
