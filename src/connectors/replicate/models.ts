import { t } from '@vscode/l10n';
import { pathPart } from '../address.ts';
import type { ModelChoice } from '../connector.ts';
import { PlatformError } from '../errors.ts';
import type { ReplicateApi } from './api.ts';
import { modelPath, ownerAndName } from './ids.ts';
import type { Key } from './ids.ts';
import { version as versionSchema, model as modelSchema } from './wire.ts';
import type { WireModel, WireVersion } from './wire.ts';

const keptFor = 5 * 60_000;
const mostVersions = 30;

/** Models and versions, read once for a while: a version never changes. */
export class Models {
  readonly #api: ReplicateApi;
  readonly #models = new Map<string, { model: WireModel; at: number }>();
  readonly #versions = new Map<string, WireVersion>();

  constructor(api: ReplicateApi) {
    this.#api = api;
  }

  async read(key: Key, signal?: AbortSignal): Promise<WireModel> {
    const model = await this.#api.get(modelSchema, modelPath(key), {}, signal);
    this.#models.set(`${key.owner}/${key.name}`, { model, at: this.#api.clock.now() });
    return model;
  }

  async recent(key: Key, signal?: AbortSignal): Promise<WireModel> {
    const known = this.#models.get(`${key.owner}/${key.name}`);
    return known && this.#api.clock.now() - known.at <= keptFor ? known.model : this.read(key, signal);
  }

  /** By the names that a release gives; undefined when either is not known. */
  async version(model: string | undefined, id: string | undefined, signal?: AbortSignal) {
    const key = ownerAndName(model ?? '');
    if (!key || id === undefined) return undefined;
    const known = this.knownVersion(id);
    if (known) return known;
    const path = `${modelPath(key)}/versions/${pathPart(id)}`;
    const version = await this.#api.get(versionSchema, path, {}, signal);
    this.#versions.set(id, version);
    for (const oldest of this.#versions.keys()) {
      if (this.#versions.size <= mostVersions) break;
      this.#versions.delete(oldest);
    }
    return version;
  }

  knownVersion(id: string | undefined): WireVersion | undefined {
    return id === undefined ? undefined : this.#versions.get(id);
  }
}

const official = t(
  'Official models are always on and have no version that could be deployed. They are called directly, billed by what they make.',
);
const unpushed = t('Nothing was pushed to it yet, so it has no version.');

export function toChoice(
  wire: WireModel,
  more: { description?: string | undefined; tags?: string[] | undefined } = {},
): ModelChoice {
  const name = `${wire.owner}/${wire.name}`;
  const description = wire.description ?? more.description;
  const no = whyNot(wire);
  const deployable = no === undefined ? (wire.latest_version ? true : undefined) : { no };
  return {
    id: name,
    name,
    kind: 'model',
    publisher: wire.owner,
    ...(description === undefined ? {} : { description }),
    tags: [
      ...(wire.is_official ? ['official'] : []),
      ...(wire.visibility === 'private' ? ['private'] : []),
      ...(more.tags ?? []),
    ],
    ...(deployable === undefined ? {} : { deployable }),
  };
}

export function mustBeDeployable(wire: WireModel): void {
  const no = whyNot(wire);
  if (no === undefined) return;
  throw new PlatformError({
    platform: 'replicate',
    code: 'unsupported',
    message: t`${wire.owner}/${wire.name} cannot be deployed. ${no}`,
    hint: wire.is_official
      ? t('Choose a community model or one of your own, or call it directly from your code.')
      : t('Push a version with Cog first.'),
    field: 'model',
  });
}

function whyNot(wire: WireModel): string | undefined {
  if (wire.is_official) return official;
  return wire.latest_version === null ? unpushed : undefined;
}
