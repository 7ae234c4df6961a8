import type { Answer, Call } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { wake } from '../apps/containers.ts';
import type { Input, Served } from '../types.ts';
import type { World } from '../world.ts';
import { answerFrom, type Asked } from './engine.ts';
import { pass, plain } from './gate.ts';
import { arrive, begin, conclude, freeServer, toContainer } from './inputs.ts';

const callParameter = '__modal_function_call_id';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Requests that outlived the proxy's patience: their answers, for whoever follows the redirect. */
type Pending = Map<string, Promise<Answer>>;

/** Deployed functions: `/f/<function id>` and whatever the server in the container serves below. */
export function dataRoutes(router: Router, world: World): void {
  const pending: Pending = new Map();
  for (const method of methods) {
    router.on(method, '/f/:id/:rest*', (call) => handle(world, pending, call));
    router.on(method, '/f/:id', (call) => handle(world, pending, call));
  }
}

function handle(world: World, pending: Pending, call: Call): Promise<Answer> | Answer {
  const served = pass(world, call.params['id']!, call.headers);
  const id = call.query.get(callParameter);
  if (id !== null) {
    const waited = pending.get(id);
    if (!waited) throw plain(404, 'modal-http: unknown function call');
    return patiently(world, call, id, waited, pending);
  }
  return served.kind === 'server' ? server(world, served, call) : web(world, served, call, pending);
}

/** Servers do not wait: without a container they say so, and the request starts one. */
function server(world: World, served: Served, call: Call): Promise<Answer> {
  const input = arrive(world, served, call.method, pathOf(call));
  const container = freeServer(served);
  if (!container) {
    conclude(world, served, input, 503);
    wake(world, served);
    throw plain(503, 'modal-http: no containers available');
  }
  begin(world, input, container);
  return answerFrom(world, container, input, asked(call), (status) => conclude(world, served, input, status));
}

async function web(world: World, served: Served, call: Call, pending: Pending): Promise<Answer> {
  const input = arrive(world, served, call.method, pathOf(call));
  const answer = run(world, served, input, call);
  return patiently(world, call, input.callId, answer, pending);
}

async function run(world: World, served: Served, input: Input, call: Call): Promise<Answer> {
  const leave = (): void => {
    // A redirect ends the first connection too; its call lives on.
    if (input.assigned && !redirected.has(input)) conclude(world, served, input, 499);
  };
  call.signal.addEventListener('abort', leave);
  const container = await toContainer(world, served, input);
  const done = (status: number): void => conclude(world, served, input, status);
  const answer = await answerFrom(world, container, input, asked(call), done);
  // Nobody listens yet, so the container is free again; a stream is told from its record.
  if (redirected.has(input)) done(answer.status);
  return answer;
}

const redirected = new WeakSet<Input>();

/** Waits as long as Modal's proxy does, then sends the caller to wait elsewhere (guide on web function timeouts). */
async function patiently(
  world: World,
  call: Call,
  id: string,
  answer: Promise<Answer>,
  pending: Pending,
): Promise<Answer> {
  const served = world.function(call.params['id']!);
  const input = served.inputs.find(({ callId }) => callId === id);
  let take = (): void => undefined;
  const long = new Promise<'long'>((resolve) => {
    take = world.clock.after(world.modes.longWaitMs, () => {
      // What has a container is being answered, though a manual clock leaps over the moment.
      if (input?.startedAt === 0) resolve('long');
    });
  });
  const first = await Promise.race([answer, long]);
  take();
  if (first !== 'long') {
    pending.delete(id);
    return first;
  }
  if (input) redirected.add(input);
  pending.set(id, answer);
  const location = `${world.urlOf(served)}${pathOf(call)}?${callParameter}=${id}`;
  return { status: 303, headers: { location } };
}

const pathOf = ({ params }: Call): string => `/${params['rest'] ?? ''}`;

const asked = (call: Call): Asked => ({
  method: call.method,
  path: pathOf(call),
  body: call.body,
  signal: call.signal,
});
