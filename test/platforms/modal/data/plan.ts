import type { Modes } from '../options.ts';
import type { FunctionConfig } from '../types.ts';
import { badRequest, unknownModel } from './engineErrors.ts';
import { replyTo, tokensOf } from './text.ts';

/** What one generation says, decided before its first byte. */
export interface Plan {
  readonly kind: 'chat' | 'text';
  readonly model: string;
  readonly promptTokens: number;
  readonly tokens: readonly string[];
  readonly finish: 'stop' | 'length';
  readonly stream: boolean;
  readonly usageInStream: boolean;
}

type Body = Readonly<Record<string, unknown>>;

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  temperature: [0, 2],
  top_p: [0, 1],
  presence_penalty: [-2, 2],
  frequency_penalty: [-2, 2],
};

export function planOf(modes: Modes, config: FunctionConfig, raw: unknown, kind: Plan['kind']): Plan {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw badRequest(modes, 'Invalid JSON body');
  const body = raw as Body;
  for (const [key, [low, high]] of Object.entries(ranges)) checkRange(modes, body, key, low, high);
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  if (!modelNames(config).includes(model)) throw unknownModel(modes, model);
  const prompt = kind === 'chat' ? lastText(modes, body['messages']) : textOf(modes, body['prompt']);
  const most = limitOf(modes, body);
  const seed = typeof body['seed'] === 'number' ? body['seed'] : 0;
  const all = tokensOf(replyTo(prompt, model, seed));
  const tokens = all.slice(0, most);
  const options = body['stream_options'] as Body | undefined;
  return {
    kind,
    model,
    promptTokens: tokensOf(prompt).length + (kind === 'chat' ? 4 : 0),
    tokens,
    finish: tokens.length < all.length ? 'length' : 'stop',
    stream: body['stream'] === true,
    usageInStream: options?.['include_usage'] === true,
  };
}

export const modelNames = ({ served, loras }: FunctionConfig): string[] => [
  ...served,
  ...loras.map(({ name }) => name),
];

export const usageOf = ({ promptTokens, tokens }: Plan): object => ({
  prompt_tokens: promptTokens,
  completion_tokens: tokens.length,
  total_tokens: promptTokens + tokens.length,
});

function limitOf(modes: Modes, body: Body): number | undefined {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'] ?? undefined;
  if (limit === undefined) return undefined;
  if (!Number.isInteger(limit) || (limit as number) < 1) {
    throw badRequest(modes, 'max_tokens must be at least 1', 'max_tokens');
  }
  return limit as number;
}

function checkRange(modes: Modes, body: Body, key: string, low: number, high: number): void {
  const value = body[key] ?? undefined;
  if (value === undefined) return;
  if (typeof value === 'number' && value >= low && value <= high) return;
  throw badRequest(modes, `${key} must be in [${low}, ${high}]`, key);
}

function lastText(modes: Modes, messages: unknown): string {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest(modes, 'messages must be a non-empty list', 'messages');
  }
  const last = (messages as Body[]).findLast(({ role }) => role === 'user') ?? (messages as Body[]).at(-1)!;
  const { content } = last;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw badRequest(modes, 'content must be a string or a list', 'messages');
  return (content as Body[]).map(({ text }) => (typeof text === 'string' ? text : '[media]')).join(' ');
}

function textOf(modes: Modes, prompt: unknown): string {
  if (typeof prompt !== 'string') throw badRequest(modes, 'prompt must be a string', 'prompt');
  return prompt;
}
