import { useEffect, useState } from 'preact/hooks';
import type { MetricsState, Standing } from '../protocol.ts';
import { Panel } from '../ui/Panel.tsx';
import { DeploymentMetrics } from './DeploymentMetrics.tsx';
import { FleetMetrics } from './FleetMetrics.tsx';
import { useRefresh } from './useRefresh.ts';
import { useShown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

export function Metrics({ host }: { host: MetricsHost }) {
  return (
    <Panel
      name="metrics"
      load={(signal) => host.rpc.call('load', undefined, { signal })}
      recovers={(_error, again) => host.rpc.on('standing', ({ state }) => state === 'good' && again())}
    >
      {(state) => <MetricsBody host={host} state={state} />}
    </Panel>
  );
}

function MetricsBody({ host, state }: { host: MetricsHost; state: MetricsState }) {
  const { rpc } = host;
  const [deployment, setDeployment] = useState(state.deployment);
  const [standing, setStanding] = useState<Standing>(state.standing ?? { state: 'good' });
  const [fleet, setFleet] = useState(state.fleet);
  const shown = useShown(host);
  const refresh = useRefresh(host, state.refreshSeconds);
  const key = state.deployment?.key;
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);
  useEffect(() => rpc.on('standing', setStanding), [rpc]);
  useEffect(() => rpc.on('fleet', setFleet), [rpc]);
  useEffect(() => host.keep({ key }), [host, key]);

  const common = { host, shown, refresh, definitions: state.definitions };
  return deployment === undefined ? (
    <FleetMetrics {...common} fleet={fleet} />
  ) : (
    <DeploymentMetrics
      {...common}
      deployment={deployment}
      standing={standing}
      platformName={
        fleet.platforms.find(({ id }) => id === deployment.platform)?.displayName ?? deployment.platform
      }
    />
  );
}
