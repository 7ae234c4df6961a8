import { hash } from '../../kit/random.ts';
import type { SseWriter } from '../../kit/sse.ts';
import { type Plan, usageOf } from './plan.ts';

export interface Pace {
  readonly ttftMs: number;
  readonly tokenMs: number;
}

const idOf = ({ kind, tokens }: Plan): string =>
  `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${hash(tokens.join('')).toString(16).padStart(8, '0')}`;

/** `chat.completion` or `text_completion`, as vLLM writes them. */
export function wholeReply(plan: Plan, created: number): object {
  const text = plan.tokens.join('');
  const said =
    plan.kind === 'chat' ? { message: { role: 'assistant', content: text, tool_calls: [] } } : { text };
  return {
    id: idOf(plan),
    object: plan.kind === 'chat' ? 'chat.completion' : 'text_completion',
    created,
    model: plan.model,
    choices: [{ index: 0, ...said, logprobs: null, finish_reason: plan.finish, stop_reason: null }],
    usage: usageOf(plan),
  };
}

/** Token by token; the usage comes in a chunk of its own, when it is asked for. */
export async function streamReply(plan: Plan, created: number, pace: Pace, out: SseWriter): Promise<void> {
  const chat = plan.kind === 'chat';
  const chunk = (choices: readonly object[], usage?: object): object => ({
    id: idOf(plan),
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created,
    model: plan.model,
    choices,
    ...(usage ? { usage } : {}),
  });
  const choice = (text: string, finish: string | null): object => ({
    index: 0,
    ...(chat ? { delta: { content: text } } : { text }),
    logprobs: null,
    finish_reason: finish,
  });
  await out.pause(pace.ttftMs);
  if (chat) {
    await out.send(chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]));
  }
  for (const [at, token] of plan.tokens.entries()) {
    const last = at === plan.tokens.length - 1;
    if (last && out.cutShort) return;
    await out.send(chunk([choice(token, last ? plan.finish : null)]));
    await out.pause(pace.tokenMs);
  }
  if (plan.usageInStream) await out.send(chunk([], usageOf(plan)));
  await out.done();
}
