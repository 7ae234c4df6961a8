import { t } from '@vscode/l10n';
import type { Clock, DeploymentSpec, Listing } from '../../connectors/connector.ts';
import type { Deployment, PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { lostSecret } from '../store/keep.ts';
import type { Store } from '../store/store.ts';
import type { DeploymentKey, Draft } from './types.ts';
import { deploymentKey } from './views.ts';

/** A deploy by another window, or one that a crash cut off, is left alone this long before it counts as ended. */
const settleMs = 120_000;
/** A list that is asked for right after a create may not know it yet. */
const lagMs = 10_000;
/** The platform's clock may differ from this machine's. */
const skewMs = 300_000;

/**
 * The drafts, here and in the store. A draft is dropped in two cases only: the person discards it, or its
 * deployment is seen to exist. The copies here keep what the store may not (secrets typed into a form).
 */
export class DraftBook {
  readonly #store: Store;
  readonly #clock: Clock;
  #drafts: Map<string, Draft> | undefined;
  readonly #sending = new Set<string>();
  /** The rows that were there when this window began to send a draft: none of them can be what it makes. */
  readonly #present = new Map<string, ReadonlySet<DeploymentKey>>();
  /** Drafts that turned out to be deployed, by id: whoever waits for one asks here. */
  readonly #deployed = new Map<string, DeploymentKey>();
  /** Deploys of this window that ended without a clear answer, and when. */
  readonly #ended = new Map<string, number>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  all(): Iterable<Draft> {
    return this.#all().values();
  }

  get(id: string): Draft | undefined {
    return this.#all().get(id);
  }

  isSending(id: string): boolean {
    return this.#sending.has(id);
  }

  save(id: string, platform: PlatformId, spec: DeploymentSpec): Draft {
    const now = this.#clock.now();
    const before = this.get(id);
    if (this.#sending.has(id))
      throw new PlatformError({ code: 'conflict', platform, message: t('It is being deployed right now.') });
    // What a page saves a moment late must not bring the draft back.
    if (!before && this.#deployed.has(id))
      throw new PlatformError({ code: 'conflict', platform, message: t('It was deployed already.') });
    const { createdAt = now, updatedAt = 0 } = before ?? {};
    // What was wrong with it may be what was just corrected.
    const draft: Draft = {
      id,
      platform,
      spec,
      createdAt,
      // The newer one of two windows is told by this, also after the clock was set back.
      updatedAt: Math.max(now, updatedAt + 1),
      ...markOf(before),
    };
    return this.#put(draft);
  }

  discard(id: string): void {
    this.#all().delete(id);
    this.#ended.delete(id);
    this.#present.delete(id);
    this.#store.removeDraft(id);
  }

  /** Marks it as sent, on disk, before the first request: a crash from here on is told by that mark. */
  begin(id: string, present: Iterable<DeploymentKey>): Draft {
    const { problem: _solved, ...draft } = this.#need(id);
    const lost = lostSecret(draft);
    if (lost !== undefined)
      throw new PlatformError({
        code: 'invalid',
        platform: draft.platform,
        field: 'environment',
        message: t`The value of ${lost} was not kept, because it looks like a key.`,
        hint: t('Enter it again in the configuration step.'),
      });
    if (draft.sentAt !== undefined && !this.#settled(draft))
      throw new PlatformError({
        code: 'conflict',
        platform: draft.platform,
        message: t('A deploy of this draft was begun moments ago, in another window or before a restart.'),
        hint: t('Wait until the list shows what became of it, at most two minutes.'),
      });
    this.#sending.add(id);
    this.#present.set(id, new Set(present));
    this.#ended.delete(id);
    return this.#put({ ...unsent(draft), sentAt: this.#clock.now(), sentAs: draft.spec.name });
  }

  /** Says to other windows that this one is still at it: a deploy of minutes must not pass for a lost one. */
  touch(id: string): void {
    const draft = this.get(id);
    if (draft && this.#sending.has(id)) this.#put({ ...draft, aliveAt: this.#clock.now() });
  }

  /** Whether a row that came up is what this window is sending: then the draft's own row stands for both. */
  isBeingSent(deployment: Deployment): boolean {
    for (const id of this.#sending) {
      const draft = this.get(id);
      if (draft && this.#mayBe(draft, deployment)) return true;
    }
    return false;
  }

  succeed(id: string, as: DeploymentKey): void {
    this.#sending.delete(id);
    this.#deployed.set(id, as);
    this.discard(id);
  }

  /** `calledOff`: it was ended on this side before anything was made, so that there is nothing to look for. */
  fail(id: string, problem: ErrorData, calledOff = false): void {
    this.#sending.delete(id);
    const draft = this.get(id);
    if (!draft) return;
    const { sentAt } = draft;
    // It may exist after all: the mark stays until a list tells.
    const unclear = problem.code === 'outcome-unknown' || (problem.code === 'cancelled' && !calledOff);
    const open = unclear && sentAt !== undefined;
    if (open) this.#ended.set(id, this.#clock.now());
    this.#put({
      ...unsent(draft),
      ...(open && markOf(draft)),
      ...(problem.code === 'cancelled' ? {} : { problem }),
    });
  }

  /** A problem found before anything was sent. */
  note(id: string, problem: ErrorData): void {
    const draft = this.get(id);
    if (draft) this.#put({ ...draft, problem });
  }

  /**
   * Holds a list against the drafts whose outcome is open. Returns those that turned out to exist (and are
   * dropped here), and the ids of those whose state changed.
   */
  reconcile(platform: PlatformId, listing: Pick<Listing, 'deployments' | 'complete'>, askedAt: number) {
    const found: { draft: Draft; deployment: Deployment }[] = [];
    const changed: string[] = [];
    for (const draft of [...this.all()]) {
      if (draft.platform !== platform || draft.sentAt === undefined || this.#sending.has(draft.id)) continue;
      const deployment = listing.deployments.find((candidate) => this.#mayBe(draft, candidate));
      if (deployment && sentName(draft) !== draft.spec.name) {
        // What was typed since is a deployment of its own: kept, and not sent before somebody has read this.
        this.#put(madeAfterAll(draft));
        this.#ended.delete(draft.id);
        changed.push(draft.id);
      } else if (deployment) {
        this.discard(draft.id);
        this.#deployed.set(draft.id, deploymentKey(platform, deployment.id));
        found.push({ draft, deployment });
      } else if (listing.complete && this.#settled(draft, askedAt - lagMs)) {
        this.#put(notFound(draft));
        this.#ended.delete(draft.id);
        changed.push(draft.id);
      }
    }
    return { found, changed };
  }

  deployedAs(id: string): DeploymentKey | undefined {
    return this.#deployed.get(id);
  }

  /** Whether a list of this platform may still tell what became of a draft. */
  hasOpen(platform: PlatformId): boolean {
    for (const draft of this.all())
      if (draft.platform === platform && (draft.sentAt !== undefined || this.#sending.has(draft.id)))
        return true;
    return false;
  }

  /** Another window wrote: take over what it did. Returns the ids to look at. */
  reload(): string[] {
    const kept = this.#store.drafts();
    if (!kept) return [];
    const mine = this.#all();
    const touched = new Set([...mine.keys(), ...kept.map(({ id }) => id)]);
    const theirs = new Map(kept.map((draft) => [draft.id, draft]));
    for (const id of touched) {
      if (this.#sending.has(id)) continue;
      const other = theirs.get(id);
      const own = mine.get(id);
      if (!other) mine.delete(id);
      else if (!own || other.updatedAt > own.updatedAt) mine.set(id, other);
      // Sent or failed over there; what was typed here is more than what could be kept.
      else if (other.updatedAt === own.updatedAt) mine.set(id, { ...other, spec: own.spec });
    }
    return [...touched];
  }

  /** The store began anew: give it what is known here. */
  saveAll(): void {
    for (const draft of this.all()) this.#store.saveDraft(draft);
  }

  #settled(draft: Draft, at = this.#clock.now()): boolean {
    const ended = this.#ended.get(draft.id);
    // A mark from a time to come is from before the clock was set back.
    const lastHeard = draft.aliveAt ?? draft.sentAt ?? 0;
    return ended === undefined ? Math.abs(at - lastHeard) >= settleMs : at >= ended;
  }

  #mayBe(draft: Draft, deployment: Deployment): boolean {
    const { platform, id } = deployment;
    if (platform !== draft.platform) return false;
    return !this.#present.get(draft.id)?.has(deploymentKey(platform, id)) && isOf(draft, deployment);
  }

  #need(id: string): Draft {
    const draft = this.get(id);
    if (!draft)
      throw new PlatformError({
        code: 'not-found',
        message: t('This draft does not exist any more.'),
        hint: t('It was deployed or discarded, perhaps in another window.'),
      });
    if (this.#sending.has(id))
      throw new PlatformError({
        code: 'conflict',
        platform: draft.platform,
        message: t('It is being deployed right now.'),
      });
    return draft;
  }

  #put(draft: Draft): Draft {
    this.#all().set(draft.id, draft);
    this.#store.saveDraft(draft);
    return draft;
  }

  #all(): Map<string, Draft> {
    this.#drafts ??= new Map((this.#store.drafts() ?? []).map((draft) => [draft.id, draft]));
    return this.#drafts;
  }
}

/** By name: no platform has idempotency keys. One that is older than the attempt is another of that name. */
function isOf(draft: Draft, { name, group, createdAt }: Deployment): boolean {
  const wanted = sentName(draft);
  if (name !== wanted && group !== wanted && !group?.endsWith(`/${wanted}`)) return false;
  return createdAt === undefined || createdAt >= (draft.sentAt ?? 0) - skewMs;
}

/** As it is before it is sent, whatever came of earlier attempts. */
function unsent(draft: Draft): Draft {
  const { sentAt: _sentAt, sentAs: _sentAs, aliveAt: _aliveAt, problem: _problem, ...rest } = draft;
  return rest;
}

/** That a deploy of it is under way, or that nobody knows what became of one. */
function markOf({ sentAt, sentAs, aliveAt }: Partial<Draft> = {}): Partial<Draft> {
  return {
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(sentAs === undefined ? {} : { sentAs }),
    ...(aliveAt === undefined ? {} : { aliveAt }),
  };
}

const sentName = ({ sentAs, spec }: Draft): string => sentAs ?? spec.name;

function madeAfterAll(draft: Draft): Draft {
  const problem: ErrorData = {
    code: 'already-exists',
    platform: draft.platform,
    message: t`The earlier attempt succeeded after all: ${sentName(draft)} exists.`,
    hint: t`Deploy again to have ${draft.spec.name} beside it, or discard this draft.`,
  };
  return { ...unsent(draft), problem };
}

function notFound(draft: Draft): Draft {
  const problem: ErrorData = {
    code: 'outcome-unknown',
    platform: draft.platform,
    message: t`The deploy did not finish, and no deployment named ${sentName(draft)} was found.`,
    hint: t('Deploy it again; parts that were made already are used again.'),
  };
  return { ...unsent(draft), problem };
}
