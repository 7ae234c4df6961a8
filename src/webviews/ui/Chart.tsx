/** Charts in the colours of the theme, by pointer and by keys, each with its numbers as a table behind it. */
import { t } from '@vscode/l10n';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ChartTable } from './ChartTable.tsx';
import { Disclosure } from './layout.tsx';
import type { Plot, PlotSeries } from './plot.ts';
import { useChartKeys } from './useChartKeys.ts';

export type Series = PlotSeries;

export interface Column {
  label: string;
  full: string;
  /** When it begins, ms since epoch, where a column is a time. */
  at?: number;
}

export interface ChartProps {
  title: string;
  kind: 'bars' | 'lines';
  /** What a column is: a time, a bucket. */
  columns: readonly Column[];
  /** The heading of the columns in the table: "From", "Latency". */
  columnTitle: string;
  series: readonly Series[];
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatTick?: (value: number) => string;
  /** Counts: no line between two of them. */
  whole?: boolean;
  note?: string;
  /** Charts of one name show one moment together. */
  sync?: string | undefined;
  /** Somebody wants to see a stretch of time closer: columns, both within it. */
  onZoom?: ((from: number, to: number) => void) | undefined;
  /** Back from a closer look; absent where there is no way back. */
  onZoomOut?: (() => void) | undefined;
}

export function Chart(props: ChartProps) {
  const { title, kind, columns, series, format, formatTick = format, whole = false, note } = props;
  const { onZoom, onZoomOut } = props;
  const [column, setColumn] = useState<number>();
  const [tabled, setTabled] = useState(false);
  const data = { kind, labels: columns.map(({ label }) => label), series, formatTick, whole };
  const { frameRef, plotRef } = usePlot(data, { onColumn: setColumn, onStretch: onZoom }, props.sync);
  const keys = useChartKeys({ plotRef, count: columns.length, column, onZoom, onZoomOut });
  const said = column === undefined ? undefined : readout(props, column);
  const names = series.map(({ name }) => name).join(', ');
  return (
    <figure class={`chart chart-${kind}`}>
      <figcaption class="chart-head">
        <h3>{title}</h3>
        <Legend series={series} />
      </figcaption>
      <div
        ref={frameRef}
        class="chart-frame"
        tabIndex={0}
        role="application"
        aria-roledescription={t('chart')}
        aria-label={t`${title}: ${names}. Arrow keys move through it${onZoom ? t(', with Shift they choose a stretch, Enter shows it closer') : ''}${onZoomOut ? t(', Escape shows more again') : ''}. The numbers are in the table below.`}
        onKeyDown={keys.onKeyDown}
        onBlur={keys.clear}
      />
      <p class="chart-readout small quiet number">{said ?? note ?? '\u00a0'}</p>
      <span class="sr-only" aria-live="polite">
        {keys.speaking ? said : ''}
      </span>
      <Disclosure
        summary={<span class="small">{t('Show as table')}</span>}
        open={tabled}
        onToggle={setTabled}
      >
        {/* Only then: a page of charts is thousands of cells. */}
        {tabled ? <ChartTable {...props} /> : null}
      </Disclosure>
    </figure>
  );
}

type PlotClass = typeof Plot;
type PlotArguments = ConstructorParameters<PlotClass>;

/** A file of its own: the numbers are on the page before it is read. */
function usePlotClass(): PlotClass | undefined {
  const [found, setFound] = useState<PlotClass>();
  useEffect(() => {
    let here = true;
    void import('./plot.ts').then(({ Plot: loaded }) => {
      if (here) setFound(() => loaded);
    });
    return () => {
      here = false;
    };
  }, []);
  return found;
}

/** Draws into the frame; draws anew only what another number of lines needs. */
function usePlot(data: PlotArguments[1], events: ReturnType<PlotArguments[2]>, sync: string | undefined) {
  const frameRef = useRef<HTMLDivElement>(null);
  const plotRef = useRef<Plot>();
  const eventsRef = useRef(events);
  const drawnRef = useRef('');
  useLayoutEffect(() => {
    eventsRef.current = events;
  });
  const Drawing = usePlotClass();
  const drawn = JSON.stringify([data.kind, data.labels, data.series, sync]);
  useLayoutEffect(() => {
    if (frameRef.current === null || Drawing === undefined || drawnRef.current === drawn) return;
    drawnRef.current = drawn;
    if (plotRef.current?.fits(data)) {
      plotRef.current.update(data);
      return;
    }
    plotRef.current?.destroy();
    plotRef.current = new Drawing(frameRef.current, data, () => eventsRef.current, sync);
  });
  useLayoutEffect(
    () => () => {
      plotRef.current?.destroy();
      plotRef.current = undefined;
      drawnRef.current = '';
    },
    [],
  );
  return { frameRef, plotRef };
}

function readout({ columns, series, format }: ChartProps, at: number): string {
  const values = series.map(({ name, values }) => {
    const value = values[at];
    return `${name} ${value === undefined ? t('unknown') : format(value)}`;
  });
  return [columns[at]?.full, ...values].join(' · ');
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul class="legend small quiet">
      {series.map(({ name, tone }, index) => (
        <li key={name} class={`tone-${tone} dash-${String(index)}`}>
          <LineMark />
          {name}
        </li>
      ))}
    </ul>
  );
}

/** A stroke of a line, in the tone and the dashes around it. */
export function LineMark() {
  return (
    <svg class="line-mark" width="18" height="8" aria-hidden="true">
      <line x1="0" x2="18" y1="4" y2="4" />
    </svg>
  );
}
