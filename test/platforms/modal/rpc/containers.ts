import { alive, drain, end, living, ready, reconcile } from '../apps/containers.ts';
import { containerOf } from '../apps/life.ts';
import { wrongState } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { Container } from '../types.ts';
import { Result } from '../words.ts';
import type { World } from '../world.ts';

export function containerRpcs(table: RpcTable, world: World): void {
  table
    .on('TaskList', ({ environmentName, appId }: { environmentName: string; appId: string }) => {
      const { name } = world.environment(environmentName);
      const apps = appId === '' ? [...world.apps.values()] : [world.app(appId)];
      const tasks = apps
        .filter((app) => appId !== '' || app.environment === name)
        .flatMap((app) => [...app.functions.values()].flatMap(living));
      return { tasks: tasks.map(stats) };
    })
    .on('TaskGetInfo', ({ taskId }: { taskId: string }) => {
      const container = containerOf(world, taskId);
      return { appId: container.served.app.id, info: info(container) };
    })
    .on('ContainerStop', ({ taskId, graceful }: { taskId: string; graceful: boolean }) => {
      const container = containerOf(world, taskId);
      if (!alive(container)) throw wrongState(`Container '${taskId}' is already stopped.`);
      if (graceful && ready(container)) drain(world, container, 0);
      else end(world, container, Result.terminated);
      reconcile(world, container.served);
      return {};
    });
}

const stats = ({ id, served, startedAt, enqueuedAt }: Container): object => ({
  taskId: id,
  appId: served.app.id,
  appDescription: served.app.name,
  startedAt: seconds(startedAt),
  enqueuedAt: seconds(enqueuedAt),
});

function info(container: Container): object {
  const { id, startedAt, finishedAt, enqueuedAt, gpu, result } = container;
  return {
    id,
    startedAt: seconds(startedAt),
    finishedAt: seconds(finishedAt),
    enqueuedAt: seconds(enqueuedAt),
    gpuType: gpu.type,
    gpuConfig: { gpuType: gpu.type, count: gpu.count },
    ...(result === undefined ? {} : { result: { status: result } }),
  };
}
