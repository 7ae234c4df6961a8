import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { Listing } from '../connector.ts';
import type { Deployment, HourlyPrice } from '../domain.ts';
import type { ErrorData, PlatformError } from '../errors.ts';
import type { TokenAccount } from './account.ts';
import type { ModalApi } from './api.ts';
import { AppDetailsBook } from './app-details.ts';
import type { AppDetails, Wanted } from './app-details.ts';
import { toAppDeployment } from './app-mapping.ts';
import type { SpecBook } from './app/spec-book.ts';
import type { AppChoice } from './app/spec.ts';
import { Departures } from './departures.ts';
import type { EndpointBook } from './endpoint-book.ts';
import { EndpointDetailsBook } from './endpoint-details.ts';
import { toEndpointDeployment, verdictOf } from './endpoint-mapping.ts';
import { readOnly, spendProblems } from './environments.ts';
import type { Environments } from './environments.ts';
import type { Scaling } from './part-facts.ts';
import type { Prices, Resources } from './prices.ts';
import { readEnvironment } from './reading.ts';
import type { EndpointItem, Reading } from './reading.ts';
import {
  appName,
  appRow,
  endpointRow,
  hasEnded,
  isDeployment,
  noTasks,
  rowId,
  withoutSuperseded,
} from './rows.ts';
import type { AppRow, EndpointRow, Row } from './rows.ts';

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
  }

  /** Three calls for each environment; about a single app only when its version is another than before. */
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
    const stale = new Set<string>();
    const rows: Row[] = [];
    for (const reading of readings) {
      const endpoints = await this.#endpointRows(reading, { fresh, signal, stale, before });
      const apps = await this.#appRows(reading, { fresh, signal, stale, before });
      rows.push(...apps, ...endpoints);
    }
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
      complete: readings.every(({ apps, endpoints }) => apps && endpoints),
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

  async #appRows(reading: Reading, round: Round): Promise<AppRow[]> {
    const { environment, tasks, problems } = reading;
    if (!reading.apps) return carried(round, environment, 'app');
    const served = this.endpointDetails.appIds();
    const items = withoutSuperseded(
      reading.apps.filter((item) => isDeployment(item) && !served.has(item.appId) && appName(item) !== ''),
    );
    const running = items.filter(({ state }) => !hasEnded(state));
    const failed = await this.details.refresh(
      running.map((item) => ({
        id: item.appId,
        name: appName(item),
        environment,
        version: item.metadata?.lifecycle?.version,
        state: item.state,
        kept: this.specs.get(environment, appName(item)) !== undefined,
      })),
      round,
    );
    problems.push(...summarized(failed, environment));
    return items.map((item) => {
      const count = tasks
        ? (tasks.get(item.appId) ?? noTasks)
        : item.nRunningTasks === 0
          ? noTasks
          : undefined;
      const details: AppDetails | undefined = this.details.of(item.appId);
      const row = appRow(environment, item, details, count);
      if (failed.has(item.appId)) round.stale.add(rowId(row));
      return row;
    });
  }

  async #endpointRows(reading: Reading, round: Round): Promise<EndpointRow[]> {
    const { environment, tasks, problems } = reading;
    if (!reading.endpoints) return carried(round, environment, 'endpoint');
    const rowOf = (item: EndpointItem): EndpointRow =>
      endpointRow(environment, item, this.endpointDetails.of(item.endpointId), tasks);
    // Modal lists stopped ones for ever; only what was seen before it stopped is still of interest.
    const items = reading.endpoints.filter((item) => {
      const row = rowOf(item);
      return verdictOf(row).status !== 'stopped' || this.#departures.interested(round.before.get(rowId(row)));
    });
    const failed = await this.endpointDetails.refresh(items, round);
    problems.push(...summarized(failed, environment));
    return items.map((item) => {
      const row = rowOf(item);
      if (failed.has(item.endpointId)) round.stale.add(rowId(row));
      return row;
    });
  }

  /** Names that something has now: what had them before is not shown beside it. */
  #successors(rows: readonly Row[]): (row: Row) => boolean {
    const names = new Set(rows.map(({ kind, environment, name }) => `${kind}:${environment}/${name}`));
    const served = this.endpointDetails.appIds();
    return ({ kind, environment, name, id }) => names.has(`${kind}:${environment}/${name}`) || served.has(id);
  }
}

interface Round {
  fresh: boolean;
  signal: AbortSignal | undefined;
  stale: Set<string>;
  before: ReadonlyMap<string, Row>;
}

const underwayKey = (environment: string, name: string): string => `${environment}/${name}`;

/** What could not be read this time stands as it was. */
function carried<K extends Row['kind']>(
  { before, stale }: Round,
  environment: string,
  kind: K,
): Extract<Row, { kind: K }>[] {
  const rows = [...before.values()].filter(
    (row): row is Extract<Row, { kind: K }> => row.kind === kind && row.environment === environment,
  );
  for (const row of rows) stale.add(rowId(row));
  return rows;
}

/** One problem for any number of failures of the same kind. */
function summarized(failed: ReadonlyMap<string, PlatformError>, environment: string): ErrorData[] {
  const [first] = failed.values();
  if (!first) return [];
  const what = failed.size === 1 ? t('one deployment') : t`${failed.size} deployments`;
  return [
    {
      ...first.data,
      message: t`Details of ${what} in ${environment} could not be read: ${first.data.message}`,
    },
  ];
}
