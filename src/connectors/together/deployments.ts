import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { InstanceType, Listing, Memory } from '../connector.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { PriceBook } from '../price-book.ts';
import type { Base, TogetherApi } from './api.ts';
import { Hardware } from './hardware.ts';
import { Identity } from './identity.ts';
import { Inventory } from './inventory.ts';
import type { Row } from './holding.ts';
import { toDeployment } from './mapping.ts';
import { ModelNames } from './names.ts';
import type { Routing } from './routing.ts';
import { targetOf } from './units.ts';
import { FirstGeneration } from './v1.ts';

/** Everything read of one account, joined into rows. */
export class Deployments {
  readonly api: TogetherApi;
  readonly identity: Identity;
  readonly inventory: Inventory;
  readonly firstGeneration: FirstGeneration;
  readonly hardware: Hardware;
  readonly names: ModelNames;
  readonly memory: Memory;
  readonly #baseUrls: Record<Base, string>;

  constructor(api: TogetherApi, baseUrls: Record<Base, string>, memory: Memory, prices: PriceBook) {
    this.api = api;
    this.#baseUrls = baseUrls;
    this.memory = memory;
    this.identity = new Identity(api);
    this.inventory = new Inventory(api, this.identity);
    this.firstGeneration = new FirstGeneration(api, prices);
    this.hardware = new Hardware(api, prices);
    this.names = new ModelNames(api);
  }

  async list(routing: Routing, fresh: boolean, signal?: AbortSignal): Promise<Listing> {
    const problems: ErrorData[] = [];
    const startedAt = this.api.clock.now();
    if (fresh) await this.#recheckIdentity(problems, signal);
    const [current, older] = await allOrNone(
      signal,
      (within) => this.inventory.refresh(fresh, within),
      (within) => this.firstGeneration.refresh(fresh, within),
      (within) => this.#refreshPrices(fresh, problems, within),
    );
    const deeper = [...current.problems, ...older.problems];
    // Prices that failed for the same reason as the deployments need no row of their own.
    const apart = problems.filter(({ code }) => deeper.every((problem) => problem.code !== code));
    await routing.settle(this.inventory.rows(), signal);
    const rows = this.inventory.rows();
    await this.names.resolve(
      rows.map(({ reading }) => reading.model),
      signal,
    );
    const present = rows.map((row) => this.#toDeployment(row));
    const firstGeneration = this.firstGeneration.rows(this.#baseUrls.v1);
    const stale = [
      // Those that are not embedded in a cut-off endpoint are as of when that was read in full.
      ...present.filter(({ readAt }) => readAt < startedAt),
      // First-generation rows are read more rarely, so their age alone says nothing.
      ...(older.complete ? [] : firstGeneration),
    ];
    return {
      deployments: [...present, ...firstGeneration],
      problems: distinct([...apart, ...deeper]),
      complete: current.complete && older.complete,
      ...(stale.length === 0 ? {} : { stale: stale.map(({ id }) => id) }),
      readAt: this.api.clock.now(),
    };
  }

  /** Read now, with its endpoint. */
  async get(id: string, signal?: AbortSignal): Promise<Deployment> {
    const target = targetOf(id);
    if (target?.kind === 'v1') {
      const item = await this.firstGeneration.read(target.endpoint, signal);
      return this.firstGeneration.row(item, this.#baseUrls.v1, this.api.clock.now());
    }
    if (target?.kind !== 'v2') throw notFound(id);
    return this.present(await this.row(id, signal), signal);
  }

  async row(id: string, signal?: AbortSignal): Promise<Row> {
    const target = targetOf(id);
    if (target?.kind !== 'v2') throw notFound(id);
    return this.inventory.read(target.endpoint, target.deployment, signal);
  }

  async present(row: Row, signal?: AbortSignal): Promise<Deployment> {
    if (this.hardware.stale) await this.#refreshPrices(false, [], signal);
    await this.names.resolve([row.reading.model], signal);
    return this.#toDeployment(row);
  }

  async instanceTypes(signal?: AbortSignal): Promise<InstanceType[]> {
    return this.hardware.recent(signal);
  }

  #toDeployment(row: Row): Deployment {
    const model = this.names.ref(row.reading.model);
    return toDeployment(row.reading, {
      endpoint: row.endpoint,
      siblings: row.siblings,
      instanceType: this.hardware.find(row.reading.hardware),
      price: this.hardware.price(row.reading.hardware, model),
      model,
      inferenceUrl: this.#baseUrls.inference,
      readAt: row.readAt,
    });
  }

  async #recheckIdentity(problems: ErrorData[], signal?: AbortSignal): Promise<void> {
    try {
      await this.identity.read(signal);
    } catch (error) {
      const { data, code } = PlatformError.from(error, 'together');
      if (code === 'unauthorized' || code === 'cancelled') throw error;
      problems.push(data);
    }
  }

  /** Without prices the rows are still shown, with the price unknown. */
  async #refreshPrices(fresh: boolean, problems: ErrorData[], signal?: AbortSignal): Promise<void> {
    try {
      await (fresh ? this.hardware.read(signal) : this.hardware.recent(signal));
    } catch (error) {
      const { data, code } = PlatformError.from(error, 'together');
      if (code === 'cancelled') throw error;
      problems.push(
        data.status === undefined ? data : { ...data, message: t`Prices could not be read: ${data.message}` },
      );
    }
  }
}

/** One lost connection fails every part in the same words: said once. */
function distinct(problems: readonly ErrorData[]): ErrorData[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}

export function notFound(id: string): PlatformError {
  return new PlatformError({
    platform: 'together',
    code: 'not-found',
    message: t`There is no deployment “${id}” on Together AI.`,
    hint: t('Refresh the list: it may have been deleted.'),
  });
}
