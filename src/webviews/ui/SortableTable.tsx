import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { sorted, type Sort } from './sorted.ts';
import { useWindowed } from './windowed.ts';

export type { Sort } from './sorted.ts';

export interface Column<Row> {
  id: string;
  title: string;
  right?: boolean;
  /** What rows are ordered by; undefined sorts last, either way. Absent: not ordered by it. */
  sortBy?: (row: Row) => string | number | undefined;
  cell: (row: Row) => ComponentChildren;
  /** What the number means, on hover. */
  definition?: string | undefined;
}

interface SortableTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** As in the style sheet: rows of a long table are all this high. */
const rowHeight = 33;
/** From here on only the rows that are seen are drawn. */
const long = 100;

/** A table that is sorted by its headings; of thousands of rows it draws those that are seen. */
export function SortableTable<Row>({ label, columns, rows, keyOf, sort, onSort }: SortableTableProps<Row>) {
  const by = columns.find(({ id }) => id === sort.column) ?? columns[0];
  const ordered = useMemo(() => sorted(rows, by?.sortBy, sort.descending), [rows, by, sort.descending]);
  const isLong = ordered.length > long;
  const { frameRef, range, measure, move } = useWindowed(ordered.length, rowHeight);
  const { from, to } = isLong ? range : { from: 0, to: ordered.length };
  return (
    <div
      ref={frameRef}
      class={isLong ? 'table-scroll long' : 'table-scroll'}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={isLong ? measure : undefined}
      onKeyDown={move}
    >
      <table aria-rowcount={ordered.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} sorting={column === by} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={from} columns={columns.length} />
          {ordered.slice(from, to).map((row, i) => (
            <tr key={keyOf(row)} aria-rowindex={from + i + 2} data-at={from + i}>
              {columns.map(({ id, right, cell }) => (
                <td key={id} class={right ? 'right' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Spacer rows={ordered.length - to} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of the rows that are not drawn. */
function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="spacer">
      <td colSpan={columns} style={{ height: `${String(rows * rowHeight)}px` }} />
    </tr>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  sort: Sort;
  sorting: boolean;
  onSort: (sort: Sort) => void;
}

function Heading<Row>({ column, sort, sorting, onSort }: HeadingProps<Row>) {
  const { id, title, right, sortBy, definition } = column;
  const order = sort.descending ? 'descending' : 'ascending';
  if (sortBy === undefined)
    return (
      <th scope="col">
        <span class="sr-only">{title}</span>
      </th>
    );
  return (
    <th scope="col" class={right ? 'right' : undefined} aria-sort={sorting ? order : undefined}>
      <button
        type="button"
        class="sort-button"
        title={definition}
        onClick={() => onSort({ column: id, descending: sorting ? !sort.descending : right === true })}
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
}
