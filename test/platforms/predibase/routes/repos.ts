import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { downloadRefusal, invalid, refusal, unknown } from '../errors.ts';
import type { AdapterVersion, Repo } from '../types.ts';
import { adapterView, repoView } from '../views.ts';
import type { World } from '../world.ts';
import { zipOf } from '../zip.ts';
import { bodyOf, needText, onlyKeys, optionalText, repoOf } from './read.ts';

export function repoRoutes(router: Router, world: World): void {
  // The word is singular.
  const path = '/v2/repos/:repo/version/:tag';
  router
    .on('GET', '/v2/repos', (call) => list(world, call))
    .on('POST', '/v2/repos', (call) => create(world, call))
    .on('GET', '/v2/repos/:repo', (call) => ok(repoView(repoOf(world, call.params['repo']), true)))
    .on('GET', path, (call) => ok(viewOf(world, call)))
    .on('PUT', path, (call) => archive(world, call))
    .on('DELETE', path, (call) => remove(world, call))
    .on('GET', `${path}/download`, (call) => download(world, call));
}

/** Newest first and no offset: a full page may hide more. */
function list(world: World, call: Call): Answer {
  const limit = Number(call.query.get('limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1) throw invalid(world.modes, 'limit must be a positive integer');
  const repos = [...world.repos.values()].reverse().slice(0, limit);
  return ok({ data: { repos: repos.map((repo) => repoView(repo, world.modes.listVersions)) } });
}

function create(world: World, call: Call): Answer {
  const body = bodyOf(world, call);
  onlyKeys(world, body, 'name', 'description', 'existsOk');
  const name = needText(world, body, 'name');
  const existing = world.repos.get(name);
  if (existing && body['existsOk'] === true) return ok(repoView(existing, true));
  if (existing) throw refusal(world.modes.codes.duplicate, `repository ${name} already exists`);
  const repo: Repo = {
    uuid: world.uuid(),
    name,
    description: optionalText(world, body, 'description'),
    versions: [],
  };
  world.repos.set(name, repo);
  return ok(repoView(repo, true));
}

function versionOf(world: World, call: Call): { repo: Repo; version: AdapterVersion } {
  const repo = repoOf(world, call.params['repo']);
  const version = repo.versions.find(({ tag }) => String(tag) === call.params['tag']);
  if (!version) throw unknown(world.modes, `adapter ${repo.name}/${call.params['tag'] ?? ''}`);
  return { repo, version };
}

function viewOf(world: World, call: Call): Record<string, unknown> {
  const { repo, version } = versionOf(world, call);
  return adapterView(repo.name, version);
}

function archive(world: World, call: Call): Answer {
  const { repo, version } = versionOf(world, call);
  const { archived } = bodyOf(world, call);
  if (typeof archived !== 'boolean') throw invalid(world.modes, 'archived must be true or false');
  version.archived = archived;
  return ok(adapterView(repo.name, version));
}

function remove(world: World, call: Call): Answer {
  const { repo, version } = versionOf(world, call);
  repo.versions.splice(repo.versions.indexOf(version), 1);
  return { status: 204 };
}

function download(world: World, call: Call): Answer {
  const { repo, version } = versionOf(world, call);
  if (!version.adapterPath) throw downloadRefusal(world.modes.codes.invalid, 'adapter has no weights yet');
  const config = { peft_type: 'LORA', r: 16, base_model_name_or_path: version.baseModel };
  const value = zipOf({
    'adapter_config.json': JSON.stringify(config),
    'adapter_model.safetensors': `${repo.name}/${version.tag}`,
  });
  return { status: 200, bytes: { type: 'application/zip', value } };
}
