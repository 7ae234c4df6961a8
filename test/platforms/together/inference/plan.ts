import { hash } from '../../kit/random.ts';
import { refusal } from '../errors.ts';
import type { GenerationRequest } from './request.ts';
import { textOf } from './request.ts';
import type { Target } from './target.ts';
import { replyTo, sampleOf, thoughtsOn, tokensOf } from './text.ts';

/** Everything a reply will say, decided before the first byte. */
export interface Plan {
  readonly promptTokens: number;
  readonly reasoning: readonly string[];
  readonly content: readonly string[];
  readonly tool?: { readonly id: string; readonly name: string; readonly fragments: readonly string[] };
  readonly finish: 'stop' | 'eos' | 'length' | 'tool_calls';
  readonly seed: number;
}

export function planReply(request: GenerationRequest, target: Target, choice: number): Plan {
  const promptTokens = countPrompt(request);
  checkContext(request, target, promptTokens);
  const seed = request.seed + choice;
  const budget = request.maxTokens ?? Math.max(1, target.contextLength - promptTokens);
  const thoughts = target.reasoning && request.thinks ? tokensOf(thoughtsOn(request.prompt, seed)) : [];
  const reasoning = thoughts.slice(0, budget);
  const left = budget - reasoning.length;
  const tool = chooseTool(request);
  if (tool) {
    const call = {
      id: `call_${hash(request.prompt).toString(36)}`,
      name: tool.name,
      fragments: tool.fragments,
    };
    return { promptTokens, reasoning, content: [], tool: call, finish: 'tool_calls', seed };
  }
  const all = tokensOf(stopAt(body(request, seed), request.stop));
  const content = all.slice(0, left);
  const finish = content.length < all.length ? 'length' : target.finish;
  return { promptTokens, reasoning, content, finish, seed };
}

export const completionTokens = (plan: Plan): number =>
  plan.reasoning.length + plan.content.length + (plan.tool?.fragments.length ?? 0);

export function usageOf(plans: readonly Plan[]): Record<string, number> {
  const prompt = plans[0]?.promptTokens ?? 0;
  const completion = plans.reduce((sum, plan) => sum + completionTokens(plan), 0);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function countPrompt(request: GenerationRequest): number {
  if (request.messages.length === 0) return tokensOf(request.prompt).length;
  return request.messages.reduce((sum, { content }) => sum + tokensOf(textOf(content)).length + 4, 0);
}

function checkContext(request: GenerationRequest, target: Target, promptTokens: number): void {
  const wanted = promptTokens + (request.maxTokens ?? 0);
  if (wanted <= target.contextLength || request.truncates) return;
  throw refusal(
    target.overflowStatus,
    'context_length_exceeded',
    `${wanted} tokens over ${target.contextLength}`,
  );
}

function body(request: GenerationRequest, seed: number): string {
  const { format } = request;
  if (format?.type === 'json_schema') return JSON.stringify(sampleOf(format.json_schema?.schema));
  if (format?.type === 'json_object') return JSON.stringify({ answer: replyTo(request.prompt, seed) });
  return replyTo(request.prompt, seed);
}

function stopAt(text: string, stops: readonly string[]): string {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** A tool is called when it is forced, or when the prompt names it. */
function chooseTool(request: GenerationRequest): { name: string; fragments: string[] } | undefined {
  const { tools, toolChoice, prompt } = request;
  if (toolChoice === 'none' || request.messages.at(-1)?.role === 'tool') return undefined;
  const forced = (toolChoice as { function?: { name?: string } } | undefined)?.function?.name;
  const chosen =
    tools.find((tool) => tool.function.name === forced) ??
    tools.find((tool) => prompt.toLowerCase().includes(tool.function.name.toLowerCase())) ??
    (toolChoice === 'required' ? tools[0] : undefined);
  if (!chosen) return undefined;
  const json = JSON.stringify(sampleOf(chosen.function.parameters));
  return { name: chosen.function.name, fragments: json.match(/.{1,6}/gsu) ?? [json] };
}
