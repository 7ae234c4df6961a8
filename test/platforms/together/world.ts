import type { SimClock } from '../kit/clock.ts';
import { idsFrom } from '../kit/random.ts';
import { DeploymentTable } from './deploymentTable.ts';
import { Ledger } from './ledger.ts';
import { TokenLedger } from './tokenLedger.ts';
import type { Modes, Pace, Timings } from './options.ts';
import { InstantBook } from './inference/instants.ts';
import type { AbExperiment, ShadowExperiment } from './experiments.ts';
import { type Rollout, terminal } from './rollouts/types.ts';
import type {
  Config,
  Deployment,
  Endpoint,
  Fate,
  InstanceType,
  Model,
  PlatformEvent,
  Served,
  V1Endpoint,
} from './types.ts';
import type { SupportedModel, V1Model } from './catalogue/types.ts';

export const account = {
  apiKey: 'sim-together-key-0123456789abcdef0123456789abcdef',
  api_key_id: 'key_sim1',
  project_id: 'proj_acme1',
  project_name: 'Acme research',
  project_slug: 'acme',
  organization_id: 'org_acme1',
  organization_name: 'Acme',
  user_id: 'user_sim1',
} as const;

/** Owner of the catalogue's models and configs: never the key's own project. */
export const platformProject = 'proj_together1';

/** The whole platform's memory. Rooms beside this file give it behaviour. */
export class World {
  readonly clock: SimClock;
  readonly modes: Modes;
  readonly timings: Timings;
  pace: Pace;

  readonly endpoints = new Map<string, Endpoint>();
  readonly deployments = new DeploymentTable();
  readonly models = new Map<string, Model>();
  readonly configs = new Map<string, Config>();
  readonly instanceTypes = new Map<string, InstanceType>();
  readonly supported: SupportedModel[] = [];
  readonly v1Models: V1Model[] = [];
  readonly v1Endpoints = new Map<string, V1Endpoint>();
  readonly rollouts = new Map<string, Rollout>();
  readonly abExperiments = new Map<string, AbExperiment>();
  readonly shadowExperiments = new Map<string, ShadowExperiment>();
  readonly fineTunes: Record<string, unknown>[] = [];
  readonly uploads: Record<string, unknown>[] = [];
  readonly containers: Record<string, unknown>[] = [];
  readonly placementProfiles: { id: string; name: string; preferredRegions: string[] }[] = [];
  readonly events: PlatformEvent[] = [];
  readonly served: Served[] = [];
  readonly instants = new InstantBook();
  readonly ledger: Ledger;
  readonly tokenLedger: TokenLedger;
  /** GPUs per type the project may ask for. */
  readonly quota = new Map<string, number>();
  /** GPU types the platform itself has run out of. */
  readonly soldOut = new Set<string>();
  /** Fates waiting for the next deployments to be created. */
  readonly fates: Fate[] = [];
  readonly newId: (prefix: string) => string;
  #etag = 0;
  #event = 0;

  constructor(clock: SimClock, modes: Modes, timings: Timings, pace: Pace) {
    this.clock = clock;
    this.modes = modes;
    this.timings = timings;
    this.pace = pace;
    this.newId = idsFrom('together');
    this.ledger = new Ledger(clock);
    this.tokenLedger = new TokenLedger(clock, this.v1Models);
  }

  etag(): string {
    this.#etag += 1;
    return `W${this.#etag}`;
  }

  deploymentsOf(endpointId: string): Deployment[] {
    return this.deployments.of(endpointId);
  }

  activeRollout(endpointId: string): Rollout | undefined {
    return [...this.rollouts.values()].find(
      (rollout) => rollout.endpointId === endpointId && !terminal(rollout),
    );
  }

  endpointName(endpoint: Endpoint): string {
    return `${account.project_slug}/${endpoint.shortName}`;
  }

  deploymentName(deployment: Deployment): string {
    const endpoint = this.endpoints.get(deployment.endpointId);
    return `${account.project_slug}/${endpoint?.shortName ?? ''}/${deployment.shortName}`;
  }

  emit(
    event: Pick<PlatformEvent, 'type' | 'endpointId'> &
      Partial<Pick<PlatformEvent, 'level' | 'source' | 'deploymentId' | 'at'>>,
    fields: Record<string, unknown> = {},
  ): void {
    this.#event += 1;
    this.events.push({
      level: 'INFO',
      source: 'control-plane',
      at: this.clock.now(),
      ...event,
      id: `ev_${String(this.#event).padStart(6, '0')}`,
      fields,
    });
  }
}

/** Numbers of replicas by what they do; a draining one still serves and bills. */
export function counts(deployment: Pick<Deployment, 'replicas'>): {
  scheduled: number;
  ready: number;
  draining: number;
} {
  const of = (...phases: string[]): number =>
    deployment.replicas.filter(({ phase }) => phases.includes(phase)).length;
  return {
    scheduled: of('starting', 'ready', 'draining'),
    ready: of('ready', 'draining'),
    draining: of('draining'),
  };
}
