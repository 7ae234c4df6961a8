import { t } from '@vscode/l10n';
import { count, decimal, duration, exactMoney, money, perHour } from '../shared/format.ts';
import { priceSource } from '../shared/prices.ts';
import type { DeploymentView } from '../protocol.ts';
import { useNow } from '../ui/hooks.ts';
import { Tile } from '../ui/Tile.tsx';
import { timeShare, tokensPerSecond, type Result } from './result.ts';

export function Stats({ result, deployment }: { result: Result; deployment: DeploymentView }) {
  const { outcome, firstTokenMs, usage, estimated, request, unsent } = result;
  const pending = outcome === 'running' ? t('waiting…') : unsent ? t('nothing was sent') : undefined;
  const speed = tokensPerSecond(result);
  const notReported = pending ?? t('not reported');
  // What takes no prompt mostly counts no tokens: nothing is missing then.
  const wordless = request.prompt === '' && usage === undefined && firstTokenMs === undefined;
  if (wordless) {
    return (
      <div class="tiles">
        <Latency result={result} pending={pending} />
        <Cost result={result} deployment={deployment} pending={pending} />
      </div>
    );
  }
  return (
    <div class="tiles">
      <Latency result={result} pending={pending} />
      <Tile
        title={t('First token')}
        value={firstTokenMs === undefined ? undefined : duration(firstTokenMs)}
        unknown={pending ?? (request.stream ? t('none came') : t('unknown without streaming'))}
      />
      <Tile
        title={t('Speed')}
        value={speed === undefined ? undefined : t`${decimal(speed)} tok/s`}
        unknown={pending ?? (request.stream ? t('unknown: too few tokens') : t('unknown without streaming'))}
      />
      <Tile
        title={t('Tokens in')}
        value={usage?.input === undefined ? undefined : count(usage.input)}
        unknown={notReported}
        note={estimated ? t('estimated by Slipway') : cached(usage?.cachedInput)}
      />
      <Tile
        title={t('Tokens out')}
        value={usage?.output === undefined ? undefined : count(usage.output)}
        unknown={notReported}
        note={
          estimated
            ? t('estimated by Slipway')
            : usage?.reasoning === undefined
              ? undefined
              : t`${count(usage.reasoning)} of reasoning`
        }
      />
      <Cost result={result} deployment={deployment} pending={pending} />
    </div>
  );
}

function Latency({ result: { outcome, endMs }, pending }: Pick<CostProps, 'result' | 'pending'>) {
  return (
    <Tile
      title={t('Latency')}
      value={endMs === undefined ? undefined : duration(endMs)}
      unknown={pending ?? t('not measured')}
      note={outcome === 'cancelled' ? t('until it was cancelled') : undefined}
    />
  );
}

function cached(tokens: number | undefined): string | undefined {
  return tokens === undefined || tokens === 0 ? undefined : t`${count(tokens)} from the cache`;
}

interface CostProps {
  result: Result;
  deployment: DeploymentView;
  pending: string | undefined;
}

function Cost({ result, deployment, pending }: CostProps) {
  const now = useNow();
  const { cost, costSource } = result;
  if (cost !== undefined) {
    return (
      <Tile
        title={t('Cost of this call')}
        value={money(cost)}
        exact={exactMoney(cost)}
        note={costSource === undefined ? undefined : priceSource(costSource, t('the platform'), now)}
      />
    );
  }
  if (deployment.price !== undefined) {
    const share = timeShare(result.endMs, deployment.price.perReplicaHour);
    const hourly = perHour(deployment.price.perReplicaHour);
    return (
      <Tile
        title={t('Cost of this call')}
        value={share === undefined ? undefined : `≈ ${money(share)}`}
        unknown={pending ?? t('billed by time')}
        exact={share === undefined ? undefined : exactMoney(share)}
        note={
          share === undefined || result.endMs === undefined
            ? t`${hourly} per ready replica, called or not`
            : t`${duration(result.endMs)} of one replica at ${hourly}. Billed by time, called or not.`
        }
      />
    );
  }
  return (
    <Tile
      title={t('Cost of this call')}
      unknown={pending ?? t('unknown')}
      note={pending ? undefined : t('no price is known')}
    />
  );
}
