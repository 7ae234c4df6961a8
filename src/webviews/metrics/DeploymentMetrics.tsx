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
import { Waiting } from '../ui/marks.tsx';
import { LogsButton, RestartButton } from '../ui/Running.tsx';
import { StandingNote } from '../ui/StandingNote.tsx';
import { Status, StatusReason } from '../ui/Status.tsx';
import { useResource } from '../ui/useResource.ts';
import { ReportCharts } from './Charts.tsx';
import { CompareWith } from './CompareWith.tsx';
import { Exactness } from './Exactness.tsx';
import { reportCsv, reportJson } from './export.ts';
import { Head } from './Head.tsx';
import { PlatformSection } from './PlatformSection.tsx';
import { ReportTiles } from './ReportTiles.tsx';
import { SaveButtons } from './SaveButtons.tsx';
import type { Comparison } from './useComparison.ts';
import type { useRefresh } from './useRefresh.ts';
import type { Shown } from './useShown.ts';
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
  const question = `${shown.id} ${String(refresh.turn)}`;
  const report = useResource(
    question,
    (signal) => host.rpc.call('report', { key, window: shown.now() }, { signal }),
    { keep: true },
  );
  const platform = useResource(
    question,
    (signal) => host.rpc.call('platformReport', { key, window: shown.now() }, { signal }),
    { keep: true },
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
          <Save host={host} deployment={deployment} report={report.value} platform={platform.value} />
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
          <p class="quiet">
            {t('Requests sent from Slipway')} {shown.words}
            {t('. Traffic from elsewhere does not count here.')}
          </p>
        </div>
        {report.error === undefined ? null : <ErrorCallout error={report.error} retry={report.reload} />}
        {report.value === undefined ? (
          report.loading ? (
            <Waiting>{t('Computing…')}</Waiting>
          ) : null
        ) : (
          <div class="stack-large" aria-busy={report.loading}>
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
            <ReportCharts report={report.value} zoom={shown.zoom} />
          </div>
        )}
      </section>
      {present ? <PlatformSection platformName={platformName} report={platform} zoom={shown.zoom} /> : null}
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
  if (report === undefined) return null;
  return (
    <SaveButtons
      host={host}
      about={name}
      window={report.window}
      csv={() => reportCsv(report)}
      json={() => reportJson(name, report, platform)}
    />
  );
}
