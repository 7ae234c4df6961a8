import { t } from '@vscode/l10n';
import { useMemo } from 'preact/hooks';
import { money } from '../shared/format.ts';
import type { FleetRow, FleetView, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Tile } from '../ui/Tile.tsx';
import { useResource } from '../ui/useResource.ts';
import { BurnTile, Counts } from './FleetNow.tsx';
import { extentOf, joined } from './fleetRows.ts';
import { FleetTable } from './FleetTable.tsx';
import { Head } from './Head.tsx';
import { HistoryLine } from './HistoryLine.tsx';
import { SpendTiles } from './SpendTiles.tsx';
import { sumOf } from './sums.ts';
import type { Comparison } from './useComparison.ts';
import type { useRefresh } from './useRefresh.ts';
import { useOfWindow } from './useOfWindow.ts';
import type { Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface FleetMetricsProps {
  host: MetricsHost;
  fleet: FleetView;
  comparison: Comparison;
  shown: Shown;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function FleetMetrics({ host, fleet, comparison, shown, refresh, definitions }: FleetMetricsProps) {
  const turn = String(refresh.turn);
  const rows = useOfWindow(shown, refresh.turn, async (window, signal) => ({
    window,
    rows: await host.rpc.call('fleet', { window }, { signal }),
  }));
  const spend = useResource(turn, (signal) => host.rpc.call('spend', undefined, { signal }), keep);
  const history = useResource(turn, (signal) => host.rpc.call('history', undefined, { signal }), keep);
  const measured = rows.value?.rows;
  const all = useMemo(() => joined(fleet, measured), [fleet, measured]);
  const { deployments, platforms } = fleet;
  return (
    <div class="stack-large">
      <Head
        title={t('All deployments')}
        shown={shown}
        refresh={refresh.refresh}
        busy={refresh.refreshing || rows.loading}
        at={rows.at}
      >
        <span>{t('Everything on the platforms you have connected.')}</span>
      </Head>
      {platforms
        .flatMap(({ problems }) => problems)
        .map((problem) => (
          <ErrorCallout
            key={`${problem.platform ?? ''} ${problem.message}`}
            error={problem}
            retry={refresh.refresh}
          />
        ))}
      <section class="stack-small" aria-label={t('Statistics')}>
        <div class="tiles fleet-money">
          <SpendTiles spend={spend.value} definitions={definitions} />
          <Spend
            rows={measured}
            old={rows.old}
            words={shown.words}
            definition={definitions.timeCost.definition}
          />
          <BurnTile fleet={fleet} definitions={definitions} />
        </div>
        <div class="tiles fleet-counts">
          <Counts fleet={fleet} />
        </div>
      </section>
      {rows.error === undefined ? null : <ErrorCallout error={rows.error} retry={rows.reload} />}
      {spend.error === undefined ? null : <ErrorCallout error={spend.error} retry={spend.reload} />}
      {deployments.length === 0 ? (
        <NoDeployments fleet={fleet} />
      ) : (
        <FleetTable
          host={host}
          rows={all}
          measured={rows}
          platforms={platforms}
          shown={shown}
          definitions={definitions}
          comparison={comparison}
        />
      )}
      <HistoryLine host={host} history={history.value} definitions={definitions} />
    </div>
  );
}

const keep = { keep: true };

interface SpendProps {
  rows: readonly FleetRow[] | undefined;
  old: boolean;
  words: string;
  definition: string | undefined;
}

/** The sum of what is known; what is not makes it a lower bound. */
function Spend({ rows, old, words, definition }: SpendProps) {
  const spend = rows === undefined || old ? undefined : sumOf(rows);
  const note = t`${words}, as far as Slipway watched`;
  return (
    <Tile
      title={t('Spend')}
      value={spend === undefined ? undefined : `${spend.atLeast ? '≥ ' : ''}${money(spend.known)}`}
      unknown={rows === undefined || old ? t('adding it up…') : t('unknown')}
      note={note}
      definition={definition}
    />
  );
}

function NoDeployments({ fleet }: { fleet: FleetView }) {
  const { platforms } = fleet;
  const { connect } = useCommon();
  const [first] = platforms;
  const connected = platforms.filter((platform) => platform.connected);
  // Why one could not be read is said above.
  if (connected.length > 0 && extentOf(fleet) !== 'all')
    return connected.some(({ problems }) => problems.length > 0) ? null : (
      <p class="empty">{t('Reading your deployments…')}</p>
    );
  if (first === undefined || connected.length > 0)
    return (
      <div class="empty">
        <p>{t('There are no deployments yet.')}</p>
        <p class="small">{t('“New Deployment…” in the Slipway view of the side bar makes the first one.')}</p>
      </div>
    );
  return (
    <div class="empty">
      <p>{t('No platform is connected.')}</p>
      <div class="actions centered">
        <Button kind="primary" icon="key" onClick={() => connect(first.id)}>
          {platforms.length === 1 ? t`Connect ${first.displayName}…` : t('Connect a platform…')}
        </Button>
      </div>
    </div>
  );
}
