import type { ErrorData } from './errors.ts';
import type { NanoUsd } from './domain.ts';

/** One test of an endpoint, as a person writes it. Absent = the platform's default. */
export interface InvokeRequest {
  prompt: string;
  system?: string;
  maxTokens?: number;
  /** 0 to 2. */
  temperature?: number;
  /** Above 0, up to 1. */
  topP?: number;
  stream: boolean;
  /** An adapter to use for this request, where the platform can choose per request. */
  adapter?: string;
  /** Where the server gets the adapter from: one of the form's sources. */
  adapterSource?: string;
  /** One of the form's ways to ask (LoRAX: chat or plain). */
  mode?: string;
  /** The model's own inputs instead of a prompt (Replicate). */
  inputs?: Record<string, unknown>;
}

/** What the platform counted. A field that it did not report is absent. */
export interface TokenUsage {
  input?: number;
  output?: number;
  cachedInput?: number;
  reasoning?: number;
}

/** A piece of an answer that is more than text. */
export type OutputPart =
  | { kind: 'text'; text: string }
  /** `https:` or `data:`; it may be gone after a while. */
  | { kind: 'file'; url: string; mediaType?: string }
  | { kind: 'json'; value: unknown };

export type TokenChannel = 'content' | 'reasoning' | 'tool';

/**
 * What happens during a test, in order. `at` is monotonic milliseconds of the context's clock.
 * Exactly one of `done`, `error`, `cancelled` comes, and it comes last; the iterator itself never throws.
 */
export type InvokeEvent =
  /** Comes before anything goes to the deployment itself; where it does not come, nothing did. */
  | { type: 'sent'; at: number; url: string; body: unknown; /** `POST` where absent. */ method?: 'GET' }
  | { type: 'first-byte'; at: number; status: number; requestId?: string }
  | { type: 'waiting'; at: number; message: string } // cold start, rate limit, retry: what is waited for
  | { type: 'token'; at: number; text: string; channel: TokenChannel }
  /** The whole output so far, where it is no stream of text; a later one replaces it. */
  | { type: 'output'; at: number; parts: OutputPart[] }
  | { type: 'done'; at: number; usage?: TokenUsage; finishReason?: string; response: unknown; cost?: NanoUsd }
  | { type: 'error'; at: number; error: ErrorData; usage?: TokenUsage; response?: unknown }
  | { type: 'cancelled'; at: number };

/** The same request for people to paste elsewhere; the key is always an environment variable's name. */
export type SnippetLanguage = 'curl' | 'python' | 'typescript';
