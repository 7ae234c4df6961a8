import type { OwnPrices } from './price-book.ts';
import type { Workbench } from './workbench.ts';

/** Everything that a connector needs from outside, so that it runs in VS Code, in a test, on a command line. */
export interface ConnectContext {
  credentials: Record<string, string>;
  /** Overrides by BaseUrl.key. */
  baseUrls?: Record<string, string>;
  /** Default: `globalThis.fetch` taken at call time, so that VS Code's proxy and certificates hold. */
  fetch?: typeof fetch;
  clock?: Clock;
  log?: Log;
  /** Servers that the person registered, where the definition has `servers`. */
  servers?: ServerEntry[];
  /** Prices that the person set. */
  prices?: OwnPrices;
  /** Programs and files of the machine that the person works on. Absent: there are none, or they may not be used. */
  workbench?: Workbench;
  /** Small facts that the platform forgets (replica bounds before a stop). Default: this process only. */
  memory?: Memory;
}

export interface Clock {
  /** ms since epoch. */
  now(): number;
  /** Monotonic ms, for durations. */
  monotonic(): number;
  /** Rejects with an AbortError when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

/** A server of the person's own, registered by URL. */
export interface ServerEntry {
  /** Made when it was registered; never changes. */
  id: string;
  label: string;
  /** As `ServerSupport.normalize` gave it. */
  url: string;
  /** Sent as bearer token; absent = none is needed. A secret. */
  token?: string;
  /** For fetching adapters (`ServerSupport.adapterToken`), sent with tests that need it. A secret. */
  adapterToken?: string;
  /** ms since epoch. */
  addedAt?: number;
}
