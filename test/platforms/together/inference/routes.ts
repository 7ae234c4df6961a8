import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Call, hasFault, ok } from '../../kit/answers.ts';
import { hash } from '../../kit/random.ts';
import type { Router } from '../../kit/router.ts';
import { StreamCut } from '../../kit/sse.ts';
import { named } from '../errors.ts';
import type { World } from '../world.ts';
import { chatBody, streamChat } from './chat.ts';
import { streamText, textBody } from './completions.ts';
import { completionTokens, type Plan, planReply } from './plan.ts';
import type { Reply } from './reply.ts';
import { readRequest } from './request.ts';
import { type Host, type Target, targetOf } from './target.ts';

export function inferenceRoutes(router: Router, world: World): void {
  for (const [prefix, host] of [
    ['/v1', 'api'],
    ['/inference/v1', 'inference'],
  ] as const) {
    router
      .on('POST', `${prefix}/chat/completions`, (call) => generate(world, host, call, 'chat'))
      .on('POST', `${prefix}/completions`, (call) => generate(world, host, call, 'text'));
  }
}

async function generate(world: World, host: Host, call: Call, kind: 'chat' | 'text'): Promise<Answer> {
  const request = readRequest(call.body, kind);
  const target = targetOf(world, host, request);
  if (!request.stream && (target.streamOnly || hasFault(call.faults, 'streamingRequired'))) {
    throw named(400, 'streaming_required', world.modes.wordPlace, 'the model only streams');
  }
  const plans = Array.from({ length: request.n }, (_, choice) => planReply(request, target, choice));
  const { ttftMs, tokensPerSecond } = world.pace;
  const tokenMs = tokensPerSecond === Infinity ? 0 : 1000 / tokensPerSecond;
  const id = `o${hash(`${request.prompt}:${world.clock.now()}`).toString(36)}-sim`;
  const instants = world.instants.open(id);
  const reply: Reply = {
    id,
    created: Math.floor(world.clock.now() / 1000),
    model: request.model,
    plans,
    reasoningKey: target.reasoning,
    logprobs: request.logprobs > 0,
    ttftMs,
    onToken: (out) => {
      instants.firstToken ??= out.wroteAt;
      return out.pause(tokenMs);
    },
  };
  const finish = begin(world, target, plans, reply);

  if (request.stream) {
    const stream = kind === 'chat' ? streamChat : streamText;
    return {
      status: 200,
      headers: target.headers,
      stream: async (out) => {
        try {
          await stream(reply, out, call.faults);
          finish(200);
        } catch (error) {
          finish(error instanceof StreamCut && call.signal.aborted ? 499 : 500);
          throw error;
        }
      },
    };
  }
  const tokens = plans.reduce((sum, plan) => sum + completionTokens(plan), 0);
  await wait(ttftMs + tokens * tokenMs, undefined, { signal: call.signal }).catch(() => undefined);
  finish(call.signal.aborted ? 499 : 200);
  return ok(kind === 'chat' ? chatBody(reply) : textBody(reply), target.headers);
}

/** Counts the request in; the returned function writes it to the analytics, or to the bill by token. */
function begin(world: World, target: Target, plans: readonly Plan[], reply: Reply): (status: number) => void {
  const { deployment, serverless } = target;
  const inputTokens = plans[0]?.promptTokens ?? 0;
  const outputTokens = plans.reduce((sum, plan) => sum + completionTokens(plan), 0);
  if (!deployment)
    return (status) => {
      if (serverless !== undefined && status === 200)
        world.tokenLedger.record(serverless, inputTokens, outputTokens);
    };
  const started = performance.now();
  deployment.inFlight += 1;
  deployment.lastRequestAt = world.clock.now();
  return (status) => {
    deployment.inFlight -= 1;
    const latencyMs = Math.round(performance.now() - started);
    world.served.push({
      at: world.clock.now(),
      endpointId: deployment.endpointId,
      deploymentId: deployment.id,
      status,
      inputTokens,
      outputTokens,
      ttftMs: Math.min(reply.ttftMs, latencyMs),
      latencyMs,
    });
  };
}
