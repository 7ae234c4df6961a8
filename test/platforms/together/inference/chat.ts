import { hasFault } from '../../kit/answers.ts';
import type { Fault } from '../../kit/faults.ts';
import type { SseWriter } from '../../kit/sse.ts';
import { type Plan, usageOf } from './plan.ts';
import type { Reply } from './reply.ts';

/** `chat.completion` and its chunks. */
export function chatBody(reply: Reply): unknown {
  return {
    id: reply.id,
    object: 'chat.completion',
    created: reply.created,
    model: reply.model,
    prompt: [],
    choices: reply.plans.map((plan, index) => ({
      index,
      message: message(reply, plan),
      finish_reason: plan.finish,
      seed: plan.seed,
      logprobs: reply.logprobs ? logprobs(plan) : null,
    })),
    usage: usageOf(reply.plans),
  };
}

function message(reply: Reply, plan: Plan): unknown {
  const { tool } = plan;
  const call = tool && {
    index: 0,
    id: tool.id,
    type: 'function',
    function: { name: tool.name, arguments: tool.fragments.join('') },
  };
  return {
    role: 'assistant',
    content: call ? null : plan.content.join(''),
    tool_calls: call ? [call] : [],
    ...(reply.reasoningKey && plan.reasoning.length > 0
      ? { [reply.reasoningKey]: plan.reasoning.join('') }
      : {}),
  };
}

function logprobs(plan: Plan): unknown {
  return {
    tokens: plan.content,
    token_ids: plan.content.map((_, index) => index + 100),
    token_logprobs: plan.content.map((token) => -(token.length / 10)),
  };
}

export async function streamChat(reply: Reply, out: SseWriter, faults: readonly Fault[]): Promise<void> {
  const chunk = (choices: unknown[], usage: unknown = null): unknown => ({
    id: reply.id,
    object: 'chat.completion.chunk',
    created: reply.created,
    model: reply.model,
    choices,
    usage,
  });
  const delta = (index: number, fields: Record<string, unknown>, finish: string | null = null): unknown => ({
    index,
    delta: { role: 'assistant', ...fields },
    finish_reason: finish,
    ...(finish === null ? {} : { seed: reply.plans[index]!.seed }),
  });
  const apart = hasFault(faults, 'emptyChoicesUsage') !== undefined;
  await out.pause(reply.ttftMs);
  for (const [index, plan] of reply.plans.entries()) {
    for (const fields of deltasOf(reply, plan)) {
      await out.send(chunk([delta(index, fields)]));
      await reply.onToken(out);
    }
    if (hasFault(faults, 'noDone')?.cut) return;
    const last = index === reply.plans.length - 1 && !apart;
    const end = [delta(index, { content: '' }, plan.finish)];
    await out.send(chunk(end, last ? usageOf(reply.plans) : null));
  }
  if (apart) await out.send(chunk([], usageOf(reply.plans)));
  await out.done();
}

/** Reasoning first, then content, or one tool call in fragments: the name first, its arguments after. */
function* deltasOf(reply: Reply, plan: Plan): Generator<Record<string, unknown>> {
  for (const token of plan.reasoning) yield { content: '', [reply.reasoningKey ?? 'reasoning']: token };
  for (const token of plan.content) yield { content: token };
  const { tool } = plan;
  for (const [at, fragment] of (tool?.fragments ?? []).entries()) {
    const head = at === 0 ? { id: tool!.id, name: tool!.name } : { id: '', name: '' };
    yield {
      content: null,
      tool_calls: [
        { index: 0, id: head.id, type: 'function', function: { name: head.name, arguments: fragment } },
      ],
    };
  }
}
