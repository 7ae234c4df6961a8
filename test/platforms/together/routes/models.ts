import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { name, obj, oneOf, str } from '../../kit/shapes.ts';
import { badRequest, conflict, notFound, refusal, words } from '../errors.ts';
import { paged } from '../paging.ts';
import { bodyOf, maskedFields, ownProject, noQuery, queryOf } from '../strict.ts';
import type { Model, Revision } from '../types.ts';
import { iso, modelView } from '../views.ts';
import { account, type World } from '../world.ts';

const visibility = oneOf('VISIBILITY_PRIVATE', 'VISIBILITY_INTERNAL');
const createShape = obj(
  { name, type: oneOf('model', 'adapter'), description: str, baseModelId: str },
  'name',
  'type',
);
const patchShape = obj({ name, description: str, visibility });
const mutable = ['name', 'description', 'visibility'];

export function modelRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/models';
  router
    .on('GET', base, (call) => ok(listModels(world, call)))
    .on('POST', base, (call) => ok(create(world, call)))
    .on('GET', '/v2/organizations/:org/models', (call) => {
      if (call.params['org'] !== account.organization_id) throw notFound('foreign organization');
      const shared = [...world.models.values()].filter(
        (model) =>
          model.organizationId === account.organization_id && model.visibility === 'VISIBILITY_INTERNAL',
      );
      return ok(paged(shared, queryOf(call, 'limit', 'after'), modelView));
    })
    .on('GET', `${base}/:ml`, (call) => {
      noQuery(call);
      return ok(modelView(readable(world, call)));
    })
    .on('PATCH', `${base}/:ml`, (call) => ok(patch(world, call)))
    .on('DELETE', `${base}/:ml`, (call) => ok(remove(world, call)))
    .on('GET', `${base}/:ml/files`, (call) => ok(files(world, call)))
    .on('GET', `${base}/:ml/revisions`, (call) => {
      noQuery(call);
      const data = readable(world, call).revisions.map(revisionView);
      return ok({ object: 'list', data, next_cursor: null });
    })
    .on('GET', `${base}/:ml/revisions/:rv`, (call) => {
      noQuery(call);
      const revision = readable(world, call).revisions.find(({ id }) => id === call.params['rv']);
      if (!revision) throw notFound('revision');
      return ok(revisionView(revision));
    });
}

/** Anything the key may see, under the project that owns it. */
function readable(world: World, call: Call): Model {
  const model = world.models.get(call.params['ml'] ?? '');
  if (!model || model.projectId !== call.params['p']) throw notFound('model of this project');
  return model;
}

function own(world: World, call: Call): Model {
  ownProject(call);
  return readable(world, call);
}

function listModels(world: World, call: Call): unknown {
  const project = ownProject(call);
  const query = queryOf(call, 'visibility', 'organizationId', 'limit', 'after');
  const kept = [...world.models.values()].filter(
    (model) =>
      model.projectId === project &&
      (query.visibility === undefined || model.visibility === query.visibility),
  );
  return paged(kept, query, modelView);
}

function create(world: World, call: Call): unknown {
  noQuery(call);
  const projectId = ownProject(call);
  const asked = bodyOf(call, createShape);
  if (asked.baseModelId === undefined) throw refusal(400, words.baseModel);
  const base = world.models.get(asked.baseModelId);
  if (!base) throw badRequest(`base model ${asked.baseModelId}`);
  // A name that brings its own prefix gets a second one, for good.
  const full = `${account.project_slug}/${asked.name}`;
  if ([...world.models.values()].some((model) => model.name === full)) throw conflict(`${full} exists`);
  const model: Model = {
    id: world.newId('ml_'),
    projectId,
    organizationId: account.organization_id,
    name: full,
    description: asked.description ?? '',
    visibility: 'VISIBILITY_PRIVATE',
    baseModel: { projectId: base.projectId, id: base.id },
    weights: { type: asked.type === 'adapter' ? 'WEIGHTS_TYPE_ADAPTER' : 'WEIGHTS_TYPE_DEFAULT' },
    revisions: [],
  };
  world.models.set(model.id, model);
  return modelView(model);
}

/** Without a mask every mutable field is overwritten, here with nothing. */
function patch(world: World, call: Call): unknown {
  const model = own(world, call);
  const { updateMask } = queryOf(call, 'updateMask');
  const asked = bodyOf(call, patchShape);
  const fields = updateMask === undefined ? new Set(mutable) : maskedFields(asked, updateMask, mutable);
  if (fields.has('name') && asked.name !== undefined) model.name = `${account.project_slug}/${asked.name}`;
  if (fields.has('description')) model.description = asked.description ?? '';
  if (fields.has('visibility')) model.visibility = asked.visibility ?? 'VISIBILITY_PRIVATE';
  return modelView(model);
}

function remove(world: World, call: Call): unknown {
  noQuery(call);
  const model = own(world, call);
  const used = [...world.deployments.values()].some(
    (deployment) => deployment.model.id === model.id && deployment.state !== 'STOPPED',
  );
  if (used) throw badRequest('an active deployment uses the model');
  world.models.delete(model.id);
  return {};
}

function files(world: World, call: Call): unknown {
  const model = readable(world, call);
  const { revisionId } = queryOf(call, 'revisionId');
  const revision =
    revisionId === undefined ? model.revisions[0] : model.revisions.find(({ id }) => id === revisionId);
  if (!revision) throw notFound('revision');
  const data = [
    { path: 'config.json', hash: 'sha256:01', sizeBytes: '712' },
    { path: 'model.safetensors', hash: 'sha256:02', sizeBytes: '18000000000' },
  ];
  return {
    object: 'list',
    data,
    next_cursor: null,
    revisionId: revision.id,
    revisionCreatedAt: iso(revision.createdAt),
    totalSizeBytes: '18000000712',
  };
}

const revisionView = (revision: Revision): Record<string, unknown> => ({
  revisionId: revision.id,
  createdAt: iso(revision.createdAt),
  ...(revision.validation ? { validationStatus: `REVISION_VALIDATION_STATUS_${revision.validation}` } : {}),
});
