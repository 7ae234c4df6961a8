import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { count, decimal, duration, percent, plural } from '../shared/format.ts';
import type { DefinitionId, Distribution, MetricsReport, MetricsState } from '../protocol.ts';
import { Tile } from '../ui/Tile.tsx';
import { CostTiles } from './CostTiles.tsx';
import { outcomes } from './sums.ts';

interface ReportTilesProps {
  report: MetricsReport;
  definitions: MetricsState['definitions'];
  platformName: string;
}

export function ReportTiles({ report, definitions, platformName }: ReportTilesProps) {
  const define = (id: DefinitionId): string => definitions[id].definition;
  const { requests, latency, firstToken, tokens, tokensPerSecond } = report;
  const none = requests.total === 0;
  const decided = requests.ok + requests.failed;
  return (
    <div class="stack-large">
      {none ? null : (
        <>
          <Group title={t('Requests')}>
            <Tile
              title={t('Requests')}
              value={count(requests.total)}
              note={outcomes(requests)}
              definition={define('requests')}
            />
            <Tile
              title={t('Success rate')}
              value={requests.successRate === undefined ? undefined : percent(requests.successRate)}
              unknown={t('unknown: none ended')}
              note={t`of ${plural(decided, 'request')}`}
              definition={define('successRate')}
            />
            <Tile
              title={t('Error rate')}
              value={requests.errorRate === undefined ? undefined : percent(requests.errorRate)}
              unknown={t('unknown: none ended')}
              note={t`of ${plural(decided, 'request')}`}
              definition={define('errorRate')}
            />
            <Tile
              title={t('Requests per minute')}
              value={decimal(requests.perMinute)}
              definition={define('perMinute')}
            />
          </Group>
          <Group title={t('Latency')}>
            <LatencyTiles name="" of={latency} define={define} definition={define('latency')} />
          </Group>
          <Group title={t('Time to first token')}>
            <LatencyTiles name="" of={firstToken} define={define} definition={define('firstToken')} />
          </Group>
          <Group title={t('Tokens')}>
            <TokenTiles tokens={tokens} define={define} />
            <Tile
              title={t('Tokens per second')}
              value={tokensPerSecond === undefined ? undefined : decimal(tokensPerSecond)}
              unknown={t('unknown: nothing streamed with a token count')}
              definition={define('tokensPerSecond')}
            />
          </Group>
        </>
      )}
      <Group title={t('Cost')}>
        <CostTiles cost={report.cost} define={define} platformName={platformName} />
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="stack-small" aria-label={title}>
      <h3>{title}</h3>
      <div class="tiles four">{children}</div>
    </section>
  );
}

interface LatencyTilesProps {
  name: string;
  of: Distribution;
  define: (id: DefinitionId) => string;
  definition: string;
}

/** Below this many, a P99 is only the largest value under another name. */
const enoughForP99 = 100;

function LatencyTiles({ of, define, definition }: LatencyTilesProps) {
  const { n, average, p50, p95, p99 } = of;
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : duration(ms));
  const common = { unknown: t('unknown: none measured'), note: `n = ${count(n)}` };
  const few = n < enoughForP99;
  return (
    <>
      <Tile title={t('Average')} value={time(average)} {...common} definition={definition} />
      <Tile title="P50" value={time(p50)} {...common} definition={define('percentile')} />
      <Tile title="P95" value={time(p95)} {...common} definition={define('percentile')} />
      <Tile
        title="P99"
        value={time(p99)}
        {...common}
        weak={few}
        note={few ? t`n = ${count(n)}: too few for a P99` : common.note}
        definition={define('percentile')}
      />
    </>
  );
}

interface TokenTilesProps {
  tokens: MetricsReport['tokens'];
  define: (id: DefinitionId) => string;
}

function TokenTiles({ tokens, define }: TokenTilesProps) {
  const { unknown, estimated, averagePerRequest } = tokens;
  const missing = unknown > 0 ? t`at least: ${plural(unknown, 'request')} without a count` : undefined;
  const guessed = estimated > 0 ? t`${plural(estimated, 'request')} estimated` : undefined;
  const note = [missing, guessed].filter(Boolean).join(', ') || undefined;
  const average =
    averagePerRequest === undefined
      ? t('average per request unknown')
      : t`${decimal(averagePerRequest)} per request on average`;
  return (
    <>
      <Tile
        title={t('Tokens')}
        value={count(tokens.total)}
        note={[average, note].filter(Boolean).join('; ')}
        definition={`${define('tokens')} ${define('tokensPerRequest')}`}
      />
      <Tile title={t('Tokens in')} value={count(tokens.input)} note={note} definition={define('tokens')} />
      <Tile title={t('Tokens out')} value={count(tokens.output)} note={note} definition={define('tokens')} />
    </>
  );
}
