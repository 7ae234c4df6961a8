import { isCancelled, PlatformError } from '../errors.ts';
import type { PredibaseApi } from './api.ts';
import { deploymentList } from './wire.ts';
import type { WireDeployment } from './wire.ts';

/**
 * Whether everybody uses it, by the platform's word. `serverless` was one for shared ones; in the newest
 * documentation "private serverless" is a deployment of one's own, which has bounds of replicas.
 */
export function isShared(wire: WireDeployment): boolean {
  const type = typeOf(wire);
  return type === 'shared' || (type === 'serverless' && !hasBounds(wire));
}

/** Settles what the word leaves open, with the filter of the list; asked once for each name. */
export class Ownership {
  readonly #api: PredibaseApi;
  readonly #shared = new Map<string, boolean>();

  constructor(api: PredibaseApi) {
    this.#api = api;
  }

  async settle(rows: readonly WireDeployment[], signal?: AbortSignal): Promise<WireDeployment[]> {
    const open = rows.filter((wire) => typeOf(wire) === 'serverless' && hasBounds(wire));
    if (open.some(({ name }) => !this.#shared.has(name))) await this.#ask(open, signal);
    return rows.map((wire) => {
      const shared = open.includes(wire) ? this.#shared.get(wire.name) : undefined;
      return shared === undefined ? wire : { ...wire, type: shared ? 'shared' : 'private' };
    });
  }

  /** Without an answer its bounds decide. */
  async #ask(open: readonly WireDeployment[], signal?: AbortSignal): Promise<void> {
    try {
      const { data } = await this.#api.get(deploymentList, '/v2/deployments', { type: 'shared' }, signal);
      const names = new Set((data ?? []).map(({ name }) => name));
      for (const { name } of open) this.#shared.set(name, names.has(name));
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#api.log?.debug(`Which deployments are shared is not known: ${PlatformError.from(error).message}`);
    }
  }
}

const typeOf = ({ type }: WireDeployment) => (type ?? '').trim().toLowerCase();

function hasBounds({ config, minReplicas }: WireDeployment): boolean {
  return (config?.minReplicas ?? minReplicas) !== undefined;
}
