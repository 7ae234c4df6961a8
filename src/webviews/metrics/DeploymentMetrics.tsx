import type { DeploymentView, MetricsReport, MetricsState, Standing } from '../protocol.ts';
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
import { Head } from './Head.tsx';
import { PlatformSection } from './PlatformSection.tsx';
import { ReportTiles } from './ReportTiles.tsx';
import type { useRefresh } from './useRefresh.ts';
import { SaveButtons } from './SaveButtons.tsx';
import type { Shown } from './useShown.ts';
import { windowInWords, type MetricsHost } from './windows.ts';

interface DeploymentMetricsProps {
  host: MetricsHost;
  deployment: DeploymentView;
  standing: Standing;
  platformName: string;
  shown: Shown;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function DeploymentMetrics(props: DeploymentMetricsProps) {
  const { host, deployment, standing, platformName, shown, refresh, definitions } = props;
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
    ? 'billed by token'
    : ((present ? burnInWords(deployment) : undefined) ?? 'cost per hour unknown');
  return (
    <>
      <Head
        title={`Metrics of ${deployment.name}`}
        shown={shown}
        refresh={refresh.refresh}
        busy={refresh.refreshing || report.loading || platform.loading}
        at={report.at}
        under={present ? <StatusReason of={deployment} /> : null}
      >
        <span>
          {model.name} on {origin?.label ?? platformName} ·
        </span>
        {present ? <Status of={deployment} /> : <span>status unknown</span>}
        <span>· {burn}</span>
      </Head>
      {present ? (
        <div class="head-actions">
          <LogsButton deployment={deployment} />
          <RestartButton deployment={deployment} />
          <SaveButtons host={host} name={deployment.name} report={report.value} platform={platform.value} />
        </div>
      ) : null}
      <div class="standing">
        <StandingNote standing={standing} connect={connect} />
        {present ? <Deletion deployment={deployment} /> : null}
      </div>
      <section class="stack-large" aria-labelledby="measured">
        <div>
          <h2 id="measured">Measured by Slipway</h2>
          <p class="quiet">
            Requests sent from Slipway {shown.words}. Traffic from elsewhere does not count here.
          </p>
        </div>
        {report.error === undefined ? null : <ErrorCallout error={report.error} retry={report.reload} />}
        {report.value === undefined ? (
          report.loading ? (
            <Waiting>Computing…</Waiting>
          ) : null
        ) : (
          <div class="stack-large" aria-busy={report.loading}>
            <Exactness report={report.value} />
            {report.value.requests.total > 0 ? null : (
              <div class="empty">
                <p>No requests were sent from Slipway {shown.words}.</p>
                <div class="actions centered">
                  <Button icon="beaker" onClick={() => action(key, 'test')}>
                    Open tester
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

/** What of the numbers is not as sharp as it looks. */
function Exactness({ report: { exact, covered, window } }: { report: MetricsReport }) {
  const wider = covered.from < window.from || covered.to > window.to;
  if (exact && !wider) return null;
  const parts = [
    exact ? undefined : 'Percentiles are from summaries and at most 0.5 % off; counts and sums are exact.',
    wider
      ? `Of this time only sums of whole hours or days are kept: ${windowInWords(covered)} is counted.`
      : undefined,
  ];
  return <p class="quiet small">{parts.filter(Boolean).join(' ')}</p>;
}
