import type { ComponentChildren } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { sorted, type Sort } from './sorted.ts';
import { tipped } from './Tip.tsx';
import { useWindowed } from './windowed.ts';

export type { Sort } from './sorted.ts';

export interface Column<Row> {
  id: string;
  title: string;
  right?: boolean;
  /** What rows are ordered by; undefined sorts last, either way. Absent: not ordered by it. */
  sortBy?: (row: Row) => string | number | undefined;
  /** `tabIndex`: of the controls in it. Tab leads through those of one row only. */
  cell: (row: Row, tabIndex: 0 | -1) => ComponentChildren;
  /** Of all rows, in the last line. */
  total?: (rows: readonly Row[]) => ComponentChildren;
  /** What the number means, on hover and focus of its heading. */
  definition?: string | undefined;
}

interface SortableTableProps<Row> {
  /** Of the numbers in it: asked for just now; of something else than what is asked for. */
  state: { loading: boolean; old: boolean };
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Adds a last line with what all rows are together. */
  totals: boolean;
  /** Enter on a row. */
  onOpen: (row: Row) => void;
}

/** As in the style sheet: rows of a long table are all this high. */
const rowHeight = 33;
/** From here on only the rows that are seen are drawn. */
const long = 100;

/**
 * A table that is sorted by its headings and walked by the arrow keys; of thousands of rows it draws those that
 * are seen.
 */
export function SortableTable<Row>(props: SortableTableProps<Row>) {
  const { state, label, columns, rows, keyOf, sort, onSort, totals, onOpen } = props;
  const [current, setCurrent] = useState<string>();
  const by = columns.find(({ id }) => id === sort.column) ?? columns[0];
  const order = by?.sortBy;
  const ordered = useMemo(() => sorted(rows, order, sort.descending), [rows, order, sort.descending]);
  const together = useMemo(
    () => (totals ? columns.map(({ total }) => total?.(rows)) : []),
    [totals, columns, rows],
  );
  const isLong = ordered.length > long;
  const pinned = { above: 1, below: totals ? 1 : 0 };
  const { frameRef, range, first, measure, move } = useWindowed({
    ...{ count: ordered.length, row: rowHeight, pinned },
  });
  const { from, to } = isLong ? range : { from: 0, to: ordered.length };
  const drawn = ordered.slice(from, to);
  // The one row that Tab comes to.
  const stop = drawn.find((row) => keyOf(row) === current) ?? ordered[isLong ? first : 0];
  const rowOf = ({ target }: Event): Row | undefined => {
    const at = target instanceof Element ? target.closest<HTMLElement>('tr')?.dataset['at'] : undefined;
    return at === undefined ? undefined : ordered[Number(at)];
  };
  const open = (event: KeyboardEvent): void => {
    const row = event.target instanceof HTMLTableRowElement ? rowOf(event) : undefined;
    if (event.key === 'Enter' && row !== undefined) onOpen(row);
  };
  return (
    <div
      ref={frameRef}
      class={`table-scroll ${isLong ? 'long' : ''} ${state.old ? 'old' : ''}`}
      aria-busy={state.loading}
      tabIndex={0}
      role="region"
      aria-label={label}
      onScroll={isLong ? measure : undefined}
      onKeyDown={move}
    >
      <table aria-rowcount={ordered.length + pinned.above + pinned.below}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} sorting={column === by} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody
          onKeyDown={open}
          onFocusIn={(event) => {
            const row = rowOf(event);
            if (row !== undefined) setCurrent(keyOf(row));
          }}
        >
          <Spacer rows={from} columns={columns.length} />
          {drawn.map((row, i) => {
            const tabIndex = row === stop ? 0 : -1;
            return (
              <tr key={keyOf(row)} aria-rowindex={from + i + 2} data-at={from + i} tabIndex={tabIndex}>
                {columns.map(({ id, right, cell }) => (
                  <td key={id} class={right ? 'right' : undefined}>
                    {cell(row, tabIndex)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer rows={ordered.length - to} columns={columns.length} />
        </tbody>
        {totals ? (
          <tfoot>
            <tr aria-rowindex={ordered.length + 2}>
              {columns.map(({ id, right }, i) => (
                <td key={id} class={right ? 'right' : undefined}>
                  {together[i]}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
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
  const tip = useId();
  const explained = definition === undefined ? {} : { 'aria-describedby': tip, ...tipped };
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
        {...explained}
        onClick={() => onSort({ column: id, descending: sorting ? !sort.descending : right === true })}
      >
        {title}
        {sorting ? (
          <span aria-hidden="true" class="sort-mark">
            {sort.descending ? '↓' : '↑'}
          </span>
        ) : null}
      </button>
      {definition === undefined ? null : (
        <span role="tooltip" id={tip} class="tip">
          {definition}
        </span>
      )}
    </th>
  );
}
