import { ok } from '../../kit/answers.ts';
import { notFound, refusal } from '../errors.ts';
import { paged } from '../paging.ts';
import type { Model, Version } from '../types.ts';
import { modelAt, ownModelAt, type routesOf, type Visit } from './context.ts';
import { versionView } from './modelViews.ts';

export function versionRoutes(on: ReturnType<typeof routesOf>): void {
  on('GET', '/models/:owner/:name/versions', (visit) => {
    const model = modelAt(visit);
    // Official models keep their versions to themselves.
    if (model.official) throw notFound('official models show no versions');
    return ok(paged(visit.world, visit.call, model.versions, versionView));
  });
  on('GET', '/models/:owner/:name/versions/:version', (visit) =>
    ok(versionView(versionAt(visit, modelAt(visit)))),
  );
  on('DELETE', '/models/:owner/:name/versions/:version', deleteVersion);
}

export function versionAt({ call }: Visit, model: Model): Version {
  const found = model.official ? undefined : model.versions.find(({ id }) => id === call.params['version']);
  if (!found) throw notFound(`no version ${call.params['version']!}`);
  return found;
}

/** Accepted at once, carried out minutes later. */
function deleteVersion(visit: Visit): { status: 202 } {
  const { world } = visit;
  const model = ownModelAt(visit);
  const version = versionAt(visit, model);
  const inUse = [...world.deployments.values()].some(({ release }) => release.version === version.id);
  if (inUse) throw refusal(world.modes.versionRefusal, 'This version is used by a deployment.');
  if (model.visibility === 'public') {
    throw refusal(world.modes.versionRefusal, 'Versions of public models cannot be deleted.');
  }
  world.clock.after(world.timings.versionDeleteMs, () => {
    model.versions = model.versions.filter((other) => other !== version);
    for (const { id, version: used } of world.predictions.values()) {
      if (used === version.id) world.predictions.delete(id);
    }
  });
  return { status: 202 };
}
