import { allOrNone } from '../all-or-none.ts';
import type { TestForm } from '../connector.ts';
import { isCancelled } from '../errors.ts';
import type { Deployments } from './deployments.ts';
import { interfaceOf, toForm } from './form.ts';
import type { Interface } from './form.ts';
import { ownerAndName, parseKey } from './ids.ts';
import type { Models } from './models.ts';
import { versionSchema } from './schema.ts';

/** What a deployment takes and gives: the schema of the version that it runs. */
export class Subjects {
  readonly #deployments: Deployments;
  readonly #models: Models;

  constructor(deployments: Deployments, models: Models) {
    this.#deployments = deployments;
    this.#models = models;
  }

  async form(id: string, signal?: AbortSignal): Promise<TestForm> {
    const row = await this.#deployments.row(parseKey(id), signal);
    const model = row.current_release?.model;
    const [face, example] = await allOrNone(
      signal,
      (within) => this.interface(id, within),
      (within) => this.#example(model, within),
    );
    return toForm(face, example);
  }

  /** Undefined where the version has no schema, or is not shown: an official one, or one that was deleted. */
  async interface(id: string, signal?: AbortSignal): Promise<Interface | undefined> {
    const { current_release: release } = await this.#deployments.known(parseKey(id), signal);
    const version = await this.#models
      .version(release?.model, release?.version, signal)
      .catch((error: unknown) => {
        if (isCancelled(error)) throw error;
        return undefined;
      });
    const schema = versionSchema(version?.openapi_schema);
    return schema && interfaceOf(schema);
  }

  /** Without asking, for code to copy. */
  knownInterface(id: string): Interface | undefined {
    const release = this.#deployments.lastSeen(id)?.current_release;
    const schema = versionSchema(this.#models.knownVersion(release?.version)?.openapi_schema);
    return schema && interfaceOf(schema);
  }

  async #example(model: string | undefined, signal?: AbortSignal) {
    const key = ownerAndName(model ?? '');
    if (!key) return undefined;
    const wire = await this.#models.recent(key, signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      return undefined;
    });
    return wire?.default_example?.input;
  }
}
