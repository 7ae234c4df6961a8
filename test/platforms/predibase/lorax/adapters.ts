import type { SimClock } from '../../kit/clock.ts';
import { adapterErrors as fails } from './adapterErrors.ts';
import { type KnownAdapter, type Source, sources } from './adapterTable.ts';
import type { LoraxError } from './errors.ts';
import type { LoraxModes, ServerSettings } from './options.ts';

/** What a request asks for: nothing, one adapter, or several merged. */
export interface AdapterWish {
  readonly ids: readonly string[];
  readonly source: string | undefined;
  readonly token: string | undefined;
  /** Merged adapters are cached under ids, weights and strategy together. */
  readonly mergeKey: string | undefined;
}

export type Resolver = (id: string, token: string) => Promise<KnownAdapter | 'unknown' | 'unauthorized'>;

interface Resident {
  readonly ready: Promise<number>;
  state: 'Downloading' | 'Downloaded' | 'Ready';
  lastUsed: number;
}

/**
 * The server's memory of adapters, by id only: neither source nor token is part of the key, so what one caller
 * loaded from the hub answers another who asks for a local one (LoRAX `router/src/adapter.rs`). A failure answers
 * everybody who waits and is forgotten; the next request downloads again.
 */
export class AdapterCache {
  readonly known: KnownAdapter[];
  readonly #clock: SimClock;
  readonly #settings: ServerSettings;
  readonly #modes: LoraxModes;
  readonly #resident = new Map<string, Resident>();
  resolvePbase: Resolver | undefined;
  downloads = 0;
  onFailure: (label: string) => void = () => undefined;

  constructor(clock: SimClock, settings: ServerSettings, modes: LoraxModes, known: KnownAdapter[]) {
    this.#clock = clock;
    this.#settings = settings;
    this.#modes = modes;
    this.known = known;
  }

  /** Milliseconds spent on download and load; 0 when it is already there. */
  async want(wish: AdapterWish): Promise<number> {
    const key = wish.mergeKey ?? wish.ids[0];
    if (key === undefined || this.#isStatic(key) || this.#settings.preloadedAdapters.includes(key)) return 0;
    const here = this.#resident.get(key);
    if (here) {
      here.lastUsed = this.#clock.now();
      const waits = here.state !== 'Ready';
      const ms = await here.ready;
      return waits ? ms : 0;
    }
    const resident: Resident = {
      ready: this.#load(wish, () => (resident.state = 'Downloaded')),
      state: 'Downloading',
      lastUsed: this.#clock.now(),
    };
    this.#resident.set(key, resident);
    try {
      const ms = await resident.ready;
      resident.state = 'Ready';
      this.#makeRoom();
      return ms;
    } catch (error) {
      this.#resident.delete(key);
      this.onFailure((error as LoraxError).label ?? 'load_adapter');
      throw error;
    }
  }

  states(): Record<string, Resident['state']> {
    return Object.fromEntries([...this.#resident].map(([id, { state }]) => [id, state]));
  }

  forget(): void {
    this.#resident.clear();
  }

  #isStatic(key: string): boolean {
    return this.#settings.staticAdapter === key;
  }

  async #load(wish: AdapterWish, downloaded: () => void): Promise<number> {
    if (this.#settings.staticAdapter !== undefined) throw fails.staticOnly(wish.ids.join(','));
    if (this.#settings.preloadedAdapters.length > 0) throw fails.noMemory();
    if (wish.mergeKey !== undefined && wish.ids.some((id) => id === '' || id === '__base_model__')) {
      throw fails.mergedBase();
    }
    const found: KnownAdapter[] = [];
    for (const id of wish.ids) found.push(await this.#find(id, wish));
    this.downloads += found.length;
    let total = 0;
    // All on the clock at once, so that one step of a manual clock passes over the whole of it.
    const steps = found.map((adapter) => {
      const { downloadMs = 3_000, loadMs = 1_000 } = adapter;
      const there = this.#pass(total + downloadMs);
      total += downloadMs + loadMs;
      return { adapter, there, loaded: this.#pass(total) };
    });
    for (const { adapter, there, loaded } of steps) {
      await there;
      downloaded();
      this.#checkLoad(adapter, wish);
      await loaded;
    }
    return total;
  }

  async #find(id: string, wish: AdapterWish): Promise<KnownAdapter> {
    const named = (wish.source ?? this.#settings.defaultAdapterSource).toLowerCase();
    const source = sources.find((one) => one === named);
    if (!source) throw fails.invalidSource(wish.source ?? '', id);
    if (source === 'pbase') return this.#findPbase(id, wish);
    const adapter = this.known.find((one) => one.id === id && one.source === source);
    if (source === 'hub' && wish.token?.startsWith('pb_')) throw fails.unauthorized(id);
    if (!adapter || (adapter.token !== undefined && wish.token === undefined)) throw absent(source, id);
    if (adapter.token !== undefined && adapter.token !== wish.token) throw fails.unauthorized(id);
    return adapter;
  }

  /** The download step falls back on the server's own token; the load step, later, does not. */
  async #findPbase(id: string, wish: AdapterWish): Promise<KnownAdapter> {
    if (id.split('/').length !== 2) throw fails.modelId(id);
    const token = wish.token ?? this.#settings.serverToken;
    if (token === undefined) throw fails.tokenNeeded();
    const found = this.resolvePbase
      ? await this.resolvePbase(id, token)
      : (this.known.find((one) => one.id === id && one.source === 'pbase') ?? 'unknown');
    if (found === 'unknown') throw fails.unknownRepo(id);
    const refused = found === 'unauthorized' || (found.token !== undefined && !token.startsWith(found.token));
    if (refused) throw fails.unknownRepo(id);
    if (/^(pending|queued|stopping)$/.test(found.status ?? '')) throw fails.notReady(id, found.status!);
    if (found.hasPath === false) throw fails.notYet(id);
    return found;
  }

  #checkLoad(adapter: KnownAdapter, wish: AdapterWish): void {
    const { modelId, architecture, kind } = this.#settings;
    if (adapter.failure !== undefined) throw fails.scripted(adapter.failure);
    if (kind === 'classify') throw fails.noAdapters();
    if (adapter.source === 'pbase' && wish.token === undefined) throw fails.tokenNeededToLoad();
    const theirs = adapter.architecture;
    if (theirs !== undefined && theirs !== architecture) {
      throw fails.incompatible(adapter.id, modelId, theirs, architecture);
    }
    if (adapter.size === 'too-large') throw fails.tooLarge(adapter.id);
  }

  async #pass(ms: number): Promise<void> {
    if (ms <= 0 || (!this.#clock.live && !this.#modes.holdLoads)) return;
    await new Promise<void>((done) => this.#clock.after(ms, done));
  }

  /** An idle adapter stays until its place is wanted. */
  #makeRoom(): void {
    const ready = [...this.#resident].filter(([, { state }]) => state === 'Ready');
    if (ready.length <= this.#settings.maxActiveAdapters) return;
    const [oldest] = ready.sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    this.#resident.delete(oldest![0]);
  }
}

function absent(source: Source, id: string): LoraxError {
  return source === 'local' ? fails.noWeights(id) : fails.noConfig();
}
