import { t } from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import type { MetricsState, Standing } from '../protocol.ts';
import { Panel } from '../ui/Panel.tsx';
import { Compare } from './Compare.tsx';
import { DeploymentMetrics } from './DeploymentMetrics.tsx';
import { FleetMetrics } from './FleetMetrics.tsx';
import { useComparison } from './useComparison.ts';
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
  const comparison = useComparison(host);
  const key = state.deployment?.key;
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);
  useEffect(() => rpc.on('standing', setStanding), [rpc]);
  useEffect(() => rpc.on('fleet', setFleet), [rpc]);
  useEffect(() => host.keep({ key }), [host, key]);

  const common = { host, fleet, shown, refresh, comparison, definitions: state.definitions };
  if (comparison.shown)
    return (
      <Compare
        {...common}
        // What is served to everyone is not of the fleet.
        fleet={deployment?.serverless ? { ...fleet, deployments: [...fleet.deployments, deployment] } : fleet}
        keys={key === undefined ? comparison.chosen : [key, ...comparison.chosen]}
        fixed={key}
        leaveOut={(keys) => comparison.choose(comparison.chosen.filter((one) => !keys.includes(one)))}
        from={deployment?.name ?? t('All deployments')}
        back={() => comparison.show(false)}
      />
    );
  return deployment === undefined ? (
    <FleetMetrics {...common} />
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
