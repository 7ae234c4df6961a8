import { ok } from '../../kit/answers.ts';
import { collections } from '../catalogue/models.ts';
import { bare, invalid, notFound, type PointedError, refusal } from '../errors.ts';
import { paged } from '../paging.ts';
import type { Json, Model } from '../types.ts';
import type { World } from '../world.ts';
import { bodyOf, created, emptied, modelAt, ownModelAt, type routesOf, type Visit } from './context.ts';
import { exampleOf, modelView } from './modelViews.ts';

export function modelRoutes(on: ReturnType<typeof routesOf>): void {
  on('GET', '/models', listModels);
  on('QUERY', '/models', ({ world, call }) => {
    // The official client sends the words as JSON, that is in quotes, though it calls them plain text.
    const words = call.raw.toString('utf8').replace(/^"(.*)"$/s, '$1');
    const found = ranked(world, words).map(({ model }) => model);
    return ok({ next: null, previous: null, results: found.map((model) => modelView(model)) });
  });
  on('POST', '/models', createModel);
  on('GET', '/models/:owner/:name', (visit) => ok(modelView(modelAt(visit))));
  on('PATCH', '/models/:owner/:name', changeModel);
  on('DELETE', '/models/:owner/:name', deleteModel);
  on('GET', '/models/:owner/:name/readme', (visit) => {
    const { readme } = modelAt(visit).details;
    if (readme === null) throw notFound('no readme');
    return { status: 200, text: { type: 'text/plain; charset=utf-8', value: readme } };
  });
  on('GET', '/models/:owner/:name/examples', (visit) => {
    const example = exampleOf(modelAt(visit));
    return ok({ next: null, previous: null, results: example ? [example] : [] });
  });
  on('GET', '/search', search);
  on('GET', '/collections', ({ world, call }) => {
    const items = collections.map(({ slug, name, description }, index) => ({
      view: { name, slug, description },
      createdUs: collections.length - index,
    }));
    return ok(paged(world, call, items, ({ view }) => view));
  });
  on('GET', '/collections/:slug', ({ world, call }) => {
    const found = collections.find(({ slug }) => slug === call.params['slug']);
    if (!found) throw notFound('no such collection');
    const { name, slug, description, models } = found;
    const members = models.flatMap((key) => world.model(key) ?? []).map((model) => modelView(model));
    return ok({ name, slug, description, full_description: `# ${name}\n`, models: members });
  });
}

const publicModels = (world: World): Model[] =>
  [...world.models.values()].filter(({ visibility }) => visibility === 'public');

/** Public models only: one's own private ones stand in no list. */
function listModels({ world, call }: Visit): ReturnType<typeof ok> {
  const by = call.query.get('sort_by') ?? 'latest_version_created_at';
  const direction = call.query.get('sort_direction') ?? 'desc';
  if (!['model_created_at', 'latest_version_created_at'].includes(by)) throw refusal(400, 'Invalid sort_by');
  if (!['asc', 'desc'].includes(direction)) throw refusal(400, 'Invalid sort_direction');
  const sign = direction === 'asc' ? -1 : 1;
  const items = publicModels(world).map((model) => {
    const us =
      by === 'model_created_at' ? model.createdUs : (model.versions[0]?.createdUs ?? model.createdUs);
    return { model, us };
  });
  // The cursor walks downwards in time, hence the mirrored key for the other direction.
  const mirror = 4e15;
  const rows = items.map(({ model, us }) => ({ model, createdUs: sign === 1 ? us : mirror - us }));
  return ok(paged(world, call, rows, ({ model }) => modelView(model)));
}

function ranked(world: World, query: string): { model: Model; score: number }[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return publicModels(world)
    .map((model) => {
      const text = `${model.owner}/${model.name} ${model.details.description ?? ''}`.toLowerCase();
      const score = words.filter((word) => text.includes(word)).length / Math.max(1, words.length);
      return { model, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.model.runCount - a.model.runCount);
}

function search({ world, call }: Visit): ReturnType<typeof ok> {
  const query = call.query.get('query') ?? '';
  if (query === '') throw bare(400, 'Query parameter "query" is required');
  const limit = Number(call.query.get('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 50) throw bare(400, 'limit must be between 1 and 50');
  const models = ranked(world, query).slice(0, limit);
  const named = collections.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  return ok({
    query,
    models: models.map(({ model, score }) => ({
      model: modelView(model, 'slim'),
      metadata: { generated_description: model.details.description, tags: ['simulated'], score },
    })),
    collections: named.map(({ name, slug, description, models: members }) => ({
      name,
      slug,
      description,
      models: members,
    })),
    pages: [{ name: 'Deployments', href: '/docs/topics/deployments' }],
  });
}

const urls = ['github_url', 'paper_url', 'license_url', 'cover_image_url', 'weights_url'] as const;

function createModel(visit: Visit): ReturnType<typeof created> {
  const { world, account } = visit;
  const body = bodyOf(visit);
  const errors: PointedError[] = [];
  for (const key of ['owner', 'name', 'visibility', 'hardware']) {
    if (typeof body[key] !== 'string') errors.push({ pointer: `/${key}`, detail: 'This field is required.' });
  }
  if (errors.length > 0) throw invalid(errors);
  const { owner, name, visibility, hardware } = body as Record<string, string>;
  if (owner !== account.username) throw refusal(403, 'You can only create models for your own account.');
  if (visibility !== 'public' && visibility !== 'private') {
    errors.push({ pointer: '/visibility', detail: 'Must be public or private.' });
  }
  if (!account.skus.includes(hardware!)) errors.push(wrongSku(hardware!, account.skus));
  if (errors.length > 0) throw invalid(errors);
  const key = `${owner}/${name!}`;
  if (world.models.has(key)) {
    throw invalid([{ pointer: '/name', detail: 'A model with that name and owner already exists.' }], 409);
  }
  const model: Model = {
    owner,
    name: name!,
    visibility: visibility as Model['visibility'],
    official: false,
    createdUs: world.stamp(),
    hardware: hardware!,
    versions: [],
    details: { ...emptyDetails(), ...given(body) },
    runCount: 0,
    exampleInput: undefined,
  };
  world.models.set(key, model);
  return created(modelView(model));
}

export const wrongSku = (sku: string, skus: readonly string[]): PointedError => ({
  pointer: '/hardware',
  detail: `${sku} is not a valid hardware SKU. Your options are: ${skus.toSorted().join(', ')}.`,
});

function emptyDetails(): Model['details'] {
  const none = Object.fromEntries(urls.map((key) => [key, null])) as Record<(typeof urls)[number], null>;
  return { ...none, description: null, readme: null };
}

function given(body: Json): Partial<Model['details']> {
  const known = ['description', 'readme', ...urls];
  return Object.fromEntries(
    Object.entries(body).filter(([key, value]) => known.includes(key) && typeof value === 'string'),
  );
}

function changeModel(visit: Visit): ReturnType<typeof ok> {
  const model = ownModelAt(visit);
  const { cover_image_url: _, ...changes } = given(bodyOf(visit));
  Object.assign(model.details, changes);
  return ok(modelView(model));
}

function deleteModel(visit: Visit): typeof emptied {
  const model = ownModelAt(visit);
  if (model.visibility === 'public') throw refusal(403, 'You can only delete private models.');
  if (model.versions.length > 0) throw refusal(400, 'Delete all versions of the model first.');
  visit.world.models.delete(`${model.owner}/${model.name}`);
  return emptied;
}
