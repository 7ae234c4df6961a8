import { type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import type { V1Model } from '../catalogue/types.ts';
import { v1Hardware } from '../catalogue/hardware.ts';
import { badRequest, notFound } from '../errors.ts';
import { paged } from '../paging.ts';
import { ownProject, noQuery, queryOf } from '../strict.ts';
import { configView, instanceTypeView, modelName } from '../views.ts';
import { account, type World } from '../world.ts';

export function catalogueRoutes(router: Router, world: World): void {
  const { apiKey: _, ...identity } = account;
  router
    .on('GET', '/v1/whoami', () => ok(identity))
    .on('GET', '/v1/models', () => ok(world.v1Models.map(({ info }: V1Model) => info)))
    .on('GET', '/v1/hardware', (call) => ok(legacyHardware(world, call)))
    .on('GET', '/v1/clusters/availability-zones', () => ok({ avzones: ['us-east-4b', 'us-central-4a'] }))
    .on('GET', '/v2/public/inference-instance-types', (call) => {
      noQuery(call);
      const data = [...world.instanceTypes.values()].map(instanceTypeView);
      return ok({ object: 'list', data, next_cursor: null });
    })
    .on('GET', '/v2/public/inference-instance-types/:id', (call) => {
      noQuery(call);
      const type = world.instanceTypes.get(call.params['id'] ?? '');
      if (!type) throw notFound('instance type');
      return ok(instanceTypeView(type));
    })
    .on('GET', '/v2/supported-models', (call) => ok(supported(world, call)))
    .on('GET', '/v2/supported-models/:id', (call) => {
      noQuery(call);
      const entry = world.supported.find(({ id }) => id === call.params['id']);
      if (!entry) throw notFound('supported model');
      return ok(entry);
    })
    .on('GET', '/v2/projects/:p/configs', (call) => ok(configs(world, call)))
    .on('GET', '/v2/projects/:p/configs/:cr', (call) => {
      noQuery(call);
      const config = world.configs.get(call.params['cr'] ?? '');
      if (!config || config.projectId !== call.params['p']) throw notFound('config');
      return ok(configView(config));
    })
    .on('GET', '/v2/projects/:p/placement-profiles', (call) => {
      ownProject(call);
      return ok(paged(world.placementProfiles, queryOf(call, 'limit', 'after'), profileView));
    })
    .on('GET', '/v2/projects/:p/placement-profiles/:pp', (call) => {
      noQuery(call);
      ownProject(call);
      const profile = world.placementProfiles.find(({ id }) => id === call.params['pp']);
      if (!profile) throw notFound('placement profile');
      return ok(profileView(profile));
    });
}

const profileView = (profile: World['placementProfiles'][number]): Record<string, unknown> => ({
  ...profile,
  projectId: account.project_id,
  organizationId: account.organization_id,
});

function supported(world: World, call: Call): unknown {
  const query = queryOf(call, 'product', 'modality', 'search', 'limit', 'after');
  const { product, modality, search } = query;
  if (product !== undefined && !/^PRODUCT_(SERVERLESS|DEDICATED|FINE_TUNING)$/.test(product))
    throw badRequest(product);
  if (modality !== undefined && !/^MODALITY_(TEXT|IMAGE|AUDIO|VIDEO)$/.test(modality))
    throw badRequest(modality);
  const kept = world.supported.filter((entry) => {
    const text = `${entry.id} ${entry.name} ${entry.displayName} ${entry.description ?? ''}`.toLowerCase();
    return (
      (product === undefined || entry.products.includes(product)) &&
      (modality === undefined || entry.inputModalities.includes(modality)) &&
      (search === undefined || text.includes(search.toLowerCase()))
    );
  });
  return paged(kept, query, (entry) => entry);
}

function configs(world: World, call: Call): unknown {
  ownProject(call);
  const query = queryOf(call, 'referenceModel', 'referenceModelId', 'limit', 'after');
  const { referenceModel, referenceModelId } = query;
  if (
    referenceModel !== undefined &&
    referenceModelId !== undefined &&
    !referenceModel.endsWith(`/${referenceModelId}`)
  ) {
    throw badRequest('referenceModel and referenceModelId differ');
  }
  const kept = [...world.configs.values()].filter(
    ({ model }) =>
      (referenceModel === undefined || modelName(model) === referenceModel.split('/revisions/')[0]) &&
      (referenceModelId === undefined || model.id === referenceModelId),
  );
  return paged(kept, query, configView);
}

function legacyHardware(world: World, call: Call): unknown {
  const withAvailability = call.query.has('model');
  const data = v1Hardware.map(({ status, ...type }) => ({
    object: 'hardware',
    ...type,
    ...(withAvailability ? { availability: { status } } : {}),
    updated_at: world.clock.iso(),
  }));
  return { object: 'list', data };
}
