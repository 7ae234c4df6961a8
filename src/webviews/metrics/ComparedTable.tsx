import { t } from '@vscode/l10n';
import { Fragment } from 'preact';
import type { MetricsReport, MetricsState } from '../protocol.ts';
import { IconButton } from '../ui/Button.tsx';
import { LineMark } from '../ui/Chart.tsx';
import { Status } from '../ui/Status.tsx';
import { bestOf, labelsOf, measures, type Measure } from './compared.ts';
import { tones } from './ComparedCharts.tsx';
import { placeOf, type Row } from './fleetRows.ts';

interface ComparedTableProps {
  rows: readonly Row[];
  /** In the order of the rows. */
  reports: readonly MetricsReport[];
  definitions: MetricsState['definitions'];
  leaveOut: (key: string) => void;
  /** What cannot be left out. */
  fixed: string | undefined;
}

/** A column for each deployment, a line for each measure. */
export function ComparedTable({ rows, reports, definitions, leaveOut, fixed }: ComparedTableProps) {
  const labels = labelsOf(rows.map(({ deployment }) => deployment));
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t('Comparison')}>
      <table class="compared">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr-only">{t('Measure')}</span>
            </th>
            {rows.map((row, at) => {
              const { deployment } = row;
              const label = labels[at] ?? '';
              return (
                <th key={deployment.key} scope="col" class={`tone-${tones[at] ?? 'blue'}`}>
                  <div class={`compared-name dash-${String(at)}`}>
                    <LineMark />
                    <span title={label}>{label}</span>
                    {deployment.key === fixed || rows.length === 1 ? null : (
                      <IconButton
                        icon="close"
                        label={t`Leave out ${label}`}
                        onClick={() => leaveOut(deployment.key)}
                      />
                    )}
                  </div>
                  <div class="compared-where">
                    <span>{placeOf(row)}</span>
                    <Status of={deployment} />
                  </div>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure, index) => (
            <Fragment key={`${measure.group} ${measure.title}`}>
              {measures[index - 1]?.group === measure.group ? null : (
                <tr class="compared-group">
                  <th scope="rowgroup" colSpan={rows.length + 1}>
                    {measure.group}
                  </th>
                </tr>
              )}
              <Line
                measure={measure}
                reports={reports}
                definition={definitions[measure.definition].definition}
              />
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  measure: Measure;
  reports: readonly MetricsReport[];
  definition: string | undefined;
}

function Line({ measure, reports, definition }: LineProps) {
  const { title, of, words, weak } = measure;
  const best = bestOf(measure, reports);
  return (
    <tr>
      <th scope="row" title={definition}>
        {title}
      </th>
      {reports.map((report, at) => {
        const value = of(report);
        const why = value === undefined ? undefined : weak?.(report);
        const isQuiet = value === undefined || why !== undefined;
        return (
          <td key={report.deployment} class={isQuiet ? 'right quiet' : 'right'} title={why}>
            {value === undefined ? (
              t('unknown')
            ) : at === best ? (
              <strong>
                <span role="img" aria-label={t('Best:')}>
                  ★
                </span>{' '}
                {words(value, report)}
              </strong>
            ) : (
              words(value, report)
            )}
            {why === undefined ? null : <span class="sr-only">: {why}</span>}
          </td>
        );
      })}
    </tr>
  );
}
