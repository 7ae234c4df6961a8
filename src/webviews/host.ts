/**
 * What a panel has around it: the editor's API, or in a plain browser whatever page defines
 * `acquireVsCodeApi`. Nothing else here knows that VS Code exists.
 */
import type { Calls, PanelData, PanelState } from './protocol.ts';
import { Pulse } from './pulse.ts';
import { Rpc, type ClientRpc } from './rpc.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<C extends Calls<C>, Events, View> {
  rpc: ClientRpc<C, Events>;
  /** Whether the other end still answers. */
  pulse: Pulse;
  /** What the page was opened for. */
  data: PanelData;
  /** The view that was kept before a reload. */
  view: Partial<View>;
  /** Keeps navigation and the state of the interface; never what the host can be asked for again. */
  keep: (
    change: { [K in keyof PanelData]?: PanelData[K] | undefined } & {
      done?: boolean;
      view?: { [K in keyof View]?: View[K] | undefined };
    },
  ) => void;
}

export function connectHost<C extends Calls<C>, Events, View>(root: HTMLElement): Host<C, Events, View> {
  const api = acquireVsCodeApi();
  const pulse = new Pulse({
    ask: () => rpc.ping(),
    visible: () => document.visibilityState === 'visible',
  });
  document.addEventListener('visibilitychange', () => pulse.look());
  const rpc: ClientRpc<C, Events> = new Rpc({
    post: (message) => {
      api.postMessage(message);
      pulse.called();
    },
    listen: (receive) => {
      const listener = (event: MessageEvent<unknown>): void => {
        pulse.heard();
        receive(event.data);
      };
      window.addEventListener('message', listener);
      return () => window.removeEventListener('message', listener);
    },
  });
  const kept = (api.getState() ?? {}) as PanelState<Partial<View>>;
  const { key, draftId } = root.dataset;
  let state: PanelState<Partial<View>> = {
    ...(key === undefined ? {} : { key }),
    ...(draftId === undefined ? {} : { draftId }),
    ...kept,
  };
  // At once: a panel that is hidden and reloaded before it has loaded must come back as what it was.
  api.setState(state);
  return {
    rpc,
    pulse,
    data: state,
    view: state.view ?? {},
    keep: ({ view, ...data }) => {
      // A thing that is gone (the draft that became a deployment) is undefined here, and absent in JSON.
      const next = { ...state, ...data, view: { ...state.view, ...view } };
      state = JSON.parse(JSON.stringify(next)) as PanelState<Partial<View>>;
      api.setState(state);
    },
  };
}
