import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import { pathPart } from '../address.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import { Owed } from '../owed.ts';
import { mapLimited, pages } from '../paging.ts';
import type { TogetherApi } from './api.ts';
import { Holding } from './holding.ts';
import type { Row } from './holding.ts';
import type { Identity } from './identity.ts';
import { lastSegment } from './units.ts';
import { deployment, endpoint as endpointSchema } from './wire.ts';
import type { Endpoint } from './wire.ts';

/**
 * All v2 deployments of the project as last read. In the steady state one call per hundred endpoints:
 * the deployments of an endpoint are read in full only when a summary changed, when the summaries may be
 * cut off, or while one is on its way somewhere (summaries carry no message). Of a large account that takes
 * several rounds, each with a share of the budget; until its turn a deployment is as its summary tells.
 */
export class Inventory {
  readonly #api: TogetherApi;
  readonly #identity: Identity;
  readonly #held = new Map<string, Holding>();
  /** Endpoints to be read in full. */
  readonly #owed = new Owed();

  constructor(api: TogetherApi, identity: Identity) {
    this.#api = api;
    this.#identity = identity;
  }

  /**
   * Brings everything up to date, or as much as a round may ask; what fails or waits keeps its last reading. Throws
   * only when cancelled or refused. Complete: no deployment is missing.
   */
  async refresh(fresh: boolean, signal?: AbortSignal): Promise<{ problems: ErrorData[]; complete: boolean }> {
    const problems: ErrorData[] = [];
    const seen = new Set<string>();
    let complete = await this.#readEndpoints(seen, fresh, problems, signal);
    await mapLimited(this.#owed.take(this.#api.budget.share, seen), 4, async (id) => {
      const held = this.#held.get(id);
      try {
        if (held) await this.#readDeployments(held, signal);
      } catch (error) {
        const { data } = await this.#problem(error, signal);
        const where = t`The deployments of ${held?.endpoint.name ?? id} could not be read in full`;
        problems.push({ ...data, message: `${where}: ${data.message}` });
        if (held?.cut) complete = false;
      }
      this.#owed.settle(id);
    });
    return { problems, complete: complete && [...this.#held.values()].every(({ whole }) => whole) };
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
    const held = this.#hold(endpoint);
    held.merge(endpoint, this.#api.clock.now());
    held.store(full, this.#api.clock.now());
    const row = held.find(deploymentId);
    // An answer about another one is no answer: what follows would be done to that.
    if (!row || endpoint.id !== endpointId) throw notAbout(deploymentId);
    return row;
  }

  rows(): Row[] {
    return [...this.#held.values()].flatMap((held) => held.rows());
  }

  find(endpointId: string, deploymentId: string): Row | undefined {
    return this.#held.get(endpointId)?.find(deploymentId);
  }

  forget(endpointId: string, deploymentId?: string): void {
    if (deploymentId === undefined) this.#drop(endpointId);
    else this.#held.get(endpointId)?.forget(deploymentId);
  }

  endpointNamed(name: string): Endpoint | undefined {
    return [...this.#held.values()].find(({ endpoint }) => lastSegment(endpoint.name) === name)?.endpoint;
  }

  /** False: some could not be read, so nothing is known to be gone. */
  async #readEndpoints(
    seen: Set<string>,
    fresh: boolean,
    problems: ErrorData[],
    signal?: AbortSignal,
  ): Promise<boolean> {
    try {
      const project = await this.#identity.projectPath(signal);
      const read = (cursor?: string) =>
        this.#api.page(endpointSchema, `${project}/endpoints`, {}, cursor, signal);
      for await (const page of pages(read))
        for (const endpoint of page) {
          seen.add(endpoint.id);
          const rank = this.#hold(endpoint).merge(endpoint, this.#api.clock.now());
          const wanted = rank ?? (fresh ? 'again' : undefined);
          if (wanted) this.#owed.add(endpoint.id, wanted);
        }
      for (const id of this.#held.keys()) if (!seen.has(id)) this.#drop(id);
      return true;
    } catch (error) {
      const { data } = await this.#problem(error, signal);
      problems.push(data);
      return false;
    }
  }

  #hold(endpoint: Endpoint): Holding {
    let held = this.#held.get(endpoint.id);
    if (!held) this.#held.set(endpoint.id, (held = new Holding(endpoint)));
    return held;
  }

  #drop(endpointId: string): void {
    this.#held.delete(endpointId);
    this.#owed.settle(endpointId);
  }

  async #readDeployments(held: Holding, signal?: AbortSignal): Promise<void> {
    const project = await this.#identity.projectPath(signal);
    const path = `${project}/endpoints/${pathPart(held.endpoint.id)}/deployments`;
    held.replace(await this.#api.all(deployment, path, {}, signal), this.#api.clock.now());
  }

  async #problem(error: unknown, signal?: AbortSignal): Promise<PlatformError> {
    if (isCancelled(error)) throw PlatformError.from(error, 'together');
    const problem = PlatformError.from(error, 'together');
    await this.#identity.recheck(problem, signal);
    return problem;
  }
}

const notAbout = (id: string): PlatformError =>
  new PlatformError({
    platform: 'together',
    code: 'malformed',
    message: t`Together AI was asked about ${id} and answered about something else.`,
    hint: t('Refresh the list.'),
  });
