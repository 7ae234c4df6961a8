import { t } from '@vscode/l10n';
import { allOrNone } from '../all-or-none.ts';
import type { Deployment } from '../domain.ts';
import { PlatformError } from '../errors.ts';
import { adaptersOf } from './app-mapping.ts';
import { lookCloser, readBacklog } from './closer.ts';
import { stoppedApp } from './departures.ts';
import { markOf } from './endpoint-details.ts';
import { authOf, servedModel, verdictOf } from './endpoint-mapping.ts';
import { problem } from './errors.ts';
import { parseSubject, subjectId } from './ids.ts';
import type { Subject } from './ids.ts';
import type { Inventory } from './inventory.ts';
import { readApps, readEndpoints, readTasks } from './reading.ts';
import { appRow, endpointRow, hasEnded, serverId } from './rows.ts';
import type { AppRow, EndpointRow, Row } from './rows.ts';
import type { Served } from './served.ts';
import { appVerdict } from './status.ts';
import { timeOf } from './units.ts';

/** One deployment at a time, as it is now. */
export class Singles {
  readonly #inventory: Inventory;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  async get(id: string, signal?: AbortSignal, notes: string[] = []): Promise<Deployment> {
    const subject = subjectOf(id);
    await this.#inventory.prices.refresh(signal);
    await this.#inventory.environments.known(signal);
    const row = await this.row(subject, signal);
    return row.kind === 'app'
      ? this.#presentApp(row, notes, signal)
      : this.#presentEndpoint(row, notes, signal);
  }

  /** Read now. */
  async row(subject: Subject, signal?: AbortSignal): Promise<Row> {
    return subject.kind === 'app' ? this.app(subject, signal) : this.endpoint(subject, signal);
  }

  async app(subject: Subject, signal?: AbortSignal): Promise<AppRow> {
    const { environment, id } = subject;
    const { api, details } = this.#inventory;
    const [items, tasks] = await allOrNone(
      signal,
      (within) => readApps(api, environment, within),
      (within) => readTasks(api, environment, id, within),
    );
    const item = items.find(({ appId }) => appId === id);
    if (!item) return this.#unlisted(subject, signal);
    const count = tasks.get(id) ?? { ready: 0, all: 0 };
    const row = appRow(environment, item, details.of(id), count);
    if (hasEnded(item.state)) return this.#inventory.keep(row) as AppRow;
    await details.renew(this.#inventory.wanted(row), signal);
    return this.#inventory.keep(appRow(environment, item, details.of(id), count)) as AppRow;
  }

  async endpoint(subject: Subject, signal?: AbortSignal): Promise<EndpointRow> {
    const { environment, id } = subject;
    const { api, endpointDetails } = this.#inventory;
    const item = (await readEndpoints(api, environment, { signal, asked: true })).find(
      ({ endpointId }) => endpointId === id,
    );
    if (!item) throw unknown(subject);
    await endpointDetails.read(id, markOf(item), signal);
    const info = endpointDetails.of(id);
    const appId = info?.metadata?.appId;
    const tasks = appId ? await readTasks(api, environment, appId, signal) : undefined;
    return this.#inventory.keep(endpointRow(environment, item, info, tasks)) as EndpointRow;
  }

  /** From the last list where it is there: the parts of a version do not change. */
  async served(id: string, signal?: AbortSignal): Promise<Served> {
    const subject = subjectOf(id);
    const known = this.#inventory.row(subjectId(subject));
    const row = known && !this.#inventory.isAwaited(known) ? known : await this.row(subject, signal);
    return row.kind === 'app' ? this.#servedApp(row) : this.#servedEndpoint(row);
  }

  async #unlisted(subject: Subject, signal?: AbortSignal): Promise<AppRow> {
    const { api } = this.#inventory;
    const { lifecycle } = await api.call('appGetLifecycle', { appId: subject.id }, { signal });
    const known = this.#inventory.row(subjectId(subject));
    if (!lifecycle || known?.kind !== 'app') throw unknown(subject);
    const stoppedAt = timeOf(lifecycle.stoppedAt);
    return hasEnded(lifecycle.appState) ? stoppedApp(known, lifecycle.appState, stoppedAt) : known;
  }

  async #presentApp(row: AppRow, notes: string[], signal?: AbortSignal): Promise<Deployment> {
    const [part] = row.details?.parts ?? [];
    if (!part || hasEnded(row.state)) return this.#inventory.present(row, { notes });
    const { scaling, ...closer } = await lookCloser(this.#inventory.api, part, row.tasks, signal);
    const next = scaling ? this.#inventory.scaled(row, part.id, scaling) : row;
    return this.#inventory.present(next, { ...closer, notes: [...notes, ...(closer.notes ?? [])] });
  }

  async #presentEndpoint(row: EndpointRow, notes: string[], signal?: AbortSignal): Promise<Deployment> {
    const server = serverId(row);
    if (server === '' || verdictOf(row).status !== 'active') return this.#inventory.present(row, { notes });
    const backlog = await readBacklog(this.#inventory.api, server, signal).catch((error: unknown) => {
      // A number that is not told is absent.
      if (error instanceof PlatformError) return undefined;
      throw error;
    });
    return this.#inventory.present(row, { backlog, notes });
  }

  #servedApp(row: AppRow): Served {
    const choice = this.#inventory.choice(row);
    const parts = row.details?.parts ?? [];
    const startupSeconds = choice?.spec.startup ?? parts[0]?.startupSeconds;
    const model = choice?.spec.served[0];
    return {
      subject: { kind: 'app', environment: row.environment, id: row.id },
      name: row.name,
      status: appVerdict({ now: this.#inventory.api.clock.now(), ...row }).status,
      appId: row.id,
      parts,
      ...(model === undefined ? {} : { model }),
      adapters: adaptersOf(choice),
      ...(startupSeconds === undefined ? {} : { startupSeconds }),
    };
  }

  #servedEndpoint(row: EndpointRow): Served {
    const { info, environment } = row;
    const spec = this.#inventory.endpointSpecs.get(environment, row.name);
    const server = serverId(row);
    const url = info?.info?.serviceUrl || undefined;
    const proxyAuth = authOf(row);
    const model = servedModel(row, spec);
    return {
      subject: { kind: 'endpoint', environment, id: row.id },
      name: row.name,
      status: verdictOf(row).status,
      ...(info?.metadata?.appId ? { appId: info.metadata.appId } : {}),
      parts:
        server === ''
          ? []
          : [
              {
                id: server,
                tag: 'server',
                kind: 'server',
                ...(url === undefined ? {} : { url }),
                ...(proxyAuth === undefined ? {} : { proxyAuth }),
              },
            ],
      ...(model === undefined ? {} : { model }),
      adapters: [],
    };
  }
}

export function subjectOf(id: string): Subject {
  const subject = parseSubject(id);
  if (!subject)
    throw problem('not-found', t('Modal has no such deployment.'), { hint: t('Refresh the list.') });
  return subject;
}

function unknown({ kind }: Subject): PlatformError {
  const gone =
    kind === 'app' ? t('This app is not on Modal any more.') : t('This Endpoint is not on Modal any more.');
  return problem('not-found', gone, { hint: t('Refresh the list.') });
}
