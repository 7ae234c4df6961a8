/** One chart on a canvas, by uPlot. Columns are numbered from 0; what they are called is the caller's. */
import uPlot from 'uplot';
import { colours, onThemeChange, type Colours } from './chartColours.ts';
import { columnsIn, lonely, stackHeights, ticks } from './chartScale.ts';
import type { Tone } from './chartColours.ts';

export interface PlotSeries {
  name: string;
  tone: Tone;
  /** One per column; undefined = unknown. */
  values: readonly (number | undefined)[];
}

export interface PlotData {
  kind: 'bars' | 'lines';
  labels: readonly string[];
  series: readonly PlotSeries[];
  formatTick: (value: number) => string;
  /** Counts: no line between two of them. */
  whole: boolean;
}

export interface PlotEvents {
  /** The column under the pointer or the keys, here or in a chart that moves along. */
  onColumn: (at: number | undefined) => void;
  /** A stretch of columns was chosen by dragging, both ends within it. */
  onStretch?: ((from: number, to: number) => void) | undefined;
}

/** uPlot's, whole: the last is what makes its sync move along, as the pointer does by itself. */
interface Pointing {
  setCursor(place: { left: number; top: number }, fire: boolean, tellOthers: boolean): void;
}

const height = 150;
/** As wide as the widest label needs, and a little between two. */
const labelWidth = 64;
const valuesWidth = 54;
const paddingRight = 10;
/** Not by colour alone: each line has dashes of its own. */
const dashes: readonly number[][] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];
const font = (): string => `11px ${getComputedStyle(document.body).fontFamily}`;

export class Plot {
  readonly #frame: HTMLElement;
  readonly #events: () => PlotEvents;
  readonly #plot: uPlot;
  readonly #stops: (() => void)[] = [];
  #data: PlotData;
  #colours: Colours;

  /** `sync`: charts of one name show one moment together. */
  constructor(frame: HTMLElement, data: PlotData, events: () => PlotEvents, sync: string | undefined) {
    this.#frame = frame;
    this.#data = data;
    this.#events = events;
    this.#colours = colours(frame);
    this.#plot = new uPlot(this.#options(sync), aligned(data), frame);
    const observer = new ResizeObserver(() => this.#plot.setSize(this.#size()));
    observer.observe(frame);
    this.#stops.push(
      () => observer.disconnect(),
      onThemeChange(() => {
        this.#colours = colours(frame);
        // Bars keep their colour with their paths.
        this.#plot.redraw(true, true);
      }),
    );
  }

  /** Whether this drawing can show it: another number of lines needs another one. */
  fits({ kind, series }: PlotData): boolean {
    return kind === this.#data.kind && series.length === this.#data.series.length;
  }

  update(data: PlotData): void {
    this.#data = data;
    this.#plot.setData(aligned(data), true);
    // Columns are numbers: uPlot sees no other scale in other times, and would keep the old labels.
    this.#plot.redraw(false, true);
  }

  /** Puts the crosshair on a column, here and in the charts that move along. */
  point(at: number): void {
    const plot: Pointing = this.#plot;
    const place = { left: this.#plot.valToPos(at, 'x'), top: this.#plot.over.clientHeight / 2 };
    plot.setCursor(place, true, true);
  }

  /** Marks a stretch of columns; undefined: none. */
  mark(stretch: { from: number; to: number } | undefined): void {
    const left = stretch ? this.#plot.valToPos(stretch.from - 0.5, 'x') : 0;
    const width = stretch ? this.#plot.valToPos(stretch.to + 0.5, 'x') - left : 0;
    this.#plot.setSelect({ left, width, top: 0, height: this.#plot.over.clientHeight }, false);
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    this.#plot.destroy();
  }

  #size(): { width: number; height: number } {
    return { width: Math.max(80, Math.floor(this.#frame.clientWidth)), height };
  }

  #options(sync: string | undefined): uPlot.Options {
    return {
      ...this.#size(),
      legend: { show: false },
      padding: [8, paddingRight, 0, 0],
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(0.5, this.#data.labels.length - 0.5)] },
        y: { range: () => [0, this.#marks().at(-1) ?? 1] },
      },
      axes: [this.#columnsAxis(), this.#valuesAxis()],
      series: [{}, ...this.#data.series.map((_, at) => this.#series(at))],
      cursor: {
        y: false,
        points: { size: 6 },
        drag: { x: this.#events().onStretch !== undefined, y: false, setScale: false, dist: 4 },
        ...(sync === undefined ? {} : { sync: { key: sync, setSeries: false } }),
      },
      hooks: {
        setCursor: [({ cursor }) => this.#events().onColumn(cursor.idx ?? undefined)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width <= 0) return;
    const stretch = columnsIn(
      plot.posToVal(left, 'x'),
      plot.posToVal(left + width, 'x'),
      this.#data.labels.length,
    );
    this.mark(undefined);
    if (stretch) this.#events().onStretch?.(stretch.from, stretch.to);
  }

  #marks(): number[] {
    const { kind, series, whole } = this.#data;
    const all = kind === 'bars' ? stackHeights(series) : series.flatMap(({ values }) => values);
    return ticks(Math.max(0, ...all.filter((value) => value !== undefined)), whole);
  }

  #columnsAxis(): uPlot.Axis {
    return {
      stroke: () => this.#colours.quiet,
      font: font(),
      size: 22,
      gap: 4,
      grid: { show: false },
      ticks: { show: false },
      splits: (plot) => {
        const count = this.#data.labels.length;
        // Not of the element: it gets its new width only after this.
        const room = plot.width - valuesWidth - paddingRight;
        const fitting = Math.max(1, Math.floor(room / labelWidth));
        const every = Math.max(1, Math.ceil(count / fitting));
        return Array.from({ length: count }, (_, at) => at).filter(
          (at) => at % every === Math.floor(every / 2),
        );
      },
      values: (_plot, splits) => splits.map((at) => this.#data.labels[at] ?? ''),
    };
  }

  #valuesAxis(): uPlot.Axis {
    return {
      stroke: () => this.#colours.quiet,
      font: font(),
      size: valuesWidth,
      gap: 6,
      grid: { stroke: () => this.#colours.grid, width: 1 },
      ticks: { show: false },
      splits: () => this.#marks(),
      values: (_plot, splits) => splits.map((value) => this.#data.formatTick(value)),
    };
  }

  /** Of a stack the tallest is drawn first, and those below it over it. */
  #series(drawn: number): uPlot.Series {
    const bars = this.#data.kind === 'bars';
    const index = bars ? this.#data.series.length - 1 - drawn : drawn;
    const colour = () => this.#colours[this.#data.series[index]?.tone ?? 'blue'];
    if (bars) {
      const paths = uPlot.paths.bars?.({ size: [0.7, 28] });
      return { fill: colour, width: 0, points: { show: false }, ...(paths ? { paths } : {}) };
    }
    return {
      stroke: colour,
      width: 1.75,
      dash: dashes[index % dashes.length] ?? [],
      spanGaps: false,
      // A value between two that are unknown has no line to it.
      points: {
        show: true,
        size: 5,
        fill: colour,
        filter: () => lonely(this.#data.series[index]?.values ?? []),
      },
    };
  }
}

/** As uPlot takes it: numbers of columns, then one list for each drawn series; stacked ones summed up. */
function aligned({ kind, labels, series }: PlotData): uPlot.AlignedData {
  const columns = labels.map((_, at) => at);
  const lists =
    kind === 'lines'
      ? series.map(({ values }) => columns.map((at) => values[at] ?? null))
      : series.map((_, at) => stackHeights(series.slice(0, series.length - at)));
  return [columns, ...lists];
}
