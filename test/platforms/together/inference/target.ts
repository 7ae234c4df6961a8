import { named, nonServerless, refusal } from '../errors.ts';
import { canServe, route } from '../routing.ts';
import type { Deployment, Endpoint } from '../types.ts';
import { account, type World } from '../world.ts';
import type { GenerationRequest } from './request.ts';

/** Who answers a request, and how it talks. */
export interface Target {
  readonly contextLength: number;
  readonly reasoning: 'reasoning' | 'reasoning_content' | undefined;
  readonly streamOnly: boolean;
  readonly finish: 'stop' | 'eos';
  readonly overflowStatus: 400 | 403;
  readonly headers: Record<string, string>;
  readonly deployment?: Deployment;
  /** Served to everyone, and billed by token: its id in the catalogue. */
  readonly serverless?: string;
}

export type Host = 'api' | 'inference';

/** v2 endpoints live on the inference host, v1 endpoints on the other; serverless models answer on both. */
export function targetOf(world: World, host: Host, request: GenerationRequest): Target {
  const dedicated = host === 'inference' ? findDedicated(world, request) : findV1(world, request.model);
  if (dedicated) return dedicated;
  const entry = world.v1Models.find(({ info }) => info.id === request.model);
  if (entry && entry.callable !== 'no') {
    return {
      ...common(world, request.model),
      contextLength: entry.info.context_length ?? 8192,
      streamOnly: entry.callable === 'stream-only',
      serverless: entry.info.id,
    };
  }
  if (entry || world.supported.some(({ name }) => name === request.model)) throw nonServerless(request.model);
  throw nonServerless(request.model, 404);
}

function common(world: World, text: string): Target {
  const thinking = /thinking|gpt-oss|glm/i.test(text);
  return {
    contextLength: 8192,
    reasoning: /r1/i.test(text) ? 'reasoning_content' : thinking ? 'reasoning' : undefined,
    streamOnly: false,
    finish: /llama/i.test(text) ? 'eos' : 'stop',
    overflowStatus: world.modes.contextOverflow,
    headers: {},
  };
}

function findDedicated(world: World, request: GenerationRequest): Target | undefined {
  const [slug, endpointName, deploymentName, ...rest] = request.model.split('/');
  if (slug !== account.project_slug || endpointName === undefined || rest.length > 0) return undefined;
  const endpoint = [...world.endpoints.values()].find(({ shortName }) => shortName === endpointName);
  if (!endpoint) return undefined;
  const deployment =
    deploymentName === undefined
      ? throughSplit(world, endpoint, request.stickyKey)
      : byName(world, endpoint, deploymentName);
  return deploymentTarget(world, deployment);
}

function throughSplit(world: World, endpoint: Endpoint, stickyKey: string): Deployment {
  const chosen = route(world, endpoint, stickyKey);
  if (chosen) return chosen;
  const all = world.deploymentsOf(endpoint.id);
  const allStopped = all.length > 0 && all.every(({ state }) => state === 'STOPPED');
  throw notRoutable(world, allStopped);
}

function byName(world: World, endpoint: Endpoint, name: string): Deployment {
  const deployment = world.deploymentsOf(endpoint.id).find(({ shortName }) => shortName === name);
  if (!deployment) throw nonServerless(`${account.project_slug}/${endpoint.shortName}/${name}`, 404);
  if (!canServe(deployment)) throw notRoutable(world, deployment.state === 'STOPPED');
  const inSplit = endpoint.routed.some(
    ({ deploymentId, weight }) => deploymentId === deployment.id && weight > 0,
  );
  if (!inSplit && world.modes.outsideSplit === 'refuse') throw notRoutable(world, false);
  return deployment;
}

function notRoutable(world: World, allStopped: boolean): Error {
  const word = allStopped ? world.modes.allStopped : 'endpoint_not_configured';
  return named(
    400,
    word,
    world.modes.wordPlace,
    allStopped ? 'all deployments are stopped' : 'no routable deployment',
  );
}

function deploymentTarget(world: World, deployment: Deployment): Target {
  const base = world.supported.find(
    ({ baseModelId }) =>
      deployment.model.id === baseModelId || deployment.model.id.startsWith(`${baseModelId}_`),
  );
  const worker = `http://${deployment.id}-0.workers:8000`;
  return {
    ...common(world, base?.name ?? deployment.model.id),
    contextLength: Number(base?.contextLength ?? 32_768),
    headers: {
      'x-cluster': `cluster-${deployment.id.slice(-6)}`,
      'x-i-router-log-event': JSON.stringify([{ worker_url: worker }]),
    },
    deployment,
  };
}

const v1Calls = new WeakMap<World, Map<string, number>>();

function findV1(world: World, model: string): Target | undefined {
  const endpoint = [...world.v1Endpoints.values()].find(
    ({ name, adapters }) =>
      name === model || adapters.some((adapter) => [adapter, `${name}:${adapter}`].includes(model)),
  );
  if (!endpoint) return undefined;
  const counts = v1Calls.get(world) ?? new Map<string, number>();
  v1Calls.set(world, counts);
  const calls = (counts.get(endpoint.id) ?? 0) + 1;
  counts.set(endpoint.id, calls);
  const { v1FlakyEvery } = world.modes;
  const asleep = endpoint.flaky && v1FlakyEvery > 0 && calls % v1FlakyEvery === 0;
  if (endpoint.state !== 'STARTED' || asleep) {
    throw refusal(400, 'dedicated_endpoint_not_running', endpoint.state, {
      code: 'dedicated_endpoint_not_running',
    });
  }
  return { ...common(world, endpoint.model), contextLength: 32_768 };
}
