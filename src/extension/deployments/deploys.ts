import { t } from '@vscode/l10n';
import type { Progress } from '../../connectors/connector.ts';
import type { PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Platforms, World } from './platforms.ts';
import type { Reader } from './reader.ts';
import type { DeploymentKey } from './types.ts';
import { deploymentKey, draftKey } from './views.ts';

/** Well within the time after which another window takes it for cut off. */
const aliveMs = 45_000;

interface Run {
  stop: AbortController;
  ended: Promise<unknown>;
}

/** How drafts become deployments, and how that is called off where it takes minutes. */
export class Deploys {
  readonly #world: World;
  readonly #platforms: Platforms;
  readonly #reader: Reader;
  readonly #running = new Map<string, Run>();

  constructor(world: World, platforms: Platforms, reader: Reader) {
    this.#world = world;
    this.#platforms = platforms;
    this.#reader = reader;
  }

  /**
   * Sends a draft. Whatever happens it is not lost: it is dropped only for a deployment that exists.
   * One whose last outcome is open is looked for first, as no platform can tell a repeated create.
   */
  async deploy(
    id: string,
    signal: AbortSignal | undefined,
    told: Progress | undefined,
  ): Promise<DeploymentKey> {
    const { board, drafts } = this.#world;
    const key = draftKey(id);
    board.checkFree(key);
    const cancellable = this.#isCancellable(drafts.get(id)?.platform);
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const work = {
      action: 'deploy' as const,
      step: t('Deploying…'),
      ...(cancellable && { cancellable: true as const }),
    };
    const deployed = board.during(key, work, async (show) => {
      const progress: Progress = (step) => {
        // That it is being called off is the last word.
        if (stop.signal.aborted) return;
        show(step);
        told?.(step);
      };
      try {
        return (await this.#lookFor(id, either, progress)) ?? (await this.#send(id, either, progress));
      } catch (error) {
        return this.#failed(id, error, cancellable);
      }
    });
    this.#running.set(id, { stop, ended: deployed.catch(() => undefined) });
    const over = new AbortController();
    if (cancellable) void this.#keepAlive(id, over.signal);
    return deployed.finally(() => {
      over.abort();
      this.#running.delete(id);
    });
  }

  /** Resolves when it has ended. False: nothing was under way, or it was done before it could be ended. */
  async cancel(id: string): Promise<boolean> {
    const { board, drafts } = this.#world;
    const run = this.#running.get(id);
    if (!run || !this.#isCancellable(drafts.get(id)?.platform)) return false;
    run.stop.abort();
    board.windDown(draftKey(id), t('Cancelling the deploy…'));
    await run.ended;
    return drafts.get(id) !== undefined;
  }

  async #keepAlive(id: string, over: AbortSignal): Promise<void> {
    const { clock, drafts } = this.#world;
    try {
      for (;;) {
        await clock.sleep(aliveMs, over);
        drafts.touch(id);
      }
    } catch {
      // It has ended.
    }
  }

  #isCancellable(platform: PlatformId | undefined): boolean {
    return (
      platform !== undefined && this.#platforms.connection(platform).definition.deploys === 'cancellable'
    );
  }

  /** The deployment that exists all the same; else it throws. */
  #failed(id: string, error: unknown, cancellable: boolean): DeploymentKey {
    const { drafts } = this.#world;
    const failure = PlatformError.from(error, drafts.get(id)?.platform);
    if (drafts.isSending(id)) {
      drafts.fail(id, failure.data, cancellable);
      const made = this.#reader.settleDraft(id);
      if (made) return made;
    }
    // Cancelled, or under way elsewhere: nothing is wrong with the draft.
    else if (failure.code !== 'cancelled' && failure.code !== 'conflict') drafts.note(id, failure.data);
    throw failure;
  }

  async #send(id: string, signal: AbortSignal, progress: Progress): Promise<DeploymentKey> {
    const { board, drafts } = this.#world;
    const draft = drafts.get(id);
    if (draft) this.#checkName(draft.platform, draft.spec.name);
    const connector = draft && this.#platforms.connector(draft.platform);
    const present = [...board.all()].map((view) => view.key);
    const { spec, platform } = drafts.begin(id, present);
    if (!connector)
      throw new PlatformError({ code: 'not-found', message: t('This draft does not exist any more.') });
    const deployment = await connector.deploy(spec, { progress, signal });
    const key = deploymentKey(platform, deployment.id);
    drafts.succeed(id, key);
    this.#platforms.keepNotes(key, this.#platforms.connection(platform), spec.config);
    // Told at once, so that nobody sees both rows or neither.
    this.#platforms.put(connector, deployment, [draftKey(id)]);
    return key;
  }

  /** The deployment that an earlier attempt made after all. */
  async #lookFor(id: string, signal: AbortSignal, progress: Progress): Promise<DeploymentKey | undefined> {
    const { drafts } = this.#world;
    const draft = drafts.get(id);
    if (draft?.sentAt === undefined) return undefined;
    progress(t('Looking whether the last attempt succeeded…'));
    this.#platforms.connector(draft.platform);
    const outcome = await this.#reader.read(draft.platform, { byHand: true, signal });
    if (outcome.kind === 'failed') throw new PlatformError(outcome.error);
    if (outcome.kind === 'aborted') throw new PlatformError({ code: 'cancelled', message: t('Cancelled.') });
    const { problem, sentAt } = drafts.get(id) ?? {};
    if (sentAt === undefined && problem?.code === 'already-exists') throw new PlatformError(problem);
    return drafts.deployedAs(id);
  }

  #checkName(platform: PlatformId, name: string): void {
    const wrong = this.#platforms.connection(platform).definition.validateName(name);
    if (wrong === undefined) return;
    throw new PlatformError({ code: 'invalid', platform, field: 'name', message: wrong });
  }
}
