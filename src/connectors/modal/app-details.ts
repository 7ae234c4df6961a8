import { allOrNone } from '../all-or-none.ts';
import { PlatformError } from '../errors.ts';
import { Owed } from '../owed.ts';
import type { Rank } from '../owed.ts';
import { mapLimited } from '../paging.ts';
import type { ModalApi } from './api.ts';
import { readOwed } from './owing.ts';
import type { Round } from './owing.ts';
import { partFacts } from './part-facts.ts';
import type { PartFacts, Scaling, Summary } from './part-facts.ts';
import { runningTag } from './history.ts';
import type { Reply } from './wire.ts';

/** Where nothing says whether an app has changed, it is looked at again after this long. */
const unsureFor = 10 * 60_000;
/** An app that serves more than this over HTTP is no deployment of a model. */
const mostParts = 8;
const atOnce = 4;

export type Lifecycle = NonNullable<Reply<'appGetLifecycle'>['lifecycle']>;

/** What an app of one version is made of. */
export interface AppDetails {
  parts: PartFacts[];
  lifecycle?: Lifecycle | undefined;
  /** Of the version that runs, as it was deployed with; read only where it says something. */
  tag?: string | undefined;
}

export interface Wanted {
  id: string;
  name: string;
  environment: string;
  /** Absent: an older server, which does not tell it with the list. */
  version: number | undefined;
  state: number;
  /** Slipway has deployed it, so that the tag tells whether what is kept is what runs. */
  kept: boolean;
}

interface Kept {
  readAt: number;
  version: number | undefined;
  state: number;
  details: AppDetails;
}

/** What it mostly takes to read one. */
const callsEach = 2;

/** Reads each version of an app once, so that a list in the steady state asks nothing about single apps. */
export class AppDetailsBook {
  readonly #api: ModalApi;
  readonly #kept = new Map<string, Kept>();
  readonly #owed = new Owed();

  constructor(api: ModalApi) {
    this.#api = api;
  }

  of(id: string): AppDetails | undefined {
    return this.#kept.get(id)?.details;
  }

  scaled(id: string, part: string, scaling: Scaling): AppDetails | undefined {
    const kept = this.#kept.get(id);
    if (!kept) return undefined;
    const parts = kept.details.parts.map((each) => (each.id === part ? { ...each, scaling } : each));
    const details = { ...kept.details, parts };
    this.#kept.set(id, { ...kept, details });
    return details;
  }

  /** It was never read, and will be in one of the next rounds. */
  isAwaited(id: string): boolean {
    return this.#owed.has(id) && !this.#kept.has(id);
  }

  /** What is known of it is of another version, and will be read anew in one of the next rounds. */
  isOutdated(app: Pick<Wanted, 'id' | 'version' | 'state'>): boolean {
    const kept = this.#kept.get(app.id);
    return kept !== undefined && this.#owed.has(app.id) && isOfAnother(kept, app);
  }

  /** Reads those that have changed, as many as the round may, and gives back what failed. */
  refresh(apps: readonly Wanted[], round: Round): Promise<Map<string, PlatformError>> {
    const wanted = new Map(apps.map((app) => [app.id, app]));
    for (const app of apps) {
      const rank = this.#rankOf(app) ?? (round.fresh ? 'again' : undefined);
      if (rank) this.#owed.add(app.id, rank);
    }
    return readOwed(this.#owed, wanted, { round, callsEach, atOnce }, (app) => this.read(app, round.signal));
  }

  /** Reads one now, if it has changed. */
  async renew(app: Wanted, signal?: AbortSignal): Promise<void> {
    if (!this.#rankOf(app)) return;
    try {
      await this.read(app, signal);
    } catch (error) {
      // It is being stopped: the next list says so.
      if (!(error instanceof PlatformError) || error.code !== 'not-found') throw error;
    }
  }

  async read(app: Wanted, signal?: AbortSignal): Promise<AppDetails> {
    const [info, tag] = await allOrNone(
      signal,
      (within) => this.#api.optional('appGetInfo', { appId: app.id }, { signal: within }),
      async (within) => (app.kept ? runningTag(this.#api, app.id, within) : undefined),
    );
    const parts = info ? await this.#fromInfo(app, info, signal) : await this.#fromLayout(app.id, signal);
    const lifecycle =
      info?.info?.lifecycle ??
      (app.version === undefined
        ? (await this.#api.call('appGetLifecycle', { appId: app.id }, { signal })).lifecycle
        : undefined);
    const details = { parts, lifecycle, tag };
    const { version, state } = app;
    this.#kept.set(app.id, { readAt: this.#api.clock.now(), version, state, details });
    this.#owed.settle(app.id);
    return details;
  }

  #rankOf(app: Wanted): Rank | undefined {
    const kept = this.#kept.get(app.id);
    // Whether what Slipway deployed is what runs, its tag alone tells.
    if (!kept || isOfAnother(kept, app)) return app.kept ? 'must' : 'changed';
    const unsure = app.version === undefined && this.#api.clock.now() - kept.readAt >= unsureFor;
    return unsure ? 'again' : undefined;
  }

  async #fromInfo(
    { name, environment }: Wanted,
    { info, functionInfoSummaries: summaries }: Reply<'appGetInfo'>,
    signal?: AbortSignal,
  ): Promise<PartFacts[]> {
    const servers = Object.keys(info?.servers ?? {});
    const web = Object.keys(info?.functions ?? {}).filter(
      (tag) => summaries[tag]?.webFunction === true && !servers.includes(tag),
    );
    const parts = await mapLimited([...servers, ...web].slice(0, mostParts), atOnce, (tag) =>
      this.#part({ name, environment, tag, summary: summaries[tag] }, signal),
    );
    return parts
      .flatMap((part) => part ?? [])
      .map((part) => (servers.includes(part.tag) ? { ...part, kind: 'server' as const } : part));
  }

  async #part(
    {
      name,
      environment,
      tag,
      summary,
    }: { name: string; environment: string; tag: string; summary: Summary | undefined },
    signal?: AbortSignal,
  ): Promise<PartFacts | undefined> {
    const request = { appName: name, objectTag: tag, environmentName: environment };
    try {
      return partFacts(tag, await this.#api.call('functionGet', request, { signal }), summary);
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /** Of an older server: what has an address is spoken to. */
  async #fromLayout(appId: string, signal?: AbortSignal): Promise<PartFacts[]> {
    const { appLayout } = await this.#api.call('appGetLayout', { appId }, { signal });
    return Object.entries(appLayout?.functionIds ?? {}).flatMap(([tag, functionId]) => {
      const object = appLayout?.objects.find(({ objectId }) => objectId === functionId);
      const part = partFacts(tag, {
        functionId,
        handleMetadata: object?.functionHandleMetadata,
        function: undefined,
      });
      return part.url === undefined ? [] : [part];
    });
  }
}

function isOfAnother(kept: Kept, { version, state }: Pick<Wanted, 'version' | 'state'>): boolean {
  return kept.state !== state || kept.version !== version;
}
