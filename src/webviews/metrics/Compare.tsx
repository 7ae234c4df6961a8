import { Fragment } from 'preact';
import { absolute, axisTime, compact, count, duration, money } from '../format.ts';
import type { DeploymentView, MetricsReport, MetricsState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { Chart, type Series } from '../ui/Chart.tsx';
import { Waiting } from '../ui/marks.tsx';
import { Status } from '../ui/Status.tsx';
import { useResource } from '../ui/useResource.ts';
import { bestOf, measures, timesOf } from './compared.ts';
import { csv, fileName } from './csv.ts';
import type { Shown } from './useShown.ts';
import type { MetricsHost } from './windows.ts';

interface CompareProps {
  host: MetricsHost;
  keys: readonly string[];
  deployments: readonly DeploymentView[];
  shown: Shown;
  turn: string;
  definitions: MetricsState['definitions'];
  back: () => void;
}

const tones: readonly Series['tone'][] = ['blue', 'orange', 'green', 'purple'];

/** Up to four deployments side by side: what was measured of each in the same time. */
export function Compare({ host, keys, deployments, shown, turn, definitions, back }: CompareProps) {
  const there = keys.flatMap((key) => deployments.find((view) => view.key === key) ?? []);
  const gone = keys.length - there.length;
  const reports = useResource(
    `${turn} ${there.map(({ key }) => key).join(' ')}`,
    async (signal) => {
      const asked = shown.now();
      return Promise.all(there.map(({ key }) => host.rpc.call('report', { key, window: asked }, { signal })));
    },
    { keep: true },
  );
  const ready = reports.value?.length === there.length ? reports.value : undefined;
  return (
    <section class="stack-large" aria-labelledby="compare-title">
      <div class="compare-head">
        <h2 id="compare-title">Comparison</h2>
        <div class="head-actions">
          <Button icon="arrow-left" onClick={back}>
            All deployments
          </Button>
          {ready === undefined ? null : (
            <Button icon="save" onClick={() => void save(host, there, ready)}>
              Save as CSV…
            </Button>
          )}
        </div>
        <p class="quiet">Requests sent from Slipway {shown.words}. The best of a line is marked with ★.</p>
        {gone === 0 ? null : (
          <p role="status">
            {gone === 1 ? 'One of them is' : `${count(gone)} of them are`} not there any more.
          </p>
        )}
      </div>
      {reports.error === undefined ? null : <ErrorCallout error={reports.error} retry={reports.reload} />}
      {ready === undefined ? (
        reports.loading ? (
          <Waiting>Computing…</Waiting>
        ) : null
      ) : (
        <>
          <ComparedTable deployments={there} reports={ready} definitions={definitions} />
          <ComparedCharts deployments={there} reports={ready} />
        </>
      )}
    </section>
  );
}

interface ComparedProps {
  deployments: readonly DeploymentView[];
  reports: readonly MetricsReport[];
}

function ComparedTable({
  deployments,
  reports,
  definitions,
}: ComparedProps & { definitions: MetricsState['definitions'] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Comparison">
      <table class="compared">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr-only">Measure</span>
            </th>
            {deployments.map((view, at) => (
              <th key={view.key} scope="col" class={`right tone-${tones[at] ?? 'blue'}`}>
                <span class="compared-name">{view.name}</span> <Status of={view} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure, index) => {
            const { group, title, of, format, weak, definition } = measure;
            const best = bestOf(measure, reports);
            return (
              <Fragment key={`${group} ${title}`}>
                {measures[index - 1]?.group === group ? null : (
                  <tr class="compared-group">
                    <th scope="rowgroup" colSpan={deployments.length + 1}>
                      {group}
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row" title={definitions[definition]?.definition}>
                    {title}
                  </th>
                  {reports.map((report, at) => {
                    const value = of(report);
                    const why = weak?.(report);
                    if (value === undefined)
                      return (
                        <td key={report.deployment} class="right quiet">
                          unknown
                        </td>
                      );
                    return (
                      <td
                        key={report.deployment}
                        class={why === undefined ? 'right' : 'right quiet'}
                        title={why}
                      >
                        {at === best ? <strong>★ {format(value)}</strong> : format(value)}
                      </td>
                    );
                  })}
                </tr>
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type Point = MetricsReport['series'][number];

function ComparedCharts({ deployments, reports }: ComparedProps) {
  const times = timesOf(reports);
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const columns = times.map((at) => ({ at, label: axisTime(at, to - from), full: absolute(at) }));
  const byTime = reports.map(({ series }) => new Map(series.map((point) => [point.at, point])));
  const lines = (of: (point: Point) => number | undefined): Series[] =>
    deployments.map(({ name }, index) => ({
      name,
      tone: tones[index] ?? 'blue',
      values: times.map((at) => {
        const point = byTime[index]?.get(at);
        return point && of(point);
      }),
    }));
  const common = { columns, columnTitle: 'From', kind: 'lines' } as const;
  return (
    <div class="charts">
      <Chart
        {...common}
        title="Requests"
        format={count}
        whole
        formatTick={compact}
        series={lines(({ ok, failed }) => ok + failed)}
      />
      <Chart
        {...common}
        title="Latency, P95"
        format={duration}
        formatTick={(ms) => (ms === 0 ? '0' : duration(ms))}
        series={lines(({ p95 }) => p95)}
      />
      <Chart
        {...common}
        title="Tokens"
        format={count}
        whole
        formatTick={compact}
        series={lines(({ tokensIn, tokensOut }) => tokensIn + tokensOut)}
      />
      <Chart {...common} title="Cost" format={money} series={lines(({ cost }) => cost)} />
    </div>
  );
}

async function save(
  host: MetricsHost,
  deployments: readonly DeploymentView[],
  reports: readonly MetricsReport[],
): Promise<void> {
  const rows = measures.map(({ group, title, of }) => [group, title, ...reports.map(of)]);
  const text = csv(['group', 'measure', ...deployments.map(({ name }) => name)], rows);
  const window = reports[0]?.window ?? { from: 0, to: 0 };
  await host.rpc.call('save', { name: fileName('comparison', window, 'csv'), text }).catch(() => undefined);
}
