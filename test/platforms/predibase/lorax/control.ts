import { SimControl } from '../../kit/control.ts';
import type { FaultBook } from '../../kit/faults.ts';
import type { RequestLog } from '../../kit/requestLog.ts';
import type { KnownAdapter } from './adapterTable.ts';
import type { Engine, SeenRequest } from './engine.ts';
import type { Ledger } from './ledger.ts';
import type { LoraxModes, ServerSettings, ServerState } from './options.ts';

/** Opens and closes the server's port; a closed one refuses connections, as while weights load. */
export interface Door {
  open(): Promise<void>;
  shut(): Promise<void>;
}

/** What a test (or `POST /control/…`) may do to the server behind its back. */
export class LoraxControl extends SimControl {
  readonly engine: Engine;
  readonly #ledger: Ledger;
  readonly #door: Door;

  constructor(engine: Engine, parts: { faults: FaultBook; log: RequestLog; ledger: Ledger; door: Door }) {
    super(engine.clock, parts.faults, parts.log);
    this.engine = engine;
    this.#ledger = parts.ledger;
    this.#door = parts.door;
  }

  setPace(pace: 'instant' | 'timed'): void {
    this.engine.paced = pace === 'timed';
  }

  setModes(modes: Partial<LoraxModes>): void {
    Object.assign(this.engine.modes, modes);
  }

  /** As if the server had been started with other flags; nothing resident is dropped. */
  setSettings(settings: Partial<ServerSettings>): void {
    Object.assign(this.engine.settings, settings);
  }

  async setState(state: ServerState): Promise<void> {
    this.engine.state = state;
    this.#ledger.record('server', state === 'starting' ? 0 : 1);
    await (state === 'starting' ? this.#door.shut() : this.#door.open());
  }

  /** A new process on the same port: adapters, metrics and troubles are gone. */
  async restart(): Promise<void> {
    this.engine.restart();
    await this.setState('healthy');
  }

  addAdapter(adapter: KnownAdapter): void {
    const { known } = this.engine.adapters;
    const old = known.findIndex(({ id, source }) => id === adapter.id && source === adapter.source);
    if (old === -1) known.push(adapter);
    else known[old] = adapter;
  }

  /** Resident adapters and where they are in their life. */
  adapters(): Record<string, string> {
    return this.engine.adapters.states();
  }

  downloads(): number {
    return this.engine.adapters.downloads;
  }

  /** Requests that are pretended to be served, towards `maxConcurrentRequests`. */
  occupy(requests: number): void {
    this.engine.occupied = requests;
    this.engine.metrics.gauge('lorax_batch_current_size', requests);
  }

  setQueue(length: number): void {
    this.engine.metrics.gauge('lorax_queue_length', length);
  }

  seen(): SeenRequest[] {
    return [...this.engine.seen];
  }

  crashes(): number {
    return this.engine.crashes;
  }

  /** Time the server was up, and what the machine cost meanwhile. */
  cost(range: { from?: number; to?: number } = {}): ReturnType<Ledger['cost']> {
    return this.#ledger.cost(range);
  }
}
