import type { AdapterChoice } from '../catalogue.ts';
import type { DeploymentStatus } from '../domain.ts';
import type { Subject } from './ids.ts';

/** A function or server of an app that answers over HTTP. */
export interface ServedPart {
  /** `fu-…`: what statistics and scaling are asked by. */
  id: string;
  /** Its name within the app. */
  tag: string;
  kind: 'function' | 'server';
  /** As the platform tells it; never computed. */
  url?: string;
  /** As it was asked for: `H100:2`. */
  gpu?: string;
  /** Absent = unknown. */
  proxyAuth?: boolean;
}

/** What a test, a log or a statistic has to know of a row. */
export interface Served {
  subject: Subject;
  name: string;
  status: DeploymentStatus;
  /** `ap-…`; of an Endpoint the app that serves it. Absent = not told. */
  appId?: string;
  parts: ServedPart[];
  /** What to send as `model`; absent = it is not known what the app serves. */
  model?: string;
  adapters: AdapterChoice[];
  /** How long a start may take, in seconds. Absent = unknown. */
  startupSeconds?: number;
}

/** Reads what a row serves; from what is remembered where that still holds. */
export type ReadServed = (id: string, signal?: AbortSignal) => Promise<Served>;
