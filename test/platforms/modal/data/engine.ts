import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Call, ok, Refusal } from '../../kit/answers.ts';
import { err } from '../apps/containers.ts';
import type { Container, Input } from '../types.ts';
import type { World } from '../world.ts';
import { engineError } from './engineErrors.ts';
import { enginePage } from './metricsPage.ts';
import { type Plan, planOf } from './plan.ts';
import { streamReply, wholeReply } from './replies.ts';

/** What a request carries to the engine, kept for one that is answered later. */
export type Asked = Pick<Call, 'method' | 'body' | 'signal'> & { readonly path: string };

/** Per token, where no clock tells it. */
const toldTtftMs = 120;
const toldTokenMs = 18;

/** The vLLM server in a container. `done` is called once, when the answer has left. */
export async function answerFrom(
  world: World,
  container: Container,
  input: Input,
  asked: Asked,
  done: (status: number) => void,
): Promise<Answer> {
  try {
    const answer = await routed(world, container, input, asked, done);
    if (!('stream' in answer)) finish(container, asked, answer.status, done);
    return answer;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    finish(container, asked, error.answer.status, done);
    return error.answer;
  }
}

async function routed(
  world: World,
  container: Container,
  input: Input,
  asked: Asked,
  done: (status: number) => void,
): Promise<Answer> {
  const { modes } = world;
  const { served } = container;
  const created = Math.floor(world.clock.now() / 1000);
  const route = `${asked.method === 'HEAD' ? 'GET' : asked.method} ${asked.path}`;
  if (route === 'GET /health') return { status: 200 };
  if (route === 'GET /version') return ok({ version: '0.11.2' });
  if (route === 'GET /v1/models') return ok({ object: 'list', data: models(container, created) });
  if (route === 'GET /metrics') return enginePage(served);
  const kind =
    route === 'POST /v1/chat/completions' ? 'chat' : route === 'POST /v1/completions' ? 'text' : undefined;
  if (!kind) throw engineError(modes, 404, 'Not Found', 'NotFoundError', null);
  const plan = planOf(modes, served.config, asked.body, kind);
  remember(input, plan);
  if (plan.stream) {
    return {
      status: 200,
      stream: async (out) => {
        let status = 499;
        try {
          await streamReply(plan, created, modes, out);
          status = 200;
        } finally {
          finish(container, asked, status, done);
        }
      },
    };
  }
  const ms = modes.ttftMs + modes.tokenMs * plan.tokens.length;
  if (ms > 0) await wait(ms, undefined, { signal: asked.signal }).catch(() => undefined);
  return ok(wholeReply(plan, created));
}

function remember(input: Input, plan: Plan): void {
  input.promptTokens = plan.promptTokens;
  input.outputTokens = plan.tokens.length;
  input.ttftMs = toldTtftMs;
  input.executionMs = toldTtftMs + toldTokenMs * plan.tokens.length;
}

function finish(container: Container, asked: Asked, status: number, done: (status: number) => void): void {
  err(
    container,
    `INFO:     127.0.0.1:41234 - "${asked.method} ${asked.path} HTTP/1.1" ${status} ${status < 300 ? 'OK' : 'Error'}\n`,
  );
  done(status);
}

function models({ served }: Container, created: number): object[] {
  const { config } = served;
  const [base = config.model] = config.served;
  const card = (id: string, root: string, parent: string | null): object => ({
    id,
    object: 'model',
    created,
    owned_by: 'vllm',
    root,
    parent,
    ...(parent === null ? { max_model_len: 8192 } : {}),
  });
  return [
    ...config.served.map((name) => card(name, config.model, null)),
    ...config.loras.map(({ name, path }) => card(name, path, base)),
  ];
}
