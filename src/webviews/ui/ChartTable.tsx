import { t } from '@vscode/l10n';
import type { ChartProps } from './Chart.tsx';

/** The numbers of a chart, for reading and for copying. */
export function ChartTable({ title, columns, columnTitle, series, format }: ChartProps) {
  return (
    <div class="table-scroll chart-table" tabIndex={0} role="region" aria-label={t`${title} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columnTitle}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" class="right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ full }, at) => (
            <tr key={full}>
              <th scope="row">{full}</th>
              {series.map(({ name, values }) => {
                const value = values[at];
                return (
                  <td key={name} class="right">
                    {value === undefined ? t('unknown') : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
