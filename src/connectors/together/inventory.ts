import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import { pathPart } from '../address.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import { mapLimited, pages } from '../paging.ts';
import type { TogetherApi } from './api.ts';
import type { Identity } from './identity.ts';
import { overlay } from './mapping.ts';
import type { Reading } from './mapping.ts';
import { stateWord, unsettled } from './status.ts';
import { lastSegment } from './units.ts';
import { deployment, endpoint as endpointSchema } from './wire.ts';
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

interface Held {
  endpoint: Endpoint;
  entries: Map<string, Entry>;
}

export interface Row {
  endpoint: Endpoint;
  reading: Reading;
  siblings: number;
  readAt: number;
  readySince?: number | undefined;
}

/**
 * All v2 deployments of the project as last read. In the steady state one call per hundred endpoints:
 * the deployments of an endpoint are read in full only when a summary changed, when the summaries may be
 * cut off, or while one is on its way somewhere (summaries carry no message).
 */
export class Inventory {
  readonly #api: TogetherApi;
  readonly #identity: Identity;
  readonly #held = new Map<string, Held>();

  constructor(api: TogetherApi, identity: Identity) {
    this.#api = api;
    this.#identity = identity;
  }

  /** Brings everything up to date; what fails keeps its last reading. Throws only when cancelled or refused. */
  async refresh(fresh: boolean, signal?: AbortSignal): Promise<{ problems: ErrorData[]; complete: boolean }> {
    const problems: ErrorData[] = [];
    let complete = true;
    const seen = new Set<string>();
    const toRead: Held[] = [];
    try {
      const project = await this.#identity.projectPath(signal);
      const read = (cursor?: string) =>
        this.#api.page(endpointSchema, `${project}/endpoints`, {}, cursor, signal);
      for await (const page of pages(read))
        for (const endpoint of page) {
          seen.add(endpoint.id);
          if (this.#merge(endpoint) || fresh) toRead.push(this.#hold(endpoint));
        }
      for (const id of this.#held.keys()) if (!seen.has(id)) this.#held.delete(id);
    } catch (error) {
      const problem = await this.#problem(error, signal);
      problems.push(problem.data);
      complete = false;
    }
    await mapLimited(toRead, 4, async (held) => {
      try {
        await this.#readDeployments(held, signal);
      } catch (error) {
        const { data } = await this.#problem(error, signal);
        const where = t`The deployments of ${held.endpoint.name} could not be read in full`;
        problems.push({ ...data, message: `${where}: ${data.message}` });
        if (held.endpoint.deployments.length >= embeddedAtMost) complete = false;
      }
    });
    return { problems, complete };
  }

  /** One deployment and its endpoint, read now. */
  async read(endpointId: string, deploymentId: string, signal?: AbortSignal): Promise<Row> {
    const project = await this.#identity.projectPath(signal);
    const path = `${project}/endpoints/${pathPart(endpointId)}`;
    const own = `${path}/deployments/${pathPart(deploymentId)}`;
    const [endpoint, full] = await allOrNone(
      signal,
      (within) => this.#api.get(endpointSchema, 'v2', path, {}, within),
      (within) => this.#api.get(deployment, 'v2', own, {}, within),
    );
    this.#merge(endpoint);
    const held = this.#hold(endpoint);
    this.#store(held, full);
    const entry = held.entries.get(deploymentId);
    // An answer about another one is no answer: what follows would be done to that.
    if (!entry || endpoint.id !== endpointId) throw notAbout(deploymentId);
    return this.#row(held, entry);
  }

  rows(): Row[] {
    return [...this.#held.values()].flatMap((held) =>
      [...held.entries.values()].map((entry) => this.#row(held, entry)),
    );
  }

  find(endpointId: string, deploymentId: string): Row | undefined {
    const held = this.#held.get(endpointId);
    const entry = held?.entries.get(deploymentId);
    return held && entry ? this.#row(held, entry) : undefined;
  }

  forget(endpointId: string, deploymentId?: string): void {
    if (deploymentId === undefined) this.#held.delete(endpointId);
    else this.#held.get(endpointId)?.entries.delete(deploymentId);
  }

  endpointNamed(name: string): Endpoint | undefined {
    return [...this.#held.values()].find(({ endpoint }) => lastSegment(endpoint.name) === name)?.endpoint;
  }

  #row(held: Held, entry: Entry): Row {
    const { full, summary, readAt, readySince } = entry;
    const share = summary?.estimatedEffectiveTrafficShare;
    const current = full !== undefined && (!summary || entry.fullPrint === print(summary));
    const reading = current
      ? { ...full, estimatedEffectiveTrafficShare: share ?? full.estimatedEffectiveTrafficShare }
      : overlay(full, summary as DeploymentSummary);
    return { endpoint: held.endpoint, reading, siblings: held.entries.size, readAt, readySince };
  }

  #hold(endpoint: Endpoint): Held {
    let held = this.#held.get(endpoint.id);
    if (!held) this.#held.set(endpoint.id, (held = { endpoint, entries: new Map() }));
    return held;
  }

  /** Takes the summaries in; true when the deployments must be read in full. */
  #merge(endpoint: Endpoint): boolean {
    const held = this.#hold(endpoint);
    held.endpoint = endpoint;
    const now = this.#api.clock.now();
    const cut = endpoint.deployments.length >= embeddedAtMost;
    let stale = cut;
    for (const summary of endpoint.deployments) {
      const known = held.entries.get(summary.id);
      if (known?.fullPrint !== print(summary) || unsettled(summary.state)) stale = true;
      const { readySince } = ready(known, summary.state, now);
      held.entries.set(summary.id, {
        ...known,
        summary,
        readAt: now,
        ...(readySince === undefined ? {} : { readySince }),
      });
    }
    if (!cut) {
      const embedded = new Set(endpoint.deployments.map(({ id }) => id));
      for (const id of held.entries.keys()) if (!embedded.has(id)) held.entries.delete(id);
    }
    return stale;
  }

  async #readDeployments(held: Held, signal?: AbortSignal): Promise<void> {
    const project = await this.#identity.projectPath(signal);
    const path = `${project}/endpoints/${pathPart(held.endpoint.id)}/deployments`;
    const items = await this.#api.all(deployment, path, {}, signal);
    const ids = new Set(items.map(({ id }) => id));
    for (const id of held.entries.keys()) if (!ids.has(id)) held.entries.delete(id);
    for (const item of items) this.#store(held, item);
  }

  #store(held: Held, full: WireDeployment): void {
    const known = held.entries.get(full.id);
    const now = this.#api.clock.now();
    const { readySince } = ready(known, full.status?.state, now);
    const fullPrint = known?.summary ? print(known.summary) : known?.fullPrint;
    // The summary is dropped: it is older now. What it alone tells stays, or the row would change back and forth.
    const share = full.estimatedEffectiveTrafficShare ?? shareOf(known?.summary) ?? shareOf(known?.full);
    held.entries.set(full.id, {
      full: { ...full, ...(share === undefined ? {} : { estimatedEffectiveTrafficShare: share }) },
      ...(fullPrint === undefined ? {} : { fullPrint }),
      readAt: now,
      ...(readySince === undefined ? {} : { readySince }),
    });
  }

  async #problem(error: unknown, signal?: AbortSignal): Promise<PlatformError> {
    if (isCancelled(error)) throw PlatformError.from(error, 'together');
    const problem = PlatformError.from(error, 'together');
    await this.#identity.recheck(problem, signal);
    return problem;
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

const notAbout = (id: string): PlatformError =>
  new PlatformError({
    platform: 'together',
    code: 'malformed',
    message: t`Together AI was asked about ${id} and answered about something else.`,
    hint: t('Refresh the list.'),
  });
