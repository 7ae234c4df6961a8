import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  id: string;
  title: string;
  right?: boolean;
  /** What rows are ordered by; undefined sorts last, either way. */
  sortBy: (row: Row) => string | number | undefined;
  cell: (row: Row) => ComponentChildren;
}

export interface Sort {
  column: string;
  descending: boolean;
}

interface SortableTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function SortableTable<Row>({ label, columns, rows, keyOf, sort, onSort }: SortableTableProps<Row>) {
  const by = columns.find(({ id }) => id === sort.column) ?? columns[0];
  const sorted =
    by === undefined ? rows : [...rows].sort((a, b) => compare(by.sortBy(a), by.sortBy(b), sort));
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ id, title, right }) => {
              const sorting = id === by?.id;
              const order = sort.descending ? 'descending' : 'ascending';
              return (
                <th
                  key={id}
                  scope="col"
                  class={right ? 'right' : undefined}
                  aria-sort={sorting ? order : undefined}
                >
                  <button
                    type="button"
                    class="sort-button"
                    onClick={() =>
                      onSort({ column: id, descending: sorting ? !sort.descending : right === true })
                    }
                  >
                    {title}
                    {sorting ? (
                      <span aria-hidden="true" class="sort-mark">
                        {sort.descending ? '↓' : '↑'}
                      </span>
                    ) : null}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ id, right, cell }) => (
                <td key={id} class={right ? 'right' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function compare(
  a: string | number | undefined,
  b: string | number | undefined,
  { descending }: Sort,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return descending ? -order : order;
}
