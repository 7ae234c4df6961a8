import type { AdapterWish } from './adapters.ts';

/** One generation, whichever route asked for it; ranges are not yet checked. */
export interface GenerationRequest {
  readonly inputs: string;
  readonly adapter: AdapterWish;
  readonly merge: MergeWish | undefined;
  readonly bestOf: number | undefined;
  readonly temperature: number | undefined;
  readonly repetitionPenalty: number | undefined;
  readonly frequencyPenalty: number | undefined;
  readonly presencePenalty: number | undefined;
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly typicalP: number | undefined;
  readonly doSample: boolean;
  readonly seed: number | undefined;
  readonly maxNewTokens: number | undefined;
  readonly ignoreEos: boolean;
  readonly returnFullText: boolean;
  readonly stop: readonly string[];
  readonly truncate: number | undefined;
  readonly details: boolean;
  readonly prefillDetails: boolean;
  readonly alternatives: number | undefined;
  /** Forces JSON; `null` schema means any object. */
  readonly format: { readonly schema: unknown } | undefined;
  readonly stream: boolean;
}

export interface MergeWish {
  readonly ids: readonly string[];
  readonly weights: readonly number[];
  readonly strategy: string;
  readonly density: number;
  readonly signMethod: string;
}

/** `""` and `__base_model__` are the base model; one of these is no adapter at all. */
export function wishFor(
  id: string | undefined,
  merge: MergeWish | undefined,
  source: string | undefined,
  token: string | undefined,
): AdapterWish {
  if (merge) return { ids: merge.ids, source, token, mergeKey: JSON.stringify(merge) };
  const base = id === undefined || id === '' || id === '__base_model__';
  return { ids: base ? [] : [id], source, token, mergeKey: undefined };
}
