import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import * as v from 'valibot';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { Action, Allowed, Deployment, DeploymentStatus, HourlyPrice } from '../domain.ts';
import { mapLimited } from '../paging.ts';
import { scaledDecimal } from '../money.ts';
import { list } from '../lenient.ts';
import type { PriceBook } from '../price-book.ts';
import type { TogetherApi } from './api.ts';
import { dashboardUrl } from './mapping.ts';
import { endpointV1, hardwareV1 } from './wire-v1.ts';
import type { EndpointV1, HardwareV1 } from './wire-v1.ts';

const listOf = <T extends v.GenericSchema>(item: T) => v.object({ data: list(item) });

/** None can be created any more, so without a running one there is little to see. */
const staleAfter = { running: 60_000, none: 10 * 60_000 };

export const legacyNotice = t(
  'An endpoint of Together AI’s first generation. It can be tested, stopped and deleted; once stopped it can never be started again. Deploy the model anew to move to the current generation.',
);

/** The older dedicated endpoints: read, test, stop, delete (docs.together.ai: docs/dedicated-endpoints/migrate-from-v1). */
export class FirstGeneration {
  readonly #api: TogetherApi;
  readonly #book: PriceBook;
  readonly #held = new Map<string, { item: EndpointV1; print: string; readAt: number }>();
  #prices = new Map<string, HourlyPrice>();
  #pricesReadAt: number | undefined;
  #readAt: number | undefined;

  constructor(api: TogetherApi, book: PriceBook) {
    this.#api = api;
    this.#book = book;
  }

  /** Reads the list when it is due; items of the list lack hardware and bounds, which are then read once. */
  async refresh(fresh: boolean, signal?: AbortSignal): Promise<{ problems: ErrorData[]; complete: boolean }> {
    if (!fresh && !this.#due()) return { problems: [], complete: true };
    try {
      const query = { type: 'dedicated', mine: true };
      const { data } = await this.#api.get(listOf(endpointV1), 'v1', '/endpoints', query, signal);
      // It was asked for those only: a word of tomorrow for one hides nothing that bills.
      const items = data.filter(({ type }) => type !== 'serverless');
      const ids = new Set(items.map(({ id }) => id));
      for (const id of this.#held.keys()) if (!ids.has(id)) this.#held.delete(id);
      await mapLimited(items, 4, (item) => this.#merge(item, fresh, signal));
      await this.#readPrices(signal);
      this.#readAt = this.#api.clock.now();
      return { problems: [], complete: true };
    } catch (error) {
      if (isCancelled(error)) throw error;
      const { data } = PlatformError.from(error, 'together');
      // An account that may not see them has none.
      if (data.status === 403 || data.status === 404) {
        this.#readAt = this.#api.clock.now();
        return { problems: [], complete: true };
      }
      const message =
        data.status === undefined
          ? data.message
          : t`The endpoints of the first generation could not be read: ${data.message}`;
      return { problems: [{ ...data, message }], complete: false };
    }
  }

  async read(id: string, signal?: AbortSignal): Promise<EndpointV1> {
    const item = await this.#api.get(endpointV1, 'v1', `/endpoints/${pathPart(id)}`, {}, signal);
    this.#hold(item, item);
    await this.#readPrices(signal).catch(() => undefined);
    return item;
  }

  async stop(id: string, signal?: AbortSignal): Promise<EndpointV1> {
    const path = `/endpoints/${pathPart(id)}`;
    const body = { state: 'STOPPED' };
    const item = await this.#api.call(endpointV1, { method: 'PATCH', base: 'v1', path, body, signal });
    this.#hold(item, item);
    return item;
  }

  async remove(id: string, signal?: AbortSignal): Promise<void> {
    const path = `/endpoints/${pathPart(id)}`;
    try {
      await this.#api.send({ method: 'DELETE', base: 'v1', path, repeat: 'delete', signal });
    } catch (error) {
      if (!(error instanceof PlatformError) || error.data.status !== 404) throw error;
    }
    this.#held.delete(id);
  }

  rows(inferenceUrl: string): Deployment[] {
    return [...this.#held.values()].map(({ item, readAt }) => this.row(item, inferenceUrl, readAt));
  }

  row(item: EndpointV1, inferenceUrl: string, readAt: number): Deployment {
    const { hardware, model } = item;
    const told = hardware === undefined ? undefined : this.#prices.get(hardware);
    return fromV1(item, this.#book.hourly([hardware, model], told), inferenceUrl, readAt);
  }

  find(id: string): EndpointV1 | undefined {
    return this.#held.get(id)?.item;
  }

  #due(): boolean {
    if (this.#readAt === undefined) return true;
    const states = [...this.#held.values()].map(({ item }) => item.state);
    if (states.some((state) => ['PENDING', 'STARTING', 'STOPPING'].includes(state))) return true;
    const limit = states.includes('STARTED') ? staleAfter.running : staleAfter.none;
    return this.#api.clock.now() - this.#readAt >= limit;
  }

  async #merge(item: EndpointV1, fresh: boolean, signal?: AbortSignal): Promise<void> {
    const known = this.#held.get(item.id);
    if (!fresh && known?.print === JSON.stringify(item)) {
      known.readAt = this.#api.clock.now();
      return;
    }
    try {
      const path = `/endpoints/${pathPart(item.id)}`;
      this.#hold(item, await this.#api.get(endpointV1, 'v1', path, {}, signal));
    } catch (error) {
      if (isCancelled(error)) throw error;
      // The list's own facts are newer than the details we had, and tried again next time.
      this.#held.set(item.id, {
        item: { ...known?.item, ...item },
        print: '',
        readAt: this.#api.clock.now(),
      });
    }
  }

  #hold(listed: EndpointV1, full: EndpointV1): void {
    this.#held.set(full.id, { item: full, print: JSON.stringify(listed), readAt: this.#api.clock.now() });
  }

  async #readPrices(signal?: AbortSignal): Promise<void> {
    const now = this.#api.clock.now();
    if (this.#held.size === 0 || now - (this.#pricesReadAt ?? -Infinity) < staleAfter.none) return;
    const { data } = await this.#api.get(listOf(hardwareV1), 'v1', '/hardware', {}, signal);
    this.#prices = new Map(data.flatMap((item) => priceV1(item, now)));
    this.#pricesReadAt = now;
  }
}

/** The first generation prices per minute, the current one per hour. */
export function priceV1(item: HardwareV1, readAt: number): [string, HourlyPrice][] {
  const cents = item.pricing?.cents_per_minute;
  const perMinute = cents === undefined || cents <= 0 ? undefined : scaledDecimal(cents, 7);
  return perMinute === undefined
    ? []
    : [[item.id, { perReplicaHour: perMinute * 60, source: { kind: 'platform', readAt } }]];
}

export function statusV1(state: string): DeploymentStatus {
  switch (state) {
    case 'STARTED':
      return 'active';
    case 'STOPPED':
    case 'STOPPING':
      return 'stopped';
    case 'ERROR':
    case 'FAILED':
      return 'failed';
    default:
      return 'deploying';
  }
}

export function fromV1(
  item: EndpointV1,
  price: HourlyPrice | undefined,
  inferenceUrl: string,
  readAt: number,
): Deployment {
  const { hardware, autoscaling, created_at: createdAt, inactive_timeout: idle, state } = item;
  const bounds = {
    ...(autoscaling?.min_replicas === undefined ? {} : { min: autoscaling.min_replicas }),
    ...(autoscaling?.max_replicas === undefined ? {} : { max: autoscaling.max_replicas }),
  };
  const model = item.model ?? item.name;
  return {
    platform: 'together',
    id: item.id,
    name: (item.display_name ?? item.name) || item.id,
    status: statusV1(state),
    detail: { word: state === '' ? 'unknown' : state, notes: [t('first generation')] },
    model: { id: model, name: model, kind: 'model' },
    // How many run is not told; only a stopped one is known to have none.
    replicas: state === 'STOPPED' ? { ...bounds, ready: 0 } : bounds,
    ...(hardware ? { instanceType: { id: hardware, label: hardware } } : {}),
    ...(price ? { price } : {}),
    config: {
      ...(bounds.min === undefined ? {} : { minReplicas: bounds.min }),
      ...(bounds.max === undefined ? {} : { maxReplicas: bounds.max }),
      ...(idle === undefined ? {} : { idleTimeoutMinutes: idle }),
    },
    endpoint: { url: inferenceUrl, model: item.name },
    dashboardUrl,
    legacy: legacyNotice,
    allowed: allowedV1(state),
    ...(createdAt === undefined ? {} : { createdAt }),
    readAt,
  };
}

function allowedV1(state: string): Record<Action, Allowed> {
  const status = statusV1(state);
  const no = (why: string): Allowed => ({ no: why });
  return {
    test: status === 'active' ? true : no(t('It is not running.')),
    stop: status === 'active' || status === 'deploying' ? true : no(t('It is not running.')),
    start: no(t('Together AI no longer starts endpoints of its first generation. Deploy the model again.')),
    update: no(t('Endpoints of the first generation are not changed any more. Deploy the model again.')),
    remove: true,
  };
}
