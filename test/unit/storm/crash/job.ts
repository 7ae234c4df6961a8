import type { DeploymentSpec, PlatformId } from '../../../../src/connectors/index.ts';

/** What a window is to be in the middle of when it is killed. */
export interface Job {
  folder: string;
  platform: PlatformId;
  baseUrls: Record<string, string>;
  credentials: Record<string, string>;
  action: 'deploy' | 'update' | 'stop' | 'remove';
  /** For `deploy`. */
  spec?: DeploymentSpec;
  /** For the others. */
  key?: string;
}

/** What it says: each line after it is on disk, or before it is begun. */
export type Word = 'connected' | 'begun' | 'done';
