import { t } from '@vscode/l10n';
import type { InvokeEvent } from '../inference.ts';
import type { ReplicateApi } from './api.ts';
import { progressIn } from './ending.ts';
import type { Interface } from './form.ts';
import { partsOf, textOf } from './outputs.ts';
import { isOver } from './runs.ts';
import type { Reading } from './predictions.ts';

/** One run as it is shown: what is new in each reading becomes events. */
export class Answer {
  #text = '';
  #parts = '';
  #waiting = '';
  readonly #api: ReplicateApi;
  readonly #face: Interface | undefined;
  readonly #delivery: string;

  constructor(api: ReplicateApi, face: Interface | undefined, delivery: string) {
    this.#api = api;
    this.#face = face;
    this.#delivery = delivery;
  }

  /** A piece of text, and when it arrived. */
  piece(text: string, at = this.#at()): InvokeEvent[] {
    if (text === '') return [];
    this.#text += text;
    return [{ type: 'token', at, text, channel: 'content' }];
  }

  /** What to wait for, said once each. */
  waiting(message: string): InvokeEvent[] {
    if (message === this.#waiting) return [];
    this.#waiting = message;
    return [{ type: 'waiting', at: this.#at(), message }];
  }

  /** How far a run is. Text is left to the stream where there is one. */
  progress({ wire }: Reading, streamed: boolean): InvokeEvent[] {
    if (isOver(wire.status)) return [];
    if (wire.status === 'starting')
      return this.waiting(t('Waiting for an instance: a cold boot may take minutes'));
    const progress = progressIn(wire.logs);
    const running = wire.status === 'processing' ? t('Running') : t`Replicate says “${wire.status}”`;
    const said = this.waiting(progress === undefined ? running : t`Running: ${progress}`);
    return streamed ? said : [...said, ...this.#grown(wire.output)];
  }

  /** The output of a run that is over. Where it differs from what was streamed, it replaces that. */
  final({ wire }: Reading): InvokeEvent[] {
    const kind = this.#face?.output;
    const text = textOf(kind, wire.output);
    if (text === undefined) {
      const gone = wire.output === null || wire.output === undefined;
      return gone || (this.#text !== '' && joined(wire.output) === this.#text)
        ? []
        : this.#output(wire.output);
    }
    if (text.startsWith(this.#text)) return this.piece(text.slice(this.#text.length));
    this.#text = text;
    return [{ type: 'output', at: this.#at(), parts: [{ kind: 'text', text }] }];
  }

  #grown(output: unknown): InvokeEvent[] {
    const kind = this.#face?.output;
    if (kind === 'growing' || kind === 'files') return this.#output(output);
    const text = kind === 'text' ? textOf(kind, output) : undefined;
    return text?.startsWith(this.#text) ? this.piece(text.slice(this.#text.length)) : [];
  }

  #output(output: unknown): InvokeEvent[] {
    const parts = partsOf(this.#face?.output, output, this.#delivery);
    const same = JSON.stringify(parts);
    if (parts.length === 0 || same === this.#parts) return [];
    this.#parts = same;
    return [{ type: 'output', at: this.#at(), parts }];
  }

  #at(): number {
    return this.#api.clock.monotonic();
  }
}

/** Without a schema a streamed text comes back as the list of its pieces. */
function joined(output: unknown): string | undefined {
  return Array.isArray(output) && output.every((each) => typeof each === 'string')
    ? output.join('')
    : undefined;
}
