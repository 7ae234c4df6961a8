import type { Calls } from '../../webviews/protocol.ts';
import type { Handlers, ServerRpc, Validators } from '../../webviews/rpc.ts';
import type { PanelType } from '../ids.ts';

/** One open panel, as its handlers see it. */
export interface PanelContext {
  /** A deployment's key, `draft:<id>`, or undefined for a panel about nothing in particular. */
  readonly target: string | undefined;
  /** From now on the panel is about something else: what it made. */
  retarget(target: string | undefined): void;
  /** Its work is done: from now on a command for the same target opens a new panel. */
  release(): void;
  readonly visible: boolean;
  close(): void;
  setTitle(title: string): void;
}

/** Every page first asks what it is about. */
export type PanelCalls<C> = Calls<C> & { load: { in: undefined; out: unknown } };

/** What makes a kind of panel: how it is called, what answers its page, what it hears of the fleet. */
export interface PanelKind<C extends PanelCalls<C>, E> {
  type: PanelType;
  title(target: string | undefined): string;
  validators: Validators<C>;
  open(context: PanelContext, emit: ServerRpc<C, E>['emit']): PanelSide<C>;
}

/** The host's side of one open panel. */
export interface PanelSide<C extends Calls<C>> {
  handlers: Handlers<C>;
  /** Called for each change while the panel is visible, and once when it comes back into view. */
  update(): void;
  dispose?(): void;
}
