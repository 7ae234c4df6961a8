import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { name, obj, str } from '../../kit/shapes.ts';
import { badRequest, notFound } from '../errors.ts';
import type { ShadowExperiment, ShadowTarget } from '../experiments.ts';
import { paged } from '../paging.ts';
import { bodyOf, maskedFields, noQuery, queryOf } from '../strict.ts';
import type { World } from '../world.ts';
import { checkEtag } from './find.ts';
import { attach, findShadow, release, targetShape, targetView } from './shadowExperiments.ts';

const patchShape = obj({ name, targetDeploymentId: name, description: str, etag: str });

export function shadowTargetRoutes(router: Router, world: World): void {
  const base = '/v2/projects/:p/endpoints/:ep/shadowExperiments/:id/targets';
  router
    .on('GET', base, (call) => {
      const { experiment } = findShadow(world, call);
      const query = queryOf(call, 'limit', 'after');
      return ok(paged(experiment.targets, query, (target) => targetView(experiment, target)));
    })
    .on('POST', base, (call) => {
      noQuery(call);
      const { endpoint, experiment } = findShadow(world, call);
      const target = attach(world, endpoint, experiment, bodyOf(call, targetShape));
      return ok(targetView(experiment, target));
    })
    .on('GET', `${base}/:target`, (call) => {
      noQuery(call);
      const { experiment, target } = find(world, call);
      return ok(targetView(experiment, target));
    })
    .on('PATCH', `${base}/:target`, (call) => {
      const { experiment, target } = find(world, call);
      const { updateMask } = queryOf(call, 'updateMask');
      if (updateMask === undefined) throw badRequest('updateMask is required');
      const asked = bodyOf(call, patchShape);
      const fields = maskedFields(asked, updateMask, ['name', 'description']);
      checkEtag(world, target.etag, asked.etag);
      if (fields.has('name') && asked.name !== undefined) target.name = asked.name;
      if (fields.has('description')) target.description = asked.description ?? '';
      target.etag = world.etag();
      target.updatedAt = world.clock.now();
      return ok(targetView(experiment, target));
    })
    .on('DELETE', `${base}/:target`, (call) => {
      const { experiment, target } = find(world, call);
      checkEtag(world, target.etag, queryOf(call, 'etag').etag);
      experiment.targets = experiment.targets.filter((one) => one !== target);
      release(world, target.targetDeploymentId);
      return ok({});
    });
}

function find(world: World, call: Call): { experiment: ShadowExperiment; target: ShadowTarget } {
  const { experiment } = findShadow(world, call);
  const target = experiment.targets.find(({ id }) => id === call.params['target']);
  if (!target) throw notFound('shadow target');
  return { experiment, target };
}
