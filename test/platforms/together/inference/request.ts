import { refusal } from '../errors.ts';

export interface Message {
  readonly role: string;
  readonly content: unknown;
}

export interface GenerationRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly prompt: string;
  readonly stream: boolean;
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly n: number;
  readonly seed: number;
  readonly logprobs: number;
  readonly tools: readonly { function: { name: string; parameters?: unknown } }[];
  readonly toolChoice: unknown;
  readonly format: { type?: string; json_schema?: { schema?: unknown } } | undefined;
  readonly thinks: boolean;
  readonly truncates: boolean;
  readonly stickyKey: string;
}

type Body = Record<string, unknown>;

const ranges: Record<string, [number, number]> = {
  temperature: [0, 2],
  top_p: [0, 1],
  min_p: [0, 1],
  presence_penalty: [-2, 2],
  frequency_penalty: [-2, 2],
};

/** Inference hosts ignore keys they do not know, but not values of the wrong kind. */
export function readRequest(raw: unknown, kind: 'chat' | 'text'): GenerationRequest {
  const body = (typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {}) as Body;
  if (typeof body['model'] !== 'string' || body['model'] === '') throw invalid('model');
  for (const [key, [low, high]] of Object.entries(ranges)) number(body, key, low, high);
  const messages = kind === 'chat' ? readMessages(body['messages']) : [];
  const prompt = kind === 'chat' ? lastUserText(messages) : text(body, 'prompt');
  const sticky = body['prompt_cache_key'] ?? body['user'] ?? JSON.stringify(body['messages'] ?? prompt);
  if (body['stream'] !== undefined && typeof body['stream'] !== 'boolean') throw invalid('stream');
  const stop = body['stop'] ?? [];
  if (!Array.isArray(stop) || !stop.every((one) => typeof one === 'string')) throw invalid('stop');
  return {
    model: body['model'],
    messages,
    prompt,
    stream: body['stream'] === true,
    maxTokens: integer(body, 'max_tokens', 1, 2 ** 31),
    stop,
    n: integer(body, 'n', 1, 128) ?? 1,
    seed: integer(body, 'seed', -(2 ** 53), 2 ** 53) ?? 0,
    logprobs: integer(body, 'logprobs', 0, 20) ?? 0,
    tools: Array.isArray(body['tools']) ? (body['tools'] as GenerationRequest['tools']) : [],
    toolChoice: body['tool_choice'],
    format: body['response_format'] as GenerationRequest['format'],
    thinks: (body['reasoning'] as { enabled?: boolean } | undefined)?.enabled !== false,
    truncates: body['context_length_exceeded_behavior'] === 'truncate',
    stickyKey: typeof sticky === 'string' ? sticky : JSON.stringify(sticky),
  };
}

const invalid = (field: string): Error => refusal(400, 'invalid request', `inference: ${field}`);

function readMessages(raw: unknown): Message[] {
  if (!Array.isArray(raw) || raw.length === 0) throw invalid('messages');
  return raw.map((message: unknown) => {
    const { role, content, tool_call_id: callId } = (message ?? {}) as Body;
    if (typeof role !== 'string' || !/^(system|user|assistant|tool|function)$/.test(role))
      throw invalid('role');
    if (role === 'tool' && typeof callId !== 'string') throw invalid('tool_call_id');
    if (role !== 'assistant' && typeof content !== 'string' && !Array.isArray(content))
      throw invalid('content');
    return { role, content };
  });
}

export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as Body[])
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : '[media]'))
    .join(' ');
}

function lastUserText(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  return textOf(last?.content);
}

function text(body: Body, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw invalid(key);
  return value;
}

function number(body: Body, key: string, low: number, high: number): number | undefined {
  const value = body[key] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value < low || value > high) throw invalid(key);
  return value;
}

function integer(body: Body, key: string, low: number, high: number): number | undefined {
  const value = number(body, key, low, high);
  if (value !== undefined && !Number.isInteger(value)) throw invalid(key);
  return value;
}
