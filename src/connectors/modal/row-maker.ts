import { t } from '@vscode/l10n';
import type { ErrorData, PlatformError } from '../errors.ts';
import type { AppDetailsBook, Wanted } from './app-details.ts';
import type { Departures } from './departures.ts';
import type { EndpointDetailsBook } from './endpoint-details.ts';
import { verdictOf } from './endpoint-mapping.ts';
import type { Round } from './owing.ts';
import type { AppItem, EndpointItem, Reading } from './reading.ts';
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

export interface Books {
  details: AppDetailsBook;
  endpointDetails: EndpointDetailsBook;
  departures: Departures;
  /** Slipway has deployed something of that name. */
  isKept: (environment: string, name: string) => boolean;
}

/** Makes rows of one reading of all environments, with what is remembered or read of single deployments. */
export class RowMaker {
  readonly stale = new Set<string>();
  /** Some are left out: they may be the apps of Endpoints, which were not asked about yet. */
  lacks = false;
  readonly #books: Books;
  readonly #round: Round;
  readonly #before: ReadonlyMap<string, Row>;

  constructor(books: Books, round: Round, before: ReadonlyMap<string, Row>) {
    this.#books = books;
    this.#round = round;
    this.#before = before;
  }

  /** What cannot be read is added to the problems of its reading. */
  async make(readings: readonly Reading[]): Promise<Row[]> {
    const endpoints = await this.#endpoints(readings);
    const apps = await this.#apps(readings);
    return readings.flatMap((reading) => [...(apps.get(reading) ?? []), ...(endpoints.get(reading) ?? [])]);
  }

  async #endpoints(readings: readonly Reading[]): Promise<Map<Reading, EndpointRow[]>> {
    const { endpointDetails } = this.#books;
    const listed = new Map(readings.map((reading) => [reading, this.#interesting(reading)]));
    // Apps are to have their part, however many Endpoints there are.
    const apart = Math.floor(this.#round.share / 4);
    const round = { ...this.#round, share: this.#round.share - apart };
    const failed = await endpointDetails.refresh(
      [...listed.values()].flatMap((items) => items ?? []),
      round,
    );
    this.#round.share = round.share + apart;
    return mapped(listed, (reading, items) => {
      if (!items) return this.#carried(reading, 'endpoint');
      summarize(
        failed,
        items.map(({ endpointId }) => endpointId),
        reading,
      );
      return items.map((item) => {
        const row = this.#endpointRow(reading, item);
        if (failed.has(item.endpointId) || endpointDetails.isOutdated(item)) this.stale.add(rowId(row));
        return row;
      });
    });
  }

  async #apps(readings: readonly Reading[]): Promise<Map<Reading, AppRow[]>> {
    const { details } = this.#books;
    const listed = new Map(readings.map((reading) => [reading, this.#deployed(reading)]));
    const running = [...listed].flatMap(([{ environment }, items]) =>
      (items ?? []).filter(({ state }) => !hasEnded(state)).map((item) => this.#wanted(environment, item)),
    );
    const failed = await details.refresh(running, this.#round);
    return mapped(listed, (reading, items) => {
      if (!items) return this.#carried(reading, 'app');
      summarize(
        failed,
        items.map(({ appId }) => appId),
        reading,
      );
      return items.map((item) => {
        const row = appRow(reading.environment, item, details.of(item.appId), tasksOf(reading, item));
        const outdated = !hasEnded(item.state) && details.isOutdated(this.#wanted(reading.environment, item));
        if (failed.has(item.appId) || outdated) this.stale.add(rowId(row));
        return row;
      });
    });
  }

  /** Modal lists stopped ones for ever; only what was seen before it stopped is still of interest. */
  #interesting(reading: Reading): EndpointItem[] | undefined {
    return reading.endpoints?.filter((item) => {
      const row = this.#endpointRow(reading, item);
      if (verdictOf(row).status !== 'stopped') return true;
      return this.#books.departures.interested(this.#before.get(rowId(row)));
    });
  }

  /** Apps that are deployments of their own, as far as that can be told. */
  #deployed({ environment, apps, endpoints = [] }: Reading): AppItem[] | undefined {
    if (!apps) return undefined;
    const { details, endpointDetails } = this.#books;
    const served = endpointDetails.appIds();
    const items = withoutSuperseded(
      apps.filter((item) => isDeployment(item) && !served.has(item.appId) && appName(item) !== ''),
    );
    if (!endpoints.some(({ endpointId }) => endpointDetails.isAwaited(endpointId))) return items;
    const known = items.filter(
      ({ appId: id }) => details.of(id) ?? this.#before.has(rowId({ kind: 'app', environment, id })),
    );
    this.lacks ||= known.length < items.length;
    return known;
  }

  #endpointRow({ environment, tasks }: Reading, item: EndpointItem): EndpointRow {
    return endpointRow(environment, item, this.#books.endpointDetails.of(item.endpointId), tasks);
  }

  #wanted(environment: string, item: AppItem): Wanted {
    const name = appName(item);
    const { appId: id, state, metadata } = item;
    const kept = this.#books.isKept(environment, name);
    return { id, name, environment, version: metadata?.lifecycle?.version, state, kept };
  }

  /** What could not be read this time stands as it was. */
  #carried<K extends Row['kind']>({ environment }: Reading, kind: K): Extract<Row, { kind: K }>[] {
    const rows = [...this.#before.values()].filter(
      (row): row is Extract<Row, { kind: K }> => row.kind === kind && row.environment === environment,
    );
    for (const row of rows) this.stale.add(rowId(row));
    return rows;
  }
}

function tasksOf({ tasks }: Reading, { appId, nRunningTasks }: AppItem): AppRow['tasks'] {
  if (tasks) return tasks.get(appId) ?? noTasks;
  return nRunningTasks === 0 ? noTasks : undefined;
}

function mapped<K, V, R>(from: ReadonlyMap<K, V>, to: (key: K, value: V) => R): Map<K, R> {
  return new Map([...from].map(([key, value]) => [key, to(key, value)]));
}

/** One problem for any number of failures of the same kind. */
function summarize(
  failed: ReadonlyMap<string, PlatformError>,
  ids: readonly string[],
  { environment, problems }: Pick<Reading, 'environment'> & { problems: ErrorData[] },
): void {
  const errors = ids.flatMap((id) => failed.get(id) ?? []);
  const [first] = errors;
  if (!first) return;
  const what = errors.length === 1 ? t('one deployment') : t`${errors.length} deployments`;
  const message = t`Details of ${what} in ${environment} could not be read: ${first.data.message}`;
  problems.push({ ...first.data, message });
}
