import type { Memento } from 'vscode';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import type { DeploymentService } from '../deployments/service.ts';
import { accountOf } from './means.ts';
import type { Means } from './means.ts';

export interface KnownAccountsOptions {
  service: Pick<DeploymentService, 'foresee'>;
  /** Names what a platform is connected with, without telling it. */
  print?: (means: string) => string | undefined;
  /** Keeps the names. Default: nothing is kept. */
  memento?: Pick<Memento, 'get' | 'update'>;
}

/**
 * Which account each platform was connected with last, by a name that tells nothing of it: so that its rows can be
 * shown as they are remembered before its key was read.
 */
export class KnownAccounts {
  readonly #options: KnownAccountsOptions;
  /** Whose rows are shown so, until it is connected. */
  readonly #foreseen = new Set<PlatformId>();

  constructor(options: KnownAccountsOptions) {
    this.#options = options;
  }

  /** What is remembered of an account that was taken away is gone, so what is there may be shown. */
  foresee(platform: PlatformId): void {
    const print = this.#options.memento?.get<string>(printKey(platform));
    if (print === undefined) return;
    this.#foreseen.add(platform);
    this.#options.service.foresee(platform, print);
  }

  /** From here on it is known what it is connected with. Whether its rows had been shown before that. */
  settle(platform: PlatformId): boolean {
    return this.#foreseen.delete(platform);
  }

  /** Undefined: it is connected with nothing any more, or nothing can be remembered of it. */
  keep(platform: PlatformId, print: string | undefined): void {
    const { memento } = this.#options;
    if (memento && memento.get(printKey(platform)) !== print) void memento.update(printKey(platform), print);
  }

  print(definition: ConnectorDefinition, means: Means): string | undefined {
    const { servers } = means;
    return this.#options.print?.(JSON.stringify([definition.id, accountOf(definition, means), servers]));
  }
}

const printKey = (platform: PlatformId): string => `print.${platform}`;
