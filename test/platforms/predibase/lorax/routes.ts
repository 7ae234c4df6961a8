import { type Call, type Handler, ok, type Answer } from '../../kit/answers.ts';
import { Router } from '../../kit/router.ts';
import { findDocument } from '../../openapi/document.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import type { Engine } from './engine.ts';
import { health, info, metrics, startup } from './health.ts';
import { generateCompatible, generateOnce, generateStream } from './native.ts';
import { classify, classifyBatch, embed, embeddings, tokenize } from './other.ts';

type Route = readonly [method: string, path: string, handle: Handler];

export function routesOf(engine: Engine): Route[] {
  const up = (): Answer => health(engine);
  return [
    ['POST', '/generate', (call) => generateOnce(engine, call)],
    ['POST', '/generate_stream', (call) => generateStream(engine, call)],
    ['POST', '/', (call) => generateCompatible(engine, call)],
    ['POST', '/invocations', (call) => generateCompatible(engine, call)],
    ['POST', '/v1/chat/completions', (call) => chat(engine, call)],
    ['POST', '/v1/completions', (call) => completions(engine, call)],
    ['POST', '/embed', (call) => embed(engine, call)],
    ['POST', '/v1/embeddings', (call) => embeddings(engine, call)],
    ['POST', '/classify', (call) => classify(engine, call)],
    ['POST', '/classify_batch', (call) => classifyBatch(engine, call)],
    ['POST', '/tokenize', (call) => tokenize(call)],
    ['GET', '/health', up],
    ['GET', '/', up],
    ['GET', '/ping', up],
    ['GET', '/startup', (call) => startup(engine, call)],
    ['GET', '/info', () => info(engine)],
    ['GET', '/metrics', (call) => metrics(engine, call)],
    [
      'GET',
      '/docs',
      () => ({ status: 200, text: { type: 'text/html', value: '<title>Swagger UI</title>' } }),
    ],
    ['GET', '/api-doc/openapi.json', () => ok(findDocument('lorax-openapi.json') ?? { openapi: '3.0.3' })],
  ];
}

/** Any origin, GET and POST, `content-type` only, no exposed headers: a page can neither sign in nor read them. */
export const corsHeaders = { 'access-control-allow-origin': '*' } as const;

const preflight = (): Answer => ({
  status: 200,
  headers: { 'access-control-allow-methods': 'GET,POST', 'access-control-allow-headers': 'content-type' },
});

export function loraxRouter(engine: Engine, router = new Router()): Router {
  const routes = routesOf(engine);
  for (const [method, path, handle] of routes) router.on(method, path, handle);
  for (const path of new Set(routes.map(([, path]) => path))) router.on('OPTIONS', path, preflight);
  return router;
}

/** For a gateway that passes requests on below a prefix of its own. */
export async function passOn(router: Router, call: Call, path: string): Promise<Answer> {
  const found = router.find(call.method, path);
  if (found === 'not-found') return { status: 404 };
  if (found === 'wrong-method') return { status: 405 };
  return found.handle({ ...call, path, params: found.params });
}
