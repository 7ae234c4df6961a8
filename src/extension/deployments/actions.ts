import { t } from '@vscode/l10n';
import type { Connector, DeploymentChange, Plan, Progress, RoutePlan } from '../../connectors/connector.ts';
import type { Action, Deployment, PlatformId } from '../../connectors/domain.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { ErrorData } from '../../connectors/errors.ts';
import { Settling } from './board.ts';
import { splitNotes } from './notes.ts';
import type { Connection } from './connection.ts';
import type { Platforms, World } from './platforms.ts';
import type { Removals } from './removals.ts';
import type { DeploymentKey, DeploymentView } from './types.ts';

/** How long a stop may drain before the list is read at the normal pace again. */
const settleMs = 10 * 60_000;

export const gone: ErrorData = {
  code: 'not-found',
  message: t('This deployment is not there any more.'),
  hint: t('Refresh the list.'),
};

export interface Target {
  connection: Connection;
  connector: Connector;
  id: string;
  key: DeploymentKey;
}

/** What changes or spends: one action per row at a time, shown on the row while it lasts. */
export class Actions {
  readonly #world: World;
  readonly #platforms: Platforms;
  readonly #removals: Removals;
  readonly #settling = new Settling();

  constructor(world: World, platforms: Platforms, removals: Removals) {
    this.#world = world;
    this.#platforms = platforms;
    this.#removals = removals;
  }

  target(key: DeploymentKey): Target {
    const found = this.#platforms.find(key);
    if (!found?.row) throw new PlatformError(gone);
    const { connection, id } = found;
    return { connection, connector: this.#platforms.connector(connection.definition.id), id, key };
  }

  async stop(key: DeploymentKey, signal: AbortSignal | undefined): Promise<void> {
    await this.#run(key, 'stop', t('Stopping…'), ({ connector, id }) => connector.stop(id, signal));
    this.#settling.expect(key, 'stopped', this.#world.clock.now() + settleMs);
  }

  async start(key: DeploymentKey, signal: AbortSignal | undefined): Promise<void> {
    const started = await this.#run(key, 'start', t('Starting…'), ({ connector, id }) =>
      connector.start(id, signal),
    );
    this.#settling.expect(started, 'active', this.#world.clock.now() + settleMs);
  }

  async update(key: DeploymentKey, change: DeploymentChange, signal: AbortSignal | undefined): Promise<void> {
    const { connection } = this.target(key);
    const { remote } = splitNotes(connection.definition, change);
    if (Object.keys(remote).length > 0)
      await this.#run(key, 'update', t('Updating…'), ({ connector, id }) =>
        connector.update(id, remote, signal),
      );
    this.#platforms.keepNotes(key, connection, change);
    this.#world.board.publish([key]);
  }

  async planUpdate(key: DeploymentKey, change: DeploymentChange, signal?: AbortSignal): Promise<Plan> {
    const { connection, connector, id } = this.target(key);
    return connector.planUpdate(id, splitNotes(connection.definition, change).remote, signal);
  }

  async rollback(key: DeploymentKey, revision: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#run(key, 'update', t('Rolling back…'), ({ connector, id, connection }) => {
      if (connector.rollback) return connector.rollback(id, revision, signal);
      throw absent(connection, 'rollback');
    });
  }

  async restart(key: DeploymentKey, signal: AbortSignal | undefined): Promise<void> {
    await this.#run(key, 'restart', t('Replacing its containers…'), ({ connector, id, connection }) => {
      if (connector.restart) return connector.restart(id, signal);
      throw new PlatformError({
        code: 'unsupported',
        platform: connection.definition.id,
        message: t`${connection.definition.displayName} cannot restart a deployment.`,
      });
    });
  }

  async route(key: DeploymentKey, signal: AbortSignal | undefined): Promise<void> {
    await this.#run(key, 'update', t('Sending traffic to it…'), (target) => {
      const { connector, id } = target;
      if (connector.route) return connector.route(id, signal);
      throw unroutable(target);
    });
  }

  async planRoute(key: DeploymentKey, signal?: AbortSignal): Promise<RoutePlan> {
    const target = this.target(key);
    if (!target.connector.planRoute) throw unroutable(target);
    return target.connector.planRoute(target.id, signal);
  }

  /** Where it takes many minutes it resolves when the platform has begun, and the row tells the rest. */
  async remove(key: DeploymentKey, signal: AbortSignal | undefined): Promise<void> {
    const target = this.target(key);
    if (target.connection.definition.removal === 'background') {
      this.#world.board.checkFree(key);
      this.#checkAllowed(target, 'remove');
      await this.#removals.begin(target);
      return;
    }
    await this.#run(key, 'remove', t('Deleting…'), async ({ connector, id }, progress) => {
      await connector.remove(id, { progress, ...(signal ? { signal } : {}) });
      return undefined;
    });
    this.#world.notes.set(key, {});
  }

  /** Whether something of a platform is under way, so that it should be read more often. */
  isUnderway(platform: PlatformId): boolean {
    const { board, drafts, clock } = this.#world;
    const now = clock.now();
    const moves = (view: DeploymentView) =>
      view.platform === platform &&
      (view.status === 'deploying' || isBusy(view) || this.#settling.holds(view, now));
    for (const view of board.all()) if (moves(view)) return true;
    return drafts.hasOpen(platform);
  }

  /** Returns the key of what the action led to: where a platform starts things anew, not the one it was run on. */
  async #run(
    key: DeploymentKey,
    action: Action | 'restart',
    step: string,
    act: (target: Target, progress: Progress) => Promise<Deployment | undefined>,
  ): Promise<DeploymentKey> {
    const target = this.target(key);
    this.#checkAllowed(target, action);
    return this.#world.board.during(key, { action, step }, async (progress) => {
      try {
        const deployment = await act(target, progress);
        this.#removals.forgive(key);
        if (!deployment) this.#platforms.take(target.connector, target.id);
        else if (deployment.id === target.id) this.#platforms.put(target.connector, deployment);
        else return this.#platforms.succeed(target.connector, target.id, deployment);
        return key;
      } catch (error) {
        const failure = PlatformError.from(error, target.connector.platform);
        // It may have gone half-way: show what is true now. Not awaited, so that the failure is told at once.
        void this.#platforms.reread(target.connector, target.id);
        throw failure;
      }
    });
  }

  #checkAllowed({ connection, id }: Target, action: Action | 'restart'): void {
    const row = connection.row(id);
    const allowed = action === 'restart' ? row?.deployment.restartable : row?.deployment.allowed[action];
    // What an old reading forbids may be possible by now; the platform has the last word.
    if (allowed === undefined || allowed === true || row?.stale) return;
    throw new PlatformError({ code: 'invalid', platform: connection.definition.id, message: allowed.no });
  }
}

/** A delete that waits a quarter of an hour is no reason to read more often. */
const isBusy = ({ busy }: DeploymentView): boolean =>
  busy !== undefined && !(busy.action === 'remove' && busy.cancellable);

function unroutable({ connection: { definition } }: Target): PlatformError {
  return new PlatformError({
    code: 'unsupported',
    platform: definition.id,
    message: t`${definition.displayName} has no traffic that could be sent to one deployment.`,
  });
}

/** A capability that the platform has not, in the words of its table. */
export function absent(
  { definition }: Connection,
  capability: keyof typeof definition.capabilities,
): PlatformError {
  const support = definition.capabilities[capability];
  return new PlatformError({
    code: 'unsupported',
    platform: definition.id,
    message: support.level === 'absent' ? support.why : t`${definition.displayName} does not offer this.`,
  });
}
