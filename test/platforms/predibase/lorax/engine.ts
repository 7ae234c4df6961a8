import type { IncomingHttpHeaders } from 'node:http';
import type { SimClock } from '../../kit/clock.ts';
import { AdapterCache } from './adapters.ts';
import { type KnownAdapter } from './adapterTable.ts';
import { rejection } from './errors.ts';
import { Metrics } from './metrics.ts';
import type { LoraxModes, ServerSettings, ServerState, Timing } from './options.ts';

/** What one inference request carried, for tests on privacy and on fields that do nothing. */
export interface SeenRequest {
  readonly at: number;
  readonly route: string;
  readonly adapters: readonly string[];
  readonly source: string | undefined;
  readonly token: 'none' | 'predibase' | 'huggingface' | 'other';
  readonly tokenFrom: 'none' | 'header' | 'body';
  readonly unknownFields: readonly string[];
}

/** A simulator may run for days. */
const seenLimit = 10_000;

/** One inference server: its settings, its memory and its troubles. Routes beside this file give it a voice. */
export class Engine {
  readonly clock: SimClock;
  readonly settings: ServerSettings;
  readonly modes: LoraxModes;
  readonly timing: Timing;
  paced: boolean;
  state: ServerState = 'healthy';
  readonly metrics = new Metrics();
  readonly adapters: AdapterCache;
  readonly seen: SeenRequest[] = [];
  /** Requests being served, and those that a test pretends to be served. */
  inFlight = 0;
  occupied = 0;
  /** Times that a request killed the router process. */
  crashes = 0;
  onCrash: () => void = () => undefined;
  onRequest: () => void = () => undefined;

  constructor(
    clock: SimClock,
    options: {
      settings: ServerSettings;
      modes: LoraxModes;
      timing: Timing;
      paced: boolean;
      adapters: KnownAdapter[];
    },
  ) {
    this.clock = clock;
    this.settings = options.settings;
    this.modes = options.modes;
    this.timing = options.timing;
    this.paced = options.paced;
    this.adapters = new AdapterCache(clock, this.settings, this.modes, options.adapters);
    this.adapters.onFailure = (err) => this.metrics.count('lorax_request_failure', { err });
  }

  /** A new process: adapters, metrics and troubles are gone. */
  restart(): void {
    this.metrics.reset();
    this.adapters.forget();
    this.occupied = 0;
    this.state = 'healthy';
  }

  crash(): Error {
    this.crashes += 1;
    this.onCrash();
    return rejection(502, 'connection closed');
  }

  note(
    route: string,
    adapter: { ids: readonly string[]; source: string | undefined; token: string | undefined },
    headers: IncomingHttpHeaders,
    unknownFields: readonly string[],
  ): void {
    const { token } = adapter;
    const inHeader = headers.authorization !== undefined && headers.authorization.endsWith(token ?? '\0');
    if (this.seen.length >= seenLimit) this.seen.shift();
    this.seen.push({
      at: this.clock.now(),
      route,
      adapters: adapter.ids,
      source: adapter.source,
      token: kindOf(token),
      tokenFrom: token === undefined ? 'none' : inHeader ? 'header' : 'body',
      unknownFields,
    });
  }
}

function kindOf(token: string | undefined): SeenRequest['token'] {
  if (token === undefined) return 'none';
  if (token.startsWith('pb_')) return 'predibase';
  return token.startsWith('hf_') ? 'huggingface' : 'other';
}
