import type { Rank } from '../owed.ts';
import { overlay } from './mapping.ts';
import type { Reading } from './mapping.ts';
import { stateWord, unsettled } from './status.ts';
import type { DeploymentSummary, Endpoint, WireDeployment } from './wire.ts';

/** The platform embeds no more than its ten newest deployments in an endpoint. */
const embeddedAtMost = 10;

interface Entry {
  full?: WireDeployment;
  /** Only while it is newer than `full`. */
  summary?: DeploymentSummary;
  /** The summary as it was at the last full reading. */
  fullPrint?: string;
  readAt: number;
  /** When it was first seen READY, after having been seen otherwise. */
  readySince?: number;
}

export interface Row {
  endpoint: Endpoint;
  reading: Reading;
  siblings: number;
  readAt: number;
  readySince?: number | undefined;
}

/** One endpoint and its deployments as last read, from summaries and in full. */
export class Holding {
  endpoint: Endpoint;
  readonly #entries = new Map<string, Entry>();
  #whole = false;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** There may be more than are embedded. */
  get cut(): boolean {
    return this.endpoint.deployments.length >= embeddedAtMost;
  }

  /** All its deployments are known. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Takes the summaries in, and says how much a full reading is missed. */
  merge(endpoint: Endpoint, now: number): Rank | undefined {
    this.endpoint = endpoint;
    const { deployments } = endpoint;
    // One of the newest is known: whatever is newer than it is among them, and what is older was read before.
    this.#whole = !this.cut || (this.#whole && deployments.some(({ id }) => this.#entries.has(id)));
    let changed = false;
    let soon = this.cut;
    for (const summary of deployments) {
      const known = this.#entries.get(summary.id);
      const differs = known?.fullPrint !== print(summary);
      changed ||= differs;
      // Why it failed stands in the full reading alone.
      soon ||= unsettled(summary.state) || (differs && stateWord(summary.state) === 'FAILED');
      const { readySince } = ready(known, summary.state, now);
      this.#entries.set(summary.id, {
        ...known,
        summary,
        readAt: now,
        ...(readySince === undefined ? {} : { readySince }),
      });
    }
    if (!this.#whole) return 'must';
    if (!this.cut) this.#keep(new Set(deployments.map(({ id }) => id)));
    if (soon) return 'soon';
    return changed ? 'changed' : undefined;
  }

  /** All its deployments, read in full. */
  replace(all: readonly WireDeployment[], now: number): void {
    this.#keep(new Set(all.map(({ id }) => id)));
    for (const full of all) this.store(full, now);
    this.#whole = true;
  }

  store(full: WireDeployment, now: number): void {
    const known = this.#entries.get(full.id);
    const { readySince } = ready(known, full.status?.state, now);
    const fullPrint = known?.summary ? print(known.summary) : known?.fullPrint;
    // The summary is dropped: it is older now. What it alone tells stays, or the row would change back and forth.
    const share = full.estimatedEffectiveTrafficShare ?? shareOf(known?.summary) ?? shareOf(known?.full);
    this.#entries.set(full.id, {
      full: { ...full, ...(share === undefined ? {} : { estimatedEffectiveTrafficShare: share }) },
      ...(fullPrint === undefined ? {} : { fullPrint }),
      readAt: now,
      ...(readySince === undefined ? {} : { readySince }),
    });
  }

  rows(): Row[] {
    return [...this.#entries.values()].map((entry) => this.#row(entry));
  }

  find(deploymentId: string): Row | undefined {
    const entry = this.#entries.get(deploymentId);
    return entry && this.#row(entry);
  }

  forget(deploymentId: string): void {
    this.#entries.delete(deploymentId);
  }

  #row(entry: Entry): Row {
    const { full, summary, readAt, readySince } = entry;
    const share = summary?.estimatedEffectiveTrafficShare;
    const current = full !== undefined && (!summary || entry.fullPrint === print(summary));
    const reading = current
      ? { ...full, estimatedEffectiveTrafficShare: share ?? full.estimatedEffectiveTrafficShare }
      : overlay(full, summary as DeploymentSummary);
    return { endpoint: this.endpoint, reading, siblings: this.#entries.size, readAt, readySince };
  }

  #keep(ids: ReadonlySet<string>): void {
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#entries.delete(id);
  }
}

const shareOf = (one: DeploymentSummary | WireDeployment | undefined): number | undefined =>
  one?.estimatedEffectiveTrafficShare;

/** Everything in a summary but the traffic share, which moves with every request. */
function print(summary: DeploymentSummary): string {
  const { estimatedEffectiveTrafficShare: _share, ...rest } = summary;
  return JSON.stringify(rest);
}

function ready(known: Entry | undefined, state: string | undefined, now: number): { readySince?: number } {
  if (stateWord(state) !== 'READY') return {};
  if (known?.readySince !== undefined) return { readySince: known.readySince };
  const before = known?.summary?.state ?? known?.full?.status?.state;
  return before !== undefined && stateWord(before) !== 'READY' ? { readySince: now } : {};
}
