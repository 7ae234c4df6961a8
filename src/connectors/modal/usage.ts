import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { PlatformUsage, TimeWindow } from '../insight.ts';
import { mapLimited } from '../paging.ts';
import type { ModalApi } from './api.ts';
import type { ReadServed, Served } from './served.ts';
import { gatedText, readCost, readCycle } from './usage-cost.ts';
import type { Billed } from './usage-cost.ts';
import { readPart } from './usage-part.ts';
import type { PartUsage } from './usage-part.ts';
import { readSeries } from './usage-series.ts';

const atOnce = 4;
/** A plan that has no bill is asked again after this long. */
const gatedFor = 24 * 3_600_000;

export interface UsageParts {
  api: ModalApi;
  read: ReadServed;
}

/** Figures of a window, as Modal itself counts them. */
export class UsageReader {
  readonly #api: ModalApi;
  readonly #read: ReadServed;
  #gatedAt: number | undefined;

  constructor({ api, read }: UsageParts) {
    this.#api = api;
    this.#read = read;
  }

  async read(id: string, asked: TimeWindow, signal?: AbortSignal): Promise<PlatformUsage> {
    const api = this.#api;
    const served = await this.#read(id, signal);
    const readAt = api.clock.now();
    const window = { from: asked.from, to: Math.min(asked.to, readAt) };
    if (window.from >= window.to) return { window: asked, readAt, other: [], series: [], absent: [] };
    const [parts, courses, billed] = await allOrNone(
      signal,
      (within) => mapLimited(served.parts, atOnce, (part) => readPart(api, part, window, within)),
      (within) => mapLimited(served.parts, atOnce, (part) => readSeries(api, part, window, within)),
      (within) => this.#billed(served, window, within),
    );
    const several = parts.length > 1;
    const prefix = (index: number): string => (several ? `${parts[index]?.part.tag ?? ''}: ` : '');
    return {
      window: asked,
      readAt,
      ...figures(parts),
      ...(billed.cost ? { cost: billed.cost } : {}),
      other: [
        ...parts.flatMap((part, index) =>
          [...(several ? latencies(part) : []), ...part.other].map(({ label, value }) => ({
            label: `${prefix(index)}${label}`,
            value,
          })),
        ),
        ...billed.other,
      ],
      series: courses.flatMap(({ series }, index) =>
        series.map(({ name, points }) => ({ name: `${prefix(index)}${name}`, points })),
      ),
      absent: [
        ...new Set([
          ...parts.flatMap(({ absent }) => absent),
          ...courses.flatMap(({ absent }) => absent),
          ...absentIn(served, parts),
          ...billed.absent,
        ]),
      ],
    };
  }

  async #billed({ appId, subject }: Served, window: TimeWindow, signal?: AbortSignal): Promise<Billed> {
    const api = this.#api;
    if (appId === undefined)
      return { other: [], absent: [t('Modal has not told which app serves it, so its bill is not known.')] };
    const now = api.clock.now();
    const gated = this.#gatedAt !== undefined && now - this.#gatedAt < gatedFor;
    const billed: Billed = gated
      ? { other: [], absent: [gatedText], gated: true }
      : await readCost(api, appId, window, signal);
    if (!billed.gated) return billed;
    if (!gated) this.#gatedAt = now;
    return { ...billed, other: await readCycle(api, subject.environment, signal) };
  }
}

/** Counts of several parts add up; latencies of several do not. */
function figures(parts: readonly PartUsage[]): Partial<PlatformUsage> {
  const counted = parts.flatMap(({ requests }) => requests ?? []);
  const failures = new Map<string, number>();
  for (const [label, count] of parts.flatMap((part) => [...part.failures]))
    failures.set(label, (failures.get(label) ?? 0) + count);
  const [only] = parts.length === 1 ? parts : [];
  const sum = (of: (requests: NonNullable<PartUsage['requests']>) => number): number =>
    counted.reduce((total, requests) => total + of(requests), 0);
  // The sum of some parts is not the whole.
  const whole = counted.length > 0 && counted.length === parts.length;
  return {
    ...(whole
      ? {
          requests: {
            total: sum(({ total }) => total),
            succeeded: sum(({ succeeded }) => succeeded),
            failed: sum(({ failed }) => failed),
          },
          failures: [...failures]
            .map(([label, count]) => ({ label, count }))
            .sort((a, b) => b.count - a.count),
          basis: t('Requests that ended in the window, as Modal counts them (inputs of web functions).'),
        }
      : {}),
    ...(only?.latency ? { latency: only.latency } : {}),
    ...(only?.firstToken ? { firstToken: only.firstToken } : {}),
  };
}

function latencies({ latency, firstToken }: PartUsage): PlatformUsage['other'] {
  const shown = (name: string, spread: PlatformUsage['latency']): PlatformUsage['other'] =>
    Object.entries(spread ?? {}).map(([point, ms]) => ({ label: `${name} ${point}`, value: `${ms} ms` }));
  return [...shown(t('Latency'), latency), ...shown(t('First token'), firstToken)];
}

function absentIn({ parts }: Served, usages: readonly PartUsage[]): string[] {
  const measured = usages.some(({ firstToken }) => firstToken);
  return [
    ...(parts.length === 0 ? [t('It has no web function or server that Modal could count.')] : []),
    ...(parts.some(({ kind }) => kind === 'function')
      ? [t('Modal measures tokens and first tokens of servers and Endpoints only.')]
      : measured
        ? []
        : [t('Modal has no figures of the engine for this window.')]),
    ...(parts.some(({ kind }) => kind === 'server')
      ? [t('Modal counts no tokens: it gives rates per second, which are shown as they are.')]
      : []),
  ];
}
