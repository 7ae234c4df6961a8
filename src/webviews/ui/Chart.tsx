/** Small charts in the colours of the theme, each with its numbers as a table behind it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { runs, stackHeights, ticks } from './chartScale.ts';
import { Disclosure } from './layout.tsx';

export interface Series {
  name: string;
  tone: 'blue' | 'green' | 'red' | 'orange' | 'purple' | 'yellow';
  /** One per column; undefined = unknown. */
  values: readonly (number | undefined)[];
}

interface ChartProps {
  title: string;
  kind: 'bars' | 'lines';
  /** What a column is: a time, a bucket. */
  columns: readonly { label: string; full: string }[];
  /** The heading of the columns in the table: "From", "Latency". */
  columnTitle: string;
  series: readonly Series[];
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatTick?: (value: number) => string;
  /** Counts: no line between two of them. */
  whole?: boolean;
  note?: string;
}

const height = 150;
/** Half of the widest label, which must not stick out at the end. */
const tickHalf = 18;
const margin = { left: 54, right: 6, top: 8, bottom: 20 };

export function Chart(props: ChartProps) {
  const { title, kind, columns, series, format, formatTick = format, whole, note } = props;
  const [hovered, setHovered] = useState<number>();
  const [tabled, setTabled] = useState(false);
  const [frameRef, width] = useWidth();
  const all = kind === 'bars' ? stackHeights(series) : series.flatMap(({ values }) => values);
  const marks = ticks(Math.max(0, ...all.filter((value) => value !== undefined)), whole);
  const top = marks.at(-1) ?? 1;
  const plot = {
    width: Math.max(0, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  };
  const column = columns.length === 0 ? 0 : plot.width / columns.length;
  const y = (value: number): number => margin.top + plot.height * (1 - value / top);
  const middle = (at: number): number => margin.left + column * (at + 0.5);
  const follow = (event: PointerEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const at = Math.floor((event.clientX - box.left - margin.left) / column);
    setHovered(at >= 0 && at < columns.length ? at : undefined);
  };
  return (
    <figure class={`chart chart-${kind}`}>
      <figcaption class="chart-head">
        <h3>{title}</h3>
        <Legend series={series} />
      </figcaption>
      <div ref={frameRef} class="chart-frame">
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${title}: a chart of ${series.map(({ name }) => name).join(', ')}. The numbers are in the table below.`}
          onPointerMove={follow}
          onPointerLeave={() => setHovered(undefined)}
        >
          {marks.map((mark) => (
            <g key={mark}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(mark)} y2={y(mark)} />
              <text class="tick" x={margin.left - 8} y={y(mark)} text-anchor="end" dominant-baseline="middle">
                {formatTick(mark)}
              </text>
            </g>
          ))}
          {axisLabels(columns.length, plot.width).map((at) => (
            <text
              key={at}
              class="tick"
              x={Math.min(middle(at), width - tickHalf)}
              y={height - 4}
              text-anchor="middle"
            >
              {columns[at]?.label}
            </text>
          ))}
          {hovered === undefined ? null : (
            <rect
              class="hover"
              x={margin.left + column * hovered}
              width={column}
              y={margin.top}
              height={plot.height}
            />
          )}
          {kind === 'bars'
            ? series.map((one, index) => (
                <Bars key={one.name} series={series} index={index} x={middle} y={y} column={column} />
              ))
            : series.map((one, index) => <Line key={one.name} series={one} index={index} x={middle} y={y} />)}
        </svg>
      </div>
      <p class="chart-readout small quiet number">
        {hovered === undefined ? (note ?? '\u00a0') : readout(props, hovered)}
      </p>
      <Disclosure summary={<span class="small">Show as table</span>} open={tabled} onToggle={setTabled}>
        {/* Only then: a page of charts is thousands of cells. */}
        {tabled ? <ChartTable {...props} /> : null}
      </Disclosure>
    </figure>
  );
}

function readout({ columns, series, format }: ChartProps, at: number): string {
  const values = series.map(({ name, values }) => {
    const value = values[at];
    return `${name} ${value === undefined ? 'unknown' : format(value)}`;
  });
  return [columns[at]?.full, ...values].join(' · ');
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul class="legend small quiet">
      {series.map(({ name, tone }, index) => (
        <li key={name} class={`tone-${tone} dash-${String(index)}`}>
          <svg width="18" height="8" aria-hidden="true">
            <line x1="0" x2="18" y1="4" y2="4" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

interface BarsProps {
  series: readonly Series[];
  index: number;
  x: (at: number) => number;
  y: (value: number) => number;
  column: number;
}

function Bars({ series, index, x, y, column }: BarsProps) {
  const one = series[index];
  if (one === undefined) return null;
  const below = stackHeights(series.slice(0, index));
  const width = Math.max(1, Math.min(column * 0.7, 28));
  return (
    <g class={`bars tone-${one.tone}`}>
      {one.values.map((value, at) => {
        if (value === undefined || value === 0) return null;
        const base = below[at] ?? 0;
        const top = y(base + value);
        return (
          <rect key={at} x={x(at) - width / 2} width={width} y={top} height={Math.max(1, y(base) - top)} />
        );
      })}
    </g>
  );
}

interface LineProps {
  series: Series;
  index: number;
  x: (at: number) => number;
  y: (value: number) => number;
}

function Line({ series, index, x, y }: LineProps) {
  return (
    <g class={`line tone-${series.tone} dash-${String(index)}`}>
      {runs(series.values).map((run) => {
        const [first] = run;
        if (first === undefined) return null;
        if (run.length === 1) return <circle key={first.at} cx={x(first.at)} cy={y(first.value)} r={2.5} />;
        const points = run.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
        return <polyline key={first.at} points={points.join(' ')} />;
      })}
    </g>
  );
}

function ChartTable({ title, columns, columnTitle, series, format }: ChartProps) {
  return (
    <div class="table-scroll chart-table" tabIndex={0} role="region" aria-label={`${title} as a table`}>
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
                    {value === undefined ? 'unknown' : format(value)}
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

/** Which columns get a label: as many as fit. */
function axisLabels(columns: number, width: number): number[] {
  const every = Math.max(1, Math.ceil(columns / Math.max(1, Math.floor(width / 64))));
  return Array.from({ length: columns }, (_, at) => at).filter((at) => at % every === Math.floor(every / 2));
}

function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const frame = ref.current;
    if (frame === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(frame);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}
