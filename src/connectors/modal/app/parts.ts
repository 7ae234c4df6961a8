import type { Progress } from '../../connector.ts';
import type { HourlyPrice } from '../../domain.ts';
import type { Workbench } from '../../workbench.ts';
import type { ModalApi } from '../api.ts';
import type { SpecBook } from './spec-book.ts';
import type { AppSpec } from './spec.ts';

/** What deploying an app needs. */
export interface DeployerParts {
  api: ModalApi;
  /** Absent: no programs of this machine may be run. */
  workbench: Workbench | undefined;
  specs: SpecBook;
  /** Handed to Modal's client in its environment only. */
  tokenId: string;
  tokenSecret: string;
  /** Of one container with all its resources. Undefined = unknown. */
  price(spec: AppSpec): HourlyPrice | undefined;
}

export interface DeployOptions {
  signal?: AbortSignal | undefined;
  progress?: Progress | undefined;
}

/** An app by its name: ids change when it is deployed again. */
export interface AppAt {
  environment: string;
  name: string;
}
