/**
 * The other end of a panel, in the same page: the real Rpc and the real validators over an `acquireVsCodeApi`
 * that passes JSON, as the editor does. `?scenario=` chooses how it behaves.
 */
import { PlatformError } from '../../../../src/connectors/errors.ts';
import type { Calls, PlatformId } from '../../../../src/webviews/protocol.ts';
import {
  Rpc,
  type Handlers,
  type Port,
  type ServerRpc,
  type Validators,
} from '../../../../src/webviews/rpc.ts';

export type Scenario =
  | 'huge'
  | 'good'
  | 'failing'
  | 'slow'
  | 'empty'
  | 'unread'
  | 'edit'
  | 'stopped'
  | 'draft'
  | 'environment'
  | 'unrouted'
  /** Models with inputs of their own: known, unknown, not readable, with outputs that are gone. */
  | 'inputs'
  | 'raw'
  | 'formless'
  | 'expired'
  /** A server of the person's own with many adapters. */
  | 'lorax'
  /** Platforms with settings of their own and inferred states. */
  | 'options'
  | 'options-edit'
  | 'inferred'
  | 'deleting'
  | 'undeleted'
  /** Two ways to run a model, lists of the account, a file to write, a build of minutes. */
  | 'modal'
  | 'modal-edit'
  | 'modal-managed'
  /** Its lists and its plan fail first. */
  | 'modal-broken'
  /** The page is made anew while its deploy is under way. */
  | 'modal-underway'
  /** A container must start first; or a token is missing. */
  | 'modal-cold'
  | 'modal-token'
  /** The panel's state cannot be had. */
  | 'unreachable'
  | 'keyless'
  /** The platform refuses the plan; the deployment that was made fails. */
  | 'refused'
  | 'doomed';

export interface Seen {
  calls: { name: string; input: unknown }[];
  cancelled: string[];
  logged: string[];
}

declare global {
  interface Window {
    /** What the panel asked of its host, for the tests. */
    seen: Seen;
    acquireVsCodeApi: () => unknown;
  }
}

const throughJson = (message: unknown): unknown =>
  message === undefined ? undefined : (JSON.parse(JSON.stringify(message)) as unknown);

const stateKey = `state ${location.pathname}${location.search}`;
const fromPanel = new Set<(message: unknown) => void>();
let deaf = false;
Object.assign(window, { fallSilent: (silent: boolean) => (deaf = silent) });
let acquired = false;

window.seen = { calls: [], cancelled: [], logged: [] };
window.acquireVsCodeApi = () => {
  // As in the editor: a second time is an error.
  if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
  acquired = true;
  return {
    postMessage: (message: unknown) => {
      const copy = throughJson(message);
      if (!deaf) queueMicrotask(() => fromPanel.forEach((receive) => receive(copy)));
    },
    getState: () => (JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') as unknown) ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  };
};

const port: Port = {
  post: (message) => window.postMessage(throughJson(message), '*'),
  listen: (receive) => {
    fromPanel.add(receive);
    return () => void fromPanel.delete(receive);
  },
};

export const scenario = (new URLSearchParams(location.search).get('scenario') ?? 'good') as Scenario;

export function serve<C extends Calls<C>, Events>(
  validators: Validators<C>,
  handlers: (rpc: ServerRpc<C, Events>) => Handlers<C>,
): ServerRpc<C, Events> {
  const rpc: ServerRpc<C, Events> = new Rpc(port, (message) => window.seen.logged.push(message));
  const table = handlers(rpc);
  const watched: Partial<Handlers<C>> = {};
  for (const name of Object.keys(table) as (keyof C & string)[]) {
    watched[name] = (input, signal) => {
      window.seen.calls.push({ name, input });
      signal.addEventListener('abort', () => window.seen.cancelled.push(name));
      const answer = () => table[name](input, signal);
      if (held.has(name)) return whenTold(signal).then(answer);
      failIf(name === 'load' && scenario === 'unreachable', unavailable);
      failIf(name === 'load' && scenario === 'keyless', keyless);
      return answer();
    };
  }
  rpc.handle(watched as Handlers<C>, validators);
  return rpc;
}

/** The calls that are answered when the test says so: `?hold=load,plan`, or from now on. */
const held = new Set(new URLSearchParams(location.search).get('hold')?.split(',') ?? []);
Object.assign(window, { hold: (...names: string[]) => names.forEach((name) => held.add(name)) });

/** Answers after a moment; in the slow scenario after a long one. Ends early when it is cancelled. */
export function later<T>(value: T, signal: AbortSignal, ms = scenario === 'slow' ? 60_000 : 20): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(value), ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new PlatformError({ code: 'cancelled', message: 'Cancelled.' }));
    });
  });
}

const told: PromiseWithResolvers<void> = Promise.withResolvers();
Object.assign(window, { goOn: () => told.resolve() });

/** Answers when the test says so, so that what is shown meanwhile stays for as long as it is looked at. */
export function whenTold(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(new PlatformError({ code: 'cancelled', message: 'Cancelled.' })),
    );
    void told.promise.then(resolve);
  });
}

export function failIf(when: boolean, error: PlatformError['data']): void {
  if (when) throw new PlatformError(error);
}

export const unavailable = {
  code: 'unavailable',
  platform: 'together',
  message: 'Together AI is overloaded.',
  hint: 'Try again in a minute; nothing was changed.',
  status: 503,
  platformMessage: 'no healthy upstream',
  requestId: 'req_9f31c2',
} as const;

export const unavailableAt = (platform: PlatformId, name: string) => ({
  ...unavailable,
  platform,
  message: `${name} is overloaded.`,
});

const keyless = {
  code: 'unauthorized',
  platform: 'together',
  message: 'Together AI is not connected.',
  hint: 'Connect it to see this deployment.',
} as const;

export const common = {
  action: () => undefined,
  connect: () => ({ connected: true }),
  addServer: () => ({ added: true }),
  remedy: () => undefined,
  copy: () => undefined,
  openExternal: () => undefined,
  closePanel: () => undefined,
};
