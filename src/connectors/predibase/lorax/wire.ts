import * as v from 'valibot';
import { details as listed, flag, maybe, text, tokens as counted } from '../../lenient.ts';

/** Bodies of a LoRAX server (its router/src/lib.rs); newer deployments answer in the common OpenAI shapes. */

/** A limit that cannot be one counts as not told. */
const tokens = maybe(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));

export const info = v.object({
  // An id at the hub or a path: what is longer or has lines in it comes from something else.
  model_id: v.pipe(v.string(), v.regex(/\S/), v.regex(/^\P{Cc}{1,1000}$/u)),
  max_total_tokens: tokens,
  max_input_length: tokens,
  model_pipeline_tag: text,
  request_logger_url: text,
});
export type LoraxInfo = v.InferOutput<typeof info>;

const tokenDetails = v.object({
  finish_reason: text,
  prompt_tokens: counted,
  generated_tokens: counted,
});

const usage = v.object({
  prompt_tokens: counted,
  completion_tokens: counted,
  prompt_tokens_details: maybe(v.object({ cached_tokens: counted })),
  completion_tokens_details: maybe(v.object({ reasoning_tokens: counted })),
});

const toolCall = v.object({ function: maybe(v.object({ name: text, arguments: text })) });

/** `delta` while streaming, `message` in one piece. */
const said = maybe(
  v.object({
    content: text,
    reasoning: text,
    reasoning_content: text,
    tool_calls: maybe(listed(toolCall)),
  }),
);

/** One event of a stream or one whole answer, of any route: the parts that others do not have are absent. */
export const piece = v.object({
  id: text,
  token: maybe(v.object({ text, special: flag })),
  /** Null in a native stream until its last event. */
  generated_text: text,
  details: maybe(tokenDetails),
  choices: v.optional(
    v.fallback(listed(v.object({ delta: said, message: said, text, finish_reason: text })), []),
    [],
  ),
  usage: maybe(usage),
});
export type Piece = v.InferOutput<typeof piece>;
export type WireUsage = v.InferOutput<typeof usage>;

export function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
