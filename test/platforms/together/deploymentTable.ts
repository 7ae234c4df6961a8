import type { Deployment } from './types.ts';

/** All deployments by id; those of one endpoint are found without looking through the rest. */
export class DeploymentTable extends Map<string, Deployment> {
  readonly #byEndpoint = new Map<string, Map<string, Deployment>>();

  /** Oldest entry first. */
  of(endpointId: string): Deployment[] {
    return [...(this.#byEndpoint.get(endpointId)?.values() ?? [])];
  }

  override set(id: string, deployment: Deployment): this {
    const { endpointId } = deployment;
    const group = this.#byEndpoint.get(endpointId) ?? new Map<string, Deployment>();
    this.#byEndpoint.set(endpointId, group.set(id, deployment));
    return super.set(id, deployment);
  }

  override delete(id: string): boolean {
    const endpointId = this.get(id)?.endpointId;
    if (endpointId !== undefined) this.#byEndpoint.get(endpointId)?.delete(id);
    return super.delete(id);
  }
}
