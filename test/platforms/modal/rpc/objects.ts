import { exists, invalid, notFound } from '../errors.ts';
import type { RpcTable } from '../grpc/table.ts';
import { seconds } from '../grpc/wire.ts';
import type { Secret, Volume, VolumeFile } from '../types.ts';
import { Creation } from '../words.ts';
import type { World } from '../world.ts';
import { page, type Pagination } from './paging.ts';

const fileType = { file: 1, directory: 2 };
const by = 'ada';

interface GetOrCreate {
  readonly deploymentName: string;
  readonly environmentName: string;
  readonly objectCreationType: number;
}

export function objectRpcs(table: RpcTable, world: World): void {
  table
    .on(
      'SecretGetOrCreate',
      (request: GetOrCreate & { envDict: Record<string, string>; requiredKeys: readonly string[] }) => {
        const secret = secretOf(world, request);
        const missing = request.requiredKeys.filter((key) => !secret.keys.includes(key));
        if (missing.length > 0) {
          throw invalid(`Secret '${secret.name}' is missing required key(s): ${missing.join(', ')}`);
        }
        return { secretId: secret.id, metadata: secretMetadata(secret) };
      },
    )
    .on('SecretList', (request: { environmentName: string; pagination: Pagination | null }) => {
      const { name } = world.environment(request.environmentName);
      const secrets = world.secrets.filter(({ environment }) => environment === name);
      return {
        environmentName: name,
        items: page(secrets, request.pagination).map((secret) => ({
          label: secret.name,
          createdAt: seconds(secret.createdAt),
          lastUsedAt: seconds(secret.lastUsedAt),
          environmentName: name,
          secretId: secret.id,
          metadata: secretMetadata(secret),
        })),
      };
    })
    .on('SecretDelete', ({ secretId }: { secretId: string }) => {
      const at = world.secrets.findIndex(({ id }) => id === secretId);
      if (at === -1) throw notFound(`Secret '${secretId}' not found`);
      world.secrets.splice(at, 1);
      return {};
    })
    .on('VolumeGetOrCreate', (request: GetOrCreate & { version: number }) => {
      const volume = volumeOf(world, request);
      return { volumeId: volume.id, version: volume.version, metadata: volumeMetadata(volume) };
    })
    .on('VolumeList', (request: { environmentName: string; pagination: Pagination | null }) => {
      const { name } = world.environment(request.environmentName);
      const volumes = world.volumes.filter(({ environment }) => environment === name);
      return {
        environmentName: name,
        items: page(volumes, request.pagination).map((volume) => ({
          label: volume.name,
          volumeId: volume.id,
          createdAt: seconds(volume.createdAt),
          metadata: volumeMetadata(volume),
        })),
      };
    })
    .stream('VolumeListFiles', (request: ListFiles) => files(world, request, [1, 2]))
    .stream('VolumeListFiles2', (request: ListFiles) => files(world, request, [2]));
}

function secretOf(world: World, request: GetOrCreate & { envDict: Record<string, string> }): Secret {
  const { deploymentName: name, objectCreationType: type } = request;
  const environment = world.environment(request.environmentName).name;
  const found = world.secrets.find((one) => one.name === name && one.environment === environment);
  if (found && type === Creation.createFailIfExists) throw exists(`Secret '${name}' already exists`);
  if (found) {
    if (type === Creation.overwrite) found.keys = Object.keys(request.envDict);
    return found;
  }
  if (type === Creation.lookUp) throw notFound(`Secret '${name}' not found in environment '${environment}'`);
  const made: Secret = {
    id: world.makeId('st-'),
    name,
    environment,
    keys: Object.keys(request.envDict),
    createdAt: world.clock.now(),
    lastUsedAt: 0,
  };
  world.secrets.push(made);
  return made;
}

function volumeOf(world: World, request: GetOrCreate & { version: number }): Volume {
  const { deploymentName: name, objectCreationType: type } = request;
  const environment = world.environment(request.environmentName).name;
  const found = world.volumes.find((one) => one.name === name && one.environment === environment);
  if (found && type === Creation.createFailIfExists) throw exists(`Volume '${name}' already exists`);
  if (found) return found;
  if (type === Creation.lookUp) throw notFound(`Volume '${name}' not found in environment '${environment}'`);
  const version = request.version === 2 ? 2 : 1;
  const made: Volume = {
    id: world.makeId('vo-'),
    name,
    environment,
    version,
    createdAt: world.clock.now(),
    files: [],
  };
  world.volumes.push(made);
  return made;
}

interface ListFiles {
  readonly volumeId: string;
  readonly path: string;
  readonly recursive: boolean;
}

/** One message for each folder. */
function* files(world: World, request: ListFiles, versions: readonly number[]): Generator<object> {
  const volume = world.volumes.find(({ id }) => id === request.volumeId);
  if (!volume) throw notFound(`Volume '${request.volumeId}' not found`);
  if (!versions.includes(volume.version)) throw invalid('This volume is of another version');
  const folder = request.path.replaceAll(/^\/+|\/+$/g, '');
  const inside = volume.files.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`));
  if (inside.length === 0 && folder !== '') throw notFound(`No such file or directory: ${request.path}`);
  const depth = folder === '' ? 0 : folder.split('/').length;
  const entries = request.recursive
    ? [...folders(inside, depth), ...inside.map(fileEntry)]
    : children(inside, depth);
  yield { entries };
}

function children(inside: readonly VolumeFile[], depth: number): object[] {
  const direct = inside.filter(({ path }) => path.split('/').length === depth + 1);
  const top = folders(inside, depth).filter(({ path }) => path.split('/').length === depth + 1);
  return [...top, ...direct.map(fileEntry)];
}

function folders(
  inside: readonly VolumeFile[],
  depth: number,
): { path: string; type: number; mtime: number }[] {
  const found = new Map<string, number>();
  for (const { path, mtime } of inside) {
    const parts = path.split('/');
    for (let at = depth + 1; at < parts.length; at += 1) found.set(parts.slice(0, at).join('/'), mtime);
  }
  return [...found].map(([path, mtime]) => ({
    path,
    type: fileType.directory,
    mtime: Math.floor(seconds(mtime)),
  }));
}

const fileEntry = ({ path, size, mtime }: VolumeFile): object => ({
  path,
  type: fileType.file,
  size,
  mtime: Math.floor(seconds(mtime)),
});

const secretMetadata = (secret: Secret): object => ({
  name: secret.name,
  creationInfo: { createdAt: seconds(secret.createdAt), createdBy: by },
  keys: secret.keys,
  environmentName: secret.environment,
});

const volumeMetadata = ({ name, version, createdAt }: Volume): object => ({
  name,
  version,
  creationInfo: { createdAt: seconds(createdAt), createdBy: by },
});
