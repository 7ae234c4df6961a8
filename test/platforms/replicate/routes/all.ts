import { Router } from '../../kit/router.ts';
import { notFound, unauthorized } from '../errors.ts';
import { streamAnswer } from '../runs/stream.ts';
import type { World } from '../world.ts';
import { accountRoutes } from './account.ts';
import { accountOf, routesOf } from './context.ts';
import { deploymentRoutes } from './deployments.ts';
import { fileRoutes } from './files.ts';
import { modelRoutes } from './models.ts';
import { predictionRoutes } from './predictions.ts';
import { trainingRoutes } from './trainings.ts';
import { versionRoutes } from './versions.ts';

export function platformRoutes(router: Router, world: World): void {
  streamRoutes(router, world);
  const on = routesOf(router, world);
  accountRoutes(on);
  modelRoutes(on);
  versionRoutes(on);
  deploymentRoutes(on);
  predictionRoutes(on);
  trainingRoutes(on);
  fileRoutes(on, router, world);
}

function streamRoutes(router: Router, world: World): void {
  router.on('GET', '/v1/streams/:key', (call) => {
    const prediction = world.streams.get(call.params['key']!);
    if (!prediction) throw notFound('no such stream');
    return streamAnswer(world, call, prediction);
  });
}

/** Output files, which need no token. */
export function deliveryRoutes(world: World): Router {
  return new Router().on('GET', '/pbxt/:key/:name', (call) => {
    if (world.modes.fileToken === 'required' && !accountOf(world, call.headers.authorization)) {
      throw unauthorized();
    }
    const file = world.outputs.get(call.path);
    if (!file) throw notFound('the file expired or never was');
    return { status: 200, bytes: { type: file.type, value: file.bytes } };
  });
}
