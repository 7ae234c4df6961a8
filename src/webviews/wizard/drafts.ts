import type { Host } from '../host.ts';
import type { DeploymentSpec, Draft, PlatformId, WizardCalls, WizardEvents } from '../protocol.ts';
import type { ClientRpc } from '../rpc.ts';
import type { WizardView } from './steps.ts';

export type WizardHost = Host<WizardCalls, WizardEvents, WizardView>;
export type WizardRpc = ClientRpc<WizardCalls, WizardEvents>;

/** Saves one draft, one save after the other, so that two quick ones never make two drafts. */
export class DraftSaver {
  readonly #rpc: WizardRpc;
  #id: string | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #saved = '';

  /** `id`: of the draft that the page was about before it was made anew, if there is none any more. */
  constructor(rpc: WizardRpc, draft: Draft | undefined, id?: string) {
    this.#rpc = rpc;
    this.#id = draft?.id ?? id;
    if (draft !== undefined) this.#saved = JSON.stringify([draft.platform, draft.spec]);
  }

  isSaved(platform: PlatformId, spec: DeploymentSpec): boolean {
    return this.#saved === JSON.stringify([platform, spec]);
  }

  save(platform: PlatformId, spec: DeploymentSpec): Promise<Draft> {
    const next = this.#last.catch(() => undefined).then(() => this.#saveNow(platform, spec));
    this.#last = next;
    return next;
  }

  async #saveNow(platform: PlatformId, spec: DeploymentSpec): Promise<Draft> {
    const id = this.#id === undefined ? {} : { id: this.#id };
    const draft = await this.#rpc.call('saveDraft', { ...id, platform, spec });
    this.#id = draft.id;
    this.#saved = JSON.stringify([platform, spec]);
    return draft;
  }
}
