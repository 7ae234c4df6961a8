import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { name, obj, str } from '../../kit/shapes.ts';
import { badRequest, notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { bodyOf, ownProject, noQuery, queryOf } from '../strict.ts';
import type { World } from '../world.ts';

const createShape = obj({ modelId: name, remoteUrl: name, token: str }, 'modelId', 'remoteUrl');
const downloadMs = 90_000;

/** Remote uploads: the platform fetches the weights itself and adds a revision when it has them. */
export function uploadRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/models/uploads';
  router
    .on('GET', base, (call) => {
      ownProject(call);
      return ok(paged(world.uploads, queryOf(call, 'limit', 'after'), (upload) => upload));
    })
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', `${base}/:id`, (call) => {
      noQuery(call);
      return ok(find(world, call));
    })
    .on('GET', `${base}/:id/events`, (call) => {
      const upload = find(world, call);
      const started = {
        id: `${String(upload['id'])}_1`,
        createdAt: upload['createdAt'],
        level: 'LEVEL_INFO',
        type: 'download.started',
        message: 'download started',
      };
      return ok(paged([started], queryOf(call, 'limit', 'after'), (event) => event));
    });
}

function find(world: World, call: Call): Record<string, unknown> {
  ownProject(call);
  const upload = world.uploads.find(({ id }) => id === call.params['id']);
  if (!upload) throw notFound('upload');
  return upload;
}

function create(world: World, call: Call): unknown {
  noQuery(call);
  const projectId = ownProject(call);
  const { modelId, remoteUrl } = bodyOf(call, createShape);
  const model = world.models.get(modelId);
  if (model?.projectId !== projectId) throw badRequest(`model ${modelId}`);
  const upload: Record<string, unknown> = {
    id: world.newId('job_'),
    projectId,
    modelId,
    remoteUrl,
    status: 'REMOTE_UPLOAD_STATUS_PENDING',
    createdAt: world.clock.iso(),
    restartCount: 0,
    maxRestarts: 3,
  };
  const move = (status: string): void => {
    upload['status'] = `REMOTE_UPLOAD_STATUS_${status}`;
    upload['updatedAt'] = world.clock.iso();
  };
  world.uploads.unshift(upload);
  world.clock.after(downloadMs / 9, () => move('RUNNING'));
  world.clock.after(downloadMs, () => {
    move('SUCCEEDED');
    model.revisions.unshift({ id: world.newId('rv_'), createdAt: world.clock.now(), validation: 'SUCCESS' });
  });
  return upload;
}
