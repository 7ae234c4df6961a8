import type {
  DeploymentSpec,
  FieldChoice,
  InstanceType,
  ModelChoice,
  ModelQuery,
  ModelVariant,
  Page,
  Plan,
} from '../../connectors/connector.ts';
import type { DeploymentConfig, ModelRef, PlatformId } from '../../connectors/domain.ts';
import type { Platforms } from './platforms.ts';

/** What could be deployed on a platform, and what would come of it: the platform is asked each time, its rules are not. */
export class Catalog {
  readonly #platforms: Platforms;

  constructor(platforms: Platforms) {
    this.#platforms = platforms;
  }

  async models(platform: PlatformId, query: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    return this.#platforms.connector(platform).models(query, signal);
  }

  async variants(platform: PlatformId, model: ModelRef, signal?: AbortSignal): Promise<ModelVariant[]> {
    return this.#platforms.connector(platform).variants(model, signal);
  }

  async hardware(platform: PlatformId, signal?: AbortSignal): Promise<InstanceType[]> {
    return this.#platforms.connector(platform).hardware(signal);
  }

  /** What the account has for a field that is `listed`: nothing where the platform lists none. */
  async choices(
    platform: PlatformId,
    field: string,
    config: DeploymentConfig,
    signal?: AbortSignal,
  ): Promise<FieldChoice[]> {
    return (await this.#platforms.connector(platform).choices?.(field, config, signal)) ?? [];
  }

  checkName(platform: PlatformId, name: string): string | undefined {
    return this.#platforms.connection(platform).definition.validateName(name);
  }

  suggestName(platform: PlatformId, model: string): string {
    return this.#platforms.connection(platform).definition.suggestName(model);
  }

  /** What a deploy would do and cost. */
  async plan(platform: PlatformId, spec: DeploymentSpec, signal?: AbortSignal): Promise<Plan> {
    return this.#platforms.connector(platform).plan(spec, signal);
  }
}
