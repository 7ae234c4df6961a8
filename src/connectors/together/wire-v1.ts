import * as v from 'valibot';
import { count, details, flag, int64, maybe, quantity, text, time, tokens } from '../lenient.ts';

/** Bodies of the v1 API: identity, the older dedicated endpoints, their hardware, serverless models. */

export const whoami = v.object({
  project_id: v.string(),
  project_name: text,
  project_slug: text,
  organization_id: text,
  organization_name: text,
});

/** Items of the list lack hardware, autoscaling and display_name. */
export const endpointV1 = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  name: v.string(),
  display_name: text,
  model: text,
  hardware: text,
  type: text,
  state: v.optional(v.fallback(v.string(), ''), ''),
  autoscaling: maybe(v.object({ min_replicas: quantity, max_replicas: quantity })),
  inactive_timeout: quantity,
  created_at: time,
});

export const hardwareV1 = v.object({
  id: v.string(),
  pricing: maybe(v.object({ cents_per_minute: quantity })),
});

const amount = maybe(v.union([v.number(), v.string()]));

export const modelInfo = v.object({
  id: v.string(),
  type: text,
  display_name: text,
  organization: text,
  link: text,
  context_length: quantity,
  /** USD per million tokens; all zeros means unknown. */
  pricing: maybe(v.object({ input: amount, output: amount, cached_input: amount })),
});

const usage = v.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens,
  cached_tokens: tokens,
  prompt_tokens_details: maybe(v.object({ cached_tokens: tokens })),
  completion_tokens_details: maybe(v.object({ reasoning_tokens: tokens })),
});

const toolCall = v.object({
  index: quantity,
  function: maybe(v.object({ name: text, arguments: text })),
});

/** `delta` while streaming, `message` in one piece, `text` from the completions route. */
const said = maybe(
  v.object({
    content: text,
    reasoning: text,
    reasoning_content: text,
    tool_calls: maybe(details(toolCall)),
  }),
);

export const completion = v.object({
  choices: details(v.object({ index: count, delta: said, message: said, text, finish_reason: text })),
  /** The completions route streams its token here as well as in the choice. */
  token: maybe(v.object({ text, special: flag })),
  finish_reason: text,
  usage: maybe(usage),
  error: v.optional(v.unknown()),
});

/** Counts come as strings, everything may be missing. */
const metricGroups = {
  requestMetrics: maybe(
    v.object({
      totalRequests: int64,
      successfulRequests: int64,
      failedRequests: int64,
      requestsPerSecond: quantity,
    }),
  ),
  tokenMetrics: maybe(v.object({ totalInputTokens: int64, totalOutputTokens: int64 })),
  latencyMetrics: maybe(v.record(v.string(), v.unknown())),
  throughputMetrics: maybe(v.record(v.string(), v.unknown())),
  errorMetrics: maybe(v.object({ errorRate: quantity })),
  resourceUtilization: maybe(v.record(v.string(), v.unknown())),
};

export const metrics = v.object({
  ...metricGroups,
  deploymentMetrics: details(v.object({ deploymentId: text, ...metricGroups })),
});

const series = details(v.object({ timestamp: time, values: maybe(v.record(v.string(), v.unknown())) }));

export const analytics = v.object({
  metrics: maybe(metrics),
  timeSeries: series,
  deploymentAnalytics: details(v.object({ deploymentId: text, metrics: maybe(metrics), timeSeries: series })),
});

export type Whoami = v.InferOutput<typeof whoami>;
export type EndpointV1 = v.InferOutput<typeof endpointV1>;
export type HardwareV1 = v.InferOutput<typeof hardwareV1>;
export type ModelInfo = v.InferOutput<typeof modelInfo>;
export type Completion = v.InferOutput<typeof completion>;
export type WireUsage = v.InferOutput<typeof usage>;
export type Analytics = v.InferOutput<typeof analytics>;
