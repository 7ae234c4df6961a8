import { useEffect, useState } from 'preact/hooks';
import type { MetricsState } from '../protocol.ts';
import { ErrorCallout } from '../ui/Callout.tsx';
import { Waiting } from '../ui/marks.tsx';
import { useResource } from '../ui/useResource.ts';
import { DeploymentMetrics } from './DeploymentMetrics.tsx';
import { FleetMetrics } from './FleetMetrics.tsx';
import { useRefresh } from './useRefresh.ts';
import type { MetricsHost, WindowId } from './windows.ts';

export function Metrics({ host }: { host: MetricsHost }) {
  const state = useResource('state', (signal) => host.rpc.call('load', undefined, { signal }));
  return (
    <main class="panel metrics">
      {state.error === undefined ? null : <ErrorCallout error={state.error} retry={state.reload} />}
      {state.value === undefined ? (
        state.loading ? (
          <Waiting>Opening…</Waiting>
        ) : null
      ) : (
        <MetricsBody host={host} state={state.value} />
      )}
    </main>
  );
}

function MetricsBody({ host, state }: { host: MetricsHost; state: MetricsState }) {
  const { rpc } = host;
  const [deployment, setDeployment] = useState(state.deployment);
  const [fleet, setFleet] = useState(state.fleet);
  const [window, setWindow] = useState<WindowId>(host.view.window ?? '1h');
  const refresh = useRefresh(host, state.refreshSeconds);
  const key = state.deployment?.key;
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);
  useEffect(() => rpc.on('fleet', setFleet), [rpc]);
  useEffect(() => host.keep({ key, view: { window } }), [host, key, window]);

  const common = { host, window, setWindow, refresh, definitions: state.definitions };
  return deployment === undefined ? (
    <FleetMetrics {...common} fleet={fleet} />
  ) : (
    <DeploymentMetrics
      {...common}
      deployment={deployment}
      platformName={
        fleet.platforms.find(({ id }) => id === deployment.platform)?.displayName ?? deployment.platform
      }
    />
  );
}
