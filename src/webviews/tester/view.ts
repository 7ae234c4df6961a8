import type { Host } from '../host.ts';
import type { TesterCalls, TesterEvents } from '../protocol.ts';
import type { ClientRpc } from '../rpc.ts';
import type { AdapterPick } from './adapters.ts';
import type { Form } from './form.ts';

/** What the panel keeps of itself over a reload. */
export interface TesterView {
  form: Form;
  compare: { on: boolean; picks: AdapterPick[] };
}

export type TesterHost = Host<TesterCalls, TesterEvents, TesterView>;
export type TesterRpc = ClientRpc<TesterCalls, TesterEvents>;
