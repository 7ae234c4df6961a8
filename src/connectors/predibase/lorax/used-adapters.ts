import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { AdapterChoice } from '../../catalogue.ts';
import type { Memory } from '../../context.ts';
import type { AskedAdapter } from './adapter.ts';
import { adapterSources } from './target.ts';
import { parsed } from './wire.ts';

const most = 20;

const kept = v.array(v.object({ id: v.string(), source: v.picklist(adapterSources) }));

/** LoRAX cannot list adapters: what was used with success is remembered, the newest first. */
export class UsedAdapters {
  readonly #memory: Memory;
  readonly #key: string;

  constructor(serverId: string, memory: Memory) {
    this.#memory = memory;
    this.#key = `lorax/${serverId}/adapters`;
  }

  add(used: AskedAdapter): void {
    const others = this.#read().filter(({ id, source }) => id !== used.id || source !== used.source);
    const list = [{ id: used.id, source: used.source }, ...others].slice(0, most);
    const text = JSON.stringify(list);
    if (text !== this.#memory.get(this.#key)) this.#memory.set(this.#key, text);
  }

  choices(base: string | undefined): AdapterChoice[] {
    const list = this.#read();
    return list.map(({ id, source }) => ({
      id,
      name: id,
      kind: 'adapter',
      source,
      ...(base === undefined ? {} : { base }),
      // The router finds a loaded adapter by its id alone (router/src/loader.rs).
      ...(list.some((other) => other.id === id && other.source !== source)
        ? { note: t('Used from more than one source: while one of them is loaded, it answers for all.') }
        : {}),
    }));
  }

  forget(): void {
    this.#memory.set(this.#key, undefined);
  }

  #read(): AskedAdapter[] {
    const read = v.safeParse(kept, parsed(this.#memory.get(this.#key) ?? ''));
    return read.success ? read.output : [];
  }
}
