import type { Memory, ServerEntry } from '../../context.ts';
import { probe } from './probe.ts';
import type { ProbeResult } from './probe.ts';
import { statusOf } from './status.ts';
import type { ServerStatus } from './status.ts';
import type { LoraxTarget } from './target.ts';
import { generationStuck, generationWorked } from './trouble.ts';
import type { LoraxInfo } from './wire.ts';

/** One server between looks: what is known of it, here and in the memory. */
export class Watch {
  readonly #target: LoraxTarget;
  readonly #patience: number | undefined;
  readonly #memory: Memory;
  readonly #key: string;
  readonly #addedAt: number;
  #last: ProbeResult | undefined;
  #info: LoraxInfo | undefined;
  #misses = 0;
  #steady = false;

  constructor(entry: ServerEntry, target: LoraxTarget, memory: Memory, patience?: number) {
    this.#target = target;
    this.#patience = patience;
    this.#memory = memory;
    this.#key = `lorax/${entry.id}/`;
    this.#addedAt = entry.addedAt ?? target.clock.now();
  }

  /** What /info said; after a failure it is asked again, for another server may stand there. */
  get info(): LoraxInfo | undefined {
    return this.#info;
  }

  /** The model that it ran when it was last healthy. */
  get modelId(): string | undefined {
    return this.#info?.model_id ?? this.#memory.get(`${this.#key}model`);
  }

  async look(signal?: AbortSignal, fresh = false): Promise<ServerStatus> {
    const last = await probe(
      { ...this.#target, patience: this.#patience },
      signal,
      fresh ? undefined : this.#info,
    );
    this.#last = last;
    this.#misses = last.kind === 'silent' ? this.#misses + 1 : 0;
    if (last.kind !== 'silent') this.#steady = last.kind === 'healthy';
    if (last.kind === 'healthy') this.#healthy(last.info);
    else this.#info = undefined;
    // A process that is gone takes its troubles with it.
    if (last.kind === 'unreachable') generationWorked(this.#target);
    return this.status();
  }

  status(): ServerStatus {
    const since = this.#memory.get(`${this.#key}healthy`);
    return statusOf(
      {
        last: this.#last,
        addedAt: this.#addedAt,
        healthySince: since === undefined ? undefined : Number(since) || 0,
        misses: this.#misses,
        steady: this.#steady,
        generationStuck: generationStuck(this.#target),
      },
      this.#target.clock.now(),
    );
  }

  forget(): void {
    for (const name of ['healthy', 'model']) this.#memory.set(this.#key + name, undefined);
  }

  #healthy(info: LoraxInfo): void {
    this.#info = info;
    this.#keep('model', info.model_id);
    if (this.#memory.get(`${this.#key}healthy`) === undefined)
      this.#keep('healthy', String(this.#target.clock.now()));
  }

  #keep(name: string, value: string): void {
    if (this.#memory.get(this.#key + name) !== value) this.#memory.set(this.#key + name, value);
  }
}
