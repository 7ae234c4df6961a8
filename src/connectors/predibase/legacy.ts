import type * as v from 'valibot';
import type { Memory } from '../context.ts';
import { PlatformError } from '../errors.ts';
import type { PredibaseApi } from './api.ts';

const prefixes = ['', '/v1'];

/**
 * The paths from before v2. SDK 2025 calls them without a version, SDK 2024 under /v1; an installation has
 * the one or the other. Found out by asking, and remembered per gateway.
 */
export class LegacyPaths {
  readonly #api: PredibaseApi;
  readonly #memory: Memory;

  constructor(api: PredibaseApi, memory: Memory) {
    this.#api = api;
    this.#memory = memory;
  }

  async get<T extends v.GenericSchema>(
    schema: T,
    path: string,
    query: Record<string, string | boolean> = {},
    signal?: AbortSignal,
  ): Promise<v.InferOutput<T>> {
    const key = `predibase.legacyPrefix.${this.#api.gateway}`;
    const known = this.#memory.get(key) ?? '';
    let missing: PlatformError | undefined;
    for (const prefix of [known, ...prefixes.filter((each) => each !== known)]) {
      try {
        const answer = await this.#api.get(schema, `${prefix}${path}`, query, signal);
        if (prefix !== known) this.#memory.set(key, prefix);
        return answer;
      } catch (error) {
        if (!(error instanceof PlatformError) || error.data.status !== 404) throw error;
        missing ??= error;
      }
    }
    throw missing ?? new Error('there is at least one prefix');
  }
}
