import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { notFound } from '../errors.ts';
import type { World } from '../world.ts';

/** Fine-tune jobs (read only), upload jobs, and the containers that only some accounts have. */
export function v1RestRoutes(router: Router, world: World): void {
  router
    .on('GET', '/v1/fine-tunes', () => ok({ data: world.fineTunes }))
    .on('GET', '/v1/fine-tunes/:id', (call) => ok(job(world, call)))
    .on('GET', '/v1/fine-tunes/:id/events', (call) => ok({ data: job(world, call)['events'] ?? [] }))
    .on('GET', '/v1/fine-tunes/:id/checkpoints', (call) => {
      job(world, call);
      return ok({ data: [] });
    })
    .on('GET', '/v1/jobs', () => ok({ data: [] }))
    .on('GET', '/v1/jobs/:id', () => {
      throw notFound('job');
    })
    .on('GET', '/v1/deployments', () =>
      containers(world, () => ok({ object: 'list', data: world.containers })),
    )
    .on('GET', '/v1/deployments/:id', (call) => containers(world, () => withContainer(world, call, ok)))
    .on('GET', '/v1/deployments/:id/logs', (call) =>
      containers(world, () =>
        withContainer(world, call, () => ok({ lines: ['worker ready', 'job 1 done'] })),
      ),
    )
    .on('PATCH', '/v1/deployments/:id', (call) =>
      containers(world, () => withContainer(world, call, scale(call))),
    )
    .on('DELETE', '/v1/deployments/:id', (call) =>
      containers(world, () =>
        withContainer(world, call, (container) => {
          world.containers.splice(world.containers.indexOf(container), 1);
          return ok({});
        }),
      ),
    );
}

function job(world: World, call: Call): Record<string, unknown> {
  const found = world.fineTunes.find(({ id }) => id === call.params['id']);
  if (!found) throw notFound('fine-tune');
  return found;
}

/** Errors of these routes are bare objects. */
function containers(world: World, answer: () => Answer): Answer {
  return world.modes.containers === 'on' ? answer() : { status: 403, body: { message: 'forbidden' } };
}

function withContainer(
  world: World,
  call: Call,
  answer: (container: Record<string, unknown>) => Answer,
): Answer {
  const container = world.containers.find(({ id, name }) => [id, name].includes(call.params['id']));
  return container ? answer(container) : { status: 404, body: { message: 'not found' } };
}

const scale =
  (call: Call) =>
  (container: Record<string, unknown>): Answer => {
    const { min_replicas, max_replicas, description } = (call.body ?? {}) as Record<string, unknown>;
    const changes = { min_replicas, max_replicas, description };
    for (const [key, value] of Object.entries(changes)) if (value !== undefined) container[key] = value;
    if (max_replicas === 0)
      Object.assign(container, { desired_replicas: 0, ready_replicas: 0, status: 'ScaledToZero' });
    return ok(container);
  };
