import { useCallback, useMemo, useState } from 'preact/hooks';
import { count, money, perHour, plural } from '../format.ts';
import type { FleetRow, FleetView, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Tile } from '../ui/Tile.tsx';
import { useResource } from '../ui/useResource.ts';
import { Compare } from './Compare.tsx';
import './fleet.css';
import type { Row } from './fleetColumns.tsx';
import { FleetTable } from './FleetTable.tsx';
import { Head } from './Head.tsx';
import { HistoryLine } from './HistoryLine.tsx';
import { SpendTiles } from './SpendTiles.tsx';
import { sumOf } from './sums.ts';
import type { useRefresh } from './useRefresh.ts';
import type { Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface FleetMetricsProps {
  host: MetricsHost;
  fleet: FleetView;
  shown: Shown;
  refresh: ReturnType<typeof useRefresh>;
  definitions: MetricsState['definitions'];
}

export function FleetMetrics({ host, fleet, shown, refresh, definitions }: FleetMetricsProps) {
  const [chosen, setChosen] = useState<string[]>(host.view.chosen ?? []);
  const [comparing, setComparing] = useState(host.view.comparing ?? false);
  const turn = `${shown.id} ${String(refresh.turn)}`;
  const rows = useResource(
    turn,
    (signal) => host.rpc.call('fleet', { window: shown.now() }, { signal }),
    keep,
  );
  const spend = useResource(turn, (signal) => host.rpc.call('spend', undefined, { signal }), keep);
  const history = useResource(turn, (signal) => host.rpc.call('history', undefined, { signal }), keep);
  const joined = useMemo(() => join(fleet, rows.value), [fleet, rows.value]);
  const choose = useCallback(
    (keys: string[]) => {
      setChosen(keys);
      host.keep({ view: { chosen: keys } });
    },
    [host],
  );
  const compare = (on: boolean) => {
    setComparing(on);
    host.keep({ view: { comparing: on } });
  };
  const { deployments, platforms } = fleet;
  const common = { host, shown, definitions };
  return (
    <div class="stack-large">
      <Head
        title="All deployments"
        shown={shown}
        refresh={refresh.refresh}
        busy={refresh.refreshing || rows.loading}
        at={rows.at}
      >
        <span>Everything on the platforms you have connected.</span>
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
      {comparing && chosen.length > 0 ? (
        <Compare
          {...common}
          keys={chosen}
          deployments={deployments}
          turn={turn}
          back={() => compare(false)}
        />
      ) : (
        <>
          <section class="stack-small" aria-label="Statistics">
            <div class="tiles fleet-money">
              <SpendTiles spend={spend.value} definitions={definitions} />
              <Spend rows={rows.value} words={shown.words} definition={definitions['timeCost']?.definition} />
              <BurnTile fleet={fleet} definitions={definitions} />
            </div>
            <div class="tiles four">
              <Counts fleet={fleet} />
            </div>
          </section>
          {[rows, spend].map(({ error, reload }) =>
            error === undefined ? null : <ErrorCallout key={error.message} error={error} retry={reload} />,
          )}
          {deployments.length === 0 ? (
            <NoDeployments fleet={fleet} />
          ) : (
            <FleetTable
              {...common}
              rows={joined}
              platforms={platforms}
              chosen={chosen}
              onChosen={choose}
              onCompare={() => compare(true)}
            />
          )}
          <HistoryLine host={host} history={history.value} definitions={definitions} />
        </>
      )}
    </div>
  );
}

const keep = { keep: true };

/** What is known of each deployment with what was measured of it. */
function join({ deployments, platforms }: FleetView, rows: readonly FleetRow[] | undefined): Row[] {
  const measured = new Map(rows?.map((row) => [row.key, row]));
  const names = new Map(platforms.map(({ id, displayName }) => [id, displayName]));
  return deployments.map((deployment) => ({
    deployment,
    platformName: names.get(deployment.platform) ?? deployment.platform,
    measured: measured.get(deployment.key),
  }));
}

function BurnTile({ fleet: { burn }, definitions }: Pick<FleetMetricsProps, 'fleet' | 'definitions'>) {
  return (
    <Tile
      title="Burn rate"
      value={`${burn.atLeast ? '≥ ' : ''}${perHour(burn.perHour)}`}
      note={burn.atLeast ? 'At least: a price or a replica count is unknown.' : 'what runs now'}
      definition={definitions['burnRate']?.definition}
    />
  );
}

function Counts({ fleet: { counts, deployments } }: Pick<FleetMetricsProps, 'fleet'>) {
  return (
    <>
      <Tile
        title="Total"
        value={count(deployments.length)}
        note={`${count(counts.stopped)} stopped, ${plural(counts.pending, 'draft')}`}
      />
      <Tile title="Active" value={count(counts.active)} />
      <Tile title="Deploying" value={count(counts.deploying)} />
      <Tile title="Failed" value={count(counts.failed)} />
    </>
  );
}

interface SpendProps {
  rows: readonly FleetRow[] | undefined;
  words: string;
  definition: string | undefined;
}

/** The sum of what is known; what is not makes it a lower bound. */
function Spend({ rows, words, definition }: SpendProps) {
  const spend = rows === undefined ? undefined : sumOf(rows);
  const note = `${words}, as far as Slipway watched`;
  return (
    <Tile
      title="Spend"
      value={spend === undefined ? undefined : `${spend.atLeast ? '≥ ' : ''}${money(spend.known)}`}
      unknown={rows === undefined ? 'adding it up…' : 'unknown'}
      note={note}
      definition={definition}
    />
  );
}

function NoDeployments({ fleet: { platforms } }: { fleet: FleetView }) {
  const { connect } = useCommon();
  const [first] = platforms;
  if (first === undefined || platforms.some(({ connected }) => connected))
    return <p class="empty">There are no deployments yet.</p>;
  return (
    <div class="empty">
      <p>No platform is connected.</p>
      <div class="actions centered">
        <Button kind="primary" icon="key" onClick={() => connect(first.id)}>
          {platforms.length === 1 ? `Connect ${first.displayName}…` : 'Connect a platform…'}
        </Button>
      </div>
    </div>
  );
}
