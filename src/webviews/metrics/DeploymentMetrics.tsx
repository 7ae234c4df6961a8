import type { DeploymentView, MetricsState, Standing } from '../protocol.ts';
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
import { windowNow, windows, type MetricsHost, type WindowId } from './windows.ts';

interface DeploymentMetricsProps {
  host: MetricsHost;
  deployment: DeploymentView;
  standing: Standing;
  platformName: string;
  window: WindowId;
  setWindow: (id: WindowId) => void;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function DeploymentMetrics(props: DeploymentMetricsProps) {
  const { host, deployment, standing, platformName, window, setWindow, refresh, definitions } = props;
  const { key, model, origin } = deployment;
  const { action, connect } = useCommon();
  const present = standing.state === 'good';
  const question = `${window} ${String(refresh.turn)}`;
  const report = useResource(
    question,
    (signal) => host.rpc.call('report', { key, window: windowNow(window) }, { signal }),
    { keep: true },
  );
  const platform = useResource(
    question,
    (signal) => host.rpc.call('platformReport', { key, window: windowNow(window) }, { signal }),
    { keep: true },
  );
  const burn = deployment.serverless
    ? 'billed by token'
    : ((present ? burnInWords(deployment) : undefined) ?? 'cost per hour unknown');
  const span = windows.find(({ value }) => value === window)?.label ?? '';
  return (
    <>
      <Head
        title={`Metrics of ${deployment.name}`}
        window={window}
        setWindow={setWindow}
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
            Requests sent from Slipway in the last {span}. Traffic from elsewhere does not count here.
          </p>
        </div>
        {report.error === undefined ? null : <ErrorCallout error={report.error} retry={report.reload} />}
        {report.value === undefined ? (
          report.loading ? (
            <Waiting>Computing…</Waiting>
          ) : null
        ) : (
          <>
            {report.value.requests.total > 0 ? null : (
              <div class="empty">
                <p>No requests were sent from Slipway in the last {span}.</p>
                <div class="actions centered">
                  <Button icon="beaker" onClick={() => action(key, 'test')}>
                    Open tester
                  </Button>
                </div>
              </div>
            )}
            <ReportTiles report={report.value} definitions={definitions} platformName={platformName} />
            <ReportCharts report={report.value} />
          </>
        )}
      </section>
      {present ? <PlatformSection platformName={platformName} report={platform} /> : null}
    </>
  );
}
