import { t } from '@vscode/l10n';
import { count, duration, percent } from '../shared/format.ts';
import type { CombinedCost, PlatformReport, PlatformUsage } from '../protocol.ts';
import { ErrorCallout } from '../ui/Callout.tsx';
import { SkeletonTiles } from '../ui/Skeleton.tsx';
import { Tile } from '../ui/Tile.tsx';
import { Ago } from '../ui/time.tsx';
import { asSentence } from '../shared/words.ts';
import { OtherFigures } from './OtherFigures.tsx';
import { UsageCharts } from './UsageCharts.tsx';
import { UsageCostTiles } from './UsageCostTiles.tsx';
import { Underway } from './Underway.tsx';
import type { OfWindow } from './useOfWindow.ts';
import { zoomOf, type Shown, type Zoom } from './useShown.ts';

interface PlatformSectionProps {
  platformName: string;
  report: OfWindow<PlatformReport>;
  shown: Shown;
}

/** The platform's own count: beside ours, never in it. */
export function PlatformSection({ platformName, report, shown }: PlatformSectionProps) {
  const problem = report.error ?? report.value?.problem;
  const usage = report.value?.usage;
  return (
    <section class="platform-section stack" aria-labelledby="reported">
      <div>
        <h2 id="reported">
          {t('Reported by')} {platformName}
        </h2>
        <Underway of={report} shown={shown} whom={platformName}>
          {t('All traffic that')} {platformName} {t('counted, wherever it came from.')}
          {usage?.basis === undefined ? null : ` ${asSentence(usage.basis)}`}
          {usage === undefined ? null : (
            <>
              {' '}
              {t('Read')} <Ago at={usage.readAt} />.
            </>
          )}
        </Underway>
      </div>
      {problem === undefined ? null : <ErrorCallout error={problem} retry={report.reload} />}
      {report.value === undefined && report.loading ? <SkeletonTiles count={8} /> : null}
      {report.value?.absent === undefined ? null : <p class="empty">{report.value.absent}</p>}
      {usage === undefined ? null : (
        <div class={report.old ? 'stack old' : 'stack'} aria-busy={report.loading}>
          <Usage
            usage={usage}
            platformName={platformName}
            combined={report.value?.combined}
            zoom={zoomOf(shown)}
          />
        </div>
      )}
    </section>
  );
}

interface UsageProps {
  usage: PlatformUsage;
  platformName: string;
  combined: CombinedCost | undefined;
  zoom: Zoom;
}

function Usage({ usage, platformName, combined, zoom }: UsageProps) {
  const { requests, tokens, failures = [], cost, other, absent } = usage;
  const not = t('not reported');
  const whole = (value: number | undefined) => (value === undefined ? undefined : count(value));
  const decided = (requests?.succeeded ?? 0) + (requests?.failed ?? 0);
  const rate =
    requests?.succeeded === undefined || decided === 0 ? undefined : percent(requests.succeeded / decided);
  return (
    <>
      <div class="tiles four">
        <Tile
          title={t('Requests')}
          value={whole(requests?.total)}
          unknown={not}
          note={outcomesOf(requests)}
        />
        <Tile
          title={t('Success rate')}
          value={rate}
          unknown={requests?.succeeded === undefined ? not : t('unknown: none ended')}
        />
        <Tile title={t('Tokens in')} value={whole(tokens?.input)} unknown={not} />
        <Tile title={t('Tokens out')} value={whole(tokens?.output)} unknown={not} />
      </div>
      <LatencyTiles usage={usage} />
      {failures.length === 0 ? null : <Failures failures={failures} />}
      {cost === undefined ? null : (
        <UsageCostTiles cost={cost} platformName={platformName} combined={combined} />
      )}
      <OtherFigures figures={other} />
      <UsageCharts usage={usage} zoom={zoom} />
      {absent.length === 0 ? null : (
        <ul class="not-given quiet small">
          {absent.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Failures({ failures }: { failures: NonNullable<PlatformUsage['failures']> }) {
  return (
    <section class="stack-small" aria-label={t('Failures')}>
      <h3>{t('Failures')}</h3>
      <table class="failures">
        <thead>
          <tr>
            <th scope="col">{t('Kind')}</th>
            <th scope="col" class="right">
              {t('Requests')}
            </th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ label, count: many }) => (
            <tr key={label}>
              <td>{label}</td>
              <td class="right">{count(many)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function outcomesOf(requests: PlatformUsage['requests']): string {
  const say = (value: number | undefined, word: string): string =>
    value === undefined ? t`${word} not reported` : `${count(value)} ${word}`;
  return `${say(requests?.succeeded, 'successful')}, ${say(requests?.failed, 'failed')}`;
}

/** In rows without one left over, where that can be. */
function LatencyTiles({ usage: { latency, firstToken } }: { usage: PlatformUsage }) {
  const tiles = [...latencyTiles(t('Latency'), latency), ...latencyTiles(t('First token'), firstToken)];
  if (tiles.length === 0) return null;
  return <div class={`tiles ${tiles.length % 3 === 1 ? 'four' : 'three'}`}>{tiles}</div>;
}

const percentiles = ['average', 'p50', 'p90', 'p95', 'p99'] as const;

function latencyTiles(title: string, values: PlatformUsage['latency']) {
  return percentiles.flatMap((which) => {
    const value = values?.[which];
    if (value === undefined) return [];
    const word = which === 'average' ? t('average') : which.toUpperCase();
    return <Tile key={`${title} ${which}`} title={`${title}, ${word}`} value={duration(value)} />;
  });
}
