import type { Account, DeploymentSpec } from '../../connectors/connector.ts';
import type { Action, Deployment, DeploymentStatus, NanoUsd, PlatformId } from '../../connectors/domain.ts';
import type { ErrorData } from '../../connectors/errors.ts';

/** Names one deployment across platforms: `together:ep_1/dep_2`. A draft is `draft:<uuid>`. */
export type DeploymentKey = string;

/** A configuration that a person has made and not (successfully) sent: status `pending`. Kept in the store. */
export interface Draft {
  id: string;
  platform: PlatformId;
  spec: DeploymentSpec;
  createdAt: number;
  updatedAt: number;
  /** Why the last attempt to deploy it failed. */
  problem?: ErrorData;
  /** Set while a deploy is under way, so that a crash can be reconciled by listing. */
  sentAt?: number;
  /** The name that it was sent with, which may have been changed since. */
  sentAs?: string;
  /** When the window that deploys it last said that it is at it; absent where a deploy is one request. */
  aliveAt?: number;
}

/** What Slipway keeps about a deployment because its platform does not. */
export interface LocalNotes {
  description?: string;
  tags?: string[];
}

/** An action under way: shown on the row and in panels until it ends. */
export interface Busy {
  action: Action | 'deploy' | 'restart';
  /** "Stopping…", "Removing it from the traffic split…" */
  step: string;
  since: number;
  /** It can still be called off: a delete that waits, a deploy that is not done (`action` says which). */
  cancellable?: true;
}

/** A deployment (or draft) as everything in the editor shows it. */
export interface DeploymentView extends Deployment {
  key: DeploymentKey;
  draft?: Draft;
  notes: LocalNotes;
  busy?: Busy;
  /** Its log can be followed and searched ("Show Logs"); else there are its events only. */
  followable?: true;
  /** Stands for a server that the person registered by URL. */
  registered?: true;
  /** The last attempt to delete it failed, after the platform had begun. */
  notDeleted?: ErrorData;
  /** The platform's last read failed: this row is older than the others. */
  stale?: boolean;
}

export interface PlatformView {
  id: PlatformId;
  displayName: string;
  connected: boolean;
  account?: Account;
  /** Where servers can be registered by URL: what one is called. */
  serversLabel?: string;
  /** Why the last read failed, or the parts of it that did. */
  problems: ErrorData[];
  /** ms since epoch of the last read that succeeded. */
  lastReadAt?: number;
  /** ms since epoch: its rows are from then, read by an earlier window; this one has read nothing yet. */
  rememberedAt?: number;
  reading: boolean;
}

/** Dollars per hour now. `atLeast` when a running deployment's price is unknown. */
export interface BurnRate {
  perHour: NanoUsd;
  atLeast: boolean;
}

export interface FleetView {
  deployments: DeploymentView[];
  platforms: PlatformView[];
  counts: Record<DeploymentStatus, number>;
  burn: BurnRate;
}

export interface FleetFilter {
  statuses?: DeploymentStatus[];
  platforms?: PlatformId[];
  text?: string;
}
