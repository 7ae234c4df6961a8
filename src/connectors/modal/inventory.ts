import { allOrNone } from '../all-or-none.ts';
import type { Listing } from '../connector.ts';
import type { Deployment, HourlyPrice } from '../domain.ts';
import type { TokenAccount } from './account.ts';
import type { ModalApi } from './api.ts';
import { AppDetailsBook } from './app-details.ts';
import type { Wanted } from './app-details.ts';
import { toAppDeployment } from './app-mapping.ts';
import type { SpecBook } from './app/spec-book.ts';
import type { AppChoice } from './app/spec.ts';
import { Departures } from './departures.ts';
import type { EndpointBook } from './endpoint-book.ts';
import { EndpointDetailsBook } from './endpoint-details.ts';
import { toEndpointDeployment } from './endpoint-mapping.ts';
import { readOnly, spendProblems } from './environments.ts';
import type { Environments } from './environments.ts';
import type { Scaling } from './part-facts.ts';
import type { Prices, Resources } from './prices.ts';
import { readEnvironment } from './reading.ts';
import { RowMaker } from './row-maker.ts';
import type { Books } from './row-maker.ts';
import { rowId } from './rows.ts';
import type { AppRow, Row } from './rows.ts';

export interface InventoryParts {
  api: ModalApi;
  environments: Environments;
  account: TokenAccount;
  prices: Prices;
  specs: SpecBook;
  endpointSpecs: EndpointBook;
}

/** What was read of one deployment beside the list. */
export interface Closer {
  backlog?: number | undefined;
  failing?: boolean | undefined;
  notes?: string[];
}

/** Everything that is known of the workspace's deployments, from lists and from what was asked about single ones. */
export class Inventory {
  readonly api: ModalApi;
  readonly environments: Environments;
  readonly prices: Prices;
  readonly specs: SpecBook;
  readonly endpointSpecs: EndpointBook;
  readonly details: AppDetailsBook;
  readonly endpointDetails: EndpointDetailsBook;
  readonly #account: TokenAccount;
  readonly #departures: Departures;
  readonly #books: Books;
  #rows = new Map<string, Row>();
  /** `environment/name` of what is being deployed from here now. */
  readonly #underway = new Set<string>();

  constructor({ api, environments, account, prices, specs, endpointSpecs }: InventoryParts) {
    this.api = api;
    this.environments = environments;
    this.prices = prices;
    this.specs = specs;
    this.endpointSpecs = endpointSpecs;
    this.details = new AppDetailsBook(api);
    this.endpointDetails = new EndpointDetailsBook(api);
    this.#account = account;
    this.#departures = new Departures(api);
    this.#books = {
      details: this.details,
      endpointDetails: this.endpointDetails,
      departures: this.#departures,
      isKept: (environment, name) => specs.get(environment, name) !== undefined,
    };
  }

  /**
   * Three calls for each environment; about a single app only when its version is another than before. What is too
   * much for the budget is left to the next rounds.
   */
  async list(fresh: boolean, signal?: AbortSignal): Promise<Listing> {
    const [items, expiry] = await allOrNone(
      signal,
      (within) => this.environments.read(within),
      (within) => this.#account.expiry(within),
      (within) => this.prices.refresh(within),
    );
    const { names, problems } = this.environments.watched(items);
    const readings = await Promise.all(names.map((name) => readEnvironment(this.api, name, signal)));
    const before = this.#rows;
    const round = { fresh, signal, share: this.api.budget.share };
    const maker = new RowMaker(this.#books, round, before);
    const rows = await maker.make(readings);
    const { stale } = maker;
    const watched = new Set(names);
    const here = new Set(rows.map(rowId));
    const gone = [...before.values()].filter((row) => watched.has(row.environment) && !here.has(rowId(row)));
    for (const { row, unsure } of await this.#departures.settle(gone, this.#successors(rows), signal)) {
      rows.push(row);
      if (unsure) stale.add(rowId(row));
    }
    signal?.throwIfAborted();
    this.#rows = new Map(rows.map((row) => [rowId(row), row]));
    const readAt = this.api.clock.now();
    const failures = readings.flatMap((reading) => reading.problems);
    return {
      deployments: this.all().map((row) => this.present(row, {}, readAt)),
      problems: [...problems, ...failures, ...spendProblems(items), ...expiry],
      complete: !maker.lacks && readings.every(({ apps, endpoints }) => apps && endpoints),
      ...(stale.size === 0 ? {} : { stale: [...stale] }),
      readAt,
    };
  }

  row(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  /** Its details are read in one of the next rounds. */
  isAwaited({ kind, id }: Row): boolean {
    return kind === 'app' ? this.details.isAwaited(id) : this.endpointDetails.isAwaited(id);
  }

  /** What was read of a single one stands in the next list as well, until that reads it anew. */
  keep(row: Row): Row {
    this.#rows.set(rowId(row), row);
    return row;
  }

  /** Bounds that were told for one part: they stand in lists as well. */
  scaled(row: AppRow, part: string, scaling: Scaling): AppRow {
    const details = this.details.scaled(row.id, part, scaling) ?? row.details;
    const next = { ...row, details };
    this.keep(next);
    return next;
  }

  present(row: Row, closer: Closer = {}, readAt = this.api.clock.now()): Deployment {
    const common = {
      ...closer,
      readAt,
      readOnly: readOnly(this.environments.find(row.environment)),
    };
    if (row.kind === 'endpoint')
      return toEndpointDeployment(row, {
        ...common,
        spec: this.endpointSpecs.get(row.environment, row.name),
        awaited: this.isAwaited(row),
        price: (model) => this.prices.ofModel(model),
      });
    return toAppDeployment(row, {
      ...common,
      choice: this.choice(row),
      kept: this.specs.get(row.environment, row.name) !== undefined,
      deploying: this.#underway.has(underwayKey(row.environment, row.name)),
      price: (resources: Resources): HourlyPrice | undefined => this.prices.of(resources),
    });
  }

  /** What Slipway deployed it from, unless another version runs. */
  choice({ environment, name, id, details }: AppRow): AppChoice | undefined {
    const kept = this.specs.get(environment, name);
    if (!kept) return undefined;
    const same =
      details?.tag === undefined ? kept.appId === '' || kept.appId === id : details.tag === kept.tag;
    return same ? kept.choice : undefined;
  }

  /** While it is deployed from here, its row says so. */
  async whileDeploying<T>(environment: string, name: string, work: () => Promise<T>): Promise<T> {
    const key = underwayKey(environment, name);
    this.#underway.add(key);
    try {
      return await work();
    } finally {
      this.#underway.delete(key);
    }
  }

  wanted(row: AppRow): Wanted {
    const { id, name, environment, version, state } = row;
    const kept = this.specs.get(environment, name) !== undefined;
    return { id, name, environment, version, state, kept };
  }

  /** Names that something has now: what had them before is not shown beside it. */
  #successors(rows: readonly Row[]): (row: Row) => boolean {
    const names = new Set(rows.map(({ kind, environment, name }) => `${kind}:${environment}/${name}`));
    const served = this.endpointDetails.appIds();
    return ({ kind, environment, name, id }) => names.has(`${kind}:${environment}/${name}`) || served.has(id);
  }
}

const underwayKey = (environment: string, name: string): string => `${environment}/${name}`;
