import type { TimeWindow } from '../../connectors/connector.ts';
import type { Stretch } from './bill.ts';
import type { StatusSample } from './types.ts';

/** The window as stretches of one rate each: readings that hold, and the silences between them. */
export function stretchesOf(samples: readonly StatusSample[], window: TimeWindow, holdMs: number): Stretch[] {
  const out: Stretch[] = [];
  const push = (from: number, to: number, of: Omit<Stretch, 'from' | 'to'>) => {
    const stretch = { ...of, from: Math.max(from, window.from), to: Math.min(to, window.to) };
    if (stretch.to > stretch.from) out.push(stretch);
  };
  const pushSilence = (from: number, to: number, most: number | undefined) =>
    push(from, to, { rate: undefined, most, watched: false });
  const first = samples[0];
  if (!first) return [];
  pushSilence(window.from, first.at, mostOf(first));
  samples.forEach((sample, i) => {
    const next = samples[i + 1];
    const to = next?.at ?? window.to;
    const last = Math.min(sample.until ?? sample.at, to);
    // The time to the next reading belongs to this one, unless it is a silence.
    const until = to - last <= holdMs ? to : last;
    const [before, after] = [mostOf(sample), next ? mostOf(next) : 0];
    push(sample.at, until, { rate: rateOf(sample), most: before, watched: true });
    const made = next?.createdAt ?? 0;
    if (made > sample.at && made < to) {
      // Another one of the same name, which did not exist before, as the first does not any more.
      pushSilence(until, Math.max(made, until), before);
      pushSilence(Math.max(made, until), to, after);
    } else pushSilence(until, to, larger(before, after));
  });
  return out;
}

/** Only ready replicas bill. A count that is not reported is unknown, except where the status rules it out. */
function rateOf(sample: StatusSample): number | undefined {
  const idle = sample.status === 'stopped' || sample.status === 'failed' || sample.status === 'pending';
  const ready = sample.ready ?? (idle ? 0 : undefined);
  if (ready === 0) return 0;
  if (ready === undefined || sample.price === undefined) return undefined;
  return Math.round(ready * sample.price.perReplicaHour);
}

/** What it cost at most while nobody looked: as many replicas as its settings allow, and a stopped one has none. */
function mostOf(sample: StatusSample): number | undefined {
  const { status, ready, max, price } = sample;
  const most = status === 'stopped' || status === 'pending' ? (ready ?? 0) : max;
  if (most === undefined) return undefined;
  const replicas = Math.max(most, ready ?? 0);
  if (replicas === 0) return 0;
  return price && Math.round(replicas * price.perReplicaHour);
}

const larger = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.max(a, b);
