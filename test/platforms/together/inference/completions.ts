import { hasFault } from '../../kit/answers.ts';
import type { Fault } from '../../kit/faults.ts';
import { hash } from '../../kit/random.ts';
import type { SseWriter } from '../../kit/sse.ts';
import { usageOf } from './plan.ts';
import type { Reply } from './reply.ts';

/** `/completions`: the object word has a dot where chat's has not. */
export function textBody(reply: Reply): unknown {
  return {
    id: reply.id,
    object: 'text.completion',
    created: reply.created,
    model: reply.model,
    prompt: [],
    choices: reply.plans.map((plan) => ({
      text: plan.content.join(''),
      finish_reason: plan.finish,
      seed: plan.seed,
    })),
    usage: usageOf(reply.plans),
  };
}

export async function streamText(reply: Reply, out: SseWriter, faults: readonly Fault[]): Promise<void> {
  const chunk = (index: number, text: string, finish: string | null, usage: unknown): unknown => ({
    id: reply.id,
    object: 'completion.chunk',
    created: reply.created,
    token: { id: hash(text) % 32_000, text, logprob: -0.1, special: false },
    choices: [{ index, text }],
    finish_reason: finish,
    usage,
  });
  await out.pause(reply.ttftMs);
  for (const [index, plan] of reply.plans.entries()) {
    for (const token of plan.content) {
      await out.send(chunk(index, token, null, null));
      await reply.onToken(out);
    }
    if (hasFault(faults, 'noDone')?.cut) return;
    const last = index === reply.plans.length - 1;
    await out.send(chunk(index, '', plan.finish, last ? usageOf(reply.plans) : null));
  }
  await out.done();
}
