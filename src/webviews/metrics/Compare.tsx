import { t } from '@vscode/l10n';
import { useEffect, useRef } from 'preact/hooks';
import { count } from '../shared/format.ts';
import type { FleetView, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { Waiting } from '../ui/marks.tsx';
import { useResource } from '../ui/useResource.ts';
import { ComparedCharts } from './ComparedCharts.tsx';
import { ComparedTable } from './ComparedTable.tsx';
import { comparisonCsv, comparisonJson } from './comparedFiles.ts';
import { Exactness } from './Exactness.tsx';
import { joined } from './fleetRows.ts';
import { Head } from './Head.tsx';
import { SaveButtons } from './SaveButtons.tsx';
import type { useRefresh } from './useRefresh.ts';
import { zoomOf, type Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface CompareProps {
  host: MetricsHost;
  fleet: FleetView;
  /** Of the deployments, in the order of their columns. */
  keys: readonly string[];
  leaveOut: (keys: readonly string[]) => void;
  /** What the panel is about: it is not left out. */
  fixed: string | undefined;
  shown: Shown;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
  /** Where `back` leads. */
  from: string;
  back: () => void;
}

/** Up to four deployments side by side: what was measured of each in the same time. */
export function Compare(props: CompareProps) {
  const { host, fleet, keys, leaveOut, fixed, shown, refresh, definitions, from, back } = props;
  const pageRef = useRef<HTMLDivElement>(null);
  // The button that led here is gone, and whoever pressed it by keyboard would be nowhere.
  useEffect(() => pageRef.current?.focus({ preventScroll: true }), []);
  const rows = joined(fleet, undefined).filter(({ deployment }) => keys.includes(deployment.key));
  const there = keys.flatMap((key) => rows.find(({ deployment }) => deployment.key === key) ?? []);
  const gone = keys.filter((key) => !there.some(({ deployment }) => deployment.key === key));
  const asked = there.map(({ deployment }) => deployment.key);
  const reports = useResource(
    asked.length === 0 ? undefined : `${shown.id} ${String(refresh.turn)} ${asked.join(' ')}`,
    async (signal) => {
      const window = shown.now();
      return Promise.all(asked.map((key) => host.rpc.call('report', { key, window }, { signal })));
    },
    { keep: true },
  );
  // While others are asked for, the reports are still those of the ones before.
  const ready =
    reports.value?.map(({ deployment }) => deployment).join(' ') === asked.join(' ')
      ? reports.value
      : undefined;
  const compared = { deployments: there.map(({ deployment }) => deployment), reports: ready ?? [] };
  return (
    <div ref={pageRef} class="stack-large compare-page" tabIndex={-1}>
      <Head
        title={t('Comparison')}
        shown={shown}
        refresh={refresh.refresh}
        busy={refresh.refreshing || reports.loading}
        at={reports.at}
      >
        <span>
          {t('Requests sent from Slipway')} {shown.words}
          {t('. ★ marks the best of a line.')}
        </span>
      </Head>
      <div class="head-actions">
        <Button icon="arrow-left" onClick={back}>
          {from}
        </Button>
        <SaveButtons
          host={host}
          about="comparison"
          of={
            ready?.[0] && {
              window: ready[0].window,
              csv: () => comparisonCsv(compared),
              json: () => comparisonJson(compared),
            }
          }
        />
      </div>
      {gone.length === 0 ? null : (
        <p role="status">
          {gone.length === 1
            ? t('One of the deployments is not there any more. ')
            : t`${count(gone.length)} of the deployments are not there any more. `}
          <button type="button" class="text-button" onClick={() => leaveOut(gone)}>
            {t('Leave out')}
          </button>
        </p>
      )}
      {reports.error === undefined ? null : <ErrorCallout error={reports.error} retry={reports.reload} />}
      {ready ? (
        <div class="stack-large" aria-busy={reports.loading}>
          <Exactness reports={ready} />
          <ComparedTable
            rows={there}
            reports={ready}
            definitions={definitions}
            leaveOut={(key) => leaveOut([key])}
            fixed={fixed}
          />
          <ComparedCharts deployments={compared.deployments} reports={ready} zoom={zoomOf(shown)} />
        </div>
      ) : reports.loading ? (
        <Waiting>{t('Computing…')}</Waiting>
      ) : null}
    </div>
  );
}
